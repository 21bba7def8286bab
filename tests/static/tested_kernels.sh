#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The driver refuses to be built for kernels that nobody tested it on, unless told.
# Prints what is wrong, a line each.
set -u
compat=$PWD/drivers/virt/coco/sev-guest/compat.h
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/linux" "$dir/asm/cpuid" "$dir/crypto"
echo '#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))' >"$dir/linux/version.h"
for header in asm/processor.h asm/cpuid/api.h asm/sev.h crypto/gcm.h linux/string.h; do
	: >"$dir/$header"
done

# builds MAJOR MINOR [OPTION]
builds()
{
	gcc -E -I"$dir" -DLINUX_VERSION_CODE="(($1 << 16) + ($2 << 8))" ${3:+"$3"} \
		-x c "$compat" >/dev/null 2>"$dir/said"
}

for kernel in "6 1" "6 12" "7 2" "7 3"; do
	# shellcheck disable=SC2086 # two words
	builds $kernel || echo "refused on a tested kernel: $kernel"
done
for kernel in "5 19" "6 0" "6 13" "7 1" "7 4" "8 0"; do
	# shellcheck disable=SC2086 # two words
	! builds $kernel || echo "not refused on $kernel"
	grep -q 'not tested on this kernel' "$dir/said" || echo "no reason told on $kernel"
	# shellcheck disable=SC2086 # two words
	builds $kernel -DSNP_UNTESTED_KERNEL || echo "$kernel cannot be asked for"
done
