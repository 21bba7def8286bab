# SPDX-License-Identifier: MIT
$(O)/tests/soak/%.o: private CPPFLAGS += -Iemulator

$(O)/soak/ledger: $(O)/tests/soak/ledger.o $(O)/libemulator.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -pthread -o $@ $^ $(CRYPTO_LIBS) $(LDLIBS)
