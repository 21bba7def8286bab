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

# With systemd: sockets that are there before systemd-cryptsetup starts.
install_units()
{
	local volume volumes unit=snpguest-luks-key

	# shellcheck disable=SC1091 # the administrator's
	volumes=$(volumes=
		. "${dracutsysrootdir-}/etc/snpguest/luks.conf" && echo "$volumes")
	inst_simple "$moddir/$unit.socket" "$systemdsystemunitdir/$unit.socket"
	inst_simple "$moddir/$unit@.service" "$systemdsystemunitdir/$unit@.service"
	mkdir -p "$initdir/etc/systemd/system/$unit.socket.d"
	{
		echo "[Socket]"
		for volume in $volumes; do
			echo "ListenStream=/run/cryptsetup-keys.d/${volume//%/%%}.key"
		done
	} >"$initdir/etc/systemd/system/$unit.socket.d/volumes.conf"
	[[ -z $volumes ]] ||
		$SYSTEMCTL -q --root "$initdir" add-wants sockets.target $unit.socket
}

# Without: files that are there while volumes are opened.
install_hooks()
{
	inst_hook pre-trigger 50 "$moddir/derive-keys.sh"
	inst_hook cleanup 50 "$moddir/forget-keys.sh"
}

install()
{
	inst_multiple mktemp wc cat rm sleep modprobe mkdir
	inst @BINDIR@/snpguest /bin/snpguest
	inst @LIBDIR@/luks-key
	inst /etc/snpguest/luks.conf
	if dracut_module_included systemd; then
		install_units
	else
		install_hooks
	fi
}
