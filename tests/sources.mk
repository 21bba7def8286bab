# SPDX-License-Identifier: MIT
# One cmocka program per file; the folder says what it links.
#
#   tests/unit/lib/*/     the library, and the emulator to make evidence with
#   tests/unit/cli/*/     the tool without its main()
#   tests/unit/measurement/  launch digests; as tests/unit/lib
#   tests/unit/driver/    the driver's plain C files, compiled in user space
#   tests/unit/emulator/*/  the emulator
CMOCKA_LIBS = $(shell $(PKG_CONFIG) --libs cmocka)
test_programs = $(patsubst tests/unit/%.c,$(O)/unit/%,$(sort $(wildcard tests/unit/$(1)/test_*.c tests/unit/$(1)/*/test_*.c)))

LIB_TESTS := $(call test_programs,lib) $(call test_programs,measurement)
CLI_TESTS := $(call test_programs,cli)
DRIVER_TESTS := $(call test_programs,driver)
EMULATOR_TESTS := $(call test_programs,emulator)
UNIT_TESTS := $(LIB_TESTS) $(CLI_TESTS) $(DRIVER_TESTS) $(EMULATOR_TESTS)

# Helpers that more than one test program of a folder uses.
support_objs = $(call objs,$(sort $(wildcard tests/support/$(1)_*.c)))

# Every test program can be asked for some of its tests: ONLY=PATTERN.
UNIT_ONLY := $(call objs,tests/support/only.c)

link_test = $(call say,LD)$(CC) $(ALL_LDFLAGS) -pthread -o $@ \
	$(filter %.o %.a,$^) $(CMOCKA_LIBS) $(LIB_LIBS) $(CRYPTO_LIBS) $(LDLIBS)

# The library's objects, not the archive: tests look at what is not public.
$(LIB_TESTS): $(O)/unit/%: $(O)/tests/unit/%.o $(UNIT_ONLY) $(call support_objs,lib) \
		$(LIB_OBJECTS) $(O)/libemulator.a
	@mkdir -p $(@D)
	$(link_test)

$(LIB_TESTS): private LDLIBS += -Wl,--wrap=seeded_rsa

# An archive, so that a test brings stand-ins only for what it pulls in.
$(O)/libcli.a: $(filter-out %/main.o,$(call objs,$(CLI_SRC))) $(O)/.linked
	$(call say,AR)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

$(CLI_TESTS): $(O)/unit/%: $(O)/tests/unit/%.o $(UNIT_ONLY) $(O)/libcli.a \
		$(O)/libsnpguest.a
	@mkdir -p $(@D)
	$(link_test)

# jansson comes with the library.
$(O)/unit/cli/base/test_files: private LDLIBS += -Wl,--wrap=fsync,--wrap=rename,--wrap=close,--wrap=explicit_bzero
$(O)/unit/cli/base/test_patience: private LDLIBS += -Wl,--wrap=pthread_cond_timedwait
$(O)/unit/cli/commands/test_key: private LDLIBS += -Wl,--wrap=ioctl
$(O)/tests/unit/cli/%.o: private CPPFLAGS += -Itools/snpguest/cli -Itests/support

# What is wiped is seen.
WIPES_SEEN := lib/request/test_device emulator/firmware/test_secure_processor \
	cli/commands/test_key
$(WIPES_SEEN:%=$(O)/unit/%): $(call objs,tests/support/wipes.c)
$(WIPES_SEEN:%=$(O)/unit/%): private LDLIBS += -Wl,--wrap=explicit_bzero,--wrap=OPENSSL_cleanse

# The host's pages can change behind a copy.
$(O)/unit/driver/test_certs: private LDLIBS += -Wl,--wrap=memcpy

# There may be no cipher.
$(O)/unit/driver/test_device: private LDLIBS += -Wl,--wrap=snp_aead_new,--wrap=snp_aead_free

# How many bytes are passed over.
$(O)/unit/lib/formats/test_report_fields: private LDLIBS += -Wl,--wrap=json_skip

# How many signatures are verified.
$(O)/unit/lib/verdict/test_work: private LDLIBS += -Wl,--wrap=crypto_cert_verify,--wrap=crypto_p384_verify,--wrap=name_equal

# Each allocation of the library can be made to fail.
$(O)/unit/lib/verdict/test_allocation: private LDLIBS += -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free

# The host changes shared memory at the time that suits it best.
$(O)/unit/lib/verdict/test_attacks: private LDLIBS += -Wl,--wrap=evidence_read,--wrap=verifier_certificate

$(EMULATOR_TESTS): $(O)/unit/%: $(O)/tests/unit/%.o $(UNIT_ONLY) $(call support_objs,emulator) \
		$(O)/libemulator.a
	@mkdir -p $(@D)
	$(link_test)

# Through the library's face alone.
$(O)/unit/emulator/library/test_snp_vmm: $(O)/libsnp-vmm.a

# The driver's own sources, found through stand-ins for the kernel's headers. An
# archive, so that a test brings stand-ins only for what it pulls in.
DRIVER_DIR := drivers/virt/coco/sev-guest
DRIVER_PLAIN := $(addprefix $(DRIVER_DIR)/,channel.c message.c certs.c request.c cpuid.c svsm.c device.c power.c \
	shared_pages.c tsm.c)
# The kernel asserts without a message, which clang only knows from C23 on, and does
# not warn of parameters that nobody uses.
driver_cflags := -Itests/support/kernel -Itests/support -I$(DRIVER_DIR) -Wno-c2x-extensions
$(O)/$(DRIVER_DIR)/%.o $(O)/tests/unit/driver/%.o $(O)/tests/support/driver_%.o: \
	private CPPFLAGS += $(driver_cflags)
$(O)/$(DRIVER_DIR)/%.o $(O)/tests/unit/driver/%.o $(O)/tests/support/driver_%.o $(O)/tests/hosts/%.o: \
	private CFLAGS += -Wno-unused-parameter

# A longer list makes it anew, too.
$(O)/libdriver_plain.a: $(call objs,$(DRIVER_PLAIN)) tests/sources.mk
	$(call say,AR)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

$(DRIVER_TESTS): $(O)/unit/%: $(O)/tests/unit/%.o $(UNIT_ONLY) $(call support_objs,driver) \
		$(O)/libdriver_plain.a
	@mkdir -p $(@D)
	$(link_test)

$(O)/tests/unit/lib/%.o $(O)/tests/unit/measurement/%.o $(O)/tests/support/lib_%.o: \
	private CPPFLAGS += -Itools/snpguest/lib -Itools/snpguest -Iemulator -Itests/support
$(O)/tests/unit/emulator/%.o $(O)/tests/support/emulator_%.o: \
	private CPPFLAGS += -Iemulator -Itests/support

include tests/hosts/hosts.mk
include tests/bench/bench.mk tests/soak/soak.mk
include tests/engines/engines.mk

unit-tests: $(UNIT_TESTS)

list-unit-tests:
	@printf '%s\n' $(UNIT_TESTS)

.PHONY: unit-tests list-unit-tests

# Fuzzers.
-include tests/fuzz/sources.mk
