#!/bin/busybox sh
# SPDX-License-Identifier: MIT
# shellcheck shell=dash disable=SC1091 # of the image
# The first process of the system that was started from the volume's initramfs.
/bin/busybox --install -s /bin
export PATH=/bin
. /vm/volume.sh

dracut=dracut
key="regular file"
if [ -d /run/systemd/system ]; then
	dracut="dracut with systemd"
	key=socket
fi

judge()
{
	check "$dracut: a volume was made" test -e /run/volume-is-made
	check "$dracut: for this measurement alone" test "$(is_another; echo $?)" = 1
	check "$dracut: its key was there, for root alone" \
		test "$(cat /run/key-was)" = "$key 600"
	check "$dracut: it is open" test -e /dev/mapper/data
	check "$dracut: what was written is there" holds_what_was_written
	check "$dracut: the system finds no key" \
		test ! -e /run/cryptsetup-keys.d/data.key
	check "$dracut: nor what it was derived in" \
		test "$(echo /run/snpguest-key.*)" = "/run/snpguest-key.*"
	finish
}

tell judge
