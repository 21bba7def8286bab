#!/bin/sh
# SPDX-License-Identifier: MIT
# Without systemd: keys for rd.luks.key=/run/cryptsetup-keys.d/NAME.key:/ (the file
# is in the initramfs).
# dracut reads this into its own shell, whose root= must not become ours.
(
	keys=/run/cryptsetup-keys.d
	volumes=
	# shellcheck disable=SC1091 # the administrator's
	[ ! -r /etc/snpguest/luks.conf ] || . /etc/snpguest/luks.conf

	for volume in $volumes; do
		(umask 077 && mkdir -p "$keys" &&
			@LIBDIR@/luks-key "$volume" >"$keys/$volume.key") ||
			rm -f "$keys/$volume.key"
	done
)
