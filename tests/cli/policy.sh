# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154,SC2012 # tap.sh; names of vectors are tame
# Policy files: what is not understood is refused as a whole, with file, key and
# cause; each rule is tried on both sides of its boundary.
policy=$tmp/policy.json

# not_a_policy JSON PATTERN: refused before any evidence is opened
not_a_policy() {
	printf '%s' "$1" >"$policy"
	t 2 "no policy: $1" "$snpguest" verify attestation "$tmp/none" \
		"$tmp/none" --policy "$policy"
	says "policy.json: .*$2" "file, key and cause"
}

hex() {
	printf "%0$((2 * $1))d" 0
}


not_a_policy '{' "line 1: no policy"
not_a_policy '[]' "a policy is a JSON object"
not_a_policy '{} {}' "no policy"
not_a_policy '{"debug":true,"debug":false}' "duplicate"
not_a_policy '{"measurment":[]}' '"measurment": there is no such key'
not_a_policy '{"tcb_min":{"reportd":{}}}' '"tcb_min.reportd": there is no such'
not_a_policy '{"tcb_min":{"reported":{"sn":1}}}' \
	'"tcb_min.reported.sn": there is no such'
not_a_policy '{"tcb_min":{"reported":{"snp":256}}}' \
	'"tcb_min.reported.snp": a number from 0 to 255'
