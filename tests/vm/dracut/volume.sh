#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck shell=dash disable=SC1091 # of the image
# Before the product's hook derives the key, and before anybody looks for volumes;
# with systemd before the product's sockets, and nothing else waits for it.
(
	exec 2>/dev/ttyS0 >&2
	. /vm/volume.sh

	make_volume
	launch_what_is_asked_for
)
