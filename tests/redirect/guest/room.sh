# SPDX-License-Identifier: MIT
# shellcheck shell=dash disable=SC2034,SC2154 # shared with vm/guest/lib.sh
# Our sev-guest.ko on its real carrier, and what it does in the kernel: the
# tracer counts pages that are shared or made private again, and allocations,
# by the process that asks and during its ioctl.
tracefs=/sys/kernel/tracing
machine=/run/machine
share='set_memory_decrypted set_memory_encrypted'
exact='alloc_pages_exact alloc_pages_exact_noprof'
table='kvmalloc_node kvmalloc_node_noprof __kvmalloc_node_noprof'

# probe NAME...: each of these functions that this kernel has
probe()
{
	for function; do
		grep -q " $function\$" /proc/kallsyms || continue
		echo "p:driver/$function $function" >>$tracefs/kprobe_events
	done
}

prepare_tracer()
{
	mount -t tracefs trace $tracefs || return 1
	echo 0 >$tracefs/tracing_on
	# shellcheck disable=SC2086 # one word per function
	probe $share $exact $table
	for events in driver kmem/kmalloc kmem/kmalloc_node \
		kmem/kmem_cache_alloc; do
		[ ! -d $tracefs/events/$events ] ||
			echo 1 >$tracefs/events/$events/enable
	done
}

# start [MODULE PARAMETER...]
start()
{
	rm -rf $machine && cp -r /state/compared $machine &&
		insmod /vm/snp-redirect.ko || return 1
	snp-emulator serve $machine >$machine.log &
	server=$!
	comes $server serving && insmod /vm/ours.ko "$@" && return 0
	cat $machine.log
	dmesg | tail -n 5
	return 1
}

stop()
{
	rmmod sev_guest && stop_server && rmmod snp_redirect
}

# ext_report_of PAGES: the whole table arrives
ext_report_of()
{
	echo >$tracefs/trace
	calls=$(counter firmware_calls)
	ext_report /dev/sev-guest "$1" $tracefs >/run/room &&
		cmp /run/room $machine/certs
}

# Firmware calls of the last report.
called()
{
	test $(($(counter firmware_calls) - calls)) "$1" "$2"
}

# traced WORDS: how often the last report's trace has these functions
traced()
{
	grep -cE " ($(echo "$1" | tr ' ' '|')): " $tracefs/trace
}

# page_states -eq|-ge N
page_states()
{
	test "$(traced "$share")" "$1" "$2" && return 0
	cat $tracefs/trace
	return 1
}

# allocations -eq|-ge N: of whole pages, and those that may be as large
allocations()
{
	test "$(traced "$exact $table")" "$1" "$2" && return 0
	cat $tracefs/trace
	return 1
}

# records -le|-ge N: small ones, by the driver itself
records()
{
	got=$(grep -cE 'call_site=[^ ]+ \[sev_guest\]' $tracefs/trace)
	echo "small allocations: $got"
	grep -E 'call_site=[^ ]+ \[sev_guest\]' $tracefs/trace
	test "$got" "$1" "$2"
}
