#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck shell=dash disable=SC1091 # of the image
# With systemd: a passphrase is asked for, so the volume is closed to the key of this
# machine; the answer opens it.
. /vm/volume.sh

dracut="dracut with systemd"

answer()
{
	/usr/lib/systemd/systemd-reply-password 1 \
		"$(sed -n 's/^Socket=//p' /run/systemd/ask-password/ask.*)" \
		</run/passphrase
}

judge()
{
	check "$dracut: a volume was made" test -e /run/volume-is-made
	if is_gone; then
		check "$dracut: there is no secure processor" \
			test ! -e /dev/sev-guest
	else
		check "$dracut: the secure processor gives a key" key_is_given
		check "$dracut: of another measurement" is_another
	fi
	check "$dracut: it stays closed, and a passphrase is asked for" \
		test ! -e /dev/mapper/data
	check "$dracut: the key is asked for where only root can" test \
		"$(stat -c '%F %a' /run/cryptsetup-keys.d/data.key)" = "socket 600"
	check "$dracut: nothing is kept of it" \
		test "$(echo /run/snpguest-key.*)" = "/run/snpguest-key.*"
	check "$dracut: the passphrase is given" answer
	check "$dracut: and opens it" comes $$ test -e /dev/mapper/data
	finish
}

tell judge
