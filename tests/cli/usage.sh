# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tap.sh sets what is used here
# Wrong command lines: status 2, nothing touched, nothing on standard output.

# wrong NAME PATTERN ARGUMENT...
wrong() {
	what=$1
	pattern=$2
	shift 2
	t 2 "$what: status 2" "$snpguest" "$@"
	says "$pattern" "why"
	is "$what: standard output stays empty" "" "$(cat "$tmp/out")"
	is "$what: one line is said" 1 "$(wc -l <"$tmp/err" | tr -d ' ')"
}

wrong "no command" "a command is needed"
wrong "an unknown command" "no command 'frobnicate'" frobnicate
wrong "half a command" "a second word is needed" verify
wrong "a wrong second word" "there is no 'x'" verify x
wrong "an unknown option before the command" "no option --nonsense" \
	--nonsense ok

# Every command of the table.
"$snpguest" --help | sed -n 's/^  \([a-z][a-z -]*[a-z]\)   *[A-Z].*/\1/p' \
	>"$tmp/commands"
is "help lists at least the ten commands" yes \
	"$([ "$(wc -l <"$tmp/commands")" -ge 10 ] && echo yes)"
while read -r command; do
	# shellcheck disable=SC2086 # one or two words
	set -- $command
	wrong "$command with an unknown option" "no option --nonsense" \
		"$@" --nonsense
	wrong "$command with an unknown letter" "no option -Z" "$@" -Z
	wrong "$command with --field twice" "--field is given twice" \
		"$@" --field a --field a
	wrong "$command with an argument for a flag" "--json takes no argument" \
		"$@" --json=yes
	case $command in
	"verify evidence")
		wrong "$command without operands" "^snpguest: $command needs " "$@"
		;;
	attest | ok)
		wrong "$command with an operand" "^snpguest: $command takes no operand" "$@" a
		;;
	"generate measurement" | "generate ovmf-hash" | "generate policy" | worker)
		wrong "$command without a launch" "^snpguest: $command needs " "$@"
		wrong "$command with an operand" "^snpguest: $command takes no operand" "$@" a
		;;
	*)
		wrong "$command without operands" "^snpguest: $command needs " "$@"
		wrong "$command with too many operands" "^snpguest: $command needs " "$@" a b c d e
		;;
	esac
	t 0 "$command --help: status 0" "$snpguest" "$@" --help
	prints "^usage: snpguest $command " "its usage"
	prints "^  -q, --quiet" "its options"
	is "$command --help: nothing on standard error" "" "$(cat "$tmp/err")"
	t 0 "help $command: status 0" "$snpguest" help "$@"
	prints "^usage: snpguest $command " "its usage"
done <"$tmp/commands"

t 0 "--help: status 0" "$snpguest" --help
prints "^Exit status: 0 accepted or done, 1 refused" "the exit status"
t 0 "--version: status 0" "$snpguest" --version
prints "^snpguest [0-9]+\.[0-9]+\.[0-9]+ \(.*(OpenSSL|AWS-LC) [0-9].*\)$" \
	"name and number, and the library of signatures"
t 0 "verify --help: status 0" "$snpguest" verify --help
prints "verify attestation" "the second words"

wrong "a missing argument" "--device needs its argument" attest --device
wrong "an empty argument" "--policy: its argument is empty" attest --policy ""
wrong "an empty operand" "an operand is empty" display report ""
wrong "a wrong VMPL" "--vmpl: '4' is neither auto nor 0 to 3" attest --vmpl 4
wrong "a VMPL that is no number" "'x'" attest --vmpl=x
wrong "JSON and quiet" "exclude each other" attest --json --quiet
launch="--ovmf README.md --vcpus 1 --vcpu-type EPYC-v4"
while IFS='|' read -r words line; do
	# shellcheck disable=SC2086 # words of a line
	wrong "$line" "$words" $line
