#!/bin/sh
# SPDX-License-Identifier: MIT
#
# aws-lc.sh: build a static libcrypto of AWS-LC from the source that Debian sid
# packages (librust-aws-lc-sys-dev), for `make CRYPTO=aws-lc`. Takes about two
# minutes once; nothing is installed.
#
# Prints the folder on standard output. In it:
#
#	include		headers
#	libcrypto.a	the library
#	version		of the package
#
# AWS_LC=dir keeps it elsewhere (default: $O/aws-lc, build/aws-lc). Several runs
# at once wait for each other. Exit status: 0 or 3 with the reason on standard
# error.
set -u

fail()
{
	echo "aws-lc: $1" >&2
	exit 3
}

package=librust-aws-lc-sys-dev

fetch()
{
	echo "aws-lc: fetching $package" >&2
	scripts/private-apt.sh "$apt" sid || exit 3
	(cd "$apt/archives" &&
		apt-get -c "$apt/apt.conf" -q=2 download $package >&2) ||
		fail "could not download $package of sid"
	dpkg-deb -x "$apt"/archives/${package}_*.deb "$new/package" ||
		fail "could not unpack below $new"
	dpkg-deb -f "$apt"/archives/${package}_*.deb Version >"$new/version"
}

compile()
{
	cmake -S "$source" -B "$new/build" -DCMAKE_BUILD_TYPE=Release \
		-DBUILD_TESTING=OFF -DBUILD_TOOL=OFF -DBUILD_LIBSSL=OFF \
		-DBUILD_SHARED_LIBS=OFF -DDISABLE_GO=ON -DDISABLE_PERL=ON \
		-DCMAKE_POSITION_INDEPENDENT_CODE=ON &&
		cmake --build "$new/build" --target crypto -j "${JOBS:-2}"
}

# Neither Go nor Perl: the package has what those would generate.
build()
{
	source=$(find "$new/package" -type d -path '*/aws-lc-sys-*/aws-lc' |
		head -n 1)
	[ -n "$source" ] || fail "$package has no folder aws-lc"
	compile >"$new/build.log" 2>&1 ||
		fail "the build failed: $(tail -n 3 "$new/build.log")"
	cp -r "$source/include" "$new/include" &&
		cp "$new/build/crypto/libcrypto.a" "$new/" &&
		rm -rf "$new/build" "$new/package"
}

prepare()
{
	command -v cmake >/dev/null ||
		fail "cmake is not installed; run scripts/setup.sh"
	rm -rf "$new"
	mkdir -p "$new" || fail "could not write below $new"
	unset MAKEFLAGS MAKELEVEL MFLAGS
	fetch && build && rm -rf "$dir" "$apt" && mv "$new" "$dir"
}

cd "$(dirname "$0")/.." || exit 3
dir=${AWS_LC:-${O:-build}/aws-lc}
mkdir -p "$(dirname "$dir")" &&
	dir=$(cd "$(dirname "$dir")" && pwd)/$(basename "$dir") || exit 3
new=$dir.new
apt=$dir.apt

exec 9>"$dir.lock"
flock 9 || fail "could not lock $dir.lock"
if [ ! -f "$dir/libcrypto.a" ]; then
	prepare || exit 3
fi
echo "$dir"
