#!/bin/sh
# SPDX-License-Identifier: MIT
#
# under-load.sh [NAME...]: checks and unit programs, ten times each under six
# processes that spin: no test may depend on how fast the machine is. NAME is a
# check (doors) or a program of unit tests (unit/emulator/host/test_faults), or some
# of its tests (unit/emulator/platform/test_rotation:killed_*); by default those
# that wait for something or measure how long it took. Prints how
# often each passed; exit status 1 when one did not pass every time.
#
# RUNS=N and SPINNERS=N for other numbers.
set -u
cd "$(dirname "$0")/.." || exit 3
export O="${O:-build}"
runs=${RUNS:-10}
[ $# -gt 0 ] || set -- unit/emulator/host/test_faults \
	unit/emulator/host/test_contract_vmm unit/emulator/host/test_contract_kvm \
	unit/emulator/platform/test_rotation:killed_* unit/lib/verdict/test_verifier \
	doors emulator-program kds fetch attest clients-run
out=$O/under-load.out
spinners=

# shellcheck disable=SC2086,SC2317 # a list of processes; at the end
cleanup()
{
	[ -z "$spinners" ] || kill $spinners 2>/dev/null
	spinners=
}
trap cleanup EXIT
trap 'exit 130' INT TERM

spin()
{
	while :; do :; done
}

# once NAME
once()
{
	case $1 in
	unit/*:*) ONLY=${1#*:} tests/unit/run.sh "$O/${1%%:*}" ;;
	unit/*) tests/unit/run.sh "$O/$1" ;;
	*) tests/run-tests.sh "$1" ;;
	esac
}

# built without the load
make -s -j2 O="$O" all emulator unit-tests "$O/doors/device" \
	"$O/doors/in-process" || exit 1
for _ in $(seq "${SPINNERS:-6}"); do
	spin &
	spinners="$spinners $!"
done

status=0
for name; do
	passed=0
	begin=$(date +%s)
	for _ in $(seq "$runs"); do
		if once "$name" >"$out" 2>&1; then
			passed=$((passed + 1))
		else
			grep -a '^not ok' "$out"
		fi
	done
	echo "$name: $passed of $runs, $(($(date +%s) - begin)) s"
	[ $passed -eq "$runs" ] || status=1
done
exit $status
