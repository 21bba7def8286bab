#!/bin/sh
# SPDX-License-Identifier: MIT
#
# module.sh KERNEL: build sev-guest-emulated.ko in $O/vm/KERNEL/tree.
set -eu
cd "$(dirname "$0")/../.."
tree=$(realpath -m "${O:-build}/vm/$1/tree")

emulator/kernel/tree.sh "$tree"
scripts/kbuild.sh "$1" "$tree/emulator/kernel" W=1
