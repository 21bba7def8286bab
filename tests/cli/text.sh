# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tap.sh sets what is used here
# Output for people: the answer last, 80 columns, colour only on a terminal; and
# for scripts, --field.
set -- "$VECTORS"/sets/milan-vcek-42e1f926/report-*.bin
report=$1
set -- "$VECTORS"/sets/milan-*/report-v3-*.bin
newer=$1 # another chip's, of a version that has a CPUID
certs=$VECTORS/sets/milan-vcek-42e1f926
foreign=$VECTORS/sets/turin-vcek-59790fb1
at=2026-06-01T00:00:00Z

# wide NAME: no line of the last output is wider than 80 columns
wide() {
	is "$1: 80 columns" "" "$(awk 'length > 80' "$tmp/out")"
}

if [ ! -r "$report" ]; then
	skip "output for people" "vectors not found at $VECTORS; set VECTORS"
else
	t 0 "text: accepted" "$snpguest" verify evidence "$report" --certs "$certs" \
		--at $at
	is "text: accepted: the last line" "verdict: accepted" \
		"$(tail -n 1 "$tmp/out")"
	is "text: accepted: no check is listed" "" \
		"$(grep -E '^  (pass|skipped|fail)|not demanded' "$tmp/out")"
	prints "^waived: report-data measurement$" "what was waived"
	is "text: accepted: it fits on a screen" yes \
		"$([ "$(wc -l <"$tmp/out")" -le 24 ] && echo yes)"
	is "text: accepted: lines of virtee's are virtee's commands'" "" \
		"$(grep VEK "$tmp/out")"
	wide "text: accepted"
	t 0 "text: verbose" "$snpguest" verify evidence "$report" --certs "$certs" \
		--at $at -v
	prints "^  pass +report-signature  signed by the leaf's key$" "what passed"
	prints "^  pass +leaf-issuer  CN=SEV-Milan,O=Advanced Micro Devices" "a name"
	prints "^  skipped +not demanded:.* host-data" "what nobody demanded"
	wide "text: verbose"
	t 1 "text: refused" "$snpguest" verify evidence "$report" --certs "$foreign" \
		--at $at
	is "text: refused: the last line has the reasons" \
		"verdict: refused (report-signature, chip-id, tcb-fmc, tcb-bl and 4 more)" \
		"$(tail -n 1 "$tmp/out")"
	prints "^  fail +report-signature  the leaf's key .* next: get report and" \
		"cause and next step"
	prints "^  fail +chip-id  leaf says 59790fb1c39f35c1, report says 42e1[0-9a-f]{124} next" \
		"a value whole, though it was broken"
	wide "text: refused"
	is "text: refused: nothing that passed" "" "$(grep '^  pass' "$tmp/out")"
	t 1 "text: one reason" "$snpguest" verify evidence "$report" --certs "$certs" \
		--at $at -r "$(printf '%0128d' 7)"
	is "text: one reason: the last line" "verdict: refused (policy-report-data)" \
		"$(tail -n 1 "$tmp/out")"
	t 1 "text: a file that is none" "$snpguest" verify evidence /dev/null
	prints "^verdict: refused \(input, report-layout\)$" "that the input decides, once"
	t 1 "text: quiet" "$snpguest" verify evidence -q "$report" "$report" \
		--certs "$foreign" --at $at
	is "text: quiet: nothing on standard output" "" "$(cat "$tmp/out")"
	is "text: quiet: each refusal has its reason" 2 \
		"$(grep -c "^snpguest: $report: refused (report-signature, .*): the leaf's" \
			"$tmp/err")"
	t 3 "text: unknown" "$snpguest" verify evidence "$report" --at $at
	prints "^  unjudged leaf-algorithm and [0-9]+ more +there is no leaf certificate$" \
		"once what many checks want"
	is "text: unknown: one next step" 1 "$(grep -c ' next: ' "$tmp/out")"
	t 3 "text: unknown, verbose" "$snpguest" verify evidence "$report" --at $at -v
	prints "^  unjudged report-signature  there is no leaf certificate$" "each"
	t 0 "text: quiet and accepted" "$snpguest" verify evidence -q "$report" \
		--certs "$certs" --at $at
	is "text: quiet and accepted: silence" "" "$(cat "$tmp/out" "$tmp/err")"
	t 3 "text: no certificate" "$snpguest" verify evidence "$report" --at $at
	is "text: no certificate: the last line" "verdict: unknown (leaf-found)" \
		"$(tail -n 1 "$tmp/out" | sed 's/,.*)/)/')"
	t 0 "-v before the command is --verbose" "$snpguest" -v verify evidence \
		"$report" --certs "$certs" --at $at
	prints "^  pass " "what passed"

	# virtee's lines, of its own commands and of what is accepted alone
	t 0 "virtee's lines" "$snpguest" verify attestation "$certs" "$report" --at $at
	for part in "Boot Loader" TEE SNP Microcode; do
		prints "^Reported TCB $part from certificate matches the attestation report\.$" "$part"
	done
	prints "^Chip ID from certificate matches the attestation report\.$" "the chip"
	prints "^VEK signed the Attestation Report!$" "the signature"
	t 1 "virtee's lines: refused" "$snpguest" verify attestation "$certs" \
		"$report" --at $at -m "$(printf '%096d' 7)"
	is "virtee's lines: refused: there are none" "" \
		"$(grep -E 'VEK|matches' "$tmp/out")"
	t 0 "virtee's lines of a chain" "$snpguest" verify certs "$certs" --at $at
	is "virtee's lines of a chain: the three" \
		"The AMD ARK was self-signed!
