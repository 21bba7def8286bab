#!/bin/sh
# SPDX-License-Identifier: MIT
#
# user.sh TREE DIR: the KUnit tests of the series in TREE, in user space. Builds in
# DIR, prints TAP.
set -eu
cd "$(dirname "$0")/../.."
tree=$1
dir=$2

mkdir -p "$dir/asm"
cp "$tree"/arch/x86/include/asm/snp-*.h "$dir/asm/"
# shellcheck disable=SC2046 # a word a flag
${CC:-gcc} -std=gnu11 -O1 -g -Wall -fsanitize=address,undefined -fno-sanitize-recover=all \
	-D_GNU_SOURCE '-Dkzalloc_obj(object)=calloc(1, sizeof(object))' \
	-Itests/upstream/user -Itests/support/kernel -Iinclude/uapi -I"$dir" \
	-o "$dir/run" tests/upstream/user/run.c \
	"$tree"/arch/x86/coco/sev/message.c "$tree"/arch/x86/coco/sev/channel.c \
	"$tree"/arch/x86/coco/sev/channel_kunit.c \
	$(pkg-config --cflags --libs libcrypto)
# What the tests allocate goes with them.
ASAN_OPTIONS=detect_leaks=0 "$dir/run"
