#!/bin/sh
# SPDX-License-Identifier: MIT
#
# coverage.sh PERCENT SOURCES PROGRAM PROFILE [PROGRAM PROFILE]...
#
# How many lines of SOURCES, a list in one word, the fuzzing PROGRAMs ran, each
# and together. Exit status 1 below PERCENT together, 3 without llvm's tools.
set -eu
percent=$1
sources=$2
shift 2
tool() {
	command -v "$1" || command -v "$1-14" || {
		echo "coverage: $1 not found; run scripts/setup.sh" >&2
		exit 3
	}
}
profdata=$(tool llvm-profdata)
cov=$(tool llvm-cov)
merged=$(mktemp "${TMPDIR:-/tmp}/snpguest-coverage.XXXXXX")
trap 'rm -f "$merged"' EXIT

programs=$1
profiles=$2
shift 2
while [ $# -gt 1 ]; do
	programs="$programs -object $1"
	profiles="$profiles $2"
	shift 2
done
# shellcheck disable=SC2086 # words
"$profdata" merge -o "$merged" $profiles
# shellcheck disable=SC2086 # words
"$cov" export -summary-only -instr-profile="$merged" $programs $sources |
	python3 -c '
import json, os, sys

lines = {os.path.relpath(file["filename"]): file["summary"]["lines"]
         for file in json.load(sys.stdin)["data"][0]["files"]}
wanted = sys.argv[2:]
missing = [name for name in wanted if name not in lines]
covered = sum(lines[name]["covered"] for name in wanted if name in lines)
count = sum(lines[name]["count"] for name in wanted if name in lines)
for name in wanted:
    if name in lines:
        print("# lines of %s: %.1f %%" % (name, lines[name]["percent"]))
for name in missing:
    print("# nothing of %s was run" % name)
print("# lines of all of them: %.1f %% of %d" % (100 * covered / count, count))
sys.exit(bool(missing) or 100 * covered < float(sys.argv[1]) * count)
' "$percent" $sources
