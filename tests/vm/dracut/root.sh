#!/bin/sh
# SPDX-License-Identifier: MIT
# A system to start: what tells, and nothing else. No key must be left for it.
mount -t tmpfs root "$NEWROOT"
mkdir -p "$NEWROOT/proc" "$NEWROOT/sys" "$NEWROOT/dev" "$NEWROOT/run" \
	"$NEWROOT/tmp" "$NEWROOT/bin" "$NEWROOT/etc"
cp -r /vm "$NEWROOT/"
cp /bin/busybox "$NEWROOT/bin/"
echo 'NAME=a system' >"$NEWROOT/etc/os-release"
stat -c '%F %a' /run/cryptsetup-keys.d/data.key >/run/key-was
