# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tests/checks/emulator-program
# A server that is killed, damaged files, and a server in the background.

"$emulator" init "$state" --product turin --report-version 5
start
guest
# Killed as hard as can be, between two requests and then inside one.
stop KILL
start
result "after kill -9 a new server serves the same guest" guest
"$emulator" ctl "$state" fault die-executed
guest
wait "$server" 2>/dev/null
code=$?
server=
result "a fault kills the server inside a request" [ "$code" -eq 137 ]
start
"$emulator" ctl "$state" counters >"$tmp/out"
result "the counter was moved before it died" \
	grep -q '^vmpck0_count [1-9]' "$tmp/out"
result "and no IV was used twice" grep -qx 'ledger_conflicts 0' "$tmp/out"
stop TERM
result "SIGTERM ends it with 0" [ "$code" -eq 0 ]

# A guest whose memory goes back in time, and its counter with it.
rm -rf "$state"
"$emulator" init "$state" --seed 3
cp "$state/memory" "$tmp/memory"
start
guest
stop TERM
cp "$tmp/memory" "$state/memory"
start
guest
stop TERM
result "the same message again is no conflict" [ "$code" -eq 0 ]
cp "$tmp/memory" "$state/memory"
start
guest 7
"$emulator" ctl "$state" counters >"$tmp/out"
result "another message under the same IV is counted" \
	grep -qx 'ledger_conflicts 1' "$tmp/out"
stop TERM
result "and is the server's exit status" [ "$code" -eq 1 ]
result "and its last word" grep -q "1 IVs were used" "$tmp/log.err"
cp "$tmp/memory" "$state/memory"
ends 1 "2 IVs were used" "a run whose program is content, and where an IV was used twice" \
	"$emulator" run "$state" -- sh -c "$body /dev/sev-guest 8; true"

# Damage. (Each file, and each kind of it: test_damage.c.)
printf 'colour = red\n' >>"$state/config"
ends 3 "there is no key 'colour'" "a key that is none in config" \
	"$emulator" serve "$state" --no-device
sed -i '/colour/d' "$state/config"
cp "$state/firmware" "$tmp/firmware"
sed -i 's/^count0 = 0/count0 = 1/' "$state/firmware"
ends 3 "firmware: damaged" "a damaged firmware file" \
	"$emulator" serve "$state" --no-device
cp "$tmp/firmware" "$state/firmware"
start
result "put right again, it serves" grep -q serving "$tmp/log"
stop TERM

# In the background.
rm -rf "$state"
"$emulator" init "$state" --seed 4
"$emulator" serve "$state" --no-device --detach >"$tmp/out" 2>"$tmp/err"
result "serve --detach returns when guests can come" grep -q serving "$tmp/out"
ends 3 "another server" "a second one in the background" \
	"$emulator" serve "$state" --no-device --detach
result "a guest of a server in the background is served" guest
ends 0 "" "state" "$emulator" ctl "$state" state
result "state tells the switches" grep -qx 'locking on' "$tmp/out"
"$emulator" ctl "$state" help | sed 's/ .*//' >"$tmp/commands"
sed 's/\\f.//g; s/\\//g' emulator/snp-emulator.1 >"$tmp/page"
while read -r command; do
	result "the manual page has ctl $command" grep -qw -e "$command" "$tmp/page"
done <"$tmp/commands"

ends 0 "" "stop" "$emulator" ctl "$state" stop
missed=
for _ in 1 2 3 4 5 6 7 8 9 10; do
	"$emulator" serve "$state" --no-device --detach >"$tmp/out" 2>"$tmp/err"
	"$emulator" ctl "$state" stop
	flock -n "$state" true || missed=yes
done
result "stop returns when the server has ended" [ -z "$missed" ]
result "after stop the server is gone" [ ! -e "$state/control" ]
ends 3 "no server runs" "stop without a server" "$emulator" ctl "$state" stop

# A firmware that cannot be asked ends the guest, and the log says so.
start
"$emulator" ctl "$state" processor off
guest
result "a guest whose firmware cannot be asked gets an error" [ "$?" -ne 0 ]
result "the log says that it cannot go on" \
	grep -q "the guest cannot go on" "$tmp/log.err"
stop TERM
