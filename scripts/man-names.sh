#!/bin/sh
# SPDX-License-Identifier: MIT
#
# man-names.sh PAGE...: what else these manual pages go by, a line each: a name of
# their section NAME, and the page. `make install` links them, so that man finds
# a page by every function in it.
set -u

for page; do
	awk -v page="${page##*/}" '
		/^\.SH/ { inside = $2 == "NAME"; next }
		inside { sub(/ \\-.*/, ""); gsub(/[ ,]+/, "\n"); print }' "$page" |
		grep . | while read -r name; do
		[ "$name.${page##*.}" = "${page##*/}" ] ||
			echo "$name ${page##*/}"
	done
done
