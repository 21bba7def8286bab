# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034,SC2154 # tap.sh sets and reads what is used here
# The table tests/cli/tired: what a tired person types is answered with the status that is
# true and with words that help; never a crash, never silence, never a lie.
if [ ! -d "$VECTORS/sets/milan-vcek-42e1f926" ]; then
	skip "what a tired person types" "vectors not found at $VECTORS; set VECTORS"
elif [ -e /dev/sev-guest ]; then
	skip "what a tired person types" "this machine has a device"
else
	tired=$tmp/tired
	mkdir -p "$tired/certs" "$tired/other" "$tired/empty" "$tired/bundle"
	set -- "$VECTORS"/sets/milan-vcek-42e1f926/report-*.bin
	cp "$1" "$tired/report.bin"
	cp "$1" "$tired/bundle/report.bin"
	cp "$VECTORS"/sets/milan-vcek-42e1f926/vcek-*.der "$tired/certs/vcek.der"
	cp "$tired/certs/vcek.der" "$tired/bundle/"
	cp "$VECTORS"/sets/milan-vcek-d559eaa1/vcek-*.der "$tired/other/vcek.der"
	cp "$VECTORS/crl/milan-2025-05-06.crl.der" "$tired/list.der"
	chmod -R u+w "$tired"
	cp "$tired/report.bin" "$tired/tampered.bin"
	printf '\377' | dd of="$tired/tampered.bin" bs=1 seek=145 conv=notrunc 2>/dev/null
	head -c 100 "$tired/report.bin" >"$tired/short.bin"
	head -c 5000 /dev/zero | tr '\0' '\251' >"$tired/garbage.bin"
	# Not at random: that is text once in forty times.
	head -c 32 /dev/zero | tr '\0' '\001' >"$tired/key.bin"
	: >"$tired/empty.bin"
	echo "call them back on Monday" >"$tired/notes.txt"
	echo '{"products": ["milan"], "vmpl": 0}' >"$tired/policy.json"
	echo '{"products": ["milan"' >"$tired/broken.json"
	echo '{"measurment": []}' >"$tired/typo.json"
	rows=0
	while IFS='|' read -r status line pattern; do
		case $status in '#'*) continue ;; esac
		rows=$((rows + 1))
		# shellcheck disable=SC2086 # words of a line
		(cd "$tired" && "$snpguest" $line) >"$tmp/out" 2>"$tmp/err" </dev/null
		code=$?
		heard
		flat "$tmp/out" >"$tmp/flat"
		cat "$tmp/err" >>"$tmp/flat"
		if [ "$code" -ne "$status" ]; then
			fail "tired: $line" "exit status $code, expected $status"
		elif ! grep -qE -e "$pattern" "$tmp/flat" && [ -n "$pattern" ]; then
			fail "tired: $line" "no /$pattern/"
		elif [ $code -gt 1 ] && [ ! -s "$tmp/flat" ]; then
			fail "tired: $line" "silence"
		elif ! echo "$line" | grep -q -e --field &&
			awk 'length > 80' "$tmp/out" | grep -q .; then
			fail "tired: $line" "wider than 80 columns"
		else
			pass "tired: $line"
		fi
		# What is refused as text is refused as JSON.
		case "$code $line" in
		[013]\ *-q* | *--field* | *--help | *-h) ;;
		[013]\ verify\ *)
			# shellcheck disable=SC2086 # words of a line
			(cd "$tired" && same_in_json "$code" "tired: $line" "$snpguest" \
				$line) >"$tmp/line"
			cat "$tmp/line"
			grep -q '^ok' "$tmp/line" || tap_status=1
			number=$((number + 1))
			;;
		esac
	done <tests/cli/tired
	is "at least a hundred lines were tried" yes "$([ $rows -ge 100 ] && echo yes)"
	is "none of them left a file" "" "$(cd "$tired" && ls r.bin q.bin c k.bin 2>/dev/null)"
fi
