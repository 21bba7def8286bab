# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tap.sh sets what is used here
# Commands that ask a device, against one that answers what a test wants.
canned=$tmp/canned_device.so
${CC:-cc} -shared -fPIC -Iinclude/uapi -o "$canned" tests/cli/canned_device.c \
	-ldl || exit 1
# A sanitized tool wants its own library to be loaded first.
case $(ldd "$snpguest") in
*libasan*) preload="$(${CC:-cc} -print-file-name=libasan.so) $canned" ;;
*) preload=$canned ;;
esac
: >"$tmp/device"

# with VARIABLE=VALUE... -- ARGUMENT...: the tool on that device
with() {
	variables=
	while [ "$1" != -- ]; do
		variables="$variables $1"
		shift
	done
	shift
	# shellcheck disable=SC2086 # no spaces in values but CANNED_ERROR's
	env $variables LD_PRELOAD="$preload" "$snpguest" "$@" \
		--device "$tmp/device"
}

mkdir "$tmp/made"
head -c 1184 /dev/urandom >"$tmp/noise"
head -c 64 /dev/urandom >"$tmp/request"

# No device.
for command in "attest" "report $tmp/r $tmp/request" "certificates pem $tmp/c" \
	"key $tmp/k vcek"; do
	# shellcheck disable=SC2086 # several words
	t 3 "${command%% *} without a device: status 3" \
		"$snpguest" $command --device "$tmp/no-device"
	says "$tmp/no-device" "which device"
	is "${command%% *} without a device: one line is said" 1 \
		"$(wc -l <"$tmp/err" | tr -d ' ')"
	is "${command%% *} without a device: no result" "" "$(cat "$tmp/out")"
done
is "no file is left by what failed" "" \
	"$(ls -d "$tmp/r" "$tmp/c" "$tmp/k" 2>/dev/null)"
if [ ! -e /dev/sev-guest ]; then
	t 3 "attest on a machine without SNP: status 3" "$snpguest" attest
	says "modprobe sev-guest" "the next step"
	says "Azure.*NV index 0x01400001 of the vTPM" "who has none"
else
	skip "attest on a machine without SNP" "this machine has it"
fi

# report
t 0 "report: a report for a request" \
	with CANNED_REPORT="$tmp/noise" CANNED_BIND=1 -- \
	report "$tmp/made/r.bin" "$tmp/request"
is "report: 1184 bytes" 1184 "$(wc -c <"$tmp/made/r.bin" | tr -d ' ')"
is "report: they carry the request" "$(od -An -tx1 "$tmp/request")" \
	"$(dd if="$tmp/made/r.bin" bs=1 skip=80 count=64 2>/dev/null |
		od -An -tx1)"
t 3 "report: an answer to another request" \
	with CANNED_REPORT="$tmp/noise" -- report "$tmp/made/other.bin" \
	"$tmp/request"
is "report: an answer to another request is not written" "" \
	"$(ls "$tmp/made/other.bin" 2>/dev/null)"
t 0 "report --random" with CANNED_REPORT="$tmp/noise" CANNED_BIND=1 -- \
	report "$tmp/made/r2.bin" "$tmp/made/request" --random
is "report --random: REQUEST has 64 bytes" 64 \
	"$(wc -c <"$tmp/made/request" | tr -d ' ')"
is "report --random: they are in the report" \
	"$(od -An -tx1 "$tmp/made/request")" \
	"$(dd if="$tmp/made/r2.bin" bs=1 skip=80 count=64 2>/dev/null |
		od -An -tx1)"
cp "$tmp/made/request" "$tmp/first"
with CANNED_REPORT="$tmp/noise" CANNED_BIND=1 -- \
	report "$tmp/made/r2.bin" "$tmp/made/request" --random
is "report --random: each time others" yes \
	"$(cmp -s "$tmp/first" "$tmp/made/request" || echo yes)"
head -c 63 "$tmp/request" >"$tmp/short"
t 2 "report: a request that is too short" \
	with CANNED_REPORT="$tmp/noise" -- report "$tmp/made/x" "$tmp/short"
says "short: 63 bytes; the request must have 64" "file and cause"
cat "$tmp/request" "$tmp/short" >"$tmp/long"
t 2 "report: a request that is too long" \
	with CANNED_REPORT="$tmp/noise" -- report "$tmp/made/x" "$tmp/long"
