# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tests/checks/emulator-program
# What can be ordered of a machine, and certificates that do not fit.

ends 0 "" "init --set" "$emulator" init "$state" --product siena --vlek \
	--set both_leaves=on --set "csp_id = CN=a.provider" --set guest_svn=7
result "what is set is in config" grep -qx 'csp_id = CN=a.provider' "$state/config"
result "a Siena is a Genoa" grep -qx 'product = genoa' "$state/config"
"$emulator" export "$state" "$tmp/certs"
"$emulator" run "$state" -- "$O/snpguest" attest \
	--trust-anchor "$tmp/certs/anchor.pem" >"$tmp/out" 2>"$tmp/err"
result "a table with both leaves is accepted" grep -qx 'verdict: accepted' "$tmp/out"
ends 3 "no key 'colour'" "a setting that is none" \
	"$emulator" init "$tmp/none" --set colour=red
ends 2 "no value for --set" "a setting without a value" \
	"$emulator" init "$tmp/none" --set colour
ends 3 "a Turin's has 8 bytes" "a chip id that is none" "$emulator" init "$tmp/none" \
	--product turin --set "chip_id=$(printf '%0128d' 1)"

# The same seed and date: the same bytes, whatever is signed.
for twin in one two; do
	"$emulator" init "$tmp/$twin" --seed 9 --date 1767225600 --vlek
	"$emulator" export "$tmp/$twin" "$tmp/$twin.public"
	"$emulator" run "$tmp/$twin" -- "$body" /dev/sev-guest >"$tmp/out"
done
result "twins: states are the same" diff -r "$tmp/one" "$tmp/two"
result "twins: certificates are the same" diff -r "$tmp/one.public" "$tmp/two.public"
rm -rf "$tmp/one" "$tmp/two" "$tmp/one.public" "$tmp/two.public"

# More certificates than the in-tree driver takes: EINVAL, and why.
rm -rf "$state"
"$emulator" init "$state" --seed 4 --table-pages 9
start
guest
result "it is said why a program gets EINVAL" \
	grep -q "takes 9 pages, .* room for 4" "$tmp/err"
result "once" [ "$(grep -c '9 pages' "$tmp/err")" -eq 1 ]
stop TERM

# Certificates of another machine: served as they are, and it is said.
"$emulator" init "$tmp/other" --seed 5
cp "$tmp/other/certs" "$state/certs"
start
result "a table of another chip is told" grep -q "certs is not the table" "$tmp/log.err"
"$emulator" run "$state" -- "$O/snpguest" certificates der "$tmp/others" >"$tmp/out" 2>"$tmp/err"
"$emulator" export "$tmp/other" "$tmp/of-other"
result "and served all the same" cmp "$tmp/others/vcek.der" "$tmp/of-other/vcek.der"
ends 0 "" "table-pages 0 writes it anew" "$emulator" ctl "$state" table-pages 0
stop TERM
start
result "which is told no more" [ ! -s "$tmp/log.err" ]
stop TERM
