#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run-hardware.sh [OPTION...] [VARIABLE=VALUE...]: hardware.sh with these options,
# after everything that it needs was installed and made. Nothing is for --help, nor
# where it could not do its work: it looks first. HARDWARE="OPTION..." does as well.
cd "$(dirname "$0")/.." || exit 3
options=
variables=
for word; do
	case $word in
	HARDWARE=*) options="$options ${word#*=}" ;;
	[A-Z]*=*) variables="$variables $word" ;;
	*) options="$options $word" ;;
	esac
done
# shellcheck disable=SC2086 # words
scripts/hardware.sh --look $options || exit
case " $options " in
*" --help "*) exit 0 ;;
esac
# shellcheck disable=SC2086 # words
scripts/setup.sh hardware && make hardware HARDWARE="$options" $variables
