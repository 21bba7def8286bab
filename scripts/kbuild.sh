#!/bin/sh
# SPDX-License-Identifier: MIT
#
# kbuild.sh VERSION DIR [MAKE ARGUMENT...]: build the external module in DIR
# for a kernel that kernel.sh unpacks. Objects appear in DIR. SNP_UNTESTED=1 tries
# a kernel that the driver refuses.
set -eu

if [ $# -lt 2 ] || [ ! -d "$2" ]; then
	echo "usage: kbuild.sh VERSION DIR [MAKE ARGUMENT...]" >&2
	exit 2
fi
version=$1
dir=$(cd "$2" && pwd)
shift 2
kernel=$("$(dirname "$0")"/kernel.sh "$version")

# 7.x is built with gcc 14; what gcc 12 lacks is switched off.
settings="CONFIG_SEV_GUEST=m CONFIG_DEBUG_INFO_BTF_MODULES="
case $version in
[7-9].*)
	settings="$settings CC=gcc-12 CONFIG_CC_HAS_MIN_FUNCTION_ALIGNMENT="
	settings="$settings CONFIG_PAHOLE_VERSION=0"
	;;
esac
[ -z "${SNP_UNTESTED:-}" ] ||
	settings="$settings KCFLAGS=-DSNP_UNTESTED_KERNEL"

# An enclosing make's settings must not reach the kernel's.
unset MAKEFLAGS MAKELEVEL MFLAGS O V
# shellcheck disable=SC2086 # one word per setting
exec make -s -C "$(readlink -f "$kernel/common")" \
	O="$(readlink -f "$kernel/headers")" M="$dir" $settings \
	"$@" modules
