#!/bin/busybox sh
# SPDX-License-Identifier: MIT
# shellcheck shell=dash disable=SC1091 # of the image
# The first process of the system that was started from the volume's initramfs.
/bin/busybox --install -s /bin
export PATH=/bin
. /vm/volume.sh

judge()
{
	check "dracut: a volume was made" test -e /run/volume-is-made
	check "dracut: for this measurement alone" test "$(is_another; echo $?)" = 1
	check "dracut: its key was there" test -e /run/key-was-there
	check "dracut: it is open" test -e /dev/mapper/data
	check "dracut: what was written is there" holds_what_was_written
	check "dracut: the system finds no key" \
		test ! -e /run/cryptsetup-keys.d/data.key
	finish
}

tell judge
