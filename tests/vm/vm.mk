# SPDX-License-Identifier: MIT
#
# Virtual machines: an image per kernel, and what runs in it.
#
#	demo			attest in a VM, shown on the terminal
#	check-vm KERNEL=V	V is a tested version, latest, debug or all
#	vm-image-V		the image alone
KERNEL ?= all
TESTED_KERNELS := $(shell scripts/kernel.sh tested)
VM_KERNELS := $(if $(filter all,$(KERNEL)),$(TESTED_KERNELS),$(KERNEL))
VM_PROGRAMS := $(patsubst tests/vm/%.c,$(O)/vm/%,$(wildcard tests/vm/*.c))
VM_SUPPORT := $(call objs,$(wildcard tests/vm/support/*.c))
VM_STATES := $(addprefix $(O)/vm/state/,machine look-alike)

export O

$(O)/tests/vm/%.o: private CPPFLAGS += -Itests/vm -Iemulator
$(VM_PROGRAMS): $(O)/vm/%: $(O)/tests/vm/%.o $(VM_SUPPORT) $(O)/libemulator.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -pthread -o $@ $^ \
		-Wl,--as-needed $(CRYPTO_LIBS) $(LDLIBS)

# Keys take seconds to make, and far longer in an emulated processor.
$(VM_STATES): tests/vm/state.sh $(O)/snp-emulator
	$(call say,INIT)tests/vm/state.sh $(@F) $@

vm-image-%: $(O)/snpguest $(O)/snp-emulator $(O)/doors/device \
		$(VM_PROGRAMS) $(VM_STATES)
	@tests/vm/module.sh $*
	@tests/vm/image.sh $*

demo: vm-image-6.1 $(O)/snpguest emulator
	@tests/vm/boot.sh 6.1 demo
	@rm -rf $(O)/demo && O=$(O) tests/demo/guest-owner.sh $(O)/demo

# The faults' table of each kernel, then the results.
check-vm:
	@tests/run-tests.sh $(addprefix vm-,$(VM_KERNELS)) >$(O)/check-vm.out; \
	status=$$?; \
	for kernel in $(VM_KERNELS); do \
		echo "Linux $$kernel"; \
		sed -n 's/^# /  /p' $(O)/checks/vm-$$kernel.log; \
	done; \
	cat $(O)/check-vm.out; exit $$status

.PHONY: check-vm
