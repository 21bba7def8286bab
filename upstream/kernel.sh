#!/bin/sh
# SPDX-License-Identifier: MIT
#
# kernel.sh [CONFIG...]: the kernel with the series, built from the branch that
# `make upstream` made, with each CONFIG (tests/upstream/vm.config) over tinyconfig.
#
# Prints the folder on standard output; in it is what scripts/kernel.sh promises.
# Built anew only when the branch has other files or the configuration changed;
# the first time takes ten minutes. Exit status: 0 or 3.
set -u
cd "$(dirname "$0")/.." || exit 3
[ $# -gt 0 ] || set -- tests/upstream/vm.config
out=${O:-build}/upstream
mkdir -p "$out" && out=$(cd "$out" && pwd) || exit 3
for last; do :; done
dir=$out/$(basename "$last" .config)
obj=$dir-obj
config=$dir.config

fail()
{
	echo "upstream: $1" >&2
	exit 3
}

# The sources: a checkout that changes only what the branch changed.
check_out()
{
	if [ ! -d "$out/linux/.git" ]; then
		source=$(scripts/kernel.sh source) || return 1
		rm -rf "$out/linux"
		git clone -q --shared --no-checkout "$source/linux" "$out/linux" ||
			return 1
	fi
	git -C "$out/linux" fetch -q "$out/work" sev-guest &&
		git -C "$out/linux" checkout -q -f --detach FETCH_HEAD
}

build()
{
	make="make -s -C $out/linux O=$obj"
	if ! cmp -s "$config" "$dir/config"; then
		$make tinyconfig && cat "$config" >>"$obj/.config" &&
			$make olddefconfig || return 1
	fi
	rm -rf "$dir/root" "$dir/tree"
	$make -j"${JOBS:-2}" bzImage modules &&
		$make INSTALL_MOD_PATH="$dir/root" INSTALL_MOD_STRIP=1 modules_install
}

link_parts()
{
	ln -sfn ../linux "$dir/common" && ln -sfn "$obj" "$dir/headers" &&
		ln -sfn headers/arch/x86/boot/bzImage "$dir/vmlinuz" &&
		cp "$config" "$dir/config" &&
		cp "$obj/include/config/kernel.release" "$dir/release" &&
		echo "$tree" >"$dir/tree"
}

exec 9>"$dir.lock"
flock 9 || fail "could not lock $dir"
cat "$@" >"$config" || exit 3
tree=$(git -C "$out/work" rev-parse 'sev-guest^{tree}' 2>/dev/null) ||
	fail "there is no series yet; make upstream"
if [ "$(cat "$dir/tree" 2>/dev/null)" != "$tree" ] ||
	! cmp -s "$config" "$dir/config"; then
	unset MAKEFLAGS MAKELEVEL MFLAGS
	mkdir -p "$dir" "$obj"
	{ check_out && build; } >"$dir/build.log" 2>&1 ||
		fail "the build failed, see $dir/build.log"
	link_parts || fail "could not write below $dir"
fi
echo "$dir"
