# SPDX-License-Identifier: MIT
#
# emulator-module		sev-guest-emulated.ko for KDIR
# install-emulator-module	where modprobe finds it; part of
#				install-emulator where KDIR has headers

# The kernel's make has an O of its own.
MAKEOVERRIDES := $(filter-out O=%,$(MAKEOVERRIDES))

EMULATOR_TREE = $(abspath $(O))/emulator-module
emulator_kbuild = $(MAKE) -C $(KDIR) M=$(EMULATOR_TREE)/emulator/kernel \
	CONFIG_SEV_GUEST=m

emulator-module:
	emulator/kernel/tree.sh $(EMULATOR_TREE)
	$(emulator_kbuild) modules

install-emulator-module: emulator-module
	$(emulator_kbuild) INSTALL_MOD_PATH=$(DESTDIR) modules_install

ifneq ($(wildcard $(KDIR)/Makefile),)
install-emulator: install-emulator-module
else
install-emulator: no-emulator-module
endif

no-emulator-module:
	@echo "sev-guest-emulated.ko is not installed: no kernel headers at" \
		"$(KDIR); set KDIR" >&2

.PHONY: emulator-module install-emulator-module no-emulator-module
