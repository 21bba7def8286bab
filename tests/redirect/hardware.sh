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

# runs NAME STATUS WORDS OPTION...: of ./run hardware where there is no SNP guest, and
# whatever would be installed is missing
runs() {
	name=$1 status=$2 words=$3
	shift 3
	: >"$tmp/done"
	# shellcheck disable=SC2016 # of the inner shell
	run unshare -rm sh -c 'mount --bind "$0/none" /sys/bus/platform/devices &&
		PATH=$0/bin:$PATH exec ./run hardware "$@"' "$tmp" "$@"
	if [ "$code" -eq "$status" ] && grep -q -- "$words" "$tmp/out" "$tmp/err" &&
		[ ! -s "$tmp/done" ]; then
		pass "$name"
	else
		fail "$name" "status $code: $(cat "$tmp/out" "$tmp/err" "$tmp/done")"
	fi
}
plays dpkg-query false
for command in apt-get sudo make; do
	plays $command "echo $command \"\$@\" >>'$tmp/done'; exit 1"
done
runs "on no SNP guest nothing is installed and nothing made" 3 "this is no SNP guest" --yes
runs "... nor with its options as make's variable" 3 "this is no SNP guest" HARDWARE=--yes
runs "... nor for help" 0 "--out FILE" --help
runs "... nor for an option that is none" 2 "^usage: ./run hardware" --no
rm "$tmp/bin/dpkg-query" "$tmp/bin/apt-get" "$tmp/bin/sudo" "$tmp/bin/make"

mv "$MODULE" "$MODULE.away"
said "no module was made: that is not said before the guest is looked for" 3 \
	"this is no SNP guest" none
said "... but then" 3 "ours.ko is not there; run make modules" module
mv "$MODULE.away" "$MODULE"
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

# Who can read the archive.
is "the archive is nobody else's to read" 600 "$(stat -c %a "$tmp/sent.tar.gz")"
said "root's is told as such" 1 "only root can read it" module
plays chown "echo chown \"\$@\" >>'$tmp/done'"
export SUDO_UID=1234 SUDO_GID=1235 SUDO_USER=somebody
said "whoever called sudo gets it" 1 "only somebody can read it" module
is "... as the owner of that file alone" "chown -h 1234:1235 $tmp/sent.tar.gz" \
	"$(grep chown "$tmp/done")"
SUDO_UID=nobody
said "what is no number is nobody" 1 "only root can read it" module
unset SUDO_UID SUDO_GID SUDO_USER

# What root makes in somebody's tree.
if [ "$(id -u)" -eq 0 ]; then
	mkdir -p "$tmp/tree/scripts" "$tmp/tree/build"
	cp scripts/hand-over.sh "$tmp/tree/scripts/"
	echo other >"$tmp/other"
	ln "$tmp/other" "$tmp/tree/build/second-name"
	chown -R 1234:1235 "$tmp/tree"
	chown root:root "$tmp/other"
	mkdir "$tmp/tree/build/unit"
	: >"$tmp/tree/build/unit/test"
	ln -s "$tmp/done" "$tmp/tree/build/link"
	owner=$(stat -c %u "$tmp/done")
	t 0 "what root made is given to the owner of the tree" "$tmp/tree/scripts/hand-over.sh"
	is "... folders, files and links" "1234 1234 1234" "$(stat -c %u "$tmp/tree/build/unit" \
		"$tmp/tree/build/unit/test" "$tmp/tree/build/link" | tr '\n' ' ' | sed 's/ $//')"
	is "... not what a link points to, nor what has a second name" "$owner 0" \
		"$(stat -c %u "$tmp/done") $(stat -c %u "$tmp/other")"
else
	skip "what root made is given to the owner of the tree" "wants root"
fi
tap_end
