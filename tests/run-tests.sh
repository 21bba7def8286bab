#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run-tests.sh [NAME...]: run checks by name; without a name, the default ones.
#
# A check is a program tests/checks/NAME that prints TAP ("ok ...", "not ok
# ...", "ok ... # SKIP why", and "1..N": how many) on standard output, anything
# else on standard error. A check that exits with another status than 0, reports
# no test, reports another number than it planned, or bails out, counts as one
# failure, and so does a check that is asked for and has no result.
# MUST_RUN=1 turns skips into failures. What is "not ok ... # TODO why" is told,
# counted in a line of its own, and fails nothing.
#
# A line "# Repeats NAME... under|on ..." in a check says that its tests are
# those of NAME under another build or kernel, and "Linux V, " before a test's
# name that it is run on several: such tests are counted once in the line that
# says how many tests there are. The last line counts results:
# N passed, N failed, N skipped.
set -u
cd "$(dirname "$0")/.." || exit 3

export O="${O:-build}"
export VECTORS="${VECTORS:-$(cd .. && pwd)/shared/vectors}"
logs="$O/checks"
mkdir -p "$logs"
# Two runs at once keep their counts apart.
counts=$(mktemp -d) || exit 3
trap 'rm -rf "$counts"' EXIT
names="$counts/names"
sums="$counts/sums"

# TAP, as far as it counts. A word that only begins like a directive is none.
is_ok='ok( |$)'
is_skipped=' # *[Ss][Kk][Ii][Pp]( |:|$)'
is_todo=' # *[Tt][Oo][Dd][Oo]( |:|$)'

# What a check's output counts: sets ok, not_ok, todo, skip, and planned, the sum
# of its plans; -1 without one.
count() {
	planned=$(awk -F '[.][.]' '/^1[.][.][0-9]+/ { n += $2; plans++ }
		END { print plans ? n : -1 }' "$1")
	skip=$(grep -acE "^$is_ok.*$is_skipped" "$1")
	ok=$(($(grep -acE "^$is_ok" "$1") - skip))
	todo=$(grep -acE "^not $is_ok.*$is_todo" "$1")
	not_ok=$(($(grep -acE "^not $is_ok" "$1") - todo))
}

# What is wrong with a check that has no failure of its own; nothing: all is well.
flaw() {
	if [ "$status" -ne 0 ]; then
		echo "ended with status $status"
	elif [ "$sum" -eq 0 ]; then
		echo "ran no test"
	elif [ "$planned" -ne "$sum" ]; then
		echo "planned $planned tests and ran $sum"
	elif grep -aq '^Bail out!' "$log"; then
		echo "bailed out"
	fi
}

# The checks whose tests a check's tests are: itself, or what it repeats, one
# after the other.
origins() {
	sed -n 's/^# Repeats //p' "tests/checks/$1" | tr -s ' ' '\n' |
		sed '/^under$\|^on$\|[.,]/,$d' | grep . || echo "$1"
}

# Appends "where <tab> origin <tab> test" for each result of a check. A name that
# comes twice in one run means two tests.
remember() {
	awk -v check="$1" -v from="$(origins "$1" | tr '\n' ' ')" '
	BEGIN { n = split(from, origin, " "); i = 1 }
	/^1[.][.][0-9]/ { if (i < n) i++ }
	/^(not )?ok( |$)/ {
		where = check
		sub(/^(not )?ok *[0-9]* *-* */, "")
		if (match($0, /^Linux [^,]*, /)) {
			where = where " " substr($0, 7, RLENGTH - 8)
			$0 = substr($0, RLENGTH + 1)
		}
		name = $0 " #" ++times[where, origin[i], $0]
		print where "\t" origin[i] "\t" name
	}' "$log" >>"$names.$lane"
}

# How many tests there are, and which were repeated where.
headline() {
	awk -F '\t' '
	{
		if (!seen[$2, $3]++)
			tests++
		else if (seen[$2, $3] == 2)
			twice++
		if (seen[$2, $3] > 1 && !($1 in listed)) {
			listed[$1]
			list = list (list ? ", " : "") $1
			places++
		}
	}
	END {
		printf "%d tests", tests
		if (twice)
			printf "; %d of them again under %d other builds and" \
				" kernels: %s", twice, places, list
		print ""
	}' "$names".*
}

run_check() {
	log="$logs/$1.log"
	if [ ! -x "tests/checks/$1" ]; then
		echo "run-tests: there is no check '$1'; see tests/checks"
		echo "0 1 0 0" >>"$sums.$lane"
		return
	fi
	start=$(date +%s)
	"tests/checks/$1" >"$log" 2>"$log.err"
	status=$?
	count "$log"
	sum=$((ok + not_ok + todo + skip))
	flaw=
	[ "$not_ok" -gt 0 ] || flaw=$(flaw)
	if [ -n "$flaw" ]; then
		echo "not ok - $1 $flaw" >>"$log"
		not_ok=1
	fi
	if [ "${MUST_RUN:-0}" = 1 ] && [ "$skip" -gt 0 ]; then
		not_ok=$((not_ok + skip))
	fi
	printf '%-16s %5d passed %3d failed %3d skipped  %4d s\n' "$1" "$ok" \
		"$not_ok" "$skip" $(($(date +%s) - start))
	if [ "$not_ok" -gt 0 ]; then
		grep -aE "^not $is_ok" "$log" | grep -avE "$is_todo" | head -n 40
		tail -n 40 "$log.err"
		echo "(all of it: $log, $log.err)"
	fi
	grep -aE "^not $is_ok.*$is_todo|^# changed: " "$log" | head -n 40
	grep -aE "^$is_ok.*$is_skipped" "$log" | sort | uniq | head -n 10
	remember "$1"
	[ "${MUST_RUN:-0}" != 1 ] || skip=0
	echo "$ok $not_ok $skip $todo" >>"$sums.$lane"
}

# run_lane LANE NAME...: one check after the other, what each says in one piece
run_lane() {
	lane=$1
	shift
	: >"$names.$lane"
	for name; do
		run_check "$name" >"$logs/$name.said"
		flock "$logs" cat "$logs/$name.said"
	done
}

# in_lane LANE: default checks, quick ones first; others run by name only
in_lane() {
	sed -e 's/#.*//' -e '/^ *$/d' tests/checks/default |
		awk -v lane="$1" '($2 == "vm") == (lane == "vm") { print $1 }'
}

asked=$#
[ $# -gt 0 ] || asked=$(($(in_lane user | wc -l) + $(in_lane vm | wc -l)))
# shellcheck disable=SC2046 # lists of names
if [ $# -gt 0 ]; then
	run_lane named "$@"
elif [ "${LANES:-2}" = 1 ]; then
	run_lane all $(in_lane user) $(in_lane vm)
else
	make -s -j2 O="$O" tests-of-lanes >"$logs/build.out" 2>&1 ||
		tail -n 20 "$logs/build.out"
	run_lane vm $(in_lane vm) &
	run_lane user $(in_lane user)
	wait
fi
headline
cat "$sums".* | awk -v asked="$asked" '
	{ passed += $1; failed += $2; skipped += $3; todo += $4 }
	END {
		if (NR != asked || !NR) {
			printf "%d checks were asked for, %d have a result\n",
				asked, NR
			failed++
		}
		if (todo)
			printf "%d told as TODO, which fail nothing\n", todo
		printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
		exit failed != 0
	}'
