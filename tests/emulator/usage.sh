# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tests/checks/emulator-program
# Wrong and right command lines, and one server for a directory.

ends 0 "" "help is no error" "$emulator" --help
ends 0 "" "help of a command is no error" "$emulator" serve --help
ends 0 "" "so is the version" "$emulator" --version
result "the version is a number" grep -q '^snp-emulator [0-9]' "$tmp/out"
ends 0 "" "ctl help needs no server" "$emulator" ctl help
result "ctl help lists commands" grep -q '^rotate ' "$tmp/out"
ends 0 "" "ctl forgeries needs none either" "$emulator" ctl "$state" forgeries
result "ctl forgeries lists them" grep -q '^wrong-chip ' "$tmp/out"
ends 2 "no command" "no command" "$emulator"
ends 2 "no command 'dance'" "a command that is none" "$emulator" dance
for command in init serve run; do
	ends 2 "$command: '--careful' is not understood" "$command with an option that is none" \
		"$emulator" "$command" --careful "$state"
	ends 2 "$command: '-xy' is not understood" "$command with letters that are none" \
		"$emulator" "$command" -xy "$state"
done
ends 2 "init: '--seed' wants a value" "an option without its value" \
	"$emulator" init "$state" --seed
ends 2 "evidence: '--forgery' is not understood" "evidence with an option that is none" \
	"$emulator" ctl "$state" evidence --forgery all "$tmp/out"
ends 2 "one directory" "init without a directory" "$emulator" init
ends 2 "'rome' is no value for --product" "a product that is none" \
	"$emulator" init "$state" --product rome
ends 2 "'5' is no value for --tcb" "a TCB that is none" \
	"$emulator" init "$state" --tcb 5
ends 2 "is no value for --date" "a date that is none" \
	"$emulator" init "$state" --date tomorrow
ends 3 "report version 9" "a report version that is none" \
	"$emulator" init "$state" --report-version 9
result "nothing is left of what failed" [ ! -e "$state" ]
ends 3 "cannot make it" "a directory that cannot be made" \
	"$emulator" init "$tmp/not/there"
ends 2 "'0x0' is no value for --policy" "init with no policy bit at all" \
	"$emulator" init "$state" --policy 0x0
ends 3 "policy 0x10000: bit 17 must be one" "init with a policy without bit 17" \
	"$emulator" init "$state" --policy 0x10000
ends 0 "" "init" "$emulator" init "$state" --product turin --report-version 5
ends 3 "not empty" "init over a state" "$emulator" init "$state"
ends 3 "no server runs" "ctl without a server" "$emulator" ctl "$state" help
ends 3 "load sev-guest-emulated.ko" "serve without the module" \
	"$emulator" serve "$state" --device "$tmp/no-device"
result "it offers what goes without" grep -q -- "--no-device" "$tmp/err"
ends 2 "a directory and a command" "ctl without a command" \
	"$emulator" ctl "$state"

start
ends 3 "another server" "a second server" "$emulator" serve "$state" --no-device
ends 0 "" "the first one goes on" "$emulator" ctl "$state" counters
ends 1 "no command 'dance'" "ctl with a command that is none" \
	"$emulator" ctl "$state" dance
ends 1 "fault: there is no" "ctl with a fault that is none" \
	"$emulator" ctl "$state" fault dance
ends 0 "" "export while a server runs" "$emulator" export "$state" "$tmp/certs"
result "the anchor is a certificate" \
	openssl x509 -in "$tmp/certs/anchor.pem" -noout
result "a guest is served" guest
stop TERM
