#!/bin/sh
# SPDX-License-Identifier: MIT
#
# kernel.sh VERSION: unpack a Debian kernel, its headers and its build tools.
# kernel.sh latest: the same for the newest version that there is, which nobody
# may have tested.
# kernel.sh tested: print the versions that the driver is tested on.
# kernel.sh source: the source of the newest tested version, as a git repository
# with one commit, in linux/; takes a minute and 2.5 GB.
# kernel.sh upstream: the kernel with the series for Linux, see upstream/kernel.sh;
# upstream-debug: the same with tests/upstream/debug.config.
# kernel.sh debug: build 6.12 from Debian's source with tests/vm/debug.config;
# takes 5 to 15 minutes once.
# kernel.sh checkers: unpack what only Debian's source of a kernel has, the newest
# there is: checkpatch.pl, the scripts of coccinelle, and what headers lack for
# sparse, in scripts/.
#
# VERSION is 6.1 (bookworm), 6.12 (bookworm-backports), 7.2, 7.3 or a later one
# (trixie-backports); the newest one there. Packages come by private-apt.sh;
# nothing is installed and the machine's package lists are left alone. Suites move
# on: for a version that the mirror no longer has the exit status is 4.
#
# Prints the folder on standard output. In it:
#
#	release		what uname -r says
#	vmlinuz		the kernel
#	common, headers	sources and output folder for external modules; build
#			them with scripts/kbuild.sh
#	root		everything unpacked; modules in root/lib/modules
#
# KERNELS=dir keeps the folders elsewhere (default: $O/kernels, build/kernels).
# Several runs at once wait for each other. Exit status: 0, 2, 3 or 4.
set -u
PATH=$PATH:/usr/sbin:/sbin

fail()
{
	echo "kernel: $1" >&2
	exit "${2:-3}"
}

tested="6.1 6.12 7.2 7.3"

# Every version needs a suite; way A for 7.x needs trixie's C library too.
suites_of()
{
	case $1 in
	6.1)  echo bookworm bookworm-security ;;
	6.12 | debug) echo bookworm-backports bookworm-security bookworm ;;
	[7-9].[0-9]* | latest | checkers | source) echo trixie-backports trixie ;;
	*)    fail "no kernel '$1'; there are $tested, latest, debug," \
		"checkers, source and upstream" 2 ;;
	esac
}

# The newest plain kernel package of this version that the suites have.
image_package()
{
	apt-cache -c "$apt/apt.conf" pkgnames "linux-image-$version" |
	grep -E "^linux-image-$version(\.[0-9]+)*([-+~][-+~a-z0-9.]*)?-amd64\$" |
	grep -vE -- '-(rt|cloud)-amd64$' | sort -V | tail -n 1
}

# The newest version that has a plain package, without what follows the second
# number.
newest_version()
{
	apt-cache -c "$apt/apt.conf" pkgnames linux-image- |
	grep -vE -- '-(rt|cloud)-amd64$' |
	sed -nE 's/^linux-image-([0-9]+\.[0-9]+)(\.[0-9]+)*([-+~][-+~a-z0-9.]*)?-amd64$/\1/p' |
	sort -V | tail -n 1
}

# The newest package with a kernel's source.
source_package()
{
	apt-cache -c "$apt/apt.conf" pkgnames linux-source-7. | sort -V |
		tail -n 1
}

depends_of()
{
	apt-cache -c "$apt/apt.conf" show --no-all-versions "$@" |
	sed -n 's/^Depends: //p' | tr ',' '\n' | sed 's/^ *//; s/ .*//'
}

download()
{
	(cd "$apt/archives" &&
		apt-get -c "$apt/apt.conf" -q=2 download "$@" >&2) ||
		fail "could not download $*"
}

# Older packages have /lib/modules, newer ones /usr/lib/modules.
tidy()
{
	[ -d "$new/root/lib" ] || ln -s usr/lib "$new/root/lib"
}

