# SPDX-License-Identifier: MIT
# What the library's cryptography says of signatures, whatever it is built on.
# Its own cases are made with OpenSSL, whose older calls take a k.
$(O)/tests/engines/%.o: private CPPFLAGS += -Itools/snpguest/lib -Wno-deprecated-declarations

$(O)/engines/%: $(O)/tests/engines/%.o $(LIB_OBJECTS)
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -pthread -o $@ $^ $(LIB_LIBS) $(CRYPTO_LIBS) $(LDLIBS)
