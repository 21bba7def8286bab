#!/bin/sh
# SPDX-License-Identifier: MIT
#
# job.sh [DIR]: one job of a CI: programs in C, Go, Rust and Python ask an emulated
# machine for a report, without root, and each report is verified. Wants
# snp-emulator, snpguest and the four compilers in PATH; LANGUAGES for fewer.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=${1:-$(mktemp -d)}
nonce=010203$(printf '%0122d' 0)

build() {
	case $1 in
	c) cc -O2 -o "$dir/report-c" "$here/report.c" ;;
	go) CGO_ENABLED=0 GO111MODULE=off GOCACHE="$dir/cache" \
		go build -o "$dir/report-go" "$here/report.go" ;;
	rust) rustc -O -o "$dir/report-rust" "$here/report.rs" ;;
	python) install -m755 "$here/report.py" "$dir/report-python" ;;
	esac
}

snp-emulator init "$dir/machine"
snp-emulator export "$dir/machine" "$dir/certs"
for language in ${LANGUAGES:-c go rust python}; do
	build "$language"
	snp-emulator run "$dir/machine" -- "$dir/report-$language" >"$dir/$language.bin"
	snpguest verify evidence "$dir/$language.bin" --certs "$dir/certs" \
		--trust-anchor "$dir/certs/anchor.pem" --report-data "$nonce" --quiet
	echo "$language: accepted"
done
