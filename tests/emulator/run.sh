# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tests/checks/emulator-program
# run, as a shell sees it, and where no namespace may be made.

"$emulator" init "$state" --seed 4
ends 2 "a directory and a program" "run without a program" \
	"$emulator" run "$state"
ends 2 "'careless' is no value for --driver" "a driver that is none" \
	"$emulator" run --driver careless "$state" -- true
ends 0 "" "run ends with the program's status: 0" "$emulator" run "$state" -- true
ends 7 "" "run ends with the program's status: 7" \
	"$emulator" run "$state" -- sh -c 'exit 7'
# shellcheck disable=SC2016 # the program's own
ends 143 "" "run ends with 128 + the program's signal" \
	"$emulator" run "$state" -- sh -c 'kill $$'
ends 127 "$tmp/nothing: No such file" "run of a program that is not there" \
	"$emulator" run "$state" -- "$tmp/nothing"
ends 126 "Permission denied" "run of what is no program" \
	"$emulator" run "$state" -- "$state/config"
ends 125 "nowhere" "run on a directory that is not there" \
	"$emulator" run "$tmp/nowhere" -- true
mkdir "$tmp/empty"
ends 125 "empty/identity: .*; init makes a machine" "run on a directory that is empty" \
	"$emulator" run "$tmp/empty" -- true
ends 3 "empty/identity: .*; init makes a machine" "export of one" \
	"$emulator" export "$tmp/empty" "$tmp/certs"
ends 125 "'run' inside 'run'" "run inside run" \
	"$emulator" run "$state" -- "$emulator" run "$state" -- true
mkfifo "$tmp/go"
# shellcheck disable=SC2016 # the program's own
ends 0 "" "run ends with its program, whatever that left in the background" \
	"$emulator" run "$state" -- sh -c '(read word <"$1/go"
		"$2" /dev/sev-guest >"$1/late" 2>&1; echo "ended $?" >>"$1/late") &' \
	sh "$tmp" "$body"
echo go >"$tmp/go"
until grep -qs '^ended' "$tmp/late"; do sleep 0.1; done
result "what it left has no device any more" grep -qv 'ended 0' "$tmp/late"
ends 0 "" "run gives a program its input" \
	sh -c "echo word | $emulator run $state -- grep -qx word"
ends 0 "" "run leaves the rest of /dev as it is" "$emulator" run "$state" -- \
	sh -c 'echo x >/dev/null && head -c 1 /dev/zero >/dev/full; [ $? -ne 0 ] &&
		[ -d /dev/fd/ ] && [ -c /dev/urandom ] && [ -e /dev/sev-guest ]'
result "no server is left behind" [ ! -e "$state/guest" ]
timeout 600 "$emulator" run "$state" -- sleep 1000 2>"$tmp/err" &
runner=$!
until [ -e "$state/guest" ] || ! kill -0 $runner 2>/dev/null; do sleep 0.1; done
ends 0 "" "ctl reaches the host of a run" "$emulator" ctl "$state" counters
guest
result "a second run shares the first one's host" [ "$?" -eq 0 ]
kill "$runner"
wait "$runner"
code=$?
result "SIGTERM goes to the program" [ "$code" -eq 143 ]

# ended PROCESS SECONDS: it ends within them
ended() {
	timeout "$2" tail --pid="$1" -f /dev/null
}
# shellcheck disable=SC2016 # the program's own
"$emulator" run "$state" -- sh -c 'echo $$ >"$1" && exec sleep 1000' sh "$tmp/pid" &
runner=$!
until [ -s "$tmp/pid" ] || ! kill -0 $runner 2>/dev/null; do sleep 0.1; done
kill -KILL $runner
wait $runner 2>/dev/null
result "a run that is killed takes its program along" ended "$(cat "$tmp/pid")" 20

# Whom nobody waits for any more is not asked for.
start
"$emulator" ctl "$state" busy-for 60000
"$emulator" run --no-tsm "$state" -- "$O/snpguest" report "$tmp/late.bin" "$tmp/nonce" --random \
	>"$tmp/out" 2>"$tmp/err" &
runner=$!
until "$emulator" ctl "$state" counters | grep -q '^busy [1-9]' ||
	! kill -0 $runner 2>/dev/null; do sleep 0.1; done
kill $runner
result "a run ends with its program also while the host is busy" ended $runner 20
kill -KILL $runner 2>/dev/null
wait $runner
"$emulator" ctl "$state" busy-for 0 >"$tmp/out" 2>"$tmp/err"
"$emulator" ctl "$state" reboot
stop TERM

# Started without standard streams, as by some services.
timeout 60 "$emulator" run "$state" -- "$O/snpguest" report "$tmp/streams" "$tmp/nonce" --random \
	<&- >&- 2>&-
code=$?
result "run without standard streams ends with the program's status" [ "$code" -eq 0 ]
result "run without standard streams: a report is there" [ -s "$tmp/streams" ]
# shellcheck disable=SC2016 # the program's own
timeout 60 "$emulator" run "$state" -- sh -c 'for i in 0 1 2; do
	[ ! -e /proc/$$/fd/$i ] || echo $i >>"$1"; done' sh "$tmp/opened" <&- >&- 2>&-
result "run without standard streams: the program has none" [ ! -s "$tmp/opened" ]
timeout 60 "$emulator" serve "$state" --no-device --detach <&- >&- 2>&-
"$emulator" ctl "$state" counters >"$tmp/out" 2>"$tmp/err"
result "a server without standard streams serves" grep -qx 'ledger_conflicts 0' "$tmp/out"
guest
result "a server without standard streams: guests, too" [ "$?" -eq 0 ]
"$emulator" ctl "$state" stop >"$tmp/out" 2>"$tmp/err"

# Where no namespace may be made: which switch, and what root can do.
forbid='echo 0 >/proc/sys/user/max_mnt_namespaces &&'
ends 125 "max_mnt_namespaces is 0.*mknod -m 666 /dev/sev-guest c 1 3" \
	"run without namespaces" unshare -rm sh -c "$forbid exec $emulator run $state true"
: >"$tmp/null"
ends 0 "" "run without namespaces, on root's device" unshare -rm sh -c "
	mount --bind /dev/null $tmp/null && mount -t tmpfs snp-dev /dev &&
	touch /dev/null /dev/sev-guest && mount --bind $tmp/null /dev/null &&
	mount --bind $tmp/null /dev/sev-guest &&
	$forbid exec $emulator run $state $body /dev/sev-guest"

# In a chroot, whose root is no mount point; and the way out that is told.
everything="mkdir -p $tmp/root && for entry in /*; do
	case \$(stat -c %F \$entry) in
	directory) mkdir -p $tmp/root\$entry && mount --rbind \$entry $tmp/root\$entry ;;
	'symbolic link') cp -Pf \$entry $tmp/root\$entry ;;
	esac
done"
chrooted="exec chroot $tmp/root sh -c 'cd \"$PWD\" && exec $emulator run $state $body /dev/sev-guest'"
ends 125 "private: / is no mount point, as in a chroot; .*mount --rbind ROOT ROOT" \
	"run in a chroot" unshare -rm sh -c "$everything; $chrooted"
ends 0 "" "run in a chroot whose root was made a mount point" unshare -rm sh -c "
	$everything; mount --rbind $tmp/root $tmp/root && $chrooted"
