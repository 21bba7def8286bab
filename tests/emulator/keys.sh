# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tests/checks/emulator-program
# A key that is lost, and what brings it back.

"$emulator" init "$state" --seed 4
start
"$emulator" ctl "$state" fault generic
guest
result "the in-tree driver loses its key" grep -q "VMPCK0 is gone" "$tmp/err"
guest
result "and stays without" [ "$?" -ne 0 ]
ends 0 "" "ctl reboot" "$emulator" ctl "$state" reboot
result "after ctl reboot a guest is served" guest
ends 0 "" "evidence after a reboot" "$emulator" ctl "$state" evidence "$tmp/evidence"
"$emulator" run "$state" -- "$O/snpguest" report "$tmp/of-guest" "$tmp/nonce" --random \
	>"$tmp/out" 2>"$tmp/err"
result "evidence after a reboot is of the new guest" [ \
	"$(od -An -tx1 -j 320 -N 32 "$tmp/of-guest")" = \
	"$(od -An -tx1 -j 320 -N 32 "$tmp/evidence/report.bin")" ]
"$emulator" ctl "$state" fault generic
guest
stop TERM
result "a run that plays the host boots a dead guest anew" guest
result "and says so" grep -q "booted anew" "$tmp/err"
start
"$emulator" ctl "$state" fault generic
ends 0 "" "the patient driver loses nothing" "$emulator" run --driver patient \
	"$state" -- "$body" /dev/sev-guest
stop TERM
result "no IV was used twice through all of it" [ "$code" -eq 0 ]
