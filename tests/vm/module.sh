#!/bin/sh
# SPDX-License-Identifier: MIT
#
# module.sh KERNEL: build sev-guest-emulated.ko in $O/vm/KERNEL/tree, from a
# copy of the sources, so that objects of several kernels never meet.
set -eu
cd "$(dirname "$0")/../.."
kernel=$1
tree=${O:-build}/vm/$kernel/tree

driver=drivers/virt/coco/sev-guest
for dir in $driver include/uapi/linux emulator/kernel; do
	mkdir -p "$tree/$dir"
	find "$dir" -maxdepth 1 -type f -exec cp -pu {} "$tree/$dir" ';'
done
scripts/kbuild.sh "$kernel" "$tree/emulator/kernel" W=1
