# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tap.sh and device.sh set it
# How files are written: whole or not at all. Needs what device.sh set up.
dir=$tmp/files
mkdir "$dir"
echo old >"$dir/r.bin"
write_report() {
	with CANNED_REPORT="$tmp/noise" CANNED_BIND=1 -- \
		report "$1" "$tmp/request"
}

t 0 "an old file is replaced" write_report "$dir/r.bin"
is "an old file is replaced whole" 1184 "$(wc -c <"$dir/r.bin" | tr -d ' ')"
is "no temporary name stays behind" "r.bin" "$(ls -A "$dir")"

mkdir "$dir/d"
t 3 "a directory in the way" write_report "$dir/d"
says "d: this is a directory; a file name is needed" "file and cause"
t 3 "a directory that does not exist" write_report "$dir/none/r.bin"
says "none/r.bin: cannot create: No such file" "file and cause"

ln -s r.bin "$dir/link"
t 0 "through a link" write_report "$dir/link"
is "a link stays a link" r.bin "$(readlink "$dir/link")"
ln -s nowhere "$dir/dangling"
t 3 "through a link to nothing" write_report "$dir/dangling"
says "dangling: cannot follow the link" "file and cause"

is "a pipe is written to as it is" 1184 \
	"$(write_report /dev/stdout | wc -c | tr -d ' ')"
t 0 "/dev/null is not replaced" write_report /dev/null
is "/dev/null is still a device" yes "$([ -c /dev/null ] && echo yes)"

# As on a full file system, without mounting one.
limited() {
	(
		ulimit -f 1
		trap '' XFSZ
		write_report "$dir/limited"
	)
}
echo old >"$dir/limited"
t 3 "a file that may not grow" limited
is "a file that may not grow: the old content stays" old \
	"$(cat "$dir/limited")"
is "a file that may not grow: no temporary name stays" "" \
	"$(find "$dir" -name '.snpguest*')"
