#!/bin/sh
# SPDX-License-Identifier: MIT
#
# state.sh NAME DIR: make the state directory of an emulated machine, and
# DIR.public with what a verifier needs. The table is larger than what the
# driver offers at first.
set -eu
cd "$(dirname "$0")/../.."
emulator=${O:-build}/snp-emulator
dir=$2
case $1 in
machine)    seed=1 ;;
look-alike) seed=2 ;;
*) echo "state: no machine '$1'; see state.sh" >&2; exit 2 ;;
esac

rm -rf "$dir" "$dir.public"
mkdir -p "$(dirname "$dir")"
"$emulator" init "$dir" --seed "$seed" --table-pages 6
"$emulator" export "$dir" "$dir.public"
touch "$dir"
