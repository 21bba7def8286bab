# SPDX-License-Identifier: MIT
# The engine is everything but the programs; a program is named here.
EMULATOR_PROGRAMS := emulator/program/snp_emulator.c
EMULATOR_DIRS := program guest platform host machine pki firmware base
EMULATOR_SRC := $(filter-out $(EMULATOR_PROGRAMS),\
	$(sort $(wildcard $(EMULATOR_DIRS:%=emulator/%/*.c))))

$(O)/libemulator.a: $(call objs,$(EMULATOR_SRC))
	$(call say,AR)rm -f $@ && $(AR) rcs $@ $^

$(O)/snp-emulator: $(call objs,$(EMULATOR_PROGRAMS)) $(O)/libemulator.a
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -pthread -o $@ $^ $(CRYPTO_LIBS) $(LDLIBS)

# A program of its own: nothing else needs an HTTP library.
KDS_LIBS = $(shell $(PKG_CONFIG) --libs libmicrohttpd)
$(O)/snp-emulator-kds: $(call objs,$(sort $(wildcard emulator/kds/*.c))) $(O)/libemulator.a
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -pthread -o $@ $^ $(KDS_LIBS) $(CRYPTO_LIBS) $(LDLIBS)

emulator: $(O)/snp-emulator $(O)/snp-emulator-kds

install-emulator: emulator
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1
	install -m755 $(O)/snp-emulator $(O)/snp-emulator-kds $(DESTDIR)$(BINDIR)
	install -m644 emulator/snp-emulator.1 $(DESTDIR)$(MANDIR)/man1

.PHONY: emulator

# The same test body through each door.
$(O)/tests/doors/%.o: private CPPFLAGS += -Iemulator

$(O)/doors/device: $(call objs,tests/doors/body.c tests/doors/device.c)
$(O)/doors/in-process: $(call objs,tests/doors/body.c tests/doors/in_process.c) $(O)/libemulator.a
$(O)/doors/device $(O)/doors/in-process:
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -pthread -o $@ $^ $(CRYPTO_LIBS) $(LDLIBS)
