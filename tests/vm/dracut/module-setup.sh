#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154 # dracut's variables
# What stands for the hardware, an emulated machine and its module; a volume for
# dracut to open, and a system for it to start.

check()
{
	return 0
}

depends()
{
	echo snpguest
}

installkernel()
{
	instmods sev-guest-emulated gcm ctr ghash-generic loop dm-crypt xts ecb
}

# The volume is there long before the product's sockets: nothing but their order
# keeps systemd-cryptsetup from it.
install_with_systemd()
{
	local unit

	inst_simple "$moddir/volume.sh" /vm/make-volume.sh
	inst_simple "$moddir/asked.sh" /vm/asked.sh
	for unit in emulated-machine.service passphrase-asked.path \
		passphrase-asked.service; do
		inst_simple "$moddir/$unit" "$systemdsystemunitdir/$unit"
	done
	$SYSTEMCTL -q --root "$initdir" add-wants initrd.target \
		emulated-machine.service passphrase-asked.path
}

install()
{
	inst "$BUILD/snp-emulator" /bin/snp-emulator
	inst "$(command -v busybox)" /bin/busybox
	inst_multiple dd losetup cryptsetup cp sed grep head seq stty kill sync rmmod \
		test stat
	inst_simple "$TREE/tests/vm/guest/lib.sh" /vm/lib.sh
	inst_simple "$TREE/tests/vm/guest/volume.sh" /vm/volume.sh
	inst_simple "$moddir/tell.sh" /vm/tell.sh
	cp -r "$BUILD/vm/state" "$initdir/state"
	inst_hook mount 10 "$moddir/root.sh"
	if dracut_module_included systemd; then
		install_with_systemd
	else
		inst_hook pre-trigger 10 "$moddir/volume.sh"
		inst_hook initqueue/settled 99 "$moddir/closed.sh"
	fi
}
