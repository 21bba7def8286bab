# SPDX-License-Identifier: MIT
#
# Random hosts against the real carriers: a program for each, issue, message (as 7.2
# does it) and message-7.3; with driver- before it, all of the driver below its
# ioctls is in it.
HOSTS_CARRIERS := issue message message-7.3
HOSTS_PROGRAMS := $(addprefix $(O)/hosts/,$(HOSTS_CARRIERS) \
	$(addprefix driver-,$(HOSTS_CARRIERS)))
HOSTS_COMMON := $(call objs,$(addprefix tests/hosts/,lab.c scenes.c cipher.c pages.c))
HOSTS_CHANNEL := $(call objs,tests/hosts/guest_channel.c)
HOSTS_DRIVER := $(call objs,tests/hosts/guest_driver.c) \
	$(addprefix $(O)/hosts/,certs.o device.o request.o)
HOSTS_DRIVER_COMMON := $(addprefix $(O)/hosts/,channel.o message.o shared_pages.o)
hosts_carrier = $(O)/tests/hosts/machine_$(1).o $(O)/hosts/platform_snp_$(1).o

HOSTS_FLAGS := -Itests/hosts/kernel -Itests/support/kernel -Itests/hosts \
	-I$(DRIVER_DIR) -Wno-c2x-extensions
$(O)/tests/hosts/%.o $(O)/hosts/%.o: private CPPFLAGS += $(HOSTS_FLAGS)
# The kernel does not ask for this one.
$(O)/tests/hosts/%.o $(O)/hosts/%.o: private CFLAGS += -Wno-unused-parameter

hosts_cc = $(call say,CC)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/hosts/%.o: $(DRIVER_DIR)/%.c $(O)/.settings
	@mkdir -p $(@D)
	$(hosts_cc)

$(O)/hosts/platform_snp_message-7.3.o: $(DRIVER_DIR)/platform_snp_message.c $(O)/.settings
$(O)/tests/hosts/machine_message-7.3.o: tests/hosts/machine_message.c $(O)/.settings
$(O)/hosts/platform_snp_message-7.3.o $(O)/tests/hosts/machine_message-7.3.o: \
	private CPPFLAGS += -DHOSTS_MINOR=3
$(O)/hosts/platform_snp_message-7.3.o $(O)/tests/hosts/machine_message-7.3.o:
	@mkdir -p $(@D)
	$(hosts_cc)

hosts_link = $(call say,LD)mkdir -p $(@D) && $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

.SECONDEXPANSION:
$(O)/hosts/driver-%: $$(call hosts_carrier,$$*) $(HOSTS_COMMON) $(HOSTS_DRIVER_COMMON) $(HOSTS_DRIVER)
	$(hosts_link)
$(O)/hosts/issue $(O)/hosts/message $(O)/hosts/message-7.3: $(O)/hosts/%: \
		$$(call hosts_carrier,$$*) $(HOSTS_COMMON) $(HOSTS_DRIVER_COMMON) $(HOSTS_CHANNEL)
	$(hosts_link)

hosts: $(HOSTS_PROGRAMS)

.PHONY: hosts
