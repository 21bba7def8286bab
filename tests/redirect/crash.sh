#!/bin/sh
# SPDX-License-Identifier: MIT
#
# crash.sh KERNEL: a kernel dies at each step of an exchange (tests/redirect/crash.c), and
# the next one starts in the same memory: the secrets page is where and what it
# was, because nothing has touched it. Prints TAP.
#
# STEPS="N..." for some of them. What a kernel said is in $O/vm/KERNEL/crash.
set -u
cd "$(dirname "$0")/../.." || exit 3
kernel=$1
build=${O:-build}
work=$build/vm/$kernel
dir=$work/crash
word=$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')
all=$(seq 0 $(($("$build/redirect/crash" - - count) - 1)))
status=0
tests=0

# tell RESULT TEXT
tell()
{
	tests=$((tests + 1))
	echo "$1 - $2"
	[ "$1" = ok ] || status=1
}

# boot NAME IMAGE WORD...
boot()
{
	name=$1
	image=$2
	shift 2
	# shellcheck disable=SC2016 # a dollar of the kernel's
	VM_TIMEOUT=900 VM_MEMORY=$dir/memory VM_SAVED=$dir/serial \
		tests/vm/qemu.sh "$kernel" "$image" "$dir/console-$name" \
		'memmap=0x1000$0x1f000000' nokaslr vm_cases=crash "vm_word=$word" "$@" |
		tr -d '\r' >"$dir/said-$name"
	results=$(grep -cE '^(not )?ok ' "$dir/said-$name")
	tests=$((tests + results))
	grep -aE '^(not )?ok ' "$dir/said-$name"
	! grep -q '^not ok ' "$dir/said-$name" || status=1
}

# unpack: the last whole record of what left the machine, as an initramfs
unpack()
{
	rm -rf "$dir/root" && mkdir -p "$dir/root/saved" || return 1
	tr -d '\r' <"$dir/serial" | awk -v to="$dir/root/saved/" '
		$1 == "begin" { text = ""; inside = 1; next }
		$1 == "end" && inside { whole = text; inside = 0; next }
		inside { text = text $0 "\n" }
		END {
			n = split(whole, line, "\n")
			for (i = 1; i < n; i++)
				if (split(line[i], part, " ") == 2 && part[1] == "file")
					file = to part[2] ".base64"
				else
					print line[i] >file
		}'
	for file in "$dir"/root/saved/*.base64; do
		[ -s "$file" ] || return 1
		base64 -d "$file" >"${file%.base64}" && rm "$file" || return 1
	done
	(cd "$dir/root" && find . | cpio -o -H newc --quiet) >"$dir/saved.cpio" &&
		cat "$work/redirect-image" "$dir/saved.cpio" >"$dir/image"
}

# died STEP: at the step, of what it was to die of. A reboot is held up for two
# seconds at most, and twenty are no minute on a busy machine either.
died()
{
	! grep -q "^$word " "$dir/said-$1" && tr -d '\r[' <"$dir/console-$1" | awk '
		/Kernel panic - not syncing: (sysrq triggered crash|killed by a test)/ { died = 1 }
		/crash: the machine is to stop/ { from = $1 + 0; stops = 1 }
		/reboot: Restarting system/ { died = stops && $1 - from < 20 }
		END { exit !died }'
}

rm -rf "$dir" && mkdir -p "$dir" || exit 3
image=$work/redirect-image
judge=
for step in ${STEPS:-$all}; do
	# shellcheck disable=SC2086 # a word or none
	boot "$step" "$image" "vm_begin=$step" $judge
	if died "$step" && unpack; then
		tell ok "step $step: the kernel ends there"
		judge=vm_judge=$step
		image=$dir/image
	else
		tell "not ok" "step $step: the kernel ends there"
		tail -n 5 "$dir/console-$step" >&2
		judge=
		image=$work/redirect-image
	fi
done
# shellcheck disable=SC2086 # a word or none
boot last "$image" $judge
if [ "$(sed -n "s/^$word //p" "$dir/said-last")" = 0 ]; then
	tell ok "the last kernel ends well"
else
	tell "not ok" "the last kernel ends well"
fi
rm -f "$dir/memory" "$dir/image"
echo "1..$tests"
exit $status
