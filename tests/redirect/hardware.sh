#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # tap.sh
#
# What scripts/hardware.sh says where it cannot do its work. The machine is played: its
# devices by a folder, its modules by what insmod and the like would say.
set -u
. tests/cli/tap.sh
tap_start

# said NAME STATUS WORDS DEVICES: of hardware.sh where these are the devices
said() {
	run unshare -rm sh -c "mount --bind '$tmp/$4' /sys/bus/platform/devices &&
		PATH='$tmp/bin':\$PATH exec sh scripts/hardware.sh --yes --out '$tmp/sent.tar.gz'"
	if [ "$code" -eq "$2" ] && grep -q -- "$3" "$tmp/out" "$tmp/err"; then
		pass "$1"
	else
		fail "$1" "status $code: $(cat "$tmp/out" "$tmp/err")"
	fi
}

# plays COMMAND LINE: COMMAND is a script of this line
plays() {
	printf '#!/bin/sh\n%s\n' "$2" >"$tmp/bin/$1" && chmod +x "$tmp/bin/$1"
}

unshare -rm mount --bind "$tmp" /sys/bus/platform/devices 2>/dev/null || {
	skip "where ./run hardware cannot do its work" "no namespaces"
	tap_end
	exit
}
export MODULE="$tmp/ours.ko" SNPGUEST="$tmp/bin/snpguest"
mkdir -p "$tmp/bin" "$tmp/none" "$tmp/module/sev-guest" "$tmp/builtin/sev-guest/driver"
: >"$MODULE"
plays snpguest true
plays dmesg true
plays rmmod "echo rmmod \"\$@\" >>'$tmp/done'"
plays modprobe "echo modprobe \"\$@\" >>'$tmp/done'"
plays insmod 'echo "insmod: ERROR: could not insert module: Key was rejected by service" >&2; exit 1'
plays lsmod true

said "no device: no SNP guest, or below a paravisor" 3 "this is no SNP guest, or one below a paravisor" none
said "a driver that is no module is told" 3 "built in, not as a module" builtin
plays lsmod 'echo sev_guest 16384 0'
said "a kernel that wants signed modules: what to do" 1 "^# this kernel loads signed modules only: sign" module
said "... nothing is said of a driver that was not there" 1 "^1\.\.3$" module
if [ "$(tail -n 1 "$tmp/done")" = "modprobe sev_guest" ]; then
	pass "... and the old driver is loaded again"
else
	fail "... and the old driver is loaded again" "$(cat "$tmp/done")"
fi
plays insmod 'echo "insmod: ERROR: could not insert module: Invalid module format" >&2; exit 1'
said "another reason is told as the kernel has it" 1 "Invalid module format" module
if grep -q "signed modules" "$tmp/out"; then
	fail "... and not as this one" "$(cat "$tmp/out")"
else
	pass "... and not as this one"
fi
tap_end
