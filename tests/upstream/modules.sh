#!/bin/sh
# SPDX-License-Identifier: MIT
#
# modules.sh KERNEL: the series' driver for a kernel that lacks the series. Makes
# $O/vm/KERNEL/series-image, the redirected test image with the module
# of the series in the place of ours.ko, and snp-shim.ko, which has what the
# series adds to the architecture.
set -eu
cd "$(dirname "$0")/../.."
kernel=$1
build=${O:-build}
work=$build/vm/$kernel
series=$build/upstream/work
tree=$work/series-tree
root=$work/series-root

rm -rf "$tree" "$root"
mkdir -p "$tree/include/asm" "$root/vm"
cp -r tests/upstream/shim "$tree/shim"
cp "$series"/arch/x86/coco/sev/message.c "$series"/arch/x86/coco/sev/channel.c \
	"$tree/shim/"
cp "$series"/arch/x86/include/asm/snp-*.h "$tree/include/asm/"
cp -r "$series/drivers/virt/coco/sev-guest" "$tree/sev-guest"
echo "ccflags-y += -I\$(src)/../include -include \$(src)/../shim/shim.h" \
	>>"$tree/sev-guest/Makefile"
scripts/kbuild.sh "$kernel" "$tree/shim" W=1
scripts/kbuild.sh "$kernel" "$tree/sev-guest" W=1 \
	KBUILD_EXTRA_SYMBOLS="$(realpath "$tree/shim/Module.symvers")"
cp "$tree/shim/snp-shim.ko" "$root/vm/"
cp "$tree/sev-guest/sev-guest.ko" "$root/vm/ours.ko"
(cd "$root" && find . | cpio -o -H newc --quiet) >"$work/series.cpio"
cat "$work/redirect-image" "$work/series.cpio" >"$work/series-image"
