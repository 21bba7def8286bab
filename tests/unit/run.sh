#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run.sh [PROGRAM...]: cmocka programs, all of them by default, one after the
# other, as TAP. One that ends well without having run a test is a failure too.
# O=DIR is where they are.
set -u
# shellcheck disable=SC2046 # a list of names
[ $# -gt 0 ] || set -- $(make -s O="$O" list-unit-tests)
out=$(mktemp) || exit 1
trap 'rm -f "$out"' EXIT
status=0
for program; do
	CMOCKA_MESSAGE_OUTPUT=TAP "$program" >"$out" || status=1
	cat "$out"
	grep -q '^1\.\.[1-9]' "$out" && continue
	echo "not ok - $program ran no test"
	status=1
done
exit $status
