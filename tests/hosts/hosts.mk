# SPDX-License-Identifier: MIT
# Random hosts against the real carriers: a program for each.
HOSTS_COMMON := $(call objs,$(addprefix tests/hosts/,lab.c cipher.c)) \
	$(call objs,$(addprefix $(DRIVER_DIR)/,channel.c message.c))
$(O)/tests/hosts/%.o $(O)/hosts/platform_snp_%.o: private CPPFLAGS += \
	-Itests/hosts/kernel -Itests/support/kernel -Itests/hosts \
	-I$(DRIVER_DIR) -Wno-c2x-extensions
# The kernel does not ask for this one.
$(O)/tests/hosts/%.o $(O)/hosts/platform_snp_%.o: private CFLAGS += -Wno-unused-parameter

$(O)/hosts/platform_snp_%.o: $(DRIVER_DIR)/platform_snp_%.c $(O)/.settings
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/hosts/issue $(O)/hosts/message: $(O)/hosts/%: \
		$(O)/tests/hosts/machine_%.o $(O)/hosts/platform_snp_%.o \
		$(HOSTS_COMMON)
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

hosts: $(O)/hosts/issue $(O)/hosts/message

.PHONY: hosts
