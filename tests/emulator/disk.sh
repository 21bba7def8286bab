# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tests/checks/emulator-program

# A disk that is full, step by step.
disk=$tmp/disk
mkdir "$disk"
if ! mount -t tmpfs -o size=8k snp-full "$disk" 2>"$tmp/err"; then
	number=$((number + 1))
	echo "ok $number - a full disk # SKIP cannot mount a tmpfs: $(head -n 1 "$tmp/err")"
	return 0
fi
trap '[ -z "$server" ] || kill -9 "$server"; umount -l "$disk"; rm -rf "$tmp"' EXIT
state=$disk/state

size_to() {
	mount -o "remount,size=$1" "$disk"
}

# Until not a byte goes in, or there is room again.
fill() {
	cat /dev/zero >"$disk/filling" 2>/dev/null
}

for size in 8k 24k 40k 1m 4m; do
	size_to $size
	ends 3 "No space left" "init on a disk of $size" \
		"$emulator" init "$state" --seed 5
	result "init on a disk of $size: nothing is left" [ ! -e "$state" ]
done
size_to 8m
"$emulator" init "$state" --seed 5
mkdir -p "$tmp/before/identity"
for file in certs firmware memory identity/vcek.der; do
	cp "$state/$file" "$tmp/before/$file"
done

start
fill
ends 1 "No space left" "rotate on a full disk" "$emulator" ctl "$state" rotate
ends 1 "No space left" "a larger table on a full disk" \
	"$emulator" ctl "$state" table-pages 64
ends 3 "No space left" "export to a full disk" \
	"$emulator" export "$state" "$disk/certs"
for file in certs firmware identity/vcek.der; do
	result "on a full disk $file stays as it was" \
		cmp -s "$tmp/before/$file" "$state/$file"
done
guest
result "a guest cannot go on where no message can be recorded" \
	grep -q "cannot go on: No space left" "$tmp/log.err"
ends 0 "" "the server itself goes on" "$emulator" ctl "$state" counters
stop TERM
start
result "on a full disk a server starts" grep -q serving "$tmp/log"
stop TERM
rm "$disk/filling"
# The guest, like one of the in-tree driver, has thrown its key away.
cp "$tmp/before/memory" "$state/memory"
start
result "with room again it serves" guest
ends 0 "" "with room again it rotates" "$emulator" ctl "$state" rotate
stop TERM
result "and no IV was used twice" [ "$code" -eq 0 ]