# Only what a guest without disk or network can use.
unpack_image()
{
	dpkg-deb --fsys-tarfile "$1" |
	tar -x -C "$new/root" --wildcards --exclude '*/kernel/sound' \
		--exclude '*/kernel/net' --exclude '*/kernel/drivers/[!v]*' \
		--exclude '*/kernel/fs/[!c]*' --exclude './usr/share'
}

unpack_packages()
{
	for deb in "$apt"/archives/*.deb; do
		case $deb in
		*/linux-image-* | */linux-modules-*) unpack_image "$deb" ;;
		*/linux-*) dpkg-deb -x "$deb" "$new/root" ;;
		*) dpkg-deb -x "$deb" "$new/loader" ;;
		esac || return 1
	done
}

# 7.x's build tools want a newer C library than bookworm's: start them through
# the loader they were linked for.
wrap_tools()
{
	[ -d "$new/loader" ] || return 0
	find "$new/root/usr/lib" -type f \( -name '*.real-*' -o \
		-name resolve_btfids \) | while read -r tool; do
		mv "$tool" "$tool.elf"
		cat >"$tool" <<'END'
#!/bin/sh
here=$(readlink -f "$0")
top=${here%/root/usr/*}/loader
lib=usr/lib/x86_64-linux-gnu
exec "$top/$lib/ld-linux-x86-64.so.2" --library-path "$top/$lib" \
	"$here.elf" "$@"
END
		chmod +x "$tool"
	done
}

# One name for each part, wherever this kernel's packages put it.
link_parts()
{
	(cd "$new" &&
		ln -s "$(find root -name "vmlinuz*" -type f)" vmlinuz &&
		ln -s "root/usr/src/linux-headers-$release" headers &&
		ln -s "$(find root/usr/src -maxdepth 1 -name '*-common')" common &&
		[ -f vmlinuz ] && [ -d headers/scripts ] && [ -d common/scripts ] &&
		[ -d "root/lib/modules/$release/kernel/crypto" ])
}

fetch_lists()
{
	echo "kernel: fetching Linux $version" >&2
	# shellcheck disable=SC2046 # one word per suite
	scripts/private-apt.sh "$apt" $(suites_of "$version") || exit 3
}

prepare_packaged()
{
	image=$(image_package)
	[ -n "$image" ] ||
		fail "no Linux $version for amd64 in: $(cat "$apt/sources.list")" 4
	release=${image#linux-image-}
	headers=linux-headers-$release
	# shellcheck disable=SC2046 # one word per package
	download "$image" "$headers" $(depends_of "$image" "$headers" |
		grep -E '^linux-(base-|binary-|modules-|headers-.*-common|kbuild-)')
	case $version in
	[7-9].*) download libc6 libelf1t64 zlib1g libzstd1 libssl3t64 ;;
	esac
	{ rm -rf "$new" && mkdir -p "$new/root" && unpack_packages &&
		tidy && wrap_tools && depmod -b "$new/root" "$release"; } ||
		fail "could not unpack below $new"
	link_parts || fail "a part of Linux $release is not in its packages"
	echo "$release" >"$new/release"
	rm -rf "$dir" && mv "$new" "$dir"
}

# unpack_source DIR [TAR OPTION...]
unpack_source()
{
	into=$1
	shift
	mkdir -p "$into" || return 1
	for deb in "$apt"/archives/linux-source-*.deb; do
		dpkg-deb --fsys-tarfile "$deb" |
			tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
			tar -xJ -C "$into" --strip-components=1 "$@"
	done
}

# A build tree knows its own path, so this one is made where it stays.
build_source()
{
	ln -s source "$dir/common" &&
	ln -s headers/arch/x86/boot/bzImage "$dir/vmlinuz" &&
	build="make -s -C $dir/source O=$dir/headers" &&
	$build tinyconfig &&
	cat tests/vm/debug.config >>"$dir/headers/.config" &&
	$build olddefconfig &&
	$build -j"${JOBS:-2}" bzImage modules &&
	$build INSTALL_MOD_PATH="$dir/root" INSTALL_MOD_STRIP=1 modules_install
}

prepare_debug()
{
	download linux-source-6.12
	{ rm -rf "$dir" && mkdir -p "$dir/headers" &&
		unpack_source "$dir/source"; } ||
		fail "could not unpack the source below $dir"
	unset MAKEFLAGS MAKELEVEL MFLAGS
	build_source >"$dir/build.log" 2>&1 ||
		fail "the build failed, see $dir/build.log"
	cp tests/vm/debug.config "$dir/" &&
		cp "$dir/headers/include/config/kernel.release" "$dir/release"
}

prepare_checkers()
{
	source=$(source_package)
	[ -n "$source" ] ||
		fail "no source of Linux 7 in: $(cat "$apt/sources.list")" 4
	download "$source"
	{ rm -rf "$new" && unpack_source "$new" --wildcards \
		--no-wildcards-match-slash 'linux-source-*/scripts' &&
		[ -f "$new/scripts/checkpatch.pl" ] &&
		[ -d "$new/scripts/coccinelle" ]; } ||
		fail "could not unpack the source's scripts below $new"
	echo "${source#linux-source-}" >"$new/release"
	rm -rf "$dir" && mv "$new" "$dir"
}

