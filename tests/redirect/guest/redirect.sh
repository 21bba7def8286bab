# SPDX-License-Identifier: MIT
# shellcheck shell=dash
# What the redirected cases share: modules in place, no optimised probes (an
# optimised probe would ignore that the handler moves the instruction pointer).
echo 0 >/proc/sys/debug/kprobes-optimization
for module in gcm ctr ghash-generic tsm tsm_report configfs; do
	modprobe -q "$module"
done

# What the series adds to the architecture, where the kernel is without it.
[ ! -f /vm/snp-shim.ko ] || insmod /vm/snp-shim.ko

# Whether the driver has the bare request; otherwise the kernel's own code repeats
# requests before the driver hears of it.
has_bare_request()
{
	case $(uname -r) in
	6.* | *-upstream*) return 0 ;;
	*) [ -f /vm/snp-shim.ko ] ;;
	esac
}
