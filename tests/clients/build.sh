#!/bin/sh
# SPDX-License-Identifier: MIT
#
# build.sh DIR: build DIR/attest, the program of Google's go-sev-guest, from
# Debian trixie's packages of it, of what it needs, and of Go. They come through
# an apt configuration of their own, from the mirror this machine is configured
# for; nothing is installed. About 60 MB to fetch, once.
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
rm -rf "$dir" && mkdir -p "$dir/apt/lists/partial" \
	"$dir/apt/archives/partial" "$dir/root"
dir=$(cd "$dir" && pwd)
apt=$dir/apt

# shellcheck disable=SC2016 # a format of apt-get
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
	'Created-By: Packages' |
	awk '$3 == "main" && $1 ~ /debian/ && $2 ~ /^[a-z]+$/ { print $1; exit }')
[ -n "$mirror" ] || {
	echo "clients: no Debian mirror is configured here; add one to" \
		"/etc/apt/sources.list" >&2
	exit 3
}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
: >"$apt/status"
echo "deb [arch=amd64 signed-by=$keyring] $mirror trixie main" \
	>"$apt/sources.list"
cat >"$apt/apt.conf" <<END
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "$apt/none";
Dir::Etc::preferences "$apt/none";
Dir::Etc::preferencesparts "$apt/none";
Dir::State "$apt";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt";
Dir::Cache::archives "$apt/archives";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Default-Release "";
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
Acquire::Retries "3";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
END
apt-get -c "$apt/apt.conf" -q=2 update >&2
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
