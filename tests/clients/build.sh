#!/bin/sh
# SPDX-License-Identifier: MIT
#
# build.sh DIR [PROGRAM]: build DIR/PROGRAM of Google's go-sev-guest, `attest`
# (default) or `check`, or `peer`, which is tests/bench/peer.go on it, from Debian
# trixie's packages of it, of what it needs, and of Go; nothing is installed. About
# 60 MB to fetch, once for each.
set -eu
cd "$(dirname "$0")/../.."
dir=$1
program=${2:-attest}
vectors=${VECTORS:-../shared/vectors}
source=github.com/google/go-sev-guest
packages="golang-1.24-go golang-1.24-src
	golang-github-google-go-sev-guest-dev
	golang-github-google-go-configfs-tsm-dev
	golang-github-google-logger-dev golang-github-google-uuid-dev
	golang-go.uber-atomic-dev golang-go.uber-multierr-dev
	golang-golang-x-crypto-dev golang-golang-x-sys-dev
	golang-google-protobuf-dev"

# Checks of both lanes want it.
mkdir -p "$dir"
exec 9>"$dir/lock"
flock 9
[ ! -x "$dir/$program" ] || exit 0
rm -rf "$dir/root" "$dir/cache" && mkdir -p "$dir/root"
dir=$(cd "$dir" && pwd)
apt=$dir/apt

scripts/private-apt.sh "$apt" trixie
# shellcheck disable=SC2086 # one word per package
(cd "$apt/archives" && apt-get -c "$apt/apt.conf" -q=2 download $packages >&2)
for deb in "$apt"/archives/*.deb; do
	dpkg-deb -x "$deb" "$dir/root"
done

# Debian leaves out what is no source: AMD's public certificates, and keys of the
# library's own tests (any will do).
fill_in() {
	library=$dir/root/usr/share/gocode/src/$source
	trust=$library/verify/trust keys=$library/testing/data/keys
	mkdir -p "$keys"
	for product in milan genoa turin; do
		last=
		[ $product != turin ] || last=_vcek
		cp "$vectors/ca/$product-vcek-chain.pem" "$trust/ask_ark_$product$last.pem"
		cp "$vectors/ca/$product-vlek-chain.pem" "$trust/ask_ark_${product}_vlek.pem"
	done
	for key in vcek vlek; do
		openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 \
			-out "$keys/${key}_private_key.pem" 2>/dev/null
	done
	for key in ark ask asvk; do
		openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 \
			-out "$keys/${key}_private_key.pem" 2>/dev/null
	done
}
[ "$program" = attest ] || fill_in

package() {
	case $program in
	peer) echo tests/bench/peer.go ;;
	*) echo "$source/tools/$program" ;;
	esac
}

# As Debian builds it: no modules, no network.
GOROOT=$dir/root/usr/lib/go-1.24 GOPATH=$dir/root/usr/share/gocode \
	GOCACHE=$dir/cache GO111MODULE=off GOTOOLCHAIN=local CGO_ENABLED=0 \
	"$dir/root/usr/lib/go-1.24/bin/go" build -p 2 -o "$dir/$program" "$(package)"
rm -rf "$apt" "$dir/cache" "$dir/root"
