#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run-tests.sh [NAME...]: run checks by name; without a name, the default ones.
#
# A check is a program tests/checks/NAME that prints TAP ("ok ...", "not ok
# ...", "ok ... # SKIP why") on standard output, anything else on standard error. A
# check that exits with another status than 0, or reports no test, counts as one
# failure. MUST_RUN=1 turns skips into failures.
#
# The last line is the count: N passed, N failed, N skipped.
set -u
cd "$(dirname "$0")/.." || exit 3

# Default checks, quick ones first. Others run by name only.
default_checks=$(sed -e 's/#.*//' -e '/^ *$/d' tests/checks/default)
# shellcheck disable=SC2086 # a list of names
[ $# -gt 0 ] || set -- $default_checks

export O="${O:-build}"
export VECTORS="${VECTORS:-$(cd .. && pwd)/shared/vectors}"
logs="$O/checks"
mkdir -p "$logs"
passed=0 failed=0 skipped=0

# What a check's output counts: sets ok, not_ok and skip.
count() {
	skip=$(grep -ciE '^ok\b.*# *skip' "$1")
	ok=$(($(grep -cE '^ok\b' "$1") - skip))
	not_ok=$(grep -cE '^not ok\b' "$1")
}

run_check() {
	log="$logs/$1.log"
	if [ ! -x "tests/checks/$1" ]; then
		echo "run-tests: there is no check '$1'; see tests/checks" >&2
		failed=$((failed + 1))
		return
	fi
	start=$(date +%s)
	"tests/checks/$1" >"$log" 2>"$log.err"
	status=$?
	count "$log"
	if [ $status -ne 0 ] && [ "$not_ok" -eq 0 ]; then
		echo "not ok - $1 ended with status $status" >>"$log"
		not_ok=1
	elif [ $((ok + not_ok + skip)) -eq 0 ]; then
		echo "not ok - $1 ran no test" >>"$log"
		not_ok=1
	fi
	if [ "${MUST_RUN:-0}" = 1 ] && [ "$skip" -gt 0 ]; then
		not_ok=$((not_ok + skip))
	fi
	printf '%-16s %5d passed %3d failed %3d skipped  %4d s\n' "$1" "$ok" \
		"$not_ok" "$skip" $(($(date +%s) - start))
	if [ "$not_ok" -gt 0 ]; then
		grep -E '^not ok\b' "$log" | head -n 40
		tail -n 40 "$log.err"
		echo "(all of it: $log, $log.err)"
	fi
	grep -iE '^ok\b.*# *skip' "$log" | sort | uniq | head -n 10
	passed=$((passed + ok))
	failed=$((failed + not_ok))
	[ "${MUST_RUN:-0}" = 1 ] || skipped=$((skipped + skip))
}

for name; do
	run_check "$name"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
