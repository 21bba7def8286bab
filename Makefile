# SPDX-License-Identifier: MIT
#
# make            library and tool
# make check      every default test, about half an hour (check-NAME for one)
# make modules    the driver, for KDIR
# make modules_install   the driver, where modprobe finds it before the kernel's
#                 own; MODULE_SIGN_KEY= and MODULE_SIGN_CERT= to have it signed
# make modules_uninstall   of the kernel that runs, or of RELEASE=
# make hardware	inside an SNP guest: try the driver on the machine
# make demo       boot a kernel on the emulated platform and attest in it
# make upstream   the driver as a series for Linux (upstream/README.md)
# make install    library, header, tool, manual pages, completion, schemas
# make install-bindings  the Python module and the Go package
# make install-emulator
# make install-initramfs   disk unlock: hooks of initramfs-tools and dracut
#
# V=1 shows commands, W=error adds -Werror, SAN=address,undefined builds with
# sanitizers, O=dir builds elsewhere, CRYPTO=aws-lc builds the library on AWS-LC,
# WITH_TPM=1 the tool with vTPMs (libtss2-dev), WITH_NATS=1 with a worker for queues
# (libnats-dev).
O             ?= build
PKG_CONFIG    ?= pkg-config
CFLAGS        ?= -O2 -g
PREFIX        ?= /usr/local
BINDIR        ?= $(PREFIX)/bin
LIBDIR        ?= $(PREFIX)/lib
INCDIR        ?= $(PREFIX)/include
MANDIR        ?= $(PREFIX)/share/man
PYTHONDIR     ?= $(PREFIX)/lib/python3/dist-packages
GODIR         ?= $(PREFIX)/share/gocode/src
COMPDIR       ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR        ?= $(PREFIX)/share/zsh/site-functions
FISHDIR       ?= $(PREFIX)/share/fish/vendor_completions.d
SCHEMADIR     ?= $(PREFIX)/share/snpguest
KDIR          ?= /lib/modules/$(shell uname -r)/build
MODDIR        ?= /lib/modules
VECTORS       ?= $(abspath ../shared/vectors)

# make predefines CC and AR, so ?= would never take effect.
ifeq ($(origin CC),default)
CC            := $(CROSS_COMPILE)gcc
endif
ifeq ($(origin AR),default)
AR            := $(CROSS_COMPILE)ar
endif

OBJCOPY       ?= $(CROSS_COMPILE)objcopy

VERSION       := 0.1.0
SOVERSION     := 0

WARNINGS      := -Wall -Wextra -Wmissing-prototypes -Wstrict-prototypes \
		 -Wshadow -Wvla -Wundef -Wwrite-strings -Wswitch
CRYPTO_CFLAGS  = $(shell $(PKG_CONFIG) --cflags libcrypto)
# A static libcrypto may want further libraries.
PKG_STATIC     = $(if $(filter -static%,$(LDFLAGS)),--static)
CRYPTO_LIBS    = $(shell $(PKG_CONFIG) $(PKG_STATIC) --libs libcrypto)
# What the library needs of others, beside its cryptography.
LIB_PACKAGES  := zlib jansson
LIB_LIBS       = $(shell $(PKG_CONFIG) $(PKG_STATIC) --libs $(LIB_PACKAGES)) $(ENGINE_LIBS)
SANITIZE       = $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all)

# CFLAGS, CPPFLAGS, LDFLAGS and LDLIBS belong to the user: read, never assigned.
ALL_CPPFLAGS   = -D_GNU_SOURCE -DSNPGUEST_VERSION='"$(VERSION)"' \
		 -Itools/snpguest/include -Iinclude/uapi $(CPPFLAGS)
ALL_CFLAGS     = -std=gnu11 $(WARNINGS) $(if $(filter error,$(W)),-Werror) \
		 -fPIC -fvisibility=hidden $(CRYPTO_CFLAGS) $(SANITIZE) $(CFLAGS)
ALL_LDFLAGS    = $(SANITIZE) $(LDFLAGS)

ifneq ($(V),1)
say = @printf '  %-8s%s\n' $(1) $(patsubst $(O)/%,%,$@);
endif

.DEFAULT_GOAL := all
objs = $(patsubst %.c,$(O)/%.o,$(1))

