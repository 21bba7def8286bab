#!/bin/bash
# SPDX-License-Identifier: MIT
# dracut: derive keys of LUKS volumes before they are opened.
# shellcheck disable=SC2154,SC2034 # dracut's variables

check()
{
	require_binaries @BINDIR@/snpguest @LIBDIR@/luks-key || return 1
	[[ -r ${dracutsysrootdir-}/etc/snpguest/luks.conf ]] || return 255
}

depends()
{
	echo crypt
}

installkernel()
{
	instmods sev-guest
}

install()
{
	inst_multiple mktemp wc cat rm sleep modprobe mkdir
	inst @BINDIR@/snpguest /bin/snpguest
	inst @LIBDIR@/luks-key
	inst /etc/snpguest/luks.conf
	inst_hook pre-trigger 50 "$moddir/derive-keys.sh"
	inst_hook cleanup 50 "$moddir/forget-keys.sh"
}
