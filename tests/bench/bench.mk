# SPDX-License-Identifier: MIT
#
# bench: the numbers that are goals, as ratios within one run; a table, and
# $(O)/bench/results.json. Never a test: a loaded machine is not a defect.
BENCH_PROGRAMS := $(patsubst tests/bench/%.c,$(O)/bench/%,$(sort $(wildcard tests/bench/bench_*.c)))

$(O)/tests/bench/%.o: private CPPFLAGS += -Iemulator

$(BENCH_PROGRAMS): $(O)/bench/%: $(O)/tests/bench/%.o $(O)/libsnpguest.a $(O)/libemulator.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -pthread -o $@ $(filter %.o %.a,$^) $(LIB_LIBS) $(CRYPTO_LIBS) $(LDLIBS)

bench: $(BENCH_PROGRAMS) $(O)/snpguest $(O)/snp-emulator
	@tests/bench/bench.sh

# What grows, measured and drawn; the page beside the drawings explains each. The
# largest numbers take a quarter of an hour and more: GROWTH=100 for a hundredth.
bench-growth: $(O)/bench/bench_growth $(O)/bench/bench_hostile
	@tests/bench/growth.sh

.PHONY: bench bench-growth
