#!/bin/sh
# SPDX-License-Identifier: MIT
#
# image.sh KERNEL: make $O/vm/KERNEL/image, an initramfs that boots into
# tests/vm/guest/init. It holds busybox, the programs under test with their
# libraries, the module with those it needs, and prepared state directories.
set -eu
PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/../.."
kernel=$1
build=${O:-build}
work=$build/vm/$kernel
root=$work/root
unpacked=$(scripts/kernel.sh "$kernel")
release=$(cat "$unpacked/release")
modules=lib/modules/$release

# add_program FILE: with every shared library it asks for
add_program()
{
	cp -p "$1" "$root/bin/"
	ldd "$1" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p; s/^\t\(\/[^ ]*\) .*/\1/p' |
	while read -r library; do
		mkdir -p "$root$(dirname "$library")"
		cp -uL "$library" "$root$library"
	done
}

# What the driver's crypto and the TSM interface are made of, where they are
# modules at all.
needed_modules()
{
	for module in gcm ctr ghash-generic configfs tsm tsm_report; do
		modprobe -d "$unpacked/root" -S "$release" --show-depends \
			"$module" 2>/dev/null || :
	done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | sort -u
}

add_modules()
{
	mkdir -p "$root/$modules"
	cp "$unpacked/root/$modules"/modules.builtin* \
		"$unpacked/root/$modules/modules.order" "$root/$modules/"
	for file in $(needed_modules); do
		case $file in
		*.xz) xz -dc "$file" >"$root/$modules/$(basename "$file" .xz)" ;;
		*)    cp "$file" "$root/$modules/" ;;
		esac
	done
	cp "$work/tree/emulator/kernel/sev-guest-emulated.ko" "$root/$modules/"
	depmod -b "$root" "$release"
}

rm -rf "$root"
mkdir -p "$root/bin" "$root/dev" "$root/proc" "$root/sys" "$root/run" \
	"$root/tmp" "$root/etc" "$root/sbin"
cp "$(command -v busybox)" "$root/bin/busybox"
ln -s ../bin/busybox "$root/sbin/modprobe"
add_program "$build/snpguest"
add_program "$build/snp-emulator"
for source in tests/vm/*.c; do
	add_program "$build/vm/$(basename "$source" .c)"
done
cp "$build/doors/device" "$root/bin/doors_device"
add_modules
cp -r tests/vm/guest "$root/vm"
cp -r "$build/vm/state" "$root/state"
ln -s vm/init "$root/init"
(cd "$root" && find . | cpio -o -H newc --quiet) >"$work/image.new"
mv "$work/image.new" "$work/image"