done <<LAUNCHES
--author-signature needs the author's key|generate id-block key $(printf '%096d' 7) --author-signature README.md
an IGVM record has both blocks: --id-file alone|generate id-block key $(printf '%096d' 7) --output-format igvm --auth-file a
--explain makes no digest: --trace|generate measurement --explain README.md --trace $launch
--igvm: SNP digests alone, by --rules, not by --vmm-type|generate measurement --igvm README.md --vmm-type ec2
--vars-size and --vars-file exclude each other|generate measurement $launch --svsm README.md --vars-size 1 --vars-file README.md
the variable store matters with --svsm alone|generate measurement $launch --vars-size 1
measured with a kernel only: --kernel|generate measurement $launch --append x
family 300, model 1, stepping 1: families go to 270|generate measurement --ovmf README.md --vcpus 1 --vcpu-family 300 --vcpu-model 1 --vcpu-stepping 1
a policy is for reports, which SNP alone has|generate policy --from-launch $launch --mode sev
--quiet would leave nothing|generate policy --from-launch $launch -q
LAUNCHES
t 3 "a result that cannot be printed" sh -c '"$1" --help >/dev/full' - "$snpguest"
says "cannot write the result: No space left on device" "why"
wrong "random and platform" "exclude each other" report a b -r -p
wrong "report -r --hash" "--random and --hash exclude each other" report a b -r \
	--hash README.md
wrong "report --platform --vmpl" "--vmpl and --platform exclude each other" \
	report a b -p -v 1
wrong "report --platform --service" "--service and --platform exclude each other" \
	report a b -p --service all --manifest c
wrong "report without a request" "needs FILE REQUEST" report a
wrong "report --hash of nothing" "--hash: its argument is empty" report a --hash ""
wrong "two outputs on one stream" "only one of them can be standard output" \
	report - - --hash README.md
wrong "attest --platform --vmpl 1" "--vmpl and --platform exclude each other" \
	attest --platform --vmpl 1
wrong "attest --platform -r" "--report-data: with --platform they are the paravisor's" \
	attest --platform -r "$(printf '%0128d' 7)"
wrong "attest --platform --report-data-of" "name the user data by --nonce or --hash" \
	attest --platform --report-data-of sha256:README.md
wrong "attest --platform --offline --thim-url" \
	"--thim-url and --offline exclude each other" attest --platform --offline \
	--thim-url http://127.0.0.1
wrong "attest --thim-url" "--thim-url: needs --platform" attest \
	--thim-url http://127.0.0.1
wrong "attest --thim-url of nothing" "--thim-url: its argument is empty" attest \
	--platform --thim-url ""
wrong "attest --offline" "--offline: nothing is fetched without --fetch" attest --offline
wrong "attest --platform --kds-url" "--kds-url: nothing is fetched without --fetch" \
	attest --platform --kds-url http://127.0.0.1
wrong "attest --hash --report-data-of" "exclude each other: all name the 64 bytes" \
	attest --hash README.md --report-data-of sha256:README.md
echo '{"report_data_prefix": "00"}' >"$tmp/prefix.json"
wrong "attest for a prefix" "demands a report_data_prefix, but .*; name one by --nonce" \
	attest --policy "$tmp/prefix.json"
wrong "an unknown encoding" "neither pem nor der" certificates txt "$tmp/x"
wrong "an unknown root key" "neither vcek nor vmrk" key "$tmp/x" vlek
wrong "a key for any VMPL" "a key needs a number" key "$tmp/x" vcek -v auto
wrong "field bits beyond the seventh" "0 to 63" key "$tmp/x" vcek -g 0x80
wrong "field bits in decimal beyond the seventh" "0 to 63" key "$tmp/x" vcek -g 128
wrong "a field of no such name" "names such as" key "$tmp/x" vcek -g policy,svm
wrong "a field list with a hole" "names such as" key "$tmp/x" vcek -g policy,,svn
wrong "key and result on standard output" "both want standard output" \
	key - vcek --json
wrong "report and request on standard output" "only one of them" \
	report - - --random
wrong "an option where an argument is needed" \
	"--measurement needs its argument HEX before --trust-anchor" \
	verify attestation a b -m --trust-anchor c
wrong "a letter where an argument is needed" \
	"--policy needs its argument FILE before -q" attest --policy -q
