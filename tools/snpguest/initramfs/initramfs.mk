# SPDX-License-Identifier: MIT
# Disk unlock: hooks of initramfs-tools and dracut, and what both call.
#
#	install-initramfs	where those find them; uninstall-initramfs
#
# They look below /usr alone, whatever PREFIX is.
INITRAMFS_DIR := tools/snpguest/initramfs
HOOKDIR       ?= /usr/share/initramfs-tools/hooks
DRACUTDIR     ?= /usr/lib/dracut/modules.d
KEYDIR        ?= /usr/lib/snpguest

# install_script MODE FILE TO: with the paths of this command
install_script = install -d $(DESTDIR)$(dir $(3)) && \
	sed 's|@BINDIR@|$(BINDIR)|g;s|@LIBDIR@|$(KEYDIR)|g' $(2) >$(DESTDIR)$(3) && \
	chmod $(1) $(DESTDIR)$(3)

install-initramfs:
	$(call install_script,755,$(INITRAMFS_DIR)/luks-key,$(KEYDIR)/luks-key)
	$(call install_script,644,$(INITRAMFS_DIR)/luks.conf,$(KEYDIR)/luks.conf.example)
	$(call install_script,755,$(INITRAMFS_DIR)/initramfs-tools-hook,$(HOOKDIR)/snpguest)
	for script in module-setup derive-keys forget-keys; do \
		$(call install_script,755,$(INITRAMFS_DIR)/dracut/$$script.sh,$(DRACUTDIR)/91snpguest/$$script.sh) || exit 1; \
	done
	for unit in .socket @.service; do \
		$(call install_script,644,$(INITRAMFS_DIR)/dracut/snpguest-luks-key$$unit,$(DRACUTDIR)/91snpguest/snpguest-luks-key$$unit) || exit 1; \
	done

uninstall-initramfs:
	rm -f $(DESTDIR)$(KEYDIR)/luks-key $(DESTDIR)$(KEYDIR)/luks.conf.example \
		$(DESTDIR)$(HOOKDIR)/snpguest
	rm -rf $(DESTDIR)$(DRACUTDIR)/91snpguest

.PHONY: install-initramfs uninstall-initramfs
