# SPDX-License-Identifier: MIT
# Fuzzers of the library; clang with libFuzzer and the sanitizers.
FUZZ_CC    ?= clang
FUZZ_FLAGS := -g -O1 -fsanitize=fuzzer,address,undefined \
	      -fno-sanitize-recover=all -fprofile-instr-generate -fcoverage-mapping
FUZZERS    := $(patsubst tests/fuzz/%.c,$(O)/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))

$(O)/fuzz/%: tests/fuzz/%.c $(LIB_SRC) $(wildcard tools/snpguest/lib/*/*.h \
		tools/snpguest/measurement/*.h tools/snpguest/include/*.h)
	@mkdir -p $(@D)
	$(call say,FUZZ)$(FUZZ_CC) $(ALL_CPPFLAGS) -std=gnu11 $(WARNINGS) \
		$(FUZZ_FLAGS) -o $@ $< $(LIB_SRC) $(LIB_LIBS) -pthread

fuzzers: $(FUZZERS)

.PHONY: fuzzers
