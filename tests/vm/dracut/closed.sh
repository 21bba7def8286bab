#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck shell=dash disable=SC1091,SC2317 # of the image; by tell
# Comes round as long as something is waited for. When the volume was tried, and it
# is not there, it stays closed.
[ ! -e /tmp/cryptroot-asked-data ] || [ -e /dev/mapper/data ] || (
	. /vm/volume.sh

	judge()
	{
		check "dracut: a volume was made" test -e /run/volume-is-made
		check "dracut: the secure processor gives a key" key_is_given
		check "dracut: one was there to try" \
			test -s /run/cryptsetup-keys.d/data.key
		check "dracut: to another measurement it stays closed" is_another
		finish
	}

	tell judge
)