# The same commit each time. Debian's own .gitignore is about its package:
# everything is added.
import_source()
{
	GIT_AUTHOR_DATE="@$(stat -c %Y "$1/Makefile") +0000"
	GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
	export GIT_AUTHOR_DATE GIT_COMMITTER_DATE
	git init -q "$1" && git -C "$1" config gc.auto 0 &&
		git -C "$1" config core.compression 1 &&
		git -C "$1" add -A -f . &&
		git -C "$1" -c user.name=Debian -c user.email=debian@localhost \
			commit -q -m "$2, as Debian has it"
}

prepare_source()
{
	source=linux-source-${tested##* }
	apt-cache -c "$apt/apt.conf" show "$source" >/dev/null 2>&1 ||
		fail "no $source in: $(cat "$apt/sources.list")" 4
	download "$source"
	{ rm -rf "$new" && unpack_source "$new/linux" &&
		import_source "$new/linux" "Linux ${tested##* }"; } ||
		fail "could not unpack the source below $new"
	echo "${tested##* }" >"$new/release"
	rm -rf "$dir" && mv "$new" "$dir"
}

prepare()
{
	fetch_lists
	case $version in
	debug) prepare_debug ;;
	source) prepare_source ;;
	checkers) prepare_checkers ;;
	*) prepare_packaged ;;
	esac && rm -rf "$apt"
}

# Whether all is there already.
prepared()
{
	[ -s "$dir/release" ] || return 1
	[ "$version" != source ] ||
		[ "$(cat "$dir/release")" = "${tested##* }" ] || return 1
	[ "$version" != debug ] ||
		cmp -s tests/vm/debug.config "$dir/debug.config"
}

# Hand over to the version that is the newest one now.
prepare_latest()
{
	fetch_lists
	newest=$(newest_version)
	rm -rf "$apt"
	[ -n "$newest" ] || fail "no kernel for amd64 at the mirror" 4
	exec scripts/kernel.sh "$newest"
}

[ $# -eq 1 ] || fail "usage: kernel.sh VERSION|latest|tested|debug|checkers|source|upstream" 2
version=$1
if [ "$version" = tested ]; then
	echo "$tested"
	exit
fi
series=$(dirname "$0")/../upstream/kernel.sh
case $version in
upstream) exec "$series" ;;
upstream-debug) exec "$series" tests/upstream/vm.config tests/upstream/debug.config ;;
esac
suites_of "$version" >/dev/null || exit
cd "$(dirname "$0")/.." || exit 3
kernels=${KERNELS:-${O:-build}/kernels}
mkdir -p "$kernels" && kernels=$(cd "$kernels" && pwd) || exit 3
dir=$kernels/$version
new=$kernels/.$version.new
apt=$kernels/.$version.apt

# Present or in the making: whoever comes second waits, then finds it done.
exec 9>"$kernels/.$version.lock"
flock 9 || fail "could not lock $kernels"
[ "$version" != latest ] || prepare_latest
prepared || prepare || exit 3
echo "$dir"
