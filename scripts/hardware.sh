#!/bin/sh
# SPDX-License-Identifier: MIT
#
# hardware.sh [--yes] [--out FILE] [--look]: first contact with a real SNP guest.
# `sudo ./run hardware [OPTION...]` installs and makes what it needs before.
#
# Looks what is there, asks, puts this tree's sev-guest.ko in the place of the
# loaded one, runs what cannot harm (reports, certificates, growth of the
# buffer, throttling as the host gives it, configfs-tsm, reload, counters),
# has the evidence verified down to AMD's root, puts the old module back, and
# writes one archive that can be sent in.
#
# The archive holds reports and certificates, and so the chip's identifier; no
# key is in it, and no address of the machine. It is listed before the end. Nobody
# can read it but whoever called sudo, or root.
#
#	--yes		do not ask
#	--out FILE	the archive (default: sev-guest-hardware.tar.gz)
#	--look		only see whether this is an SNP guest that it can work in
#	--help		this text
#
# MODULE, SNPGUEST: what `make modules` and `make` made, unless set. ANCHOR=FILE
# judges by another root than AMD's.
#
# Exit status: 0 everything held; 1 something did not, the archive says what;
# 2 wrong command line, or "no" to the question; 3 this is no SNP guest, or
# something needed is missing.
set -u
cd "$(dirname "$0")/.." || exit 3
PATH=$PATH:/usr/sbin:/sbin
module=${MODULE:-drivers/virt/coco/sev-guest/sev-guest.ko}
snpguest=${SNPGUEST:-${O:-build}/snpguest}
tsm=/sys/kernel/config/tsm/report
debugfs=/sys/kernel/debug/sev-guest
archive=sev-guest-hardware.tar.gz
asks=yes
looks_only=no
number=0
failures=0
swapped=no
old=

fail()
{
	echo "hardware: $1" >&2
	exit "${2:-3}"
}

usage()
{
	echo "usage: ./run hardware [--yes] [--out FILE] [--look] [--help]" >&2
	exit 2
}

# The text at the top.
help()
{
	sed -n '4,/^set/s/^# \{0,1\}//p' "$0"
	exit 0
}

# say TEXT: to the person, and into the archive
say()
{
	echo "$1" | tee -a "$work/results"
}

# check TEXT COMMAND...: passes when the command succeeds
check()
{
	text=$1
	shift
	number=$((number + 1))
	if "$@" >>"$work/log" 2>&1; then
		say "ok $number - $text"
	else
		say "not ok $number - $text"
		tail -n 3 "$work/log" | sed 's/^/# /'
		failures=$((failures + 1))
		return 1
	fi
}

# ------------------------------------------------------------ what is there

loaded_module()
{
	lsmod | awk '$1 ~ /^sev_guest/ { print $1; exit }'
}

look()
{
	echo "kernel: $(uname -r) $(uname -v)"
	echo "cpu: $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
	echo "sev flags: $(sed -n 's/^flags.*: //p' /proc/cpuinfo | head -n 1 |
		tr ' ' '\n' | grep -E '^sev' | tr '\n' ' ')"
	echo "log:"
	dmesg 2>/dev/null | grep -iE 'sev[-_ ]|snp|vmpck|tsc: secure' |
		grep -v 'Command line' | head -n 40 | sed 's/^/  /'
	echo "module: $(loaded_module)"
	echo "device: $(ls -l /dev/sev-guest 2>&1)"
	echo "platform device: $(ls -d /sys/bus/platform/devices/sev-guest* 2>&1)"
	echo "configfs-tsm: $([ -d $tsm ] && echo yes || echo no)"
	echo "lockdown: $(cat /sys/kernel/security/lockdown 2>/dev/null)"
}

# What nothing that could be installed would change comes first.
require_guest()
{
	ls -d /sys/bus/platform/devices/sev-guest* >/dev/null 2>&1 ||
		fail "this is no SNP guest, or one below a paravisor that keeps the
	secure processor to itself: the kernel has no device sev-guest; see what
	it says about SEV: sudo dmesg | grep -i sev"
	[ "$(id -u)" -eq 0 ] ||
		fail "only root can load modules: sudo ./run hardware"
	[ -n "$(loaded_module)" ] ||
		! ls -d /sys/bus/platform/devices/sev-guest*/driver >/dev/null 2>&1 ||
		fail "this kernel has its own driver built in, not as a module: no
	other one can take its place"
}

require_made()
{
	[ -x "$snpguest" ] || fail "$snpguest is not there; run make first"
	[ -f "$module" ] ||
		fail "$module is not there; run make modules first, with the
	headers of this kernel (apt-get install linux-headers-$(uname -r))"
}

ask()
{
	[ "$asks" = yes ] || return 0
	[ -t 0 ] || fail "nobody to ask: say --yes" 2
	printf '%s\n' "The module ${old:-(none)} will be unloaded, this tree's" \
		"loaded for some minutes, and ${old:-none} loaded again. Programs" \
		"that hold /dev/sev-guest open have to be stopped before."
	printf 'Go on? [y/N] '
	read -r answer
	case $answer in
	[yY]*) ;;
	*) fail "nothing was changed" 2 ;;
	esac
}

# ------------------------------------------------------------------ modules

load()
{
	insmod "$module"
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -c /dev/sev-guest ] && return 0
		sleep 1
	done
	return 1
}

