#!/bin/sh
# SPDX-License-Identifier: MIT
#
# setup.sh: install what building and testing this project needs, on Debian 12.
#
# Asks dpkg what is missing, prints it, installs it with apt. With nothing
# missing it does nothing and needs neither root nor a network.
#
# Exit status: 0 all is there, 3 something is missing and could not be
# installed.
set -u

# Library, tool, emulator, and what their tests use.
build="gcc g++ make pkg-config libc6-dev libssl-dev libjansson-dev libjose-dev
	libcurl4-openssl-dev libcmocka-dev openssl"
# The driver: kernel packages are fetched and unpacked by kernel.sh.
kernel="gcc-12 libelf1 cpio xz-utils zstd kmod flex bison bc libelf-dev"
# Booting it.
vm="qemu-system-x86 busybox-static"
# Checks of the sources, and of what the tool prints.
checks="git perl sparse shellcheck clang llvm libclang-rt-14-dev python3
	python3-jsonschema python3-docutils clang-19 coccinelle"

fail()
{
	echo "setup: $1" >&2
	exit 3
}

missing_packages()
{
	for package in $build $kernel $vm $checks; do
		# shellcheck disable=SC2016 # a format of dpkg-query
		state=$(dpkg-query -W -f '${db:Status-Status}' "$package" \
			2>/dev/null)
		[ "$state" = installed ] || echo "$package"
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

missing=$(missing_packages | tr '\n' ' ')
[ -n "$missing" ] || exit 0

echo "setup: installing $missing"
as_root apt-get -q update ||
	fail "apt-get update failed; check the network and /etc/apt/sources.list"
# shellcheck disable=SC2086 # one word per package
as_root apt-get -q install -y --no-install-recommends $missing ||
	fail "apt-get could not install: $missing"

missing=$(missing_packages | tr '\n' ' ')
[ -z "$missing" ] || fail "still missing after apt-get install: $missing"