says "long: more than 64 bytes; the request must have 64" "file and cause"
t 2 "report: an empty request" \
	with CANNED_REPORT="$tmp/noise" -- report "$tmp/made/x" /dev/null
is "report: no file is left" "" "$(ls "$tmp/made/x" 2>/dev/null)"
t 0 "report to standard output" with CANNED_REPORT="$tmp/noise" CANNED_BIND=1 -- \
	report - "$tmp/request"
is "report to standard output: the whole and nothing else" 1184 \
	"$(wc -c <"$tmp/out" | tr -d ' ')"
is "report to standard output: no file of that name" "" "$(ls ./- 2>/dev/null)"
for name in "$(printf 'b\377.bin')" "$(printf 'b\303\244.bin')"; do
	t 0 "report: a name that is no ASCII" with CANNED_REPORT="$tmp/noise" \
		CANNED_BIND=1 -- report "$tmp/made/$name" "$tmp/request" --json
	is "report: a name that is no ASCII: JSON" yes "$(python3 -c '
import json, sys; print("yes" if json.load(sys.stdin)["report_file"] else "")' \
		<"$tmp/out")"
done
t 3 "report: no request file" \
	with CANNED_REPORT="$tmp/noise" -- report "$tmp/made/x" "$tmp/none"
says "none: cannot open: No such file" "file and cause"
for option in --platform -p --openhcl --azure-cvm --azure_cvm; do
	t 3 "report $option: not in this build" "$snpguest" report a "$tmp/request" $option
	says "tpm2_nvread" "the next step"
	t 2 "report $option with --random" "$snpguest" report a b -r $option
done

t 2 "report --service without --manifest" "$snpguest" report a "$tmp/request" \
	--service all
says "--service and --manifest need each other" "why"
t 2 "report --service of no GUID" "$snpguest" report a "$tmp/request" \
	--service c476f1eb-0123-45a5-9641-b4e7dde5bfe --manifest m
says "neither all nor a GUID" "why"
t 3 "report --service by a device" with CANNED_BIND=1 -- report a \
	"$tmp/request" --service all --manifest "$tmp/manifest"
says "by configfs-tsm alone" "why"
is "report --service by a device: no manifest" no \
	"$([ -e "$tmp/manifest" ] && echo yes || echo no)"

# A host that fails: what it answered is named.
failing_device() {
	CANNED_ERROR=$1
	shift
	CANNED_ERROR=$CANNED_ERROR LD_PRELOAD="$preload" "$snpguest" "$@" \
		--device "$tmp/device"
}
t 3 "attest: the firmware refuses" failing_device "5 16" attest
says "0x16.*INVALID_PARAM" "the firmware's status"
t 3 "attest: the host stays busy" failing_device "110 200000000" attest
says "BUSY: the host throttles requests; try again" "the host's answer"
t 3 "attest --json: trouble is a JSON object, too" \
	failing_device "5 16" attest --json
prints '"verdict": "unknown"' "that nothing is known"
t 3 "key: the firmware refuses" failing_device "5 16" key "$tmp/made/k" vcek
is "key: no file is left" "" "$(ls "$tmp/made/k" 2>/dev/null)"

# key
umask_before=$(umask)
umask 000
t 0 "key: 32 bytes" with -- key "$tmp/made/key" vcek -g 110001 -s 2 -t 1 -v 3
is "key: mode 0600 under umask 000" 600 "$(stat -c %a "$tmp/made/key")"
is "key: what the device said" 32 "$(wc -c <"$tmp/made/key" | tr -d ' ')"
chmod 644 "$tmp/made/key"
t 0 "key: written over a file that others may read" \
	with -- key "$tmp/made/key" vmrk --guest_field_select 0x3f
is "key: the new file is 0600" 600 "$(stat -c %a "$tmp/made/key")"
umask "$umask_before"
t 0 "key to standard output" with -- key - vcek
is "key to standard output: 32 bytes and nothing else" 32 \
	"$(wc -c <"$tmp/out" | tr -d ' ')"
is "key to standard output: no file of that name" "" "$(ls ./- 2>/dev/null)"
for bits in 49 63 0 0x31 0b110001 110001 0000000 tcb,svn,policy; do
	t 0 "key -g $bits" with -- key "$tmp/made/key" vcek -g $bits
