#!/bin/sh
# SPDX-License-Identifier: MIT
#
# compare-stock.sh KERNEL...: the kernel's own driver beside ours, fault by
# fault, as a table.
set -eu
cd "$(dirname "$0")/../.."
build=${O:-build}

rows() {
	VM_TIMEOUT=900 tests/redirect/boot.sh "$1" "$2" |
		sed -n 's/^row\t//p' >"$build/vm/$1/$2.tsv"
	[ -s "$build/vm/$1/$2.tsv" ] && return
	echo "compare-stock: Linux $1, $2: no rows; see $build/vm/$1" >&2
	exit 1
}

for kernel; do
	rows "$kernel" stock
	rows "$kernel" ours
	printf '\nLinux %s: the in-tree driver / ours\n\n' \
		"$(cat "$(scripts/kernel.sh "$kernel")/release")"
	echo "| the host, or the caller | errno | exitinfo2 | trips | firmware calls | ms | next request succeeds |"
	echo "|---|---|---|---|---|---|---|"
	paste "$build/vm/$kernel/stock.tsv" "$build/vm/$kernel/ours.tsv" |
	awk -F '\t' '{
		printf "| %s", $1
		for (i = 2; i <= 7; i++)
			printf " | %s / %s", $i, $(i + 7)
		print " |"
	}'
done
