#!/bin/sh
# SPDX-License-Identifier: MIT
# A system to start: what tells, and nothing else. No key must be left for it.
mount -t tmpfs root "$NEWROOT"
mkdir -p "$NEWROOT/proc" "$NEWROOT/sys" "$NEWROOT/dev" "$NEWROOT/run" \
	"$NEWROOT/tmp" "$NEWROOT/bin"
cp -r /vm "$NEWROOT/"
cp /bin/busybox "$NEWROOT/bin/"
[ ! -s /run/cryptsetup-keys.d/data.key ] || : >/run/key-was-there