swap()
{
	swapped=yes
	[ -z "$old" ] || rmmod "$old" || return 1
	load
}

# Nothing below says anything about the driver then.
not_swapped()
{
	if tail -n 3 "$work/log" | grep -qE \
		'Key was rejected|Required key|Operation not permitted'; then
		say "# this kernel loads signed modules only: sign $module with a key
# that it trusts, or try without Secure Boot"
	fi
	check "the old driver is back" put_back
}

put_back()
{
	[ "$swapped" = yes ] || return 0
	rmmod sev_guest || return 1
	swapped=no
	[ -z "$old" ] || modprobe "$old"
}

reload()
{
	rmmod sev_guest && load
}

counter()
{
	cat "$debugfs/$1" 2>/dev/null || echo 0
}

counters()
{
	for file in "$debugfs"/*; do
		[ -f "$file" ] && echo "$(basename "$file"): $(cat "$file")"
	done
}

# -------------------------------------------------------------------- tests

# attest DEVICE DIRECTORY: a fresh nonce, a report, a verdict
attest()
{
	set -- --device "$1" --out "$2" --json
	[ -z "${ANCHOR:-}" ] || set -- "$@" --trust-anchor "$ANCHOR"
	"$snpguest" attest "$@"
}

report()
{
	"$snpguest" report --device /dev/sev-guest "$work/again.bin" \
		"$work/again.nonce" --random && rm -f "$work"/again.*
}

certificates()
{
	"$snpguest" certificates der "$work/certificates" \
		--device /dev/sev-guest
}

# The host is asked as fast as it answers; busy hosts are waited for.
many_reports()
{
	for _ in $(seq 40); do
		report || return 1
	done
}

# The same key twice, and another one for another measurement of inputs. Keys
# stay in memory and are gone at once.
derived_keys()
{
	for name in a b; do
		"$snpguest" key "$keys/$name" vcek --device /dev/sev-guest ||
			return 1
	done
	cmp "$keys/a" "$keys/b"
	same=$?
	rm -f "$keys/a" "$keys/b"
	return $same
}

nothing_outstanding()
{
	[ "$(counter outstanding)" -eq 0 ]
}

run_tests()
{
	check "the loaded driver gives a report" report_of_old
	check "this tree's driver takes its place" swap || {
		not_swapped
		return
	}
	check "a report" report
	check "an accepted attestation" attest /dev/sev-guest "$work/attest"
	check "the host's certificates" certificates
	counters >"$work/counters-early"
	check "40 reports as fast as the host allows" many_reports
	check "nothing is outstanding" nothing_outstanding
	check "a derived key comes twice the same" derived_keys
	if [ -d $tsm ]; then
		check "an accepted attestation by configfs-tsm" \
			attest tsm "$work/attest-tsm"
	else
		say "# no configfs-tsm here"
	fi
	counters >"$work/counters"
	check "the driver is loaded again" reload
	check "a report after that: its number goes on" report
	counters >"$work/counters-reloaded"
	check "the old driver is back" put_back
	check "the old driver still gives a report" report_of_old
}

report_of_old()
{
	[ -n "$old" ] || return 0
	report
}

# ------------------------------------------------------------------ archive

pack()
{
	dmesg 2>/dev/null | grep -iE 'sev[-_]guest|vmpck|snp' |
		grep -v 'Command line' >"$work/kernel-log"
	grep -a '^not ok' "$work/results" >"$work/failed"
	# One that is there keeps its mode.
	rm -f "$out"
	(cd "$work" && tar -czf "$out" ./*) || fail "could not write $out"
	readers=root
	case ${SUDO_UID:-0} in
	0 | *[!0-9]*) ;;
	*) chown -h "$SUDO_UID:$SUDO_GID" "$out" && readers=${SUDO_USER:-$SUDO_UID} ;;
	esac
	echo
	echo "in $archive (nothing else; the chip's identifier is in reports and certificates):"
	(cd "$work" && find . -type f | sort | sed 's/^/  /')
}

clean()
{
	put_back
	rm -rf "$work" "$keys"
}

while [ $# -gt 0 ]; do
	case $1 in
	--yes) asks=no ;;
	--out) [ $# -gt 1 ] || usage
	       archive=$2
	       shift ;;
	--look) looks_only=yes ;;
	--help) help ;;
	*) usage ;;
	esac
	shift
done
case $archive in
/*) out=$archive ;;
*) out=$PWD/$archive ;;
esac
require_guest
[ $looks_only = no ] || exit 0
require_made
old=$(loaded_module)
umask 077
work=$(mktemp -d /tmp/sev-guest-hardware.XXXXXX) || fail "no room in /tmp"
keys=$(mktemp -d /dev/shm/sev-guest-keys.XXXXXX 2>/dev/null ||
	mktemp -d /run/sev-guest-keys.XXXXXX) || fail "no room in /run"
trap clean EXIT
trap 'exit 3' HUP INT TERM
look >"$work/machine"
cat "$work/machine"
ask
run_tests
pack
say "1..$number"
if [ $failures -gt 0 ]; then
	echo "$failures of $number did not hold."
else
	echo "all of $number held."
fi
echo "Please open an issue with $archive; only $readers can read it."
[ $failures -eq 0 ]
