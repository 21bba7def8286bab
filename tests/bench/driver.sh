#!/bin/sh
# SPDX-License-Identifier: MIT
#
# driver.sh KERNEL...: what a request costs the driver on its real carrier, without
# firmware and host: instructions between the ioctl and its end, counted by an
# emulated processor; and of an extended report after the first, from the tracer: page
# states changed, pages and small pieces allocated, bytes that the driver copies. Prints
# a table, writes $O/bench/driver.json (driver.schema.json beside this file). A minute a
# kernel.
set -eu
cd "$(dirname "$0")/../.."
out=${O:-build}/bench
mkdir -p "$out"
json=

number() {
	awk -v name="$1" '$1 == name { print $2 }' "$2"
}

printf '%-7s %9s %9s %9s %7s %6s %6s %7s\n' Linux report key extended states pages small \
	copied
for kernel; do
	numbers=$out/driver-$kernel.txt
	VM_COUNTED=1 tests/redirect/boot.sh "$kernel" cost >"$numbers"
	row=
	line=
	for name in report key extended page_states pages_allocated \
		small_allocations copied; do
		value=$(number "$name" "$numbers")
		row="$row${row:+, }\"$name\": $value"
		line="$line $value"
	done
	# shellcheck disable=SC2086 # one word per number
	printf '%-7s %9s %9s %9s %7s %6s %6s %7s\n' "$kernel" $line
	json="$json${json:+,}
  {\"kernel\": \"$kernel\", $row}"
done
printf '{"version": 1, "rows": [%s\n]}\n' "$json" >"$out/driver.json"
python3 - "$out/driver.json" tests/bench/driver.schema.json <<'P'
import json, sys
import jsonschema
with open(sys.argv[1], encoding="utf-8") as one, open(sys.argv[2], encoding="utf-8") as two:
    jsonschema.validate(json.load(one), json.load(two))
P
echo "(as JSON: $out/driver.json)"
