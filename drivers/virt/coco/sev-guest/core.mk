# SPDX-License-Identifier: GPL-2.0-only
#
# Everything of the driver but the platform. A Kbuild file that makes a module
# includes this and adds a platform; platform.h says what that provides.
#
# sev-guest-core	objects, relative to sev-guest-dir
# sev-guest-dir		this folder
sev-guest-dir := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))

sev-guest-core := main.o device.o ioctl.o request.o certs.o
sev-guest-core += channel.o message.o aead_kernel.o
sev-guest-core += cpuid.o cpuid_file.o power.o statistics.o trace.o
sev-guest-core += $(if $(CONFIG_TSM_REPORTS),tsm.o tsm_svsm.o svsm.o)

# Headers of this folder, and this tree's sev-guest.h before the kernel's copy.
ccflags-y += -I$(sev-guest-dir)
LINUXINCLUDE := -I$(sev-guest-dir)/../../../../include/uapi $(LINUXINCLUDE)
