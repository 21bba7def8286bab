#!/bin/sh
# SPDX-License-Identifier: MIT
#
# tree.sh DIR: copy what sev-guest-emulated.ko is made of to DIR, so that it
# can be built in DIR/emulator/kernel and no object appears among the sources.
# Only what changed is copied.
set -eu
tree=$1
cd "$(dirname "$0")/../.."

for dir in drivers/virt/coco/sev-guest include/uapi/linux emulator/kernel; do
	mkdir -p "$tree/$dir"
	find "$dir" -maxdepth 1 -type f -exec cp -pu {} "$tree/$dir" ';'
done
