# SPDX-License-Identifier: MIT
#
# compare-stock KERNEL=V	the in-tree driver beside ours on one platform
# bench-driver KERNEL=V	what a request costs ours on each real carrier
# redirect-image-V		what those and the check `carriers` boot
STOCK_KERNELS := $(if $(filter all,$(KERNEL)),$(TESTED_KERNELS),$(KERNEL))

$(O)/tests/redirect/%.o: private CPPFLAGS += -Iemulator -Itests/vm

$(O)/redirect/compare $(O)/redirect/crash: $(O)/redirect/%: $(O)/tests/redirect/%.o \
		$(VM_SUPPORT) $(O)/libemulator.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -pthread -o $@ $^ $(CRYPTO_LIBS) $(LDLIBS)

# A small table: what the in-tree driver can carry.
$(O)/redirect/state: $(O)/snp-emulator
	$(call say,INIT)mkdir -p $(@D) && rm -rf $@ && $(O)/snp-emulator init $@ --seed 1 >/dev/null && touch $@

redirect-image-%: vm-image-% $(O)/redirect/compare $(O)/redirect/crash $(O)/redirect/state
	@tests/redirect/build.sh $*

compare-stock: $(addprefix redirect-image-,$(STOCK_KERNELS))
	@tests/redirect/compare-stock.sh $(STOCK_KERNELS)

bench-driver: $(addprefix redirect-image-,$(STOCK_KERNELS))
	@tests/bench/driver.sh $(STOCK_KERNELS)

.PHONY: compare-stock bench-driver
