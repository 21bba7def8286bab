#!/bin/sh
# SPDX-License-Identifier: MIT
#
# openssl.sh SUITE: unpack the OpenSSL of a suite of Debian, with the C library it
# was built for. Packages come by private-apt.sh; nothing is installed.
#
# Prints the folder on standard output. In it:
#
#	version		"3.5.9"
#	include		headers, OpenSSL's alone
#	lib		libraries, loader among them: ld.so
#
# OPENSSLS=dir keeps the folders elsewhere (default: $O/openssl). What is there is
# not fetched again. Exit status: 0; 2 wrong command line; 3 could not be fetched
# or unpacked; 4 the mirror does not have it (any more).
set -u
triplet=x86_64-linux-gnu

fail()
{
	code=$1
	shift
	echo "openssl: $*" >&2
	exit "$code"
}

# The first package that the first one depends on and that matches.
dependency()
{
	apt-cache -c "$apt/apt.conf" depends "$1" 2>/dev/null |
		sed -n "s/^ *Depends: \($2\)\$/\1/p" | head -n 1
}

unpack()
{
	for deb in "$apt"/archives/*.deb; do
		dpkg-deb -x "$deb" "$new/root" || return 1
	done
}

# Headers without those of the C library beside them.
link_parts()
{
	libraries=$new/root/usr/lib/$triplet
	mkdir "$new/include" &&
	cp -r "$new/root/usr/include/openssl" "$new/include/" &&
	cp "$new/root/usr/include/$triplet"/openssl/* "$new/include/openssl/" &&
	mv "$libraries" "$new/lib" &&
	ln -s ld-linux-x86-64.so.2 "$new/lib/ld.so" &&
	[ -x "$new/lib/ld.so" ] && rm -rf "$new/root"
}

version_of()
{
	sed -n 's/^# *define OPENSSL_VERSION_STR "\(.*\)"/\1/p' \
		"$new/include/openssl/opensslv.h"
}

prepare()
{
	echo "openssl: fetching the one of $suite" >&2
	rm -rf "$apt" "$new"
	mkdir -p "$new/root" || fail 3 "could not write below $new"
	scripts/private-apt.sh "$apt" "$suite" || exit 4
	library=$(dependency libssl-dev 'libssl[0-9][a-z0-9]*')
	[ -n "$library" ] || fail 4 "$suite has no libssl-dev"
	(cd "$apt/archives" && apt-get -c "$apt/apt.conf" -q=2 download \
		libssl-dev "$library" libc6 zlib1g libzstd1 >&2) ||
		fail 3 "could not download $library of $suite"
	{ unpack && link_parts && version_of >"$new/version" &&
		[ -s "$new/version" ]; } ||
		fail 3 "could not unpack below $new"
	rm -rf "$apt" "$dir" && mv "$new" "$dir"
}

[ $# -eq 1 ] || fail 2 "usage: openssl.sh SUITE"
suite=$1
cd "$(dirname "$0")/.." || exit 3
folders=${OPENSSLS:-${O:-build}/openssl}
mkdir -p "$folders" && folders=$(cd "$folders" && pwd) || exit 3
dir=$folders/$suite
new=$folders/.$suite.new
apt=$folders/.$suite.apt

# Whoever comes second waits, then finds it done.
exec 9>"$folders/.$suite.lock"
flock 9 || fail 3 "could not lock $folders"
[ -s "$dir/version" ] || prepare || exit 3
echo "$dir"
