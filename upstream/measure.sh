#!/bin/sh
# SPDX-License-Identifier: MIT
#
# measure.sh KERNEL: fault by fault, KERNEL's own driver and the series', each
# with its own kernel on the emulated machine. Leaves $O/upstream/in-tree.tsv and
# $O/upstream/series.tsv for the cover letter; the columns are those of
# tests/redirect/compare.c.
set -eu
cd "$(dirname "$0")/.."
build=${O:-build}

rows()
{
	VM_TIMEOUT=1200 tests/redirect/boot.sh "$1" "$2" |
		sed -n 's/^row\t//p' >"$build/upstream/$3.tsv.new"
	[ -s "$build/upstream/$3.tsv.new" ] || {
		echo "measure: Linux $1, $2: no rows; see $build/vm/$1" >&2
		exit 1
	}
	mv "$build/upstream/$3.tsv.new" "$build/upstream/$3.tsv"
}

rows "$1" stock in-tree
rows upstream ours series
cat "$(scripts/kernel.sh "$1")/release" >"$build/upstream/in-tree.release"