not_a_policy '{"tcb_min":{"reported":{"snp":-1}}}' '"tcb_min.reported.snp"'
not_a_policy '{"tcb_min":{"reported":{"snp":1.0}}}' '"tcb_min.reported.snp"'
not_a_policy '{"tcb_min":{"reported":{"snp":"1"}}}' '"tcb_min.reported.snp"'
not_a_policy '{"tcb_min":{"reported":[]}}' '"tcb_min.reported": an object'
not_a_policy '{"tcb_min":1}' '"tcb_min": an object'
for key in report_data:64 host_data:32 family_id:16 image_id:16; do
	name=${key%:*}
	size=${key#*:}
	not_a_policy "{\"$name\":\"$(hex $((size - 1)))\"}" \
		"\"$name\": a string of $((2 * size)) hexadecimal"
	not_a_policy "{\"$name\":\"$(hex $((size + 1)))\"}" "\"$name\""
	not_a_policy "{\"$name\":[\"$(hex "$size")\"]}" "\"$name\""
	not_a_policy "{\"$name\":7}" "\"$name\""
	not_a_policy "{\"$name\":null}" "\"$name\""
done
for key in measurement:48 chip_id:64 id_key_digest:48 author_key_digest:48; do
	name=${key%:*}
	size=${key#*:}
	not_a_policy "{\"$name\":\"$(hex "$size")\"}" "\"$name\": a list"
	not_a_policy "{\"$name\":[]}" "\"$name\": a list with at least one"
	not_a_policy "{\"$name\":[\"$(hex "$size")\",\"00\"]}" \
		"\"$name\": element 2: a string of $((2 * size))"
	not_a_policy "{\"$name\":[\"$(hex $((size - 1)))g0\"]}" \
		"\"$name\": element 1"
done
for key in debug migration_agent smt single_socket provisional masked_chip_id; do
	not_a_policy "{\"$key\":1}" "\"$key\": true or false"
	not_a_policy "{\"$key\":\"yes\"}" "\"$key\": true or false"
done
for key in report_data_any measurement_any; do
	not_a_policy "{\"$key\":false}" "\"$key\": true is needed"
	not_a_policy "{\"$key\":1}" "\"$key\": true is needed"
done
for key in report_data_prefix user_data; do
	not_a_policy "{\"$key\":\"\"}" "\"$key\": a string of 2 to 128"
	not_a_policy "{\"$key\":\"000\"}" "\"$key\": a string of 2 to 128"
	not_a_policy "{\"$key\":\"0g\"}" "\"$key\": a string of 2 to 128"
	not_a_policy "{\"$key\":\"$(hex 65)\"}" "\"$key\": a string of 2 to 128"
	not_a_policy "{\"$key\":7}" "\"$key\": a string of 2 to 128"
done
not_a_policy '{"user_data":"0 0 "}' '"user_data": a string of 2 to 128'
not_a_policy '{"user_data":"00:0"}' '"user_data": a string of 2 to 128'
while IFS='|' read -r claims why; do
	not_a_policy "{\"claims\":$claims}" "\"claims\": $why"
done <<'CLAIMS'
[]|an object is needed
true|an object is needed
{}|an object demands nothing
{"a":{}}|an object demands nothing
{"a":null}|a claim is a string without escapes, true, false or a whole number
{"a":[true]}|a claim is a string
{"a":1.5}|a claim is a string
{"a":-1}|a claim is a string
{"a":"\n"}|a claim is a string
{"\n":1}|the name of a claim has an escape
{"a":{"a":{"a":{"a":{"a":1}}}}}|claims are more than 4 objects deep
CLAIMS
not_a_policy "{\"claims\":{\"a\":\"$(hex 2048)\"}}" '"claims": more than 4096 bytes of claims'
not_a_policy '{"claims":{"a":1,"a":1}}' 'duplicate object key'
not_a_policy '{"report_data_of":{"hash":"sha1","bytes":"00"}}' \
	'"report_data_of.hash": "sha256"'
not_a_policy '{"report_data_of":{"hash":"sha256"}}' '"hash" and "bytes"'
not_a_policy '{"report_data_of":{"bytes":"00"}}' '"hash" and "bytes"'
not_a_policy '{"report_data_of":"00"}' '"report_data_of": an object'
not_a_policy '{"guest":{"require":["smtt"]}}' '"guest.require": names are smt'
not_a_policy '{"guest":{"forbid":"smt"}}' '"guest.forbid": a list'
not_a_policy '{"guest":{"allow":[15]}}' '"guest.allow": "debug", or the number'
not_a_policy '{"guest":{"allow":[64]}}' '"guest.allow": "debug", or the number'
for bit in 16 18 19 25; do # those that have names
	not_a_policy "{\"guest\":{\"allow\":[$bit]}}" '17 or from 26 to 63, is needed'
done
not_a_policy '{"guest":{"allow":["smt"]}}' '"guest.allow": "debug", or the number'
not_a_policy '{"guest":{"require":["cxl"],"forbid":["cxl"]}}' \
	'both required and forbidden'
not_a_policy '{"smt":true,"guest":{"forbid":["smt"]}}' 'both required and forbidden'
not_a_policy '{"debug":false,"guest":{"allow":["debug"]}}' 'both allowed and forbidden'
for rule in "\"report_data\":\"$(hex 64)\"" '"report_data_prefix":"b5"' \
	'"user_data":"00"' '"report_data_of":{"hash":"sha256","bytes":"00"}'; do
	not_a_policy "{\"report_data_any\":true,$rule}" \
		'"report_data_any": freshness is both demanded and waived'
done
not_a_policy "{\"measurement_any\":true,\"measurement\":[\"$(hex 48)\"]}" \
	'"measurement_any": a measurement is both demanded and waived'
not_a_policy '{"key_info_allow":"0x100000000"}' '"key_info_allow": a number'
not_a_policy '{"crl_max_age":0}' '"crl_max_age": a number of seconds'
not_a_policy '{"guest_svn_min":4294967296}' '"guest_svn_min": a number from 0'
not_a_policy '{"guest_svn_min":-1}' '"guest_svn_min"'
not_a_policy '{"vmpl":4}' '"vmpl": a number from 0 to 3'
not_a_policy '{"vmpl":[0,4]}' '"vmpl"'
not_a_policy '{"vmpl":[]}' '"vmpl": an empty list'
not_a_policy '{"vmpl":"0"}' '"vmpl"'
not_a_policy '{"signer":"VCEK"}' '"signer": "vcek" or "vlek"'
not_a_policy '{"products":"milan"}' '"products": a list'
not_a_policy '{"products":["rome"]}' '"products": names are'
for version in '"1"' '"1.2.3"' '"1.256"' '".1"' '"1."' '"1..2"' '""' 1.55; do
	not_a_policy "{\"abi_min\":$version}" '"abi_min": a string like "1.55"'
done
for version in '"1.2"' '"1.2.3.4"' '"1.2.256"' '"x.2.3"' 1; do
	not_a_policy "{\"firmware_min\":$version}" \
		'"firmware_min": a string like "1.55.29"'
done
not_a_policy '' "no policy: "
not_a_policy ' ' "no policy: "
not_a_policy '{"platform":{"require":["smt"],"forbid":["smt"]}}' \
	'"platform": a name is both'
not_a_policy '{"platform":{"require":["SMT"]}}' '"platform.require": names are'
not_a_policy '{"platform":{"require":"smt"}}' '"platform.require": a list'
not_a_policy '{"platform":{"want":[]}}' '"platform.want": there is no such'
not_a_policy '{"mitigations":{"launch":"3f"}}' '"mitigations.launch"'
not_a_policy '{"mitigations":{"launch":"0x10000000000000000"}}' \
	'"mitigations.launch"'
not_a_policy '{"mitigations":{"current":-1}}' '"mitigations.current"'
# What is written and demands nothing was meant to demand something.
for key in '"platform":{}' '"platform":{"require":[]}' '"tcb_min":{}' \
	'"platform":{"require":["smt"],"forbid":[]}' '"tcb_min":{"turin":{}}' \
	'"tcb_min":{"reported":{}}' '"tcb_min":{"turin":{"launch":{}}}' \
	'"mitigations":{}' '"mitigations":{"launch":0}' \
	'"mitigations":{"current":"0x0"}' '"guest":{}' '"guest":{"allow":[]}' \
	'"guest":{"require":[]}' '"report_data_of":{}' '"guest_svn_min":0' \
	'"abi_min":"0.0"' '"firmware_min":"0.0.0"' '"key_info_allow":0'; do
	not_a_policy "{$key}" 'it demands nothing'
done
not_a_policy '{"crl":"required"}' '"crl": "require" or "if-present"'
not_a_policy '{"csp_id":""}' '"csp_id": a string'
# A NUL inside is no way to say less than is written.
not_a_policy '{"csp_id":"somebody\u0000else"}' 'line 1: no policy: \\u0000'
not_a_policy "{\"family_id\":\"$(hex 16)\\u0000\"}" 'line 1: no policy: \\u0000'
not_a_policy "{\"measurement\":[\"$(hex 48)\\u000000\"]}" \
	'line 1: no policy: \\u0000'

t 3 "a policy file that is missing" "$snpguest" verify attestation a b \
	--policy "$tmp/none"
says "none: cannot open: No such file" "file and cause"
t 3 "a policy file that is a directory" "$snpguest" verify attestation a b \
	--policy "$tmp"
says "this is a directory" "the cause"
t 2 "a policy file of more than 2 MiB" "$snpguest" verify attestation a b \
	--policy /dev/zero
says "/dev/zero: more than 2097152 bytes are no policy" "file and cause"

echo '{"debug":false}' >"$policy"
t 2 "--allow-debug against a policy that forbids it" \
	"$snpguest" verify attestation a b --policy "$policy" --allow-debug
says '"debug": false' "the contradiction"
echo "{\"measurement\":[\"$(hex 48)\"]}" >"$policy"
t 2 "a measurement in policy and option" \
	"$snpguest" verify attestation a b --policy "$policy" -m "$(hex 48)"
says "measurement: the policy demands it, too" "the contradiction"
echo '{"products":["milan"]}' >"$policy"
t 2 "a product in policy and option" \
	"$snpguest" verify attestation a b --policy "$policy" -p milan
says "processor-model: the policy demands" "the contradiction"

# Both sides of each rule, on a genuine Turin report of version 5.
turin=$VECTORS/sets/turin-vcek-59790fb1
at=
judge() {
	printf '%s' "$3" >"$policy"
	# shellcheck disable=SC2086 # $at is an option and its argument
	t "$1" "policy $3: $2" "$snpguest" verify attestation "$certs" "$report" \
		--policy "$policy" $at
}
accepts() {
	judge 0 accepted "$1"
}
# refuses CHECK JSON: and that check alone fails
refuses() {
	judge 1 refused "$2"
	is "policy $2: because of $1" "$1 " \
		"$(failing)"
}
# field NAME: where the specification puts it, and not where the tool finds it
field() {
	case $1 in
	family_id) bytes_of "$report" 0x10 16 ;;
	image_id) bytes_of "$report" 0x20 16 ;;
	report_data) bytes_of "$report" 0x50 64 ;;
	measurement) bytes_of "$report" 0x90 48 ;;
	host_data) bytes_of "$report" 0xc0 32 ;;
	id_key_digest) bytes_of "$report" 0xe0 48 ;;
	chip_id) bytes_of "$report" 0x1a0 64 ;;
	esac
}

