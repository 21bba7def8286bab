# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tests/checks/emulator-program

# What is installed, and that it is enough.
root=$tmp/root
make -s O="$O" DESTDIR="$root" PREFIX=/usr KDIR=/nonexistent install-emulator \
	>"$tmp/out" 2>"$tmp/err"
code=$?
result "install-emulator" [ "$code" -eq 0 ]
result "install-emulator: says that the module is missing" \
	grep -q "no kernel headers at /nonexistent; set KDIR" "$tmp/err"
result "the manual page is installed" [ -f "$root/usr/share/man/man1/snp-emulator.1" ]
emulator=$root/usr/bin/snp-emulator
ends 0 "" "the installed program makes a machine" "$emulator" init "$state"
"$emulator" serve "$state" --no-device --detach >"$tmp/out"
result "the installed program runs a guest" guest
ends 0 "" "the installed program stops it" "$emulator" ctl "$state" stop
emulator=$O/snp-emulator
