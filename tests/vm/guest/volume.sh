# SPDX-License-Identifier: MIT
# shellcheck shell=dash disable=SC1091 # lib.sh of the image
# What the images of mkinitramfs and of dracut are tried on: a volume that is made
# by the key of this machine, and a passphrase. With vm_other=1 the machine is then
# another one, of the same chip; with vm_other=none there is none.
. /vm/lib.sh

luks_key=/usr/lib/snpguest/luks-key
volume_uuid=5e5e5e5e-1234-4abc-8def-5e5e5e5e5e5e

is_another()
{
	grep -q vm_other=1 /proc/cmdline
}

is_gone()
{
	grep -q vm_other=none /proc/cmdline
}

make_volume()
{
	dd if=/dev/zero of=/run/disk bs=1M count=20
	modprobe loop
	modprobe dm-crypt
	losetup /dev/loop0 /run/disk
	start_machine machine
	$luks_key data >/run/made
	cryptsetup luksFormat --type luks2 -q --uuid $volume_uuid --pbkdf pbkdf2 \
		--pbkdf-force-iterations 1000 --key-file /run/made /dev/loop0
	printf 'a passphrase' >/run/passphrase
	cryptsetup luksAddKey --pbkdf pbkdf2 --pbkdf-force-iterations 1000 \
		--key-file /run/made /dev/loop0 /run/passphrase
	cryptsetup open --key-file /run/made /dev/loop0 before
	echo "what was written" >/dev/mapper/before
	cryptsetup close before && : >/run/volume-is-made
	rm /run/made
}

launch_what_is_asked_for()
{
	! is_gone || stop_machine
	! is_another || launch_another
}

launch_another()
{
	stop_machine
	cp -r /state/machine /run/other
	sed -i 's/^measurement = ../measurement = 00/' /run/other/config
	start_machine other
}

# A key can be had: closed is not for want of one.
key_is_given()
{
	$luks_key data >/run/now && test "$(wc -c </run/now)" -eq 32
}

holds_what_was_written()
{
	test "$(head -c 16 /dev/mapper/data)" = "what was written"
}

# tell COMMAND: its results go where boot.sh reads them, and the machine ends
tell()
{
	word=$(sed 's/.*\<vm_word=\([^ ]*\).*/\1/' /proc/cmdline)
	stty -F /dev/ttyS1 raw -echo
	("$@") >/dev/ttyS1 2>/dev/ttyS0
	echo "$word $?" >/dev/ttyS1
	sync
	reboot -f || /bin/busybox reboot -f
}