# changed HEX: its last digit is another
changed() {
	case $1 in
	*0) echo "${1%?}1" ;;
	*) echo "${1%?}0" ;;
	esac
}

try_bytes() {
	value=$(field "$1")
	accepts "{\"$1\":\"$value\"}"
	refuses "policy-$2" "{\"$1\":\"$(changed "$value")\"}"
}

try_list() {
	value=$(field "$1")
	accepts "{\"$1\":[\"$value\"]}"
	accepts "{\"$1\":[\"$(changed "$value")\",\"$value\"]}"
	refuses "policy-$2" "{\"$1\":[\"$(changed "$value")\"]}"
}

try_floor() {
	accepts "{\"tcb_min\":{\"$1\":{\"$2\":$3}}}"
	refuses "policy-tcb-$1" "{\"tcb_min\":{\"$1\":{\"$2\":$(($3 + 1))}}}"
}

try_rules() {
	certs=$turin
	report=$(ls "$turin"/report-*.bin)
	at="--at 2026-06-01T00:00:00Z"
	accepts '{}'
	try_bytes report_data report-data
	try_bytes host_data host-data
	try_bytes family_id family-id
	try_bytes image_id image-id
	try_list measurement measurement
	try_list chip_id chip-id
	accepts "{\"chip_id\":[\"$(field chip_id | cut -c1-16)\"]}"
	try_list id_key_digest id-key-digest
	# Its author key is not in use, so no digest of one can be met but zeros.
	accepts "{\"author_key_digest\":[\"$(hex 48)\"]}"
	refuses policy-author-key-digest \
		"{\"author_key_digest\":[\"$(changed "$(hex 48)")\"]}"
	accepts '{"author_key":false}'
	refuses policy-author-key '{"author_key":true}'
	accepts '{"guest_svn_min":2}'
	refuses policy-guest-svn '{"guest_svn_min":3}'
	accepts '{"vmpl":0}'
	accepts '{"vmpl":[3,0]}'
	refuses policy-vmpl '{"vmpl":1}'
	refuses policy-vmpl '{"vmpl":[1,2,3]}'
	accepts '{"debug":false}'
	accepts '{"debug":true}'
	accepts '{"migration_agent":false}'
	refuses policy-guest-require '{"migration_agent":true}'
	accepts '{"smt":true}'
	refuses policy-guest-forbid '{"smt":false}'
	accepts '{"single_socket":false}'
	refuses policy-guest-require '{"single_socket":true}'
	accepts '{"abi_min":"0.31"}'
	refuses policy-abi '{"abi_min":"0.32"}'
	refuses policy-abi '{"abi_min":"1.0"}'
	accepts '{"firmware_min":"1.55.65"}'
	refuses policy-firmware '{"firmware_min":"1.55.66"}'
	refuses policy-firmware '{"firmware_min":"1.56.0"}'
	for which in reported committed current launch; do
		try_floor $which fmc 1
		try_floor $which bl 1
		try_floor $which tee 1
		try_floor $which snp 4
		try_floor $which ucode 81
	done
	accepts '{"platform":{"require":["smt","ecc","alias_check"]}}'
	refuses policy-platform-require '{"platform":{"require":["tsme"]}}'
	accepts '{"platform":{"forbid":["tsme","tio","rapl_dis"]}}'
	refuses policy-platform-forbid '{"platform":{"forbid":["ecc"]}}'
	accepts '{"signer":"vcek"}'
	accepts '{"signer":["vlek","vcek"]}'
	refuses policy-signer '{"signer":"vlek"}'
	accepts '{"products":["milan","turin"]}'
	refuses policy-product '{"products":["milan","siena"]}'
	accepts '{"provisional":true}'
	accepts '{"provisional":false}'
	accepts '{"mitigations":{"launch":"0x3f","current":63}}'
	refuses policy-mitigations-launch '{"mitigations":{"launch":64}}'
	refuses policy-mitigations-current '{"mitigations":{"current":"0x40"}}'
	accepts '{"crl":"if-present"}'
	refuses crl-present '{"crl":"require"}'
	accepts '{"masked_chip_id":true}'
}

