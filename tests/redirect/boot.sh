#!/bin/sh
# SPDX-License-Identifier: MIT
#
# boot.sh KERNEL CASE: run a redirected case in a VM.
cd "$(dirname "$0")/../.." || exit 3
# shellcheck disable=SC2016 # a dollar of the kernel's
export VM_APPEND='memmap=0x1000$0x1f000000'"${VM_WORDS:+ $VM_WORDS}"
export VM_IMAGE="${O:-build}/vm/$1/redirect-image"
exec tests/vm/boot.sh "$@"
