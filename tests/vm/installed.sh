#!/bin/sh
# SPDX-License-Identifier: MIT
#
# installed.sh KERNEL DIR: what 'make install install-initramfs' put on a machine,
# with modules of KERNEL, as DIR/usr and DIR/etc. Wants what luks.sh left.
set -eu
PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/../.."
kernel=$1
machine=$2
build=$(realpath "${O:-build}")
work=$build/vm/$kernel
unpacked=$(scripts/kernel.sh "$kernel")
release=$(cat "$unpacked/release")
modules=$machine/usr/lib/modules/$release

rm -rf "$machine"
mkdir -p "$machine/usr/bin" "$machine/etc/snpguest" "$modules/extra"
make -s install-initramfs O="$build" DESTDIR="$machine" BINDIR=/usr/bin
cp "$build/snpguest" "$machine/usr/bin/"

# Of what the package has, the modules that the tests fetched.
cp -r "$unpacked/root/lib/modules/$release/." "$work/disk/lib/modules/$release/kernel" \
	"$modules/"
cp "$work/tree/emulator/kernel/sev-guest-emulated.ko" "$modules/extra/"
depmod -b "$machine/usr" "$release" 2>/dev/null ||
	depmod -b "$machine" -m /usr/lib/modules "$release"
