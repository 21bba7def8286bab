#!/bin/sh
# SPDX-License-Identifier: MIT
#
# private-apt.sh DIR SUITE...: an apt of its own in DIR, with the lists of these
# suites of Debian fetched, for `apt-get -c DIR/apt.conf`.
#
# The packages come from the mirror this machine is configured for; of the
# machine's configuration only the proxy settings are read, and nothing of it is
# changed or installed. A SUITE that ends in -security is looked for where the
# machine gets security updates, and is left out where it gets none.
#
# Exit status 3 with the reason on standard error when that fails.
set -u
apt=$1
shift
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fail()
{
	echo "private-apt: $*" >&2
	exit 3
}

# The configured place of Debian's own packages ($1 = "") or of its security
# updates ($1 = "-security").
mirror()
{
	# shellcheck disable=SC2016 # a format of apt-get
	apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' |
	awk -v suffix="$1" '$3 == "main" && $1 ~ /debian/ &&
		$2 ~ "^[a-z]+" suffix "$" { print $1; exit }'
}

# Lines for sources.list.
sources()
{
	for suite in "$@"; do
		case $suite in
		*-security) uri=$(mirror -security) ;;
		*) uri=$(mirror "") ;;
		esac
		if [ -n "$uri" ]; then
			echo "deb [arch=amd64 signed-by=$keyring] $uri $suite main"
		fi
	done
}

write_configuration()
{
	mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/empty" &&
	: >"$apt/status" &&
	cat >"$apt/apt.conf" <<END
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "$apt/empty";
Dir::Etc::preferences "$apt/none";
Dir::Etc::preferencesparts "$apt/empty";
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
#clear DPkg::Post-Invoke;
END
}

prepare()
{
	mkdir -p "$apt" && apt=$(cd "$apt" && pwd) && write_configuration &&
		sources "$@" >"$apt/sources.list"
}

prepare "$@" || fail "could not write below $apt"
grep -q . "$apt/sources.list" || fail "no Debian mirror is configured here;" \
	"add one to /etc/apt/sources.list"
apt-get -c "$apt/apt.conf" -q=2 update >&2 ||
	fail "could not fetch package lists: $(cat "$apt/sources.list")"
