#!/bin/sh
# SPDX-License-Identifier: MIT
#
# check.sh KERNEL: what a tests/checks/vm-KERNEL does. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 3
kernel=$1
status=0
tsm=tsm
[ "$kernel" != 6.1 ] || tsm=

make -s O="$O" "vm-image-$kernel" >&2 || exit 1
# The door leaves the module pinned, so it has a machine of its own.
tests/vm/boot.sh "$kernel" door || status=1
tests/vm/boot.sh "$kernel" attest ioctls $tsm lives faults hammer || status=1
exit $status
