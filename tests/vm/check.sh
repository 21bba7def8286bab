#!/bin/sh
# SPDX-License-Identifier: MIT
#
# check.sh KERNEL: what a tests/checks/vm-KERNEL does. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 3
kernel=$1
status=0
cases="door attest doors ioctls freed cpuid tsm tables lives power faults hammer"
case $kernel in
6.1) cases="door attest doors ioctls freed cpuid tables lives power faults hammer" ;;
debug)	# has no tracer
	cases="door attest doors ioctls cpuid tsm lives faults hammer memory"
	VM_TIMEOUT="${VM_TIMEOUT:-1500}" ;;
esac
export VM_TIMEOUT="${VM_TIMEOUT:-600}"

if [ "$kernel" != debug ]; then
	tests/vm/have-kernel.sh "$kernel"
	case $? in
	0) ;;
	4) exit 0 ;;
	*) exit 1 ;;
	esac
fi
make -s O="$O" "vm-image-$kernel" >&2 || exit 1
# shellcheck disable=SC2086 # one word per case
tests/vm/boot.sh "$kernel" $cases || status=1
exit $status
