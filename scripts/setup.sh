#!/bin/sh
# SPDX-License-Identifier: MIT
#
# setup.sh [NAME...]: install what building and testing this project needs, on
# Debian 12 or 13; with the name hardware, which is for a guest that is used for
# something else, only what `make hardware` needs.
#
# Asks dpkg what is missing, prints it, installs it with apt. With nothing
# missing it does nothing and needs neither root nor a network. A|B is a package
# that not every release has by the same name: any that is installed will do,
# and otherwise the first that this release has is taken.
#
# Exit status: 0 all is there, 3 something is missing and could not be
# installed.
set -u

# Library, tool, emulator, and what their tests use.
build="gcc g++ make pkg-config libc6-dev libssl-dev zlib1g-dev libjansson-dev
	libjose-dev libcurl4-openssl-dev libcmocka-dev openssl cmake
	musl-tools golang-go libmicrohttpd-dev libfuse3-dev"
# The driver: kernel packages are fetched and unpacked by kernel.sh.
kernel="gcc-12|gcc libelf1t64|libelf1 cpio xz-utils zstd kmod flex bison bc libelf-dev"
# Booting it, and a real firmware to measure.
vm="qemu-system-x86 busybox-static ovmf"
# Checks of the sources, and of what the tool prints. What compiles the kernel is a
# clang of its own: Debian 12's is too old.
checks="git perl sparse shellcheck clang llvm libclang-rt-dev|libclang-rt-14-dev
	python3 python3-jsonschema python3-docutils clang-19|clang-21|clang-20 coccinelle
	strace groff-base zsh fish bsdutils jose parallel"
wanted="$build $kernel $vm $checks"

# Library, tool and driver, on the kernel that runs.
headers=linux-headers-$(uname -r)
[ ! -f "/lib/modules/$(uname -r)/build/Makefile" ] || headers=
[ "${1:-}" != hardware ] || wanted="gcc make pkg-config libc6-dev libssl-dev
	zlib1g-dev libjansson-dev kmod $headers"

fail()
{
	echo "setup: $1" >&2
	exit 3
}

installed()
{
	# shellcheck disable=SC2016 # a format of dpkg-query
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = \
		installed ]
}

# Does this release have it? Asked of the lists that apt has.
available()
{
	apt-cache policy "$1" 2>/dev/null | grep -q '^ *Candidate: [^(]'
}

# One entry for each package, "A|B" as above, of which nothing is installed.
missing_entries()
{
	for entry in $wanted; do
		for package in $(echo "$entry" | tr '|' ' '); do
			installed "$package" && continue 2
		done
		echo "$entry"
	done
}

# The name by which this release has each; the first where it has none.
resolve()
{
	for entry; do
		for package in $(echo "$entry" | tr '|' ' '); do
			available "$package" && break
			package=${entry%%|*}
		done
		echo "$package"
	done
}

as_root()
{
	if [ "$(id -u)" -eq 0 ]; then
		env DEBIAN_FRONTEND=noninteractive "$@"
	elif command -v sudo >/dev/null; then
		sudo env DEBIAN_FRONTEND=noninteractive "$@"
	else
		fail "no root and no sudo; as root run: apt-get install $missing"
	fi
}

command -v dpkg-query >/dev/null ||
	fail "this is not Debian (no dpkg-query); install by hand what" \
		"scripts/setup.sh lists"

entries=$(missing_entries | tr '\n' ' ')
[ -n "$entries" ] || exit 0

missing=$entries
echo "setup: missing: $entries"
as_root apt-get -q update ||
	fail "apt-get update failed; check the network and /etc/apt/sources.list"
# shellcheck disable=SC2086 # one word per package
missing=$(resolve $entries | tr '\n' ' ')
echo "setup: installing $missing"
# shellcheck disable=SC2086 # one word per package
as_root apt-get -q install -y --no-install-recommends $missing ||
	fail "apt-get could not install: $missing
	(headers of a kernel that the mirror no longer has: install the newest
	kernel, and boot it)"

entries=$(missing_entries | tr '\n' ' ')
[ -z "$entries" ] || fail "still missing after apt-get install: $entries"
