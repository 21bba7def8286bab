#!/bin/bash
# SPDX-License-Identifier: MIT
#
# boot.sh KERNEL CASE...: boot the image of a kernel and run cases in it.
#
# What the cases print comes out on standard output as it happens. The kernel's
# console goes to $O/vm/KERNEL/console-CASE.log; it is kept on failure, and
# kept always with KEEP=1.
#
# Exit status: 0 when every case said so and the kernel logged no bug. The
# status comes with a word only this script and the VM's init know, so a VM
# that dies, hangs or babbles has failed.
#
# VM_TIMEOUT=seconds for all of it (600); ACCEL=kvm instead of emulation;
# VM_APPEND=words for the kernel's command line. VM_IMAGE=file
# for another image than $O/vm/KERNEL/image.
set -u
cd "$(dirname "$0")/../.." || exit 3
kernel=$1
shift
build=${O:-build}
work=$build/vm/$kernel
console=$work/console-$1.log
output=$work/output-$1.log
scripts/kernel.sh "$kernel" >/dev/null || exit 3
word=$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')

run_vm()
{
	tests/vm/qemu.sh "$kernel" "${VM_IMAGE:-$work/image}" "$console" \
		"vm_cases=$(IFS=,; echo "$*") vm_word=$word ${VM_APPEND:-}"
}

# Only whole lines of this form count as a complaint of the kernel.
kernel_complaints()
{
	grep -aE 'BUG:|WARNING:|Oops|KASAN|KCSAN|UBSAN|INFO: |general protection|Kernel panic|Call Trace|possible (circular|recursive)|unreferenced object|list_(add|del) corruption|refcount_t' \
		"$console" | grep -avE 'INFO: .*(lockdep is turned off)'
}

run_vm "$@" | sed -u 's/\r$//' | tee "$output" | grep -av --line-buffered "^$word"
status=$(sed -n "s/^$word \([0-9]*\)\$/\1/p" "$output")
complaints=$(kernel_complaints)

if [ -n "$complaints" ]; then
	echo "not ok - the kernel log is free of complaints"
	printf 'boot: the kernel complained:\n%s\n' "$complaints" >&2
elif [ -z "$status" ]; then
	echo "boot: the VM ended without a status (timeout after" \
		"${VM_TIMEOUT:-600} s, or a crash)" >&2
	tail -n 20 "$console" >&2
elif [ "$status" -eq 0 ]; then
	[ -n "${KEEP:-}" ] || rm -f "$console" "$output"
	exit 0
fi
# What came before the first failure, which the others may follow from.
grep -am1 -B20 '^not ok' "$console" >&2
echo "boot: console log: $console" >&2
exit 1
