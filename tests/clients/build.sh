#!/bin/sh
# SPDX-License-Identifier: MIT
#
# build.sh DIR: build DIR/attest, the program of Google's go-sev-guest, from
# Debian trixie's packages of it, of what it needs, and of Go; nothing is
# installed. About 60 MB to fetch, once.
set -eu
cd "$(dirname "$0")/../.."
dir=$1
program=github.com/google/go-sev-guest/tools/attest
packages="golang-1.24-go golang-1.24-src
	golang-github-google-go-sev-guest-dev
	golang-github-google-go-configfs-tsm-dev
	golang-github-google-logger-dev golang-github-google-uuid-dev
	golang-go.uber-atomic-dev golang-go.uber-multierr-dev
	golang-golang-x-crypto-dev golang-golang-x-sys-dev
	golang-google-protobuf-dev"

[ ! -x "$dir/attest" ] || exit 0
rm -rf "$dir" && mkdir -p "$dir/root"
dir=$(cd "$dir" && pwd)
apt=$dir/apt

scripts/private-apt.sh "$apt" trixie
# shellcheck disable=SC2086 # one word per package
(cd "$apt/archives" && apt-get -c "$apt/apt.conf" -q=2 download $packages >&2)
for deb in "$apt"/archives/*.deb; do
	dpkg-deb -x "$deb" "$dir/root"
done

# As Debian builds it: no modules, no network.
GOROOT=$dir/root/usr/lib/go-1.24 GOPATH=$dir/root/usr/share/gocode \
	GOCACHE=$dir/cache GO111MODULE=off GOTOOLCHAIN=local CGO_ENABLED=0 \
	"$dir/root/usr/lib/go-1.24/bin/go" build -p 2 -o "$dir/attest" $program
rm -rf "$apt" "$dir/cache" "$dir/root"
