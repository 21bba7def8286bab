# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154,SC2034 # tap.sh and device.sh
# Each allocation fails in turn: never a crash, never a result with a part
# missing, never a failure without a word.

# each_allocation NAME STATUS ARGUMENT...: STATUS without a failure
each_allocation() {
	label=$1
	good=$2
	shift 2
	t "$good" "$label: memory suffices" "$snpguest" "$@"
	cp "$tmp/out" "$tmp/whole"
	cp "$tmp/err" "$tmp/words"
	at=0
	failed=0
	strange=
	whole=0
	# Behind the last allocation the output is the whole again.
	while [ $at -lt 400 ] && [ $whole -lt 30 ]; do
		at=$((at + 1))
		timeout 60 env FAIL_AT=$at LD_PRELOAD="$fail_malloc" \
			"$snpguest" "$@" \
			>"$tmp/out" 2>"$tmp/err"
		code=$?
		heard
		if [ $code -eq 3 ] && [ -s "$tmp/err" ] &&
			! cmp -s "$tmp/err" "$tmp/words"; then
			failed=$((failed + 1))
			whole=0
		elif [ $code -ne "$good" ] ||
			! cmp -s "$tmp/out" "$tmp/whole"; then
			strange="$strange $at:$code"
		else
			whole=$((whole + 1))
		fi
	done
	is "$label: a failed allocation is exit status 3 or harmless" "" \
		"$strange"
	is "$label: allocations did fail" yes \
		"$([ $failed -ge "$least" ] && echo yes)"
}

# functions_near ADDRESS BYTES: where those of the names in $tmp/names begin, and how
# long they are
functions_near() {
	nm -S "$snpguest" |
		awk 'NR == FNR { want[$1]; next } NF == 4 && $4 in want { print $1, $2 }' "$tmp/names" - |
		while read -r begin length; do
			off=$((0x$begin - $1))
			[ ${off#-} -gt "$2" ] || echo $((0x$begin)) $((0x$begin + 0x$length))
		done
}

# code_of OBJECT FUNCTION: where the code of a source file is in the tool, found by a
# function of it, as FAIL_IN wants it. A linker may have left functions of it out.
code_of() {
	object=${snpguest%/*}/tools/snpguest/$1.o
	nm "$object" | awk '$2 ~ /[tT]/ { print $3 }' >"$tmp/names"
	there=$(nm "$snpguest" | awk -v name="$2" '$3 == name { print $1; exit }')
	size=$(size "$object" | awk 'NR == 2 { print $1 }')
	# shellcheck disable=SC2046,SC2183 # two numbers
	printf '%x-%x\n' $(functions_near 0x"$there" "$size" | tr ' ' '\n' |
		sort -n | sed -n '1p; $p')
}

fail_malloc=$tmp/fail_malloc.so
${CC:-cc} -shared -fPIC -o "$fail_malloc" tests/cli/fail_malloc.c || exit 1
head -c 1184 /dev/zero | sed 's/^\x00/\x05/' >"$tmp/version-5"
cat >"$tmp/memory-policy" <<'POLICY'
{"vmpl": [0, 1], "signer": "vcek", "csp_id": "a", "abi_min": "1.55",
 "tcb_min": {"reported": {"snp": 1}}, "chip_id": ["0102030405060708"]}
POLICY
case $(ldd "$snpguest") in
*libasan*) ;; # which brings its own malloc
*)
	preload="$fail_malloc $canned"
	least=50
	each_allocation "display report --json" 0 \
		display report --json "$tmp/version-5"
	least=1
	each_allocation "display report" 0 display report "$tmp/version-5"
	least=30
	each_allocation "a policy" 3 verify attestation "$tmp/none" \
		"$tmp/none" --policy "$tmp/memory-policy"
	# What a large thing needs is not there, and all else is.
	mkdir "$tmp/memory"
	head -c 1500000 /dev/zero >"$tmp/memory/vcek.pem"
	t 3 "no memory for a file" env FAIL_FROM=1000000 LD_PRELOAD="$fail_malloc" \
		"$snpguest" verify attestation "$tmp/memory" "$tmp/version-5"
	says "^snpguest: $tmp/memory/vcek.pem: out of memory$" "which"
	head -c 1000000 /dev/zero | tr '\0' A >"$tmp/memory/line"
	t 3 "no memory for a line" env FAIL_FROM=500000 LD_PRELOAD="$fail_malloc" \
		"$snpguest" verify evidence --jobs 2 "$tmp/memory/line"
	says "^snpguest: cannot read the stream: Cannot allocate memory$" "the cause"
	# Deep in what a file of the sources does, and nowhere else.
	echo AAAA >"$tmp/memory/line"
	t 3 "no memory for a count" env FAIL_IN="$(code_of cli/stream/tally tally_wrong)" \
		LD_PRELOAD="$fail_malloc" "$snpguest" verify evidence --jobs 1 "$tmp/memory/line"
	says "^snpguest: line 1: out of memory$" "which line"
	t 3 "no memory for a digest" env FAIL_IN="$(code_of cli/base/digest digest_add)" \
		LD_PRELOAD="$fail_malloc" "$snpguest" verify evidence --jobs 1 \
		--state "$tmp/memory/state" --out "$tmp/memory/out" \
		--trust-anchor "$tmp/version-5" "$tmp/memory/line"
	says "^snpguest: $tmp/version-5: cannot compute its digest$" "of what"
	is "no memory for a digest: nothing is begun" "" \
		"$(ls "$tmp/memory/state" "$tmp/memory/out" 2>/dev/null)"
	if [ -r "$tmp/half-table" ]; then
		t 3 "no memory for the host's certificate" with CANNED_REPORT="$genuine" \
			CANNED_BIND=1 CANNED_TABLE="$tmp/half-table" \
			FAIL_IN="$(code_of lib/formats/cert_info cert_describe)" \
			-- certificates der "$tmp/memory/certs"
		says "^snpguest: the host's table: vcek: out of memory$" "which"
		is "no memory for the host's certificate: none is saved" "" \
			"$(ls "$tmp/memory/certs" 2>/dev/null)"
	fi
	;;
esac