# The verdict says which policy, which time and which version it is of.
# shellcheck disable=SC2086 # $at is an option and its argument
try_identity() {
	accepts '{"vmpl":0}'
	"$snpguest" verify evidence "$report" --certs "$certs" $at --json \
		--policy "$tmp/policy.json" >"$tmp/out" 2>"$tmp/err"
	is "the policy of a verdict is named by its SHA-256" \
		"\"policy_sha256\":\"$(sha256sum <"$tmp/policy.json" | cut -d' ' -f1)\"" \
		"$(grep -o '"policy_sha256":"[0-9a-f]*"' "$tmp/out")"
	is "the time of a verdict is in it" '"at":"2026-06-01T00:00:00Z"' \
		"$(grep -o '"at":"[^"]*"' "$tmp/out")"
	"$snpguest" verify evidence "$report" --certs "$certs" $at --json \
		>"$tmp/out" 2>"$tmp/err"
	is "without a policy there is none" '"policy_sha256":null' \
		"$(grep -o '"policy_sha256":null' "$tmp/out")"
}

# A Milan report has no FMC: a floor for it is a mistake, not a rule that holds.
try_foreign_part() {
	certs=$VECTORS/sets/milan-vcek-d559eaa1
	report=$(ls "$certs"/report-*.bin)
	at="--at 2026-06-01T00:00:00Z"
	accepts '{"tcb_min":{"reported":{"ucode":67}}}'
	refuses policy-tcb-reported '{"tcb_min":{"reported":{"fmc":1}}}'
	accepts '{"tcb_min":{"milan":{"reported":{"ucode":67}},"turin":{"reported":{"ucode":255}}}}'
	refuses policy-tcb-reported '{"tcb_min":{"milan":{"reported":{"ucode":255}}}}'
	refuses policy-tcb-reported '{"tcb_min":{"turin":{"reported":{"ucode":1}}}}'
	accepts '{"guest":{"require":["smt"],"forbid":["cxl","page_swap_disable"]}}'
	refuses policy-guest-require '{"guest":{"require":["cxl"]}}'
	refuses policy-guest-forbid '{"guest":{"forbid":["smt"]}}'
	refuses policy-mitigations-launch '{"mitigations":{"launch":1}}'
}

# Its firmware runs a microcode that is not committed yet.
try_provisional() {
	certs=$VECTORS/sets/milan-vcek-c38427a3
	report=$(ls "$certs"/report-*.bin)
	at="--at 2026-06-01T00:00:00Z"
	accepts '{"provisional":true}'
	refuses policy-provisional '{"provisional":false}'
}

try_csp() {
	certs=$VECTORS/sets/milan-vlek-296a7c99
	[ -d "$certs" ] || certs=$(ls -d "$VECTORS"/sets/milan-vlek-* | head -n 1)
	report=$(ls "$certs"/report-*.bin | head -n 1)
	leaf=$(ls "$certs"/vlek-*.der | head -n 1)
	since=$(openssl x509 -in "$leaf" -noout -startdate | cut -d= -f2)
	at="--at $(date -u -d "$since" +%FT%TZ)"
	# openssl prints tag and length of the IA5String as dots.
	csp=$(openssl x509 -inform DER -in "$leaf" -noout -text |
		sed -n '/1\.3\.6\.1\.4\.1\.3704\.1\.5:/{n;s/^ *\.\.//p;}')
	accepts "{\"csp_id\":\"$csp\"}"
	refuses policy-csp-id "{\"csp_id\":\"$csp.example\"}"
	accepts '{"signer":"vlek"}'
	refuses policy-signer '{"signer":"vcek"}'
}

# The claims of an Azure guest, whose digest its report data are.
try_digest() {
	report=$(ls "$VECTORS"/sets/*/hcl-*.bin | head -n 1)
	certs=$(dirname "$report")
	at="--at 2026-06-01T00:00:00Z"
	len=$(od -An -t u4 -j 1232 -N 4 "$report" | tr -d ' ')
	tail -c +1237 "$report" | head -c "$len" >"$tmp/claims"
	verify="verify evidence $report --certs $certs $at"
	# shellcheck disable=SC2086 # words
	t 0 "--report-data-of: the bytes whose digest they are" "$snpguest" \
		$verify --json --report-data-of "sha256:$tmp/claims"
	prints '"policy-report-data","result":"pass"' "... which is judged"
	for hash in sha384 sha512; do
		# shellcheck disable=SC2086
		t 1 "--report-data-of: $hash" "$snpguest" $verify \
			--report-data-of "$hash:$tmp/claims"
	done
	printf x >>"$tmp/claims"
	# shellcheck disable=SC2086
	t 1 "--report-data-of: other bytes" "$snpguest" $verify \
		--report-data-of "sha256:$tmp/claims"
	printf '{"report_data_of":{"hash":"sha256","bytes":"00"}}' \
		>"$tmp/policy.json"
	# shellcheck disable=SC2086
	t 2 "--report-data-of: in the policy, too" "$snpguest" $verify \
		--policy "$tmp/policy.json" --report-data-of "sha256:$tmp/claims"
	says "the policy demands a digest, too" "... is said"
	# shellcheck disable=SC2086
	t 3 "--report-data-of: a file that is missing" "$snpguest" $verify \
		--report-data-of "sha256:$tmp/none"
	: >"$tmp/empty"
	# shellcheck disable=SC2086
	t 3 "--report-data-of: an empty file is nobody's freshness" "$snpguest" \
		$verify --report-data-of "sha256:$tmp/empty"
}

for bad in sha256 sha256: sha1:x "SHA256:x" x ""; do
	t 2 "--report-data-of '$bad'" "$snpguest" verify evidence x \
		--report-data-of "$bad"
done

if [ -d "$turin" ]; then
	try_digest
	try_rules
	try_identity
	try_foreign_part
	try_provisional
	try_csp
else
	skip "each rule of a policy" "vectors not found at $VECTORS; set VECTORS"
fi