done
t 0 "key: a name that is no UTF-8" with -- key "$tmp/made/$(printf 'k\377')" \
	vcek --json
t 0 "key: a value that is not mixed in" with -- key "$tmp/made/key" vcek -g 1 -s 2 -t 1
says "^snpguest: note: --guest-svn is not mixed in: .* lacks svn$" "that the SVN is not"
says "^snpguest: note: --tcb-version is not mixed in: .* lacks tcb$" "nor the TCB"
t 0 "key: values that are mixed in" with -- key "$tmp/made/key" vcek -g 110000 -s 2 -t 1
is "key: values that are mixed in: nothing is said" "" "$(cat "$tmp/err")"
t 0 "key: values that change nothing" with -- key "$tmp/made/key" vcek -g 1 -s 0 -t 0
is "key: values that change nothing: nothing is said" "" "$(cat "$tmp/err")"
t 0 "key: VCEK in capitals" with -- key "$tmp/made/key" VCEK
t 2 "display key: a member that is not there" "$snpguest" display key \
	"$tmp/made/key" --field secret
says "there is no 'secret' in this result; here are: key" "which there are"
t 0 "display key --field key" "$snpguest" display key "$tmp/made/key" --field key
t 0 "display key" "$snpguest" display key "$tmp/made/key"
prints "^(a5){32}$" "the key"
t 0 "key: underscores and dashes are the same" \
	with -- key "$tmp/made/key" vcek --guest-field-select=0b11 \
	--guest_svn=1 --tcb-version 0xff
if command -v strace >/dev/null; then
	strace -f -e trace=openat,open -o "$tmp/trace" env LD_PRELOAD="$preload" \
		"$snpguest" key "$tmp/made/traced" vcek --device "$tmp/device" \
		2>/dev/null
	is "key: its file is created 0600" 1 \
		"$(grep -c "$tmp/made/.*O_CREAT|O_EXCL.*0600" "$tmp/trace")"
else
	skip "key: its file is created 0600" "no strace; run scripts/setup.sh"
fi

# attest --out keeps everything, whatever it is.
t 1 "attest: a replayed report is refused" \
	with CANNED_REPORT="$tmp/noise" -- attest --out "$tmp/out-noise"
is "attest --out: the report as it came" "" \
	"$(cmp "$tmp/noise" "$tmp/out-noise/report.bin" 2>&1)"
for file in certs.bin nonce.bin verdict.json; do
	is "attest --out: $file is there" "$tmp/out-noise/$file" \
		"$(ls "$tmp/out-noise/$file" 2>&1)"
done
is "attest --out: the verdict is saved" 1 \
	"$(grep -c '"verdict": "refused"' "$tmp/out-noise/verdict.json")"
is "attest: the last line is the verdict" "verdict: refused" \
	"$(last_verdict)"
is "attest --out: no temporary file is left" "" \
	"$(find "$tmp/out-noise" -name '.snpguest*')"
t 1 "attest: bytes that are no report are refused" \
	with CANNED_REPORT=/dev/null -- attest --out "$tmp/out-null"
is "attest --out: they are kept, too" 1184 \
	"$(wc -c <"$tmp/out-null/report.bin" | tr -d ' ')"
# The policy that README shows, as it stands there.
sed -n '/# cat policy.json/,/# snpguest/{/^    #/d;p}' README.md >"$tmp/readme.json"
t 1 "attest: the policy of README is one" \
	with CANNED_REPORT="$tmp/noise" -- attest --policy "$tmp/readme.json"
is "attest: the policy of README demands three things" "measurement tcb_min vmpl" \
	"$(python3 -c 'import json, sys; print(*sorted(json.load(open(sys.argv[1]))))' \
	"$tmp/readme.json")"
t 1 "attest --json" with CANNED_REPORT=/dev/null -- attest --json
prints '"report": null' "that there is no report"
t 1 "attest --quiet" with CANNED_REPORT="$tmp/noise" -- attest --quiet
is "attest --quiet: nothing is printed" "" "$(cat "$tmp/out")"
says "^snpguest: refused \(report-version.*\): version [0-9]+ is" "the reasons all the same"
is "attest --quiet: one line is said" 1 "$(wc -l <"$tmp/err" | tr -d ' ')"
: >"$tmp/occupied"
t 3 "attest --out: a file is in the way" \
	with CANNED_REPORT="$tmp/noise" -- attest --out "$tmp/occupied"
