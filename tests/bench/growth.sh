#!/bin/sh
# SPDX-License-Identifier: MIT
#
# growth.sh: measures what a verification costs as its parts grow, and draws it into
# Documentation/bench. GROWTH=n: a n-th of the largest numbers of reports and chips.
# OUT: another place for the drawings.
set -eu
cd "$(dirname "$0")/../.."
out=${O:-build}/bench
less=${GROWTH:-1}

"$out/bench_growth" tables 1000 >"$out/tables.txt"
"$out/bench_growth" policies 10000 >"$out/policies.txt"
"$out/bench_hostile" growth >"$out/hostile-growth.txt"
"$out/bench_growth" chips $((10000 / less)) >"$out/chips.txt"
"$out/bench_growth" reports $((1000000 / less)) >"$out/reports.txt"
exec python3 tests/bench/plot.py "$out" "${OUT:-Documentation/bench}"
