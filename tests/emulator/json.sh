# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tests/checks/emulator-program
# What programs read.

"$emulator" init "$state" --seed 4
# says CODE NAME PYTHON WORD...: with --json, the whole of standard
# output is one object, told as told, and the expression is true of it.
says() {
	want=$1 words=$2 true=$3
	shift 3
	"$emulator" --json "$@" >"$tmp/out" 2>"$tmp/err"
	code=$?
	result "--json $words: exit status $want" [ "$code" -eq "$want" ]
	result "--json $words: one object says it" python3 -c 'import json, sys
told = json.loads(open(sys.argv[1], "rb").read().decode())
sys.exit(not eval(sys.argv[2]))' "$tmp/out" "$true"
}
says 0 init 'told["product"] == "turin" and len(told["chip_id"]) == 128' init "$tmp/named" \
	--product turin
chip=$(sed 's/.*"chip_id": "\([0-9a-f]*\)".*/\1/' "$tmp/out")
"$emulator" run "$tmp/named" -- "$O/snpguest" report "$tmp/of-guest" "$tmp/nonce" --random \
	>"$tmp/out" 2>"$tmp/err"
result "--json init: the chip is the report's" [ "$chip" = \
	"$(od -An -v -tx1 -j 416 -N 64 "$tmp/of-guest" | tr -d ' \n')" ]
rm -rf "$tmp/named"
says 3 "init over a state" '"not empty" in told["error"]' init "$state"
says 2 "a wrong command line" '"one directory" in told["error"]' init
says 2 "an option that is none" '"--careful" in told["error"]' init "$state" --careful
says 0 "help" 'told["usage"].startswith("usage: snp-emulator")' help
says 0 "the version" 'told["snp-emulator"][0].isdigit()' --version
says 2 "no command at all" '"no command" in told["error"]'
says 3 "wait without a server" '"no server runs" in told["error"]' wait "$state" 1
says 3 "ctl without a server" '"no server runs" in told["error"]' ctl "$state" counters
says 0 "ctl help" '"TCB" in told["tcb"]' ctl help
says 0 "ctl forgeries" '"chip" in told["wrong-chip"]' ctl "$state" forgeries
says 0 "ctl evidence" 'told == {}' ctl "$state" evidence "$tmp/evidence"
says 2 "ctl evidence of no such kind" '"no forgery" in told["error"]' \
	ctl "$state" evidence --forged dance "$tmp/evidence"
says 0 export 'told == {}' export "$state" "$tmp/evidence"
says 0 serve "told == {'serving': '$state', 'device': None}" \
	serve "$state" --no-device --detach
says 0 wait 'told == {}' wait "$state"
says 0 "ctl state" 'told["product"] == "milan" and len(told["chip_id"]) == 128' \
	ctl "$state" state
says 0 "a command without words" 'told == {}' ctl "$state" stale on
says 1 "what is no UTF-8" 'chr(0xfffd) + "\"" + chr(228) in told["error"]' \
	ctl "$state" "$(printf '\355\240\200"\303\244')"
says 0 "ctl stop" 'told == {}' ctl "$state" stop
rm -rf "$tmp/evidence"
start
ends 0 "" "wait for a server that is there" "$emulator" wait "$state"
ends 0 "" "ctl --json counters" "$emulator" ctl --json "$state" counters
result "is JSON with numbers" python3 -c 'import json, sys
answer = json.load(open(sys.argv[1]))
assert answer["ledger_conflicts"] == 0 and answer["host_calls"] == 0' "$tmp/out"
ends 0 "" "ctl --json state" "$emulator" ctl --json "$state" state
result "is JSON with TCBs as strings and switches as such" python3 -c 'import json, sys
answer = json.load(open(sys.argv[1]))
assert len(answer["reported_tcb"]) == 16 and answer["locking"] is True' "$tmp/out"
ends 1 "no command 'dance'" "ctl --json of what is no command" \
	"$emulator" ctl --json "$state" dance
result "is JSON, too" python3 -c 'import json, sys
assert "dance" in json.load(open(sys.argv[1]))["error"]' "$tmp/out"
stop TERM
ends 3 "no server runs" "wait for a server that is not there" \
	"$emulator" wait "$state" 100
"$emulator" run --trace "$state" -- "$body" /dev/sev-guest >"$tmp/out" 2>"$tmp/err"
result "run --trace tells what was asked and answered" \
	grep -q 'call=plain request=report vmpck=0 seqno=[0-9]* decision=answered$' "$tmp/err"
result "run --trace tells why" \
	grep -q 'extended .* pages=0 decision=invalid-len needed=2 why=table' "$tmp/err"
"$emulator" --json run --trace "$state" -- "$body" /dev/sev-guest >"$tmp/out" 2>"$tmp/err"
result "--json run --trace: each line is an object" python3 -c 'import json, sys
told = [json.loads(line) for line in open(sys.argv[1]) if line[0] == "{"]
assert any(t["call"] == "plain" and t["request"] == "report" and t["vmpck"] == 0
           and t["decision"] == "answered" for t in told)
assert any(t["call"] == "extended" and t["decision"] == "invalid-len" and t["needed"] == 2
           and t["why"] == "table-is-larger" for t in told)' "$tmp/err"
