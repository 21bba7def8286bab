# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Helpers of the checks that run the tool; to be sourced from the tree's top.
#
# tap_start     makes $tmp, builds the tool as $snpguest; SNPGUEST names another.
#               What it fetches is kept in $tmp, too
# t CODE NAME COMMAND...   one test: the command's exit status is CODE
# says PATTERN  one test more about the last command: its standard error
# prints PATTERN  the same about standard output, its broken lines joined
# flat FILE     a result with the lines joined that were broken at 80 columns
# ready PID COMMAND...         waits until COMMAND succeeds, while PID lives
# bytes_of FILE OFFSET COUNT   hexadecimal digits, read without the tool
# same_in_json  one test more: the last command's answer as JSON says the same
# as_nobody COMMAND...   the command as somebody whom permissions keep from things
# skip NAME WHY one test that could not be made here
# end_of CHECK  tap_end; the messages that the table tests/cli/messages says CHECK shows
#               have to have been shown
# tap_end       the plan, and the exit status of the check; SAID=FILE keeps what was said
number=0
tap_status=0

tap_start() {
	tmp=$(mktemp -d "${TMPDIR:-/tmp}/snpguest-check.XXXXXX") || exit 1
	trap 'chmod -R u+rwx "$tmp"; rm -rf "$tmp"' EXIT
	XDG_CACHE_HOME=$tmp/user-cache
	export XDG_CACHE_HOME
	snpguest=${SNPGUEST:-$O/snpguest}
	[ -n "${SNPGUEST-}" ] || make -s O="$O" "$O/snpguest" >&2 || exit 1
	case $snpguest in
	/*) ;;
	*) snpguest=$PWD/$snpguest ;;
	esac
}

# Without vectors a check says so once and ends.
tap_vectors() {
	[ -r "$VECTORS/manifest.tsv" ] && return
	skip "$1" "vectors not found at $VECTORS; set VECTORS"
	tap_end
}

as_nobody() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	else
		"$@"
	fi
}

skip() {
	number=$((number + 1))
	echo "ok $number - $1 # SKIP $2"
}

pass() {
	number=$((number + 1))
	echo "ok $number - $1"
}

fail() {
	number=$((number + 1))
	tap_status=1
	echo "not ok $number - $1"
	echo "# $1" >&2
	[ -z "${2-}" ] || echo "#   $2" >&2
	grep -hv '^  [ps][ak]' "$tmp/out" "$tmp/err" 2>/dev/null | tail -n 20 |
		sed 's/^/#   /' >&2
}

# run COMMAND...: leaves $code, $tmp/out and $tmp/err
run() {
	"$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
	heard
}

# heard: keep the messages of the last command, see end_of
heard() {
	cat "$tmp/err" >>"$tmp/said"
	! grep -q '^  fail *input' "$tmp/out" || flat "$tmp/out" >>"$tmp/said"
}

t() {
	tap_want=$1
	tap_name=$2
	shift 2
	run "$@"
	if [ "$code" -eq "$tap_want" ]; then
		pass "$tap_name"
	else
		fail "$tap_name" "exit status $code, expected $tap_want: $*"
	fi
}

# What was broken inside a word ends at column 80.
flat() {
	awk '/^           / && NR > 1 { raw = $0
			sub(/^ +/, length(last) == 80 ? "" : " ")
			text = text $0; last = raw; next }
		NR > 1 { print text }
		{ text = last = $0 }
		END { if (NR) print text }' "$1"
}

# last_verdict: the last line of the last command's output, without reasons
last_verdict() {
	tail -n 1 "$tmp/out" | sed 's/ (.*)$//'
}

# failing: names of the failed checks in the last command's output
failing() {
	sed -n 's/^  fail *\([^ ]*\) .*/\1/p' "$tmp/out" | tr '\n' ' '
}

contains() {
	if grep -qE -e "$2" "$tmp/$1"; then
		pass "$tap_name: $3"
	else
		fail "$tap_name: $3" "no /$2/"
	fi
}

says() {
	contains err "$1" "says ${2-$1}"
}

prints() {
	flat "$tmp/out" >"$tmp/flat"
	contains flat "$1" "prints ${2-$1}"
}

# is NAME EXPECTED ACTUAL
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "expected '$2', is '$3'"
	fi
}

# ready PID COMMAND...: waits until it succeeds; fails when PID is gone before, or
# after 60 s
ready() {
	ready_of=$1
	shift
	ready_tries=0
	until "$@"; do
		kill -0 "$ready_of" 2>/dev/null && [ $ready_tries -lt 600 ] || return 1
		ready_tries=$((ready_tries + 1))
		sleep 0.1
	done
}

bytes_of() {
	od -An -v -tx1 -j "$(($2))" -N "$3" "$1" | tr -d ' \n'
}

# verdicts FILE: of each line or object, each once
verdicts() {
	grep -oE '"verdict": ?"[a-z]*"' "$1" | sed 's/.*"\(.*\)"/\1/' | sort -u |
		tr '\n' ' '
}

# same_in_json CODE NAME COMMAND...: exit status, text and JSON agree
same_in_json() {
	tap_want=$1
	tap_name=$2
	shift 2
	run "$@" --json
	case $tap_want in
	0) tap_verdict="accepted " ;;
	1) tap_verdict=refused ;;
	*) tap_verdict=unknown ;;
	esac
	case "$code:$(verdicts "$tmp/out")" in
	"$tap_want:$tap_verdict"* | "$tap_want:accepted $tap_verdict"*)
		pass "$tap_name, as JSON: the same verdict" ;;
	*)
		fail "$tap_name, as JSON: the same verdict" \
			"exit status $code, verdicts '$(verdicts "$tmp/out")': $*" ;;
	esac
}

# end_of CHECK: the same of a check whose messages are in the table
end_of() {
	is "what tests/cli/messages has of $1 was said" "" \
		"$(python3 tests/cli/messages.py seen "$1" "$tmp/said")"
	tap_end
}

tap_end() {
	[ -z "${SAID-}" ] || cp "$tmp/said" "$SAID"
	echo "1..$number"
	exit $tap_status
}