wrong "a mistyped command" "did you mean 'attest'" atest
wrong "a mistyped group" "did you mean 'verify'" verfy certs a
wrong "a command with a dash" "did you mean 'verify certs'" verify-certs a
wrong "a mistyped second word" "did you mean 'verify evidence'" verify evidance a
wrong "a mistyped option" "did you mean --policy" attest --polciy x
wrong "two letters exchanged, and one wrong" "did you mean --policy" \
	attest --poilcx x
wrong "a word like none" "see 'snpguest --help'" xyzzy
for bits in 0x40 64 1000000 0b1000001; do
	t 3 "the launch mitigation vector by -g $bits: status 3" "$snpguest" key \
		"$tmp/x" vcek -g $bits
	says "bit 6.*needs message version 2" "why"
done
for option in -l --launch_mit_vector --launch-mit-vector; do
	t 3 "the launch mitigation vector by $option: status 3" "$snpguest" key \
		"$tmp/x" vcek $option 3
	says "needs message version 2" "why"
done
is "no key is left" "" "$(ls "$tmp/x" 2>/dev/null)"
t 3 "a flag may be repeated" "$snpguest" -q -q display report "$tmp/none" -q
t 3 "one dash before a long name" "$snpguest" verify evidence "$tmp/none" -allow-debug
t 3 "--at takes a date" "$snpguest" verify evidence "$tmp/none" --at 2026-11-20
wrong "an SVN beyond 32 bits" "0 to 4294967295" \
	key "$tmp/x" vcek -s 4294967296
wrong "a measurement that is too short" "is not 96 hexadecimal digits" \
	verify attestation a b -m 00
wrong "host data that are too long" "is not 64 hexadecimal digits" \
	verify attestation a b -d "$(printf '%066d' 0)"
wrong "report data with a wrong digit" "is not 128 hexadecimal digits" \
	verify attestation a b -r "$(printf '%0127d' 0)g"
wrong "a measurement given twice" "--measurement is given twice" \
	verify attestation a b -m 00 --measurement 00
wrong "an unknown processor" "none of milan" verify attestation a b -p rome

while IFS='|' read -r time pattern; do
	wrong "--at '$time'" "$pattern" attest --at "$time"
done <<'TIMES'
today|this is no time
2026-11-31|no such day
2026/11/20|this is no time
2026-11-20T23:00:00|offset from UTC
2026-11-20T23:00:00+1|offset from UTC
2026-11-20T23:00:00+24:00|offset from UTC
2026-11-20T23:00:00Zz|something follows
2026-13-20T23:00:00Z|month is not 01 to 12
2026-02-29T23:00:00Z|no such day
1900-02-29T23:00:00Z|no such day
2026-11-20T24:00:00Z|hour
2026-11-20T23:60:00Z|minute
2026-11-20T23:00:61Z|second
2026-11-20T23:00:00.Z|this is no time
1763679600|this is no time
TIMES

# Nothing is opened before the whole command line is right.
if command -v strace >/dev/null; then
	strace -f -e trace=file -e signal=none -o "$tmp/trace" "$snpguest" verify attestation \
		"$tmp/none" "$tmp/none" --at x >/dev/null 2>&1
	is "a wrong option comes before any file" 0 \
		"$(grep -v execve "$tmp/trace" | grep -c "$tmp/none")"
else
	skip "a wrong option comes before any file" "no strace; run scripts/setup.sh"
fi

# "--" ends the options; a file may be called like one.
t 3 "-- ends the options" "$snpguest" display report -- --json
says "^snpguest: --json: cannot open: No such file" "the file's name"
t 3 "options before the command count" "$snpguest" -q display report "$tmp/none"
t 3 "options between words count" \
	"$snpguest" --json verify attestation --allow-debug "$tmp/none" "$tmp/none"

# A result that cannot be delivered was not delivered.
if [ -w /dev/full ]; then
	"$snpguest" --help >/dev/full 2>"$tmp/err"
	is "a full disk under standard output: status 3" 3 $?
	# shellcheck disable=SC2034 # tap.sh reads it
	tap_name="a full disk under standard output"
	says "cannot write the result"
