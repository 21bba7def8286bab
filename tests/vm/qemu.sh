#!/bin/sh
# SPDX-License-Identifier: MIT
#
# qemu.sh KERNEL IMAGE CONSOLE WORD...: one life of a machine. Results come out on
# standard output, the kernel's console goes to the file CONSOLE, WORDs to the
# kernel's command line.
#
# VM_TIMEOUT=seconds (600); ACCEL=kvm instead of emulation, ACCEL=tcg for a thread
# per processor. VM_COUNTED=1: one processor, whose time is an instruction each ns.
# VM_MEMORY=file: the
# machine's memory, which stays when the machine goes. VM_SAVED=file: what is
# written to its third serial port.
set -u
cd "$(dirname "$0")/../.." || exit 3
unpacked=$(scripts/kernel.sh "$1") || exit 3
image=$2
console=$3
shift 3
size=512M
memory=
[ -z "${VM_MEMORY:-}" ] || {
	# More of it: what is loaded at boot lies at its end, and the secrets
	# page must not.
	size=1G
	memory="-machine memory-backend=ram -object memory-backend-file,id=ram,size=$size,share=on,mem-path=$VM_MEMORY"
}
[ -z "${VM_COUNTED:-}" ] || memory="$memory -icount shift=0 -smp 1"
[ -z "${VM_SAVED:-}" ] || memory="$memory -serial file:$VM_SAVED"

# thread=single: with a thread per processor, one was seen to run into a breakpoint
# that the other had taken away already ("Oops: int3", once in some hundred boots),
# and on two busy processors it is not faster.
# no_timer_check: a busy machine's emulated timer is late, and no less a timer.
# watchdog_thresh: 5 s of the kernel's own busy waiting (a rehearsed hibernation) were
# seen to take 26 s on a busy machine; a lockup is one after two minutes as well.
# shellcheck disable=SC2086 # options
exec timeout -k 5 "${VM_TIMEOUT:-600}" qemu-system-x86_64 \
	-accel "${ACCEL:-tcg,thread=single}" -cpu max -m $size -smp 2 \
	-display none -nodefaults -no-user-config -no-reboot \
	-kernel "$unpacked/vmlinuz" -initrd "$image" \
	-append "console=ttyS0 loglevel=6 panic=-1 reboot=t no_timer_check watchdog_thresh=60 $*" \
	-serial file:"$console" \
	-chardev stdio,id=results,signal=off -serial chardev:results \
	$memory </dev/null
