#!/bin/sh
# SPDX-License-Identifier: MIT
#
# have-kernel.sh VERSION: is there this kernel to test on? The suites of a mirror
# move on: a version that is gone is told, and is no failure unless it is the
# newest one that was tested.
#
# Prints TAP of one test unless the kernel is there, a TODO when it may be gone. Exit status: 0 it is there, 4
# it is gone, which may be, 1 it should be there.
cd "$(dirname "$0")/../.." || exit 1
scripts/kernel.sh "$1" >/dev/null
status=$?
newest=$(scripts/kernel.sh tested)
newest=${newest##* }

if [ $status -eq 0 ]; then
	exit 0
fi
echo "1..1"
if [ $status -eq 4 ] && [ "$1" != "$newest" ]; then
	echo "not ok - tested on Linux $1 # TODO it is gone from the mirror;" \
		"Linux $newest is what counts"
	exit 4
fi
echo "not ok - Linux $1 can be had"
exit 1
