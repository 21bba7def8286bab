#!/bin/sh
# SPDX-License-Identifier: MIT
#
# cbmc.sh: unpack CBMC 6 from Debian's trixie, with the C library it was linked
# for. Packages come by private-apt.sh; nothing is installed.
#
# Prints the program's path on standard output. It wants a C compiler as
# preprocessor, the machine's own does. KERNELS=dir as for kernel.sh; several
# runs at once wait for each other. Exit status: 0 or 3.
set -u
PATH=$PATH:/usr/sbin:/sbin

fail()
{
	echo "cbmc: $1" >&2
	exit 3
}

download()
{
	(cd "$apt/archives" &&
		apt-get -c "$apt/apt.conf" -q=2 download "$@" >&2) ||
		fail "could not download $*"
}

unpack()
{
	for deb in "$apt"/archives/*.deb; do
		dpkg-deb -x "$deb" "$new" || return 1
	done
	rm -rf "${new:?}/usr/share" "$new"/usr/lib/*/gconv
}

# Its C library is newer than bookworm's.
wrap()
{
	cat >"$new/cbmc" <<'END'
#!/bin/sh
top=$(dirname "$(readlink -f "$0")")
lib=$top/usr/lib/x86_64-linux-gnu
exec "$lib/ld-linux-x86-64.so.2" --library-path "$lib:$top/usr/lib" \
	"$top/usr/bin/cbmc" "$@"
END
	chmod +x "$new/cbmc"
}

prepare()
{
	echo "cbmc: fetching CBMC" >&2
	scripts/private-apt.sh "$apt" trixie || exit 3
	download cbmc minisat libc6 libgcc-s1 libstdc++6 zlib1g
	rm -rf "$new" && mkdir -p "$new" && unpack
	{ wrap && "$new/cbmc" --version >"$new/release"; } ||
		fail "could not unpack below $new"
	rm -rf "$dir" "$apt" && mv "$new" "$dir"
}

cd "$(dirname "$0")/.." || exit 3
kernels=${KERNELS:-${O:-build}/kernels}
mkdir -p "$kernels" && kernels=$(cd "$kernels" && pwd) || exit 3
dir=$kernels/cbmc
new=$kernels/.cbmc.new
apt=$kernels/.cbmc.apt

exec 9>"$kernels/.cbmc.lock"
flock 9 || fail "could not lock $kernels"
[ -s "$dir/release" ] || prepare || exit 3
echo "$dir/cbmc"
