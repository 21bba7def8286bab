#!/bin/sh
# SPDX-License-Identifier: MIT
#
# install-module.sh KDIR MODULES: put the driver into MODULES/RELEASE/updates of the
# kernel it was built for, which comes before kernel/ in depmod's order, signed where
# MODULE_SIGN_KEY and MODULE_SIGN_CERT are set; DESTDIR before all of it.
#
# Not the kernel's own modules_install: it leaves out depmod without a System.map, and
# signs with a key that only whoever built the kernel has.
set -eu
kdir=$1
modules=$2
built=drivers/virt/coco/sev-guest/sev-guest.ko
PATH=$PATH:/usr/sbin:/sbin
root=${DESTDIR-}

# What modprobe asks for is what the module says, not always what KDIR does.
release=$(modinfo -F vermagic "$built" | cut -d' ' -f1)
folder=$root$modules/$release/updates
copy=$folder/.sev-guest.ko

cannot() {
	rm -f "$copy"
	echo "sev-guest: $*; nothing was installed" >&2
	exit 1
}

sign() {
	[ -n "${MODULE_SIGN_CERT-}" ] ||
		cannot "MODULE_SIGN_KEY needs MODULE_SIGN_CERT, the certificate of that key"
	"$kdir/scripts/sign-file" sha256 "$MODULE_SIGN_KEY" "$MODULE_SIGN_CERT" "$copy" ||
		cannot "it cannot be signed with $MODULE_SIGN_KEY and $MODULE_SIGN_CERT"
}

install -D -m644 "$built" "$copy"
[ -z "${MODULE_SIGN_KEY-}" ] || sign
mv "$copy" "$folder/sev-guest.ko"
depmod -b "$root/" "$release"
echo "installed $folder/sev-guest.ko"
if grep -qs '^sev_guest ' /proc/modules; then
	echo "a sev-guest is loaded already; to change to this one:" \
		"modprobe -r sev-guest && modprobe sev-guest"
fi
