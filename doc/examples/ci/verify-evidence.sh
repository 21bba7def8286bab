#!/bin/sh
# SPDX-License-Identifier: MIT
#
# verify-evidence.sh POLICY OUT EVIDENCE...: judge what guests sent, in a pipeline.
#
# POLICY is a file for --policy; OUT is a directory for the verdicts, one JSON line
# each, and a summary for people. CERTS=DIR names certificates that the evidence
# lacks. SNPGUEST names the program.
#
# Exit status: 0 all accepted, 1 one was refused (do not deploy), 2 the policy or
# this command line is wrong (mend the pipeline), 3 nothing is refused, but not all
# could be found out (run the job again).
set -u
snpguest=${SNPGUEST:-snpguest}
[ $# -ge 3 ] || {
	echo "usage: verify-evidence.sh POLICY OUT EVIDENCE..." >&2
	exit 2
}
policy=$1
out=$2
shift 2
mkdir -p "$out" || exit 3
rm -f "$out/verdicts.json" "$out/summary.txt"

"$snpguest" verify evidence --json --policy "$policy" \
	${CERTS:+--certs "$CERTS"} "$@" >"$out/verdicts.json"
status=$?

# One line each: the verdict, the input, and the names of what failed.
if [ $status -ne 2 ]; then
	python3 - "$out/verdicts.json" >"$out/summary.txt" <<'P'
import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    v = json.loads(line)
    failed = ", ".join(c["check"] for c in v.get("checks", ())
                       if c["result"] == "fail")
    why = failed or v.get("error", "")
    print(f'{v["verdict"]:9} {v.get("input", "-")}' + (f": {why}" if why else ""))
P
	cat "$out/summary.txt"
fi
case $status in
0) echo "accepted: go on" ;;
1) echo "refused: do not deploy" ;;
2) echo "the policy or the command line is wrong: mend the pipeline" ;;
*) echo "not found out: run the job again" ;;
esac
exit $status
