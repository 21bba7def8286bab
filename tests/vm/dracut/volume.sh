#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck shell=dash disable=SC1091 # of the image
# Before the product's hook derives the key, and before anybody looks for volumes.
(
	exec 2>/dev/ttyS0 >&2
	. /vm/volume.sh

	make_volume
	! is_another || launch_another
)
