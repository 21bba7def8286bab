# SPDX-License-Identifier: MIT
# shellcheck shell=dash disable=SC2317
# What a report directory of configfs-tsm does: the same body on a kernel's and on
# the emulator's. Wants check NAME COMMAND..., and gives CODE COMMAND...

tsm=/sys/kernel/config/tsm/report
entry=$tsm/body
# Of its own: other cases of a boot leave files, too.
work=${TSM_WORK:-/run/tsm-body}
mkdir -p "$work"

# refused ERRNO COMMAND...: it fails, and says this
refused()
{
	words=$1
	shift
	"$@" >"$work/out" 2>"$work/words" && return 1
	cat "$work/words"
	grep -qi "$words" "$work/words"
}

write()
{
	echo "$2" >"$entry/$1"
}

# put NAME TEXT: without a newline; dd tells why not
put()
{
	printf %s "$2" | dd of="$entry/$1" 2>&1
}

inblob()
{
	head -c "$1" /dev/urandom >"$work/nonce"
	cat "$work/nonce" >"$entry/inblob"
}

generation()
{
	test "$(cat "$entry/generation")" = "$1"
}

# bytes OFFSET COUNT: of the report
bytes()
{
	dd if="$work/report" bs=1 skip="$(($1))" count="$2" 2>/dev/null |
		od -An -v -tx1 | tr -d ' \n'
}

get_report()
{
	cat "$entry/outblob" >"$work/report"
}

on_nonce()
{
	test "$(bytes 0x50 64)" = "$(od -An -v -tx1 "$work/nonce" | tr -d ' \n')"
}

# Not ":", a special built-in: a redirection of its that fails ends the shell.
create()
{
	true >"$1"
}

# A snapshot is taken at the first read of an open file.
keeps_its_snapshot()
{
	exec 7<"$entry/outblob"
	dd bs=1 count=1 <&7 >"$work/old" 2>/dev/null
	inblob 64
	cat <&7 >>"$work/old"
	exec 7<&-
	cmp "$work/old" "$work/report"
}

gone_under_a_reader()
{
	exec 7<"$entry/outblob"
	rmdir "$entry"
	cat <&7 >"$work/out" 2>"$work/words"
	code=$?
	exec 7<&-
	cat "$work/words"
	test "$code" -ne 0 && grep -qi "no such file" "$work/words"
}

other_entry()
{
	mkdir "$tsm/other"
	test "$(cat "$tsm/other/generation")" = 0
	result=$?
	rmdir "$tsm/other"
	return $result
}

# out COMMAND...: what it prints is an error
out()
{
	"$@" >&2
}

# What the files of an SVSM's services count as written, where there are such files;
# LEVEL: one that the guest may ask for.
tsm_services_body()
{
	check "services: an entry" mkdir "$entry"
	check "services: an input" inblob 64
	check "services: a level" write privlevel "$1"
	check "services: a report without a service" get_report
	check "services: a GUID" write service_guid 11111111-2222-3333-4444-555555555555
	check "services: generation 3" generation 3
	check "services: what is no GUID is refused" refused "invalid argument" \
		out put service_guid not-a-guid
	check "services: and is a generation" generation 4
	check "services: nor is one with a space" refused "invalid argument" \
		out put service_guid "11111111-2222-3333-4444-55555555555 "
	check "services: generation 5" generation 5
	check "services: what follows a GUID does not matter" \
		put service_guid 11111111-2222-3333-4444-555555555555-and-more
	check "services: generation 6" generation 6
	check "services: a version" put service_manifest_version 0x10
	check "services: none of 33 bits" refused "out of range\|not representable" \
		out put service_manifest_version 4294967296
	check "services: nor of letters" refused "invalid argument" \
		out put service_manifest_version first
	check "services: generation 7" generation 7
	check "services: still a report without a service" get_report
	check "services: an empty word" write service_provider ""
	check "services: generation 8" generation 8
	check "services: is a provider that is not there" refused "invalid argument" get_report
	check "services: the entry goes" rmdir "$entry"
}

tsm_body()
{
	check "body: an entry is made" mkdir "$entry"
	check "body: not twice" refused "file exists" mkdir "$entry"
	check "body: nothing below it" gives 1 mkdir "$entry/below"
	check "body: no file in it" refused "permission denied\|can't create\|cannot create" \
		create "$entry/file"
	check "body: the provider" grep -qx sev_guest "$entry/provider"
	check "body: the floor" grep -qx 0 "$entry/privlevel_floor"
	check "body: generation 0" generation 0
	check "body: no report without an input" refused "invalid argument" get_report
	check "body: no certificates either" refused "invalid argument" \
		cat "$entry/auxblob"
	check "body: an input" inblob 64
	check "body: generation 1" generation 1
	check "body: a report" get_report
	check "body: of 1184 bytes" test "$(wc -c <"$work/report")" -eq 1184
	check "body: on the input" on_nonce
	check "body: for VMPL 0" test "$(bytes 0x30 4)" = 00000000
	cp "$work/report" "$work/first"
	check "body: the same once more" get_report
	check "body: byte by byte" cmp "$work/first" "$work/report"
	check "body: reading is no generation" generation 1
	dd if="$entry/auxblob" bs=1 count=4 2>/dev/null >"$work/guid"
	check "body: certificates begin with the VCEK's" \
		test "$(od -An -v -tx1 "$work/guid" | tr -d ' \n')" = 63da758d
	check "body: an open file keeps what it began to read" keeps_its_snapshot
	check "body: generation 2" generation 2
	check "body: the next report is on the new input" get_report
	check "body: namely" on_nonce
	check "body: another level" write privlevel 2
	check "body: generation 3" generation 3
	check "body: its report" get_report
	check "body: is for VMPL 2" test "$(bytes 0x30 4)" = 02000000
	check "body: no level 4" refused "invalid argument\|write error\|i/o error" write privlevel 4
	check "body: no level x" refused "invalid argument\|write error\|i/o error" write privlevel x
	check "body: nor one of 33 bits" refused "out of range\|not representable" \
		out put privlevel 4294967296
	check "body: refused levels are no generation" generation 3
	check "body: hexadecimal is a level" write privlevel 0x1
	check "body: 65 bytes are no input" refused "file too large\|short write\|write error" \
		inblob 65
	check "body: 32 are one" inblob 32
	check "body: but not for a report" refused "invalid argument" get_report
	check "body: the input is not read" gives 1 cat "$entry/inblob"
	check "body: nor the level" gives 1 cat "$entry/privlevel"
	check "body: the report is not written" refused "denied\|can't create\|cannot create" \
		create "$entry/outblob"
	check "body: files are not removed" gives 1 rm -f "$entry/inblob"
	check "body: nor renamed" gives 1 mv "$entry" "$tsm/elsewhere"
	check "body: another entry counts by itself" other_entry
	check "body: the folder of entries stays" gives 1 rmdir "$tsm"
	inblob 64
	check "body: an entry that goes under a reader" gone_under_a_reader
	check "body: is gone" test ! -e "$entry"
	check "body: and can be made again" mkdir "$entry"
	check "body: with generation 0" generation 0
	check "body: and removed" rmdir "$entry"
}
