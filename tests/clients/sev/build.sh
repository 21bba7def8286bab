#!/bin/sh
# SPDX-License-Identifier: MIT
#
# build.sh DIR: build DIR/sev, a client of virtee's crate `sev`, and of `reqwest`,
# by which virtee's tool fetches, from Debian sid's packages of them and of what they
# need; nothing is installed, and cargo fetches nothing. About 29 MB, once, and a
# minute. The Rust compiler is this machine's.
#
# Exit status 4 with the reason where there is no compiler or no such package.
set -eu
cd "$(dirname "$0")/../../.."
mkdir -p "$1" && dir=$(cd "$1" && pwd)
apt=$dir/apt

missing() {
	echo "sev: $*" >&2
	exit 4
}

# The crate and what it needs of other crates, out of their packages.
fetch() {
	rm -rf "$apt" "$dir/root"
	scripts/private-apt.sh "$apt" sid || missing "Debian sid cannot be reached"
	packages=$(apt-get -c "$apt/apt.conf" -q=2 -s --no-install-recommends \
		install librust-sev-dev librust-reqwest-dev | sed -n 's/^Inst \(librust-[^ ]*\) .*/\1/p')
	[ -n "$packages" ] ||
		missing "the mirror has no librust-sev-dev or no librust-reqwest-dev"
	# shellcheck disable=SC2086 # one word per package
	(cd "$apt/archives" && apt-get -c "$apt/apt.conf" -q=2 download $packages >&2)
	for deb in "$apt"/archives/*.deb; do
		dpkg-deb -x "$deb" "$dir/root"
	done
	rm -rf "$apt"
	touch "$dir/complete.2"
}

write_package() {
	mkdir -p "$dir/.cargo"
	cat >"$dir/.cargo/config.toml" <<END
[source.crates-io]
replace-with = "debian"
[source.debian]
directory = "$dir/root/usr/share/cargo/registry"
[net]
offline = true
END
	cat >"$dir/Cargo.toml" <<END
[package]
name = "client"
version = "0.0.0"
edition = "2021"
[[bin]]
name = "sev"
path = "$PWD/tests/clients/sev/main.rs"
[dependencies.sev]
version = "*"
features = ["snp", "sev", "openssl"]
[dependencies.reqwest]
version = "*"
default-features = false
features = ["blocking"]
[workspace]
END
}

command -v cargo >/dev/null || missing "there is no cargo here"
[ -e "$dir/complete.2" ] || fetch
write_package
(cd "$dir" && CARGO_HOME=$dir/home cargo build --release --quiet >&2)
cp "$dir/target/release/sev" "$dir/sev"