include tools/snpguest/sources.mk tools/snpguest/initramfs/initramfs.mk
-include emulator/sources.mk emulator/kernel/module.mk tests/sources.mk tests/vm/vm.mk \
	tests/redirect/redirect.mk tests/lanes.mk upstream/upstream.mk

# Rewritten only when a setting changed; everything depends on it. Expanded here,
# once: what one target adds to its own flags (always `private`) is not a setting.
SETTINGS := $(CC) $(CRYPTO) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(LDLIBS)

# The same for which files are linked: with another choice, or a file less, no
# object is newer.
LINKED := $(LIB_SRC) $(CLI_SRC) $(sort $(wildcard emulator/*/*.c))

$(O)/.settings: now = $(SETTINGS)
$(O)/.linked: now = $(LINKED)
$(O)/.settings $(O)/.linked: FORCE
	@mkdir -p $(@D); now='$(subst ','\'',$(now))'; \
	[ "$$now" = "$$(cat $@ 2>/dev/null)" ] || echo "$$now" > $@

$(O)/%.o: %.c $(O)/.settings
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# One object in which only the public names are global: a program may have a
# device_open() of its own.
$(O)/libsnpguest.a: $(LIB_OBJECTS) $(O)/.linked
	$(call say,AR)rm -f $@ && $(CC) $(ALL_CFLAGS) -r -nostdlib \
		-o $(@:.a=.o) $(filter %.o,$^) && $(OBJCOPY) --localize-hidden $(@:.a=.o) && \
		$(AR) rcs $@ $(@:.a=.o)

$(O)/libsnpguest.so.$(SOVERSION): $(LIB_OBJECTS) $(O)/.linked tools/snpguest/libsnpguest.map
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -shared -Wl,-soname,$(@F) -Wl,-z,defs \
		-Wl,--version-script=tools/snpguest/libsnpguest.map \
		-o $@ $(filter %.o,$^) $(LIB_LIBS) -pthread $(LDLIBS)

$(O)/snpguest: $(call objs,$(CLI_SRC)) $(O)/libsnpguest.a $(LINK_SCRIPT) $(O)/.linked
	$(call say,LD)$(CC) $(ALL_LDFLAGS) $(addprefix -T,$(filter %.ld,$^)) -o $@ \
		$(filter %.o %.a,$^) $(LIB_LIBS) $(LDLIBS)

all: $(O)/libsnpguest.a $(O)/libsnpguest.so.$(SOVERSION) $(O)/snpguest

modules:
	@[ -f $(KDIR)/Makefile ] || { \
		echo "no kernel headers at $(KDIR): install" \
			"linux-headers-$$(uname -r), or set KDIR" >&2; exit 1; }
	$(MAKE) -C $(KDIR) M=$(CURDIR)/drivers/virt/coco/sev-guest \
		CONFIG_SEV_GUEST=m modules

# INSTALL_MOD_PATH is what the kernel's own target calls DESTDIR.
modules_install: modules
	@DESTDIR="$(or $(DESTDIR),$(INSTALL_MOD_PATH))" \
		MODULE_SIGN_KEY="$(MODULE_SIGN_KEY)" \
		MODULE_SIGN_CERT="$(MODULE_SIGN_CERT)" \
		scripts/install-module.sh $(KDIR) $(MODDIR)
	@scripts/hand-over.sh

# Of the kernel that runs, or of RELEASE.
RELEASE ?= $(shell uname -r)
modules_uninstall: root = $(or $(DESTDIR),$(INSTALL_MOD_PATH))
modules_uninstall:
	rm -f "$(root)$(MODDIR)/$(RELEASE)/updates/sev-guest.ko"
	PATH=$$PATH:/usr/sbin:/sbin depmod -b "$(root)/" "$(RELEASE)"

# Inside an SNP guest: this tree's driver, tried on the machine.
hardware: all modules
	@scripts/hardware.sh $(HARDWARE)

check:
	@tests/run-tests.sh

check-%:
	@tests/run-tests.sh $*

# Anew each time: its paths are the command line's.
$(O)/libsnpguest.pc: tools/snpguest/libsnpguest.pc.in FORCE
	@sed 's|@PREFIX@|$(PREFIX)|;s|@LIBDIR@|$(LIBDIR)|;s|@INCDIR@|$(INCDIR)|;s|@VERSION@|$(VERSION)|;s|@REQUIRES@|$(ENGINE_REQUIRES) $(LIB_PACKAGES)|' $< > $@

install-library: $(O)/libsnpguest.a $(O)/libsnpguest.so.$(SOVERSION) $(O)/libsnpguest.pc
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCDIR) \
		$(DESTDIR)$(MANDIR)/man3
	install -m644 $(O)/libsnpguest.a $(DESTDIR)$(LIBDIR)
	install -m755 $(O)/libsnpguest.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)
	ln -sf libsnpguest.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libsnpguest.so
	install -m644 $(O)/libsnpguest.pc $(DESTDIR)$(LIBDIR)/pkgconfig
	install -m644 tools/snpguest/include/snpguest.h \
		tools/snpguest/include/snpguest_measure.h $(DESTDIR)$(INCDIR)
	for page in $(filter %.3,$(MAN_PAGES)); do \
		install -m644 $$page $(DESTDIR)$(MANDIR)/man3 || exit 1; done
	scripts/man-names.sh $(filter %.3,$(MAN_PAGES)) | \
		while read -r name page; do \
		echo ".so man3/$$page" >$(DESTDIR)$(MANDIR)/man3/$$name.3 || exit 1; done

install: all install-library
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 \
		$(DESTDIR)$(MANDIR)/man5 $(DESTDIR)$(COMPDIR) \
		$(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR) $(DESTDIR)$(SCHEMADIR)
	install -m755 $(O)/snpguest $(DESTDIR)$(BINDIR)
	for page in $(filter-out %.3,$(MAN_PAGES)); do \
		install -m644 $$page $(DESTDIR)$(MANDIR)/man$${page##*.} || exit 1; done
	install -m644 tools/snpguest/completion/snpguest.bash $(DESTDIR)$(COMPDIR)/snpguest
	install -m644 tools/snpguest/completion/_snpguest $(DESTDIR)$(ZSHDIR)
	install -m644 tools/snpguest/completion/snpguest.fish $(DESTDIR)$(FISHDIR)
	install -m644 $(SCHEMAS) $(DESTDIR)$(SCHEMADIR)

# Sources both, which find the library as installed: import snpguest; and in a
# go.mod: replace snpguest => $(GODIR)/snpguest.
install-bindings:
	install -d $(DESTDIR)$(PYTHONDIR) $(DESTDIR)$(GODIR)/snpguest
	install -m644 tools/snpguest/bindings/python/snpguest.py $(DESTDIR)$(PYTHONDIR)
	install -m644 tools/snpguest/bindings/go/go.mod \
		tools/snpguest/bindings/go/snpguest.go $(DESTDIR)$(GODIR)/snpguest

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/snpguest $(DESTDIR)$(INCDIR)/snpguest.h \
		$(DESTDIR)$(INCDIR)/snpguest_measure.h \
		$(DESTDIR)$(LIBDIR)/libsnpguest.a $(DESTDIR)$(LIBDIR)/libsnpguest.so \
		$(DESTDIR)$(LIBDIR)/libsnpguest.so.$(SOVERSION) \
		$(DESTDIR)$(LIBDIR)/pkgconfig/libsnpguest.pc \
		$(DESTDIR)$(COMPDIR)/snpguest $(DESTDIR)$(ZSHDIR)/_snpguest \
		$(DESTDIR)$(FISHDIR)/snpguest.fish \
		$(addprefix $(DESTDIR)$(SCHEMADIR)/,$(notdir $(SCHEMAS)))
	for page in $(notdir $(MAN_PAGES)); do \
		rm -f $(DESTDIR)$(MANDIR)/man$${page##*.}/$$page; done
	scripts/man-names.sh $(filter %.3,$(MAN_PAGES)) | \
		while read -r name page; do rm -f $(DESTDIR)$(MANDIR)/man3/$$name.3; done
	rm -f $(DESTDIR)$(PYTHONDIR)/snpguest.py \
		$(addprefix $(DESTDIR)$(GODIR)/snpguest/,go.mod snpguest.go)

clean:
	rm -rf $(O)

FORCE:
.PHONY: all check modules modules_install modules_uninstall hardware demo install install-library install-bindings install-emulator uninstall \
	clean FORCE
.SECONDARY:
-include $(shell [ -d $(O) ] && find $(O) -path $(O)/kernels -prune -o \
	-name '*.d' -type f -print)