says "occupied: this is a file; a directory is needed" "file and cause"
echo '{"report_data":"'"$(printf '%0128d' 0)"'"}' >"$tmp/nonce-policy"
t 2 "attest: a policy that demands another nonce" \
	with CANNED_REPORT="$tmp/noise" -- attest --policy "$tmp/nonce-policy"
says "fresh nonce" "why"

# certificates
t 3 "certificates: the host has none" \
	with CANNED_REPORT="$tmp/noise" -- certificates pem "$tmp/none-dir"
says "the host supplies no certificates" "the cause"
is "certificates: no directory is made for nothing" "" \
	"$(ls -d "$tmp/none-dir" 2>/dev/null)"
t 0 "certificates --allow-none: the host has none" \
	with CANNED_REPORT="$tmp/noise" CANNED_BIND=1 -- \
	certificates pem "$tmp/none-dir" --allow-none
is "certificates --allow-none: no directory is made" "" \
	"$(ls -d "$tmp/none-dir" 2>/dev/null)"
head -c 4096 /dev/urandom >"$tmp/bad-table"
t 3 "certificates: a malformed table" with CANNED_REPORT="$tmp/noise" \
	CANNED_TABLE="$tmp/bad-table" -- certificates der "$tmp/none-dir"
says "the host's table: " "whose fault it is"
t 1 "attest: a malformed table is refused" with CANNED_REPORT="$tmp/noise" \
	CANNED_TABLE="$tmp/bad-table" -- attest --out "$tmp/out-table"
is "attest --out: a malformed table is kept" "" \
	"$(cmp -n 4096 "$tmp/bad-table" "$tmp/out-table/certs.bin" 2>&1)"

# ok: the answer last, a fix for each failure, on standard output
sets=$VECTORS/sets/milan-vcek-42e1f926
genuine=$(find "$sets" -name 'report-*.bin' 2>/dev/null | head -n 1)
if [ -n "$genuine" ]; then
	# Certificates that nobody can read beside one that is good, and alone.
	python3 - "$sets"/vcek-*.der "$tmp/half-table" "$tmp/no-table" <<'PYTHON'
import struct, sys, uuid
kinds = {"vcek": "63da758d-e664-4564-adc5-f4b93be8accd",
         "ask": "4ab7b379-bbac-4fe4-a02f-05aef327c782",
         "ark": "c0b406a4-a803-4952-9743-3fb6014cd0ae"}
def table(**certs):
    at, head, body = 24 * (len(certs) + 1), b"", b""
    for kind, cert in certs.items():
        head += uuid.UUID(kinds[kind]).bytes + struct.pack("<II", at + len(body), len(cert))
        body += cert
    return head + bytes(24) + body
with open(sys.argv[1], "rb") as file:
    vcek = file.read()
bad = dict(ask=b"garbage", ark=b"0" * 1000)
for name, certs in ((sys.argv[2], dict(vcek=vcek, **bad)), (sys.argv[3], bad)):
    with open(name, "wb") as file:
        file.write(table(**certs))
PYTHON
	t 0 "certificates: what can be read is saved" with CANNED_REPORT="$genuine" \
		CANNED_BIND=1 CANNED_TABLE="$tmp/half-table" -- certificates der "$tmp/half"
	says "the host's table: ark: .*; not saved" "what cannot"
	is "certificates: what can be read is saved: it is the VCEK alone" vcek.der \
		"$(ls -A "$tmp/half")"
	is "certificates: ... as it came" "" \
		"$(cmp "$tmp/half/vcek.der" "$sets"/vcek-*.der 2>&1)"
	t 3 "certificates: nothing can be read" with CANNED_REPORT="$genuine" \
		CANNED_BIND=1 CANNED_TABLE="$tmp/no-table" -- certificates der "$tmp/no" \
		--allow-none
	says "the host's table: no certificate is in it" "whose fault it is"
	is "certificates: nothing can be read: no directory is made" "" \
		"$(ls -d "$tmp/no" 2>/dev/null)"
	# Its bytes are changed, so that only a certificate could tell.
	t 0 "ok: with a device" with CANNED_REPORT="$genuine" CANNED_BIND=1 -- ok
	prints "^  pass +report  a trial request was answered: version 2" "what was tried"
	prints "^  warn +certificates  .* fix: 'snpguest attest --fetch'" "what is missing"
	is "ok: the answer is last" "ok: yes, this guest can attest: 'snpguest attest'" \
		"$(tail -n 1 "$tmp/out")"
	t 0 "ok --json" with CANNED_REPORT="$genuine" CANNED_BIND=1 -- ok --json
	prints '"report": true' "that there was a report"
	t 0 "ok --field" with CANNED_REPORT="$genuine" CANNED_BIND=1 -- ok --field ok
	is "ok --field: the answer" true "$(cat "$tmp/out")"
	t 0 "ok --quiet" with CANNED_REPORT="$genuine" CANNED_BIND=1 -- ok --quiet
	is "ok --quiet: nothing is printed" "" "$(cat "$tmp/out" "$tmp/err")"
