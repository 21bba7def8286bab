#!/bin/sh
# SPDX-License-Identifier: MIT
#
# luks.sh KERNEL: make $O/vm/KERNEL/image-luks of what vm-image-KERNEL made: with
# cryptsetup, device mapper and loop modules, the key script as it is installed,
# and the static tool without network as the only snpguest.
set -eu
PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/../.."
kernel=$1
build=${O:-build}
work=$build/vm/$kernel
root=$work/root-luks
release=$(cat "$(scripts/kernel.sh "$kernel")/release")
modules=lib/modules/$release

# Those modules are not among what kernel.sh unpacks; fetched once.
disk_modules()
{
	[ ! -e "$work/disk/$modules/modules.dep" ] || return 0
	apt=$(realpath -m "$work/apt")
	case $kernel in
	6.1) suites="bookworm bookworm-security" ;;
	*) echo "luks: only 6.1" >&2; return 1 ;;
	esac
	# shellcheck disable=SC2086 # one word per suite
	scripts/private-apt.sh "$apt" $suites
	(cd "$apt/archives" && apt-get -c "$apt/apt.conf" -q=2 download \
		"linux-image-$release" >&2)
	rm -rf "$work/disk"
	mkdir -p "$work/disk"
	for deb in "$apt/archives/linux-image-$release"_*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$work/disk" --wildcards \
			"*/kernel/drivers/md/dm-*" "*/kernel/drivers/block/loop.ko*" \
			"*/kernel/drivers/dax/*" "*/kernel/crypto/*" \
			"*/kernel/arch/x86/crypto/*" "*/kernel/lib/*" \
			"*/modules.builtin*" "*/modules.order"
	done
	rm -rf "$apt"
	depmod -b "$work/disk" "$release"
}

add_disk_modules()
{
	for module in loop dm-mod dm-crypt xts ecb; do
		modprobe -d "$work/disk" -S "$release" --show-depends $module
	done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | sort -u |
	while read -r file; do
		case $file in
		*.xz) xz -dc "$file" >"$root/$modules/$(basename "$file" .xz)" ;;
		*) cp "$file" "$root/$modules/" ;;
		esac
	done
	depmod -b "$root" "$release"
}

add_cryptsetup()
{
	cp "$(command -v cryptsetup)" "$root/bin/"
	ldd "$(command -v cryptsetup)" |
	sed -n 's/.*=> \(\/[^ ]*\).*/\1/p; s/^\t\(\/[^ ]*\) .*/\1/p' |
	while read -r library; do
		mkdir -p "$root$(dirname "$library")"
		cp -uL "$library" "$root$library"
	done
}

disk_modules
rm -rf "$root"
cp -a "$work/root" "$root"
add_disk_modules
add_cryptsetup
cp "$build/static-tool/snpguest" "$root/bin/snpguest"
make -s install-initramfs O="$build" DESTDIR="$(realpath "$root")" BINDIR=/bin
(cd "$root" && find . | cpio -o -H newc --quiet) >"$work/image-luks.new"
mv "$work/image-luks.new" "$work/image-luks"
