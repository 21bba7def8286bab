#!/bin/sh
# SPDX-License-Identifier: MIT
#
# dracut.sh KERNEL [MODULE]: make $O/vm/KERNEL/image-dracut, the image that dracut
# makes of what 'make install install-initramfs' put there; and in it, for the test,
# an emulated machine (tests/vm/dracut). With MODULE, dracut-systemd, it is
# image-dracut-systemd, with systemd. Wants what luks.sh left, and root.
set -eu
PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/../.."
kernel=$1
systemd=${2-}
build=$(realpath "${O:-build}")
work=$build/vm/$kernel
machine=$work/dracut
release=$(cat "$(scripts/kernel.sh "$kernel")/release")

tests/vm/installed.sh "$kernel" "$machine"
printf 'wait=1\nvolumes=data\n' >"$machine/etc/snpguest/luks.conf"
mkdir -p "$machine/usr/lib/dracut/modules.d/92emulated-machine"
cp tests/vm/dracut/* "$machine/usr/lib/dracut/modules.d/92emulated-machine/"
cat >"$machine/make" <<P
set -e
mount -t overlay overlay -o lowerdir=$machine/usr:/usr /usr
mount -t overlay overlay -o lowerdir=$machine/etc:/etc /etc
mount -t tmpfs boot /boot
echo CONFIG_RD_GZIP=y >/boot/config-$release
TREE=$PWD BUILD=$build dracut --quiet --force --no-hostonly --gzip \\
	-m "base crypt $systemd snpguest emulated-machine" --kver $release \\
	$work/image-${systemd:-dracut}
P
unshare -m sh "$machine/make"