else
	skip "ok: with a device" "vectors not found at $VECTORS; set VECTORS"
fi
t 1 "ok: a report that would be refused" with CANNED_REPORT="$tmp/noise" \
	CANNED_BIND=1 -- ok
prints "^  fail +verified  'attest' would refuse the report \(report-version" "why"
t 3 "ok: without a device" "$snpguest" ok --device "$tmp/no-device"
prints "^  fail +node +$tmp/no-device: No such file.* fix: modprobe sev-guest" \
	"cause and fix"
is "ok: without a device: the answer is last" \
	"ok: no, this guest cannot attest (node)" "$(tail -n 1 "$tmp/out")"
t 3 "ok --quiet: without a device" "$snpguest" ok -q --device "$tmp/no-device"
says "^snpguest: node: $tmp/no-device: No such file" "why all the same"
is "ok --quiet: without a device: no result" "" "$(cat "$tmp/out")"
t 3 "ok --json: without a device" "$snpguest" ok --json --device "$tmp/no-device"
prints '"ok": false' "the answer"
is "ok --json: without a device: it says so alone" "" "$(cat "$tmp/err")"
t 3 "ok: the report answers another request" \
	with CANNED_REPORT="$tmp/noise" -- ok
prints "fail +report  .*answers another request.* fix: do not trust this host" "why"
t 3 "ok: the firmware refuses" failing_device "5 16" ok
prints "fail +report  .*0x16.*INVALID_PARAM.*update the guest's kernel or the host's firmware" \
	"status and next step"
t 3 "ok: the driver has given its key up" failing_device "25 ffffffffffffffff" \
	ok
prints "fail +vmpck  .*gave its message key \(VMPCK\) up.* fix: 'modprobe -r sev-guest', then 'modprobe sev-guest vmpck_id=1'" \
	"cause and fix"
t 3 "ok --quiet: the driver has given its key up" \
	failing_device "25 ffffffffffffffff" ok --quiet
says "reboot the guest" "the next step"
t 3 "ok: what is no such device" "$snpguest" ok --device /dev/null
prints "no sev-guest device, or" "the cause"
prints "^  pass +node +/dev/null may be" "that the node is one"
t 3 "ok: what is no device at all" "$snpguest" ok --device "$tmp/noise"
prints "^  warn +node +$tmp/noise: no character device fix: name a node, such as /dev/sev-guest" \
	"cause and fix"
# A processor that says what it is: a register of zeros, in a /dev of its own.
cat >"$tmp/no-snp" <<'S'
mount -t tmpfs none /dev && mkdir -p /dev/cpu/0 || exit
truncate -s $((0xc0010131 + 8)) /dev/cpu/0/msr
exec "$@"
S
if unshare -rm true 2>/dev/null; then
	t 1 "ok: no SNP guest" unshare -rm sh "$tmp/no-snp" "$snpguest" ok
	prints "^  fail +snp  this is no SNP guest: SEV_STATUS says so .* fix: launch it as an SNP guest" \
		"cause and fix"
else
	skip "ok: no SNP guest" "no user namespaces"
fi
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	: >"$tmp/shut"
	chmod 600 "$tmp/shut"
	chmod 755 "$tmp"
	t 3 "ok: a node that is somebody else's" setpriv --reuid=65534 \
		--clear-groups "$snpguest" ok --device "$tmp/shut"
	prints "fail +node +$tmp/shut: mode 0600, owner 0: you may not .* fix: run as root, or .*udev rule" \
		"cause and fix"
else
	skip "ok: a node that is somebody else's" "not root, or no setpriv"
fi
