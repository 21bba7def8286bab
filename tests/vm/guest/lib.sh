# SPDX-License-Identifier: MIT
# shellcheck shell=dash
# What the cases of a test VM share. Results are TAP on standard output.
# shellcheck disable=SC2034 # used by the cases
anchor=/state/machine.public/anchor.pem
tracefs=/sys/kernel/tracing
number=0
failures=0

# check TEXT COMMAND...: passes when the command succeeds
check()
{
	text=$1
	shift
	number=$((number + 1))
	if "$@" >&2; then
		echo "ok $number - $text"
	else
		echo "not ok $number - $text"
		echo "not ok $number - $text" >&2
		failures=$((failures + 1))
	fi
}

# gives STATUS COMMAND...: the command ends with this exit status
gives()
{
	wanted=$1
	shift
	"$@"
	got=$?
	[ $got -eq "$wanted" ] && return 0
	echo "exit status $got instead of $wanted: $*" >&2
	return 1
}

# attest [OPTION...]: what it says is in /run/said, and on the console
attest()
{
	snpguest attest --device /dev/sev-guest "$@" >/run/said 2>&1
	said_status=$?
	cat /run/said >&2
	return $said_status
}

# judge FILE|DIR [OPTION...]: the same for saved evidence
judge()
{
	snpguest verify evidence --trust-anchor "$anchor" "$@" >/run/said 2>&1
	said_status=$?
	cat /run/said >&2
	return $said_status
}

# said WORDS: in what snpguest said last
said()
{
	grep -q -- "$1" /run/said
}

# Ends a case; its exit status.
finish()
{
	echo "1..$number"
	[ $failures -eq 0 ]
	exit
}

# start_machine NAME [MODULE PARAMETER...]: load the module, serve the machine
start_machine()
{
	machine=/run/$1
	shift
	modprobe sev-guest-emulated "$@" || return 1
	[ -d "$machine" ] || cp -r "/state/${machine#/run/}" "$machine"
	serve
}

# The host of $machine; back when it says that guests can come.
serve()
{
	# The last server's line must not be taken for this one's.
	: >"$machine.log"
	snp-emulator serve "$machine" >>"$machine.log" &
	server=$!
	comes "$server" serving_a_device && return 0
	echo "no server for $machine" >&2
	return 1
}

serving()
{
	grep -q serving "$machine.log"
}

serving_a_device()
{
	serving && [ -c /dev/sev-guest ]
}

# comes PID COMMAND...: waits until the command succeeds, for two minutes at most
# and no longer than the process lives
comes()
{
	comes_of=$1
	shift
	for _ in $(seq 1200); do
		"$@" && return 0
		kill -0 "$comes_of" 2>/dev/null || return 1
		sleep 0.1
	done
	return 1
}

# stop_server: its exit status says whether an IV was used twice
stop_server()
{
	kill "$server"
	wait "$server"
}

stop_machine()
{
	stop_server && rmmod sev_guest_emulated
}

# Wherever a case before this one left it.
mount_tracefs()
{
	test -f $tracefs/trace || mount -t tracefs trace $tracefs
}

ctl()
{
	snp-emulator ctl "$machine" "$@"
}

counter()
{
	ctl counters | sed -n "s/^$1 //p"
}

# counted NAME -eq|-ge|... N
counted()
{
	value=$(counter "$1")
	test "$value" "$2" "$3" && return 0
	echo "counter $1 is $value, not $2 $3" >&2
	return 1
}
