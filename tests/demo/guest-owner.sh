#!/bin/sh
# SPDX-License-Identifier: MIT
#
# guest-owner.sh DIR: a guest owner's story, on emulated machines below DIR.
# Predict the launch digest, launch, attest with the policy; then the host changes
# one byte of the command line, and is refused, with the reason.
#
# O names the build directory. Exit status 0 when it ends as it should.
set -u
cd "$(dirname "$0")/../.." || exit 3
out=$(cd "${O:-build}" && pwd)
dir=$1
mkdir -p "$dir" || exit 3

step() {
	echo
	echo "# $*"
}

attest() {
	"$out/snp-emulator" run "$dir/$1" -- "$out/snpguest" attest \
		--trust-anchor "$dir/$1-certs/anchor.pem" \
		--policy "$dir/policy.json" --out "$dir/$1-evidence"
}

# machine NAME COMMAND-LINE: a machine that has launched the guest
machine() {
	"$out/snp-emulator" init "$dir/$1" --seed 7 --ovmf "$dir/firmware.fd" \
		--kernel "$dir/vmlinuz" --append "$2" --vcpus 2 &&
		"$out/snp-emulator" export "$dir/$1" "$dir/$1-certs" >/dev/null
}

python3 tests/measurement/recompute.py firmware "$dir/firmware.fd" || exit 3
echo "a kernel" >"$dir/vmlinuz"
mine="root=/dev/vda1 ro audit=1"
theirs="root=/dev/vda1 ro audit=0"
set -- --ovmf "$dir/firmware.fd" --kernel "$dir/vmlinuz" --append "$mine" --vcpus 2 \
	--vcpu-type EPYC-v4

step "the owner predicts what a genuine launch measures:"
"$out/snpguest" generate policy --from-launch --only "$@" | tee "$dir/policy.json" ||
	exit 3

step "the host launches it so; the guest attests, the owner accepts:"
machine honest "$mine" || exit 3
attest honest >"$dir/said" 2>&1
status=$?
tail -n 1 "$dir/said"
[ $status -eq 0 ] || exit 1

step "the host launches it with one byte changed; the owner refuses:"
machine hostile "$theirs" || exit 3
attest hostile >"$dir/said" 2>&1
status=$?
sed -n '/^  fail *policy-measurement/,$p' "$dir/said"
grep -q '^verdict: refused (policy-measurement)$' "$dir/said" || exit 1
[ $status -eq 1 ] || exit 1

step "and knows why:"
"$out/snpguest" generate measurement "$@" --explain "$dir/hostile-evidence/report.bin" \
	2>/dev/null | tee "$dir/explained"
grep -q "append: character 25 '1' -> '0'" "$dir/explained"
