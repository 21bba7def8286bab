#!/bin/sh
# SPDX-License-Identifier: MIT
#
# build.sh KERNEL: make $O/vm/KERNEL/redirect-image, the kernel's test image
# (tests/vm/image.sh makes that) with snp-redirect.ko, the kernel's own
# sev-guest.ko and ours added; upstream's own is ours.
set -eu
cd "$(dirname "$0")/../.."
kernel=$1
build=${O:-build}
work=$build/vm/$kernel
tree=$work/redirect-tree
root=$work/redirect-root
driver=drivers/virt/coco/sev-guest
unpacked=$(scripts/kernel.sh "$kernel")

for dir in $driver include/uapi/linux emulator/kernel tests/redirect; do
	mkdir -p "$tree/$dir"
	find "$dir" -maxdepth 1 -type f ! -name '*.sh' -exec cp -pu {} "$tree/$dir" ';'
done
scripts/kbuild.sh "$kernel" "$tree/tests/redirect" W=1
case $kernel in
upstream*) ;;
*) scripts/kbuild.sh "$kernel" "$tree/$driver" W=1 ;;
esac

rm -rf "$root"
mkdir -p "$root/vm/cases" "$root/bin" "$root/state"
cp "$tree/tests/redirect/snp-redirect.ko" "$root/vm/"
stock=$(find "$unpacked/root/lib/modules" -name 'sev-guest.ko*')
case $stock in
*.xz) xz -dc "$stock" >"$root/vm/stock.ko" ;;
*)    cp "$stock" "$root/vm/stock.ko" ;;
esac
cp tests/redirect/guest/*.sh "$root/vm/"
# What is in the series' tree is ours.
case $kernel in
upstream*)
	cp "$root/vm/stock.ko" "$root/vm/ours.ko"
	cp "$(find "$unpacked/root/lib/modules" -name channel_kunit.ko)" \
		"$root/vm/" ;;
*)	cp "$tree/$driver/sev-guest.ko" "$root/vm/ours.ko" ;;
esac
python3 tests/redirect/copies.py "$root/vm/ours.ko" sev_guest >"$root/vm/copies"
for case in stock ours carrier room bench cost hardware recovery svsm crash faults hammer kunit; do
	cp "tests/redirect/guest/$case" "$root/vm/cases/"
done
mkdir -p "$root/vm/scripts"
cp scripts/hardware.sh "$root/vm/scripts/"
cp "$build/redirect/compare" "$build/redirect/crash" "$root/bin/"
cp -r "$build/redirect/state" "$root/state/compared"
(cd "$root" && find . | cpio -o -H newc --quiet) >"$work/redirect.cpio"
cat "$work/image" "$work/redirect.cpio" >"$work/redirect-image"
