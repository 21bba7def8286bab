#!/bin/sh
# SPDX-License-Identifier: MIT
# What was derived must not be there for the system that is started.
# dracut reads this into its own shell, whose root= must not become ours.
(
	volumes=
	# shellcheck disable=SC1091 # the administrator's
	[ ! -r /etc/snpguest/luks.conf ] || . /etc/snpguest/luks.conf

	for volume in $volumes; do
		rm -f "/run/cryptsetup-keys.d/$volume.key"
	done
)