else
	skip "a full disk under standard output" "no /dev/full here"
fi

# Options that do not go together, or not alone.
hex96=$(printf '%096d' 1)
while IFS='|' read -r pattern line; do
	# shellcheck disable=SC2086 # words of a line
	wrong "$line" "$pattern" $line
done <<WRONG
--state goes with --jobs|verify evidence a --state s
--summary goes with --jobs|verify evidence a --summary
judges the lines of one file|verify evidence a b --jobs 2
neither auto nor 1 to|verify evidence - --jobs 0
--state needs --out|verify evidence - --jobs 1 --state s
--field is for one verdict|verify evidence - --jobs 1 --field verdict
--ear is for one verdict|verify evidence - --jobs 1 --ear e --ear-key k
publishes many|worker --nats n --in a --out b --field verdict
neither auto nor a number|worker --nats n --in a --out b --jobs 0
--group: its argument is empty|worker --nats n --in a --out b --group=
--ear and --ear-key need each other|verify evidence a --ear e
one token is for one piece of evidence|verify evidence a b --ear e --ear-key k
--format excludes --json and --field|display report a --format virtee --json
the processor model is given twice|fetch vcek pem milan d r -p milan
--initrd and --initrd-hash exclude|generate measurement -o a --vcpu-type EPYC --kernel k --initrd a --initrd-hash $(printf '%064d' 1)
--kernel and --kernel-hash exclude|generate measurement -o a --vcpu-type EPYC --kernel a --kernel-hash $(printf '%064d' 1)
for --explain|generate measurement --max-vcpus 3
belong together|generate measurement -o a --vcpu-family 25
exclude each other|generate measurement -o a --vcpu-type EPYC --vcpu-sig 1
is neither hex nor base64|generate ovmf-hash -o a -f binary
'xen' is not known|generate measurement -o a --vcpu-type EPYC --vmm-type xen
only 1 is specified|generate id-block k a $hex96 --version 2
is none of base64, raw, igvm|generate id-block k a $hex96 --output-format x
is for --output-format igvm|generate id-block k a $hex96 --compatibility-mask 1
is no launch digest|generate id-block k a 12
neither 16 characters nor 32|generate id-block k a $hex96 --family-id 12
WRONG

# An output that is standard output has it alone.
python3 tests/measurement/recompute.py firmware "$tmp/OVMF.fd" >/dev/null || exit 1
openssl ecparam -name secp384r1 -genkey -noout -out "$tmp/id.pem" 2>/dev/null
zeros=$(printf '%096d' 0)
# alone LENGTH OPTION COMMAND...: what is printed with OPTION - is what a file gets
alone() {
	label="$3 $4: --$2 -"
	length=$1
	option=$2
	shift 2
	t 0 "$label" "$snpguest" "$@" "--$option" -
	cp "$tmp/out" "$tmp/dash"
	run "$snpguest" "$@" "--$option" "$tmp/named" -q
	is "$label: alone" "" "$(cmp "$tmp/dash" "$tmp/named" 2>&1)"
	is "$label: all of it" "$length" "$(wc -c <"$tmp/dash" | tr -d ' ')"
	t 2 "$label and JSON" "$snpguest" "$@" "--$option" - --json
	says "--$option - and --json both want standard output" "why"
}
alone 96 hash-file generate ovmf-hash --ovmf "$tmp/OVMF.fd"
alone 98 measurement-file generate measurement --ovmf "$tmp/OVMF.fd" --vcpus 1 \
	--vcpu-type EPYC-v4
alone 96 key-digest-file generate key-digest "$tmp/id.pem"
alone 128 id-file generate id-block "$tmp/id.pem" "$tmp/id.pem" "$zeros"
alone 96 id-file generate id-block "$tmp/id.pem" "$tmp/id.pem" "$zeros" \
	--output-format raw
t 2 "two outputs that are standard output" "$snpguest" generate id-block \
	"$tmp/id.pem" "$tmp/id.pem" "$zeros" --id-file - --auth-file -
says "--id-file and --auth-file: only one of them can be standard output" "why"
