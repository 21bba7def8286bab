# SPDX-License-Identifier: MIT
# The engine is everything but the programs; a program is named here.
EMULATOR_PROGRAMS := emulator/program/snp_emulator.c
EMULATOR_DIRS := program guest platform host machine pki firmware base
EMULATOR_SRC := $(filter-out $(EMULATOR_PROGRAMS),\
	$(sort $(wildcard $(EMULATOR_DIRS:%=emulator/%/*.c))))

$(O)/libemulator.a: $(call objs,$(EMULATOR_SRC)) $(O)/.linked
	$(call say,AR)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

$(O)/snp-emulator: $(call objs,$(EMULATOR_PROGRAMS)) $(O)/libemulator.a
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -pthread -o $@ $^ $(CRYPTO_LIBS) $(LDLIBS)

# A program of its own: nothing else needs an HTTP library.
KDS_LIBS = $(shell $(PKG_CONFIG) --libs libmicrohttpd)
$(O)/snp-emulator-kds: $(call objs,$(sort $(wildcard emulator/kds/*.c))) $(O)/libemulator.a $(O)/.linked
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -pthread -o $@ $(filter %.o %.a,$^) $(KDS_LIBS) $(CRYPTO_LIBS) $(LDLIBS)

# The same for libfuse.
TSM_CFLAGS = $(shell $(PKG_CONFIG) --cflags fuse3)
$(O)/emulator/tsm/%.o: private CPPFLAGS += $(TSM_CFLAGS)
$(O)/snp-emulator-tsm: $(call objs,$(sort $(wildcard emulator/tsm/*.c))) $(O)/libemulator.a $(O)/.linked
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -pthread -o $@ $(filter %.o %.a,$^) $(shell $(PKG_CONFIG) --libs fuse3) $(CRYPTO_LIBS) $(LDLIBS)

emulator: $(O)/snp-emulator $(O)/snp-emulator-kds $(O)/snp-emulator-tsm

# For programs that have a machine inside, and for VMMs. One object in which only
# the public names are global: ours are short ones.
EMULATOR_LIBRARIES := libsnp-emulator libsnp-vmm
libsnp-emulator-what := An emulated AMD SEV-SNP machine inside a program, for tests
libsnp-vmm-what := A KVM that asks a VMM for AMD SEV-SNP certificates, for tests
EMULATOR_LIBRARY := $(call objs,emulator/library/control_words.c) $(O)/libemulator.a

$(EMULATOR_LIBRARIES:%=$(O)/%.a): $(O)/libsnp-%.a: $(O)/emulator/library/snp_%.o $(EMULATOR_LIBRARY)
	$(call say,AR)rm -f $@ && $(CC) $(ALL_CFLAGS) -r -nostdlib -o $(@:.a=.o) \
		-Wl,--whole-archive $^ -Wl,--no-whole-archive && \
		$(OBJCOPY) --localize-hidden $(@:.a=.o) && $(AR) rcs $@ $(@:.a=.o)

$(EMULATOR_LIBRARIES:%=$(O)/%.so.0): $(O)/libsnp-%.so.0: $(O)/emulator/library/snp_%.o $(EMULATOR_LIBRARY)
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -shared -Wl,-soname,$(@F) -Wl,-z,defs \
		-o $@ $^ $(CRYPTO_LIBS) -pthread $(LDLIBS)

$(EMULATOR_LIBRARIES:%=$(O)/%.pc): $(O)/%.pc: emulator/library/library.pc.in FORCE
	@sed 's|@NAME@|$*|;s|@LINK@|$(*:lib%=%)|;s|@WHAT@|$($*-what)|;s|@PREFIX@|$(PREFIX)|;s|@LIBDIR@|$(LIBDIR)|;s|@INCDIR@|$(INCDIR)|;s|@VERSION@|$(VERSION)|' $< > $@

emulator: $(EMULATOR_LIBRARIES:%=$(O)/%.a) $(EMULATOR_LIBRARIES:%=$(O)/%.so.0)

install-emulator: emulator $(EMULATOR_LIBRARIES:%=$(O)/%.pc)
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 \
		$(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCDIR)
	install -m755 $(O)/snp-emulator $(O)/snp-emulator-kds $(O)/snp-emulator-tsm $(DESTDIR)$(BINDIR)
	install -m644 emulator/snp-emulator.1 $(DESTDIR)$(MANDIR)/man1
	install -m644 $(EMULATOR_LIBRARIES:%=$(O)/%.a) $(DESTDIR)$(LIBDIR)
	install -m755 $(EMULATOR_LIBRARIES:%=$(O)/%.so.0) $(DESTDIR)$(LIBDIR)
	for library in $(EMULATOR_LIBRARIES); do \
		ln -sf $$library.so.0 $(DESTDIR)$(LIBDIR)/$$library.so || exit 1; \
	done
	install -m644 $(EMULATOR_LIBRARIES:%=$(O)/%.pc) $(DESTDIR)$(LIBDIR)/pkgconfig
	install -m644 emulator/library/snp_emulator.h emulator/library/snp_vmm.h $(DESTDIR)$(INCDIR)

# What install-emulator put there, modules of every kernel included.
uninstall-emulator:
	rm -f $(DESTDIR)$(BINDIR)/snp-emulator $(DESTDIR)$(BINDIR)/snp-emulator-kds \
		$(DESTDIR)$(BINDIR)/snp-emulator-tsm \
		$(DESTDIR)$(MANDIR)/man1/snp-emulator.1 \
		$(EMULATOR_LIBRARIES:%=$(DESTDIR)$(LIBDIR)/%.a) \
		$(EMULATOR_LIBRARIES:%=$(DESTDIR)$(LIBDIR)/%.so) \
		$(EMULATOR_LIBRARIES:%=$(DESTDIR)$(LIBDIR)/%.so.0) \
		$(EMULATOR_LIBRARIES:%=$(DESTDIR)$(LIBDIR)/pkgconfig/%.pc) \
		$(DESTDIR)$(INCDIR)/snp_emulator.h $(DESTDIR)$(INCDIR)/snp_vmm.h
	find "$(DESTDIR)$(MODDIR)" -name 'sev-guest-emulated.ko*' -delete 2>/dev/null || :

.PHONY: emulator install-emulator uninstall-emulator

# The same test body through each door.
$(O)/tests/doors/%.o: private CPPFLAGS += -Iemulator

$(O)/doors/device: $(call objs,tests/doors/body.c tests/doors/device.c)
$(O)/doors/in-process: $(call objs,tests/doors/body.c tests/doors/in_process.c) $(O)/libemulator.a
$(O)/doors/device $(O)/doors/in-process:
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -pthread -o $@ $^ $(CRYPTO_LIBS) $(LDLIBS)
