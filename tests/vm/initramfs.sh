#!/bin/sh
# SPDX-License-Identifier: MIT
#
# initramfs.sh KERNEL: make $O/vm/KERNEL/image-initramfs-tools, the image that
# Debian's mkinitramfs makes of a machine with a LUKS volume in its crypttab and
# what 'make install install-initramfs' put there; and in it, for the test, an
# emulated machine (tests/vm/initramfs). Wants what luks.sh left, and root.
set -eu
PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/../.."
kernel=$1
build=$(realpath "${O:-build}")
work=$build/vm/$kernel
release=$(cat "$(scripts/kernel.sh "$kernel")/release")
machine=$work/initramfs-tools

tests/vm/installed.sh "$kernel" "$machine"
echo 'wait=1' >"$machine/etc/snpguest/luks.conf"
echo "data /dev/loop0 none luks,initramfs,keyscript=/usr/lib/snpguest/luks-key" \
	>"$machine/etc/crypttab"

cp -r tests/vm/initramfs "$machine/conf"
cat >"$machine/make" <<P
set -e
mount -t overlay overlay -o lowerdir=$machine/usr:/usr /usr
mount -t overlay overlay -o lowerdir=$machine/etc:/etc /etc
mount -t tmpfs boot /boot
echo CONFIG_RD_GZIP=y >/boot/config-$release
TREE=$PWD BUILD=$build mkinitramfs -d "$machine/conf" -o "$work/image-initramfs-tools" $release
P
unshare -m sh "$machine/make"