The AMD ASK was signed by the AMD ARK!
The VCEK was signed by the AMD ASK!
verdict: accepted" "$(tail -n 4 "$tmp/out")"

	# --field
	amd="O=Advanced Micro Devices,ST=CA,L=Santa Clara,C=US,OU=Engineering"
	for pair in "verdict:accepted" "root:AMD Milan" "failed:[]" "version:0.1.0" \
		"report.version:2" "vmpl:0" "tcb.reported.snp:20" \
		"policy.debug:false" "policy_sha256:null" "policy_sha256.x:null" \
		"checks.0.check:input" "certificate.role:VCEK" \
		"certificate.subject:CN=SEV-VCEK,$amd" \
		"certificate.issuer:CN=SEV-Milan,$amd"; do
		t 0 "field ${pair%%:*}" "$snpguest" verify evidence "$report" --certs \
			"$certs" --at $at --field "${pair%%:*}"
		is "field ${pair%%:*}: its value" "${pair#*:}" "$(cat "$tmp/out")"
	done
	t 0 "field of a report" "$snpguest" display report "$report" \
		--field measurement
	is "field of a report: the bytes" "$(bytes_of "$report" 0x90 48)" \
		"$(cat "$tmp/out")"
	t 2 "a field that is not there" "$snpguest" display report "$report" \
		--field nothing
	says "there is no 'nothing' in this result; here are: " "which there are"
	is "a field that is not there: no result" "" "$(cat "$tmp/out")"
	t 2 "a field that a list does not have" "$snpguest" verify evidence "$report" \
		--certs "$certs" --at $at --field checks.999
	says "no 'checks.999' in this result; here are: 0 to [1-9]" "which there are"
	t 2 "a field that a part of the report does not have" "$snpguest" display report \
		"$report" --field policy.nothing
	says "no 'policy.nothing' in this result; here are: value, abi_major" "which there are"
	t 2 "a field that certificates do not have" "$snpguest" display certs "$certs" \
		--field nothing
	says "there is no 'nothing' in this result; here are: certificates" "which there are"
	t 1 "a field that is not there of what is refused" "$snpguest" verify \
		evidence "$report" --certs "$foreign" --at $at --field nothing
	t 1 "a field of what is refused" "$snpguest" verify evidence "$report" \
		--certs "$foreign" --at $at --field failed.0
	is "a field of what is refused: the first reason" report-signature \
		"$(cat "$tmp/out")"
	t 1 "a field that the second has not" "$snpguest" verify evidence "$newer" \
		"$report" --certs "$certs" --at $at --field report.cpuid.family
	is "a field that the second has not: what the first has" 25 "$(cat "$tmp/out")"
	t 1 "a field that the first has not" "$snpguest" verify evidence "$report" \
		"$newer" --certs "$certs" --at $at --field report.cpuid.family
	t 2 "a field that one of the accepted has not" "$snpguest" verify evidence \
		"$report" "$report" --certs "$certs" --at $at \
		--field report.cpuid.family
	t 3 "a field of nothing" "$snpguest" display report "$tmp/none" \
		--field version
	for other in --json --quiet; do
		t 2 "--field and $other" "$snpguest" display report "$report" \
			--field version $other
	done

	# The other tool's headings, as people read them with sed.
	t 0 "display report --format virtee" "$snpguest" display report "$report" \
		--format virtee
	is "virtee's headings: the version" 2 \
		"$(sed -n 's/^Version: *//p' "$tmp/out")"
	is "virtee's headings: the measurement" "$(bytes_of "$report" 0x90 48)" \
		"$(sed -n '/^Measurement:/,/^$/p' "$tmp/out" | sed 1d | tr -d ' \n')"
	is "virtee's headings: the report data" "$(bytes_of "$report" 0x50 64)" \
		"$(sed -n '/^Report Data:/,/^$/p' "$tmp/out" | sed 1d | tr -d ' \n')"
	is "virtee's headings: sixteen bytes a line" "47 47 47 47 0 " \
		"$(sed -n '/^Report Data:/,/^$/p' "$tmp/out" | sed 1d |
			awk '{ printf "%d ", length }')"
	is "virtee's headings: the chip id" "$(bytes_of "$report" 0x1a0 64)" \
		"$(sed -n '/^Chip ID:/,/^$/p' "$tmp/out" | sed 1d | tr -d ' \n')"
	is "virtee's headings: the reported TCB" "20 209 3" \
		"$(sed -n '/^Reported TCB:/,/FMC/p' "$tmp/out" | awk '/SNP/ { s = $2 }
			/Microcode/ { u = $2 } /Boot/ { b = $3 } END { print s, u, b }')"
	is "virtee's headings: the policy" "Guest Policy (0x30000):" \
		"$(grep '^Guest Policy' "$tmp/out")"
	is "virtee's headings: debugging" "  Debug Allowed:     false" \
		"$(grep 'Debug Allowed' "$tmp/out")"
	wide "display report --format virtee"
	t 2 "display report: an unknown format" "$snpguest" display report "$report" \
		--format rust
	says "'rust' is neither text nor virtee" "which there are"
	t 0 "display report" "$snpguest" display report "$report"
	wide "display report"
	t 0 "display certs" "$snpguest" display certs "$certs"
	wide "display certs"
	t 0 "display certs: a table" "$snpguest" display certs \
		"$VECTORS/sets/genoa-vcek-7b1584c9/auxblob.bin" --field table.0.guid
	is "display certs: a GUID has dashes" yes "$(grep -qxE \
		'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' "$tmp/out" && echo yes)"

	# screen NAME COMMAND...: what a terminal of 80 by 24 shows when it ends
	if command -v script >/dev/null; then
		TERM=xterm script -qec "stty cols 80 rows 24; $snpguest verify evidence $report --certs $foreign --at $at" \
			"$tmp/typescript" >"$tmp/screen" </dev/null
		is "on a terminal the verdict is coloured" 1 "$(grep -c \
			"$(printf '\033')\[31mverdict: refused$(printf '\033')\[0m (report-signature" "$tmp/screen")"
		TERM=xterm NO_COLOR=1 script -qec "$snpguest verify evidence $report --certs $foreign --at $at" \
			"$tmp/typescript" >"$tmp/screen" </dev/null
		is "NO_COLOR: nothing is" 0 "$(grep -c "$(printf '\033')" "$tmp/screen")"
		is "verdict and reasons are on the last screen" "2 1" \
			"$(tail -n 24 "$tmp/screen" | grep -c report-signature) $(tail -n 24 "$tmp/screen" | grep -c 'next: get report')"
		TERM=xterm script -qec "stty cols 80 rows 24; $snpguest verify evidence $report --at $at" \
			"$tmp/typescript" >"$tmp/screen" </dev/null
		is "so are those of what could not be found out" "2 1" \
			"$(tail -n 24 "$tmp/screen" | grep -c leaf-found) $(tail -n 24 "$tmp/screen" | grep -c 'next: ')"
		TERM=xterm NO_COLOR=1 script -qec "stty cols 80 rows 24; $snpguest verify attestation $certs $report --at $at" \
			"$tmp/typescript" >"$tmp/screen" </dev/null
		is "verify attestation: so is that it was accepted, and for what" \
			"verdict: accepted:1:1" \
			"$(tail -n 1 "$tmp/screen" | tr -d '\r'):$(tail -n 24 "$tmp/screen" |
				grep -c '^  measurement:'):$(tail -n 24 "$tmp/screen" | grep -c '^root: AMD ')"
		TERM=xterm NO_COLOR=1 script -qec "stty cols 80 rows 24; $snpguest verify attestation $certs $report --at $at -m $(printf '%096d' 0)" \
			"$tmp/typescript" >"$tmp/screen" </dev/null
		is "verify attestation: so are those of a refusal" \
			"verdict: refused (policy-measurement):1:1" \
			"$(tail -n 1 "$tmp/screen" | tr -d '\r'):$(tail -n 24 "$tmp/screen" |
				grep -c '^  fail *policy-measurement '):$(tail -n 24 "$tmp/screen" |
				grep -c '^ *next: ')"
	else
		skip "colour on a terminal" "no script(1); run scripts/setup.sh"
	fi
	t 0 "not on a terminal nothing is coloured" "$snpguest" verify evidence \
		"$report" --certs "$certs" --at $at
	is "not on a terminal nothing is coloured: no escape" 0 \
		"$(grep -c "$(printf '\033')" "$tmp/out")"
fi

# Names from hosts and file names cannot steer a terminal, in any encoding.
printf 'x' >"$tmp/$(printf 'a\233b\302\233c\342\200\256d')"
t 1 "a file name with controls" "$snpguest" verify evidence \
	"$tmp/$(printf 'a\233b\302\233c\342\200\256d')"
is "a file name with controls: they are replaced" 0 "$(LC_ALL=C grep -c \
	-e "$(printf '\233')" -e "$(printf '\342\200\256')" "$tmp/out")"
prints 'a\?b\?c\?d' "the rest of it"

"$snpguest" --help >"$tmp/out"
wide "--help"
while read -r command; do
	# shellcheck disable=SC2086 # one or two words
	"$snpguest" help $command >"$tmp/out"
	wide "help $command"
	is "help $command: an example" yes \
		"$(sed -n '/^Examples:/,$p' "$tmp/out" | grep -q "^  snpguest $command" &&
			echo yes)"
done <<COMMANDS
$("$snpguest" --help | sed -n 's/^  \([a-z][a-z -]*[a-z]\)  *[A-Z].*/\1/p')
COMMANDS
for group in verify fetch display generate; do
	t 0 "help $group" "$snpguest" help $group
	prints "^  $group " "its commands"
	wide "help $group"
done
if command -v groff >/dev/null; then
	for page in tools/snpguest/man/*.[15]; do
		groff -man -Tascii -rLL=78n -P-cbou "$page" 2>/dev/null |
			grep -vE '^ *"?[0-9a-f]{96}"?$' >"$tmp/out"
		wide "$(basename "$page")"
	done
else
	skip "manual pages: 80 columns" "no groff; run scripts/setup.sh"
fi
