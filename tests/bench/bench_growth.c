// SPDX-License-Identifier: MIT
/*
 * bench_growth WHAT MAX: how long it takes to judge 1 to MAX of something, as lines
 * "WHAT number seconds": processor time of this thread. WHAT:
 *
 * reports: of one chip, by one verifier; also "memory", in MiB, of the process
 * chips: a report each, of chips that were not seen before, by one verifier
 * tables: one report with a table of so many entries, the leaf in the last; there
 * may be more than are read, then it is refused
 * policies: one report under a policy of so many measurements, its own the last
 *
 * The first two are told as sums on the way, so MAX takes the time of all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "pki/identity.h"
#include "seconds.h"
#include "snpguest.h"

#define DATE INT64_C(1767225600) /* 2026-01-01 */
#define TCB UINT64_C(0xd516000000000203)
#define MEASUREMENT_SIZE 48
#define ROUNDS 7

static struct identity *identity;
static struct snpguest_verifier *verifier;
static struct snpguest_blob ca;

/* One report and its leaf. */
struct chip {
	uint8_t report[SNPGUEST_REPORT_SIZE];
	struct snpguest_blob leaf;
};

static void need(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_growth: %s\n", what);
	exit(3);
}

static struct snpguest_blob issue(const struct certificate_spec *spec)
{
	struct snpguest_blob blob;
	uint8_t *der;

	need(!certificate_issue(spec, &der, &blob.len), "no certificate");
	blob.data = der;
	return blob;
}

/* Number @n of the chips that have this identity's signing key. */
static void make_chip(uint32_t n, struct chip *chip)
{
	struct report_content content = {
		.product = PRODUCT_MILAN, .version = 3, .policy = 0x30000,
		.signer = SIGNER_VCEK, .current_tcb = TCB,
		.committed_tcb = TCB, .reported_tcb = TCB, .launch_tcb = TCB,
	};
	struct certificate_spec spec;
	struct certificate_extension *hwid;

	identity_chip_id(identity, content.chip_id);
	memcpy(content.chip_id, &n, sizeof(n));
	need(!identity_leaf_spec(identity, SIGNER_VCEK, TCB, &spec), "no leaf");
	hwid = certificate_extension_find(&spec, OID_HWID);
	need(hwid && hwid->size >= sizeof(content.chip_id), "no hwID");
	memcpy(hwid->value + hwid->size - sizeof(content.chip_id),
	       content.chip_id, sizeof(content.chip_id));
	chip->leaf = issue(&spec);
	report_write(&content, chip->report);
	need(!identity_sign_report(identity, SIGNER_VCEK, TCB, chip->report),
	     "no signature");
}

static struct snpguest_policy policy(void)
{
	struct snpguest_policy policy = SNPGUEST_POLICY_INIT;

	policy.report_data_any = policy.measurement_any = policy.any_root = 1;
	return policy;
}

/* How long it takes to accept @evidence, or where that is expected to refuse it. */
static double judge(const struct snpguest_evidence *evidence,
		    const struct snpguest_policy *under, int expected)
{
	double start = seconds();

	need(snpguest_verify(verifier, evidence, under, DATE, NULL, NULL) ==
		     expected, "another verdict than expected");
	return seconds() - start;
}

static double judge_chip(struct chip *chip, const struct snpguest_policy *under)
{
	const struct snpguest_blob certs[] = { chip->leaf, ca };
	const struct snpguest_evidence evidence = {
		.size = sizeof(evidence),
		.report = { chip->report, sizeof(chip->report) },
		.certs = certs,
		.n_certs = 2,
	};

	return judge(&evidence, under, 0);
}

/* Is @n to be told: 1, 2, 5, 10 and so on? */
static int is_told(size_t n)
{
	while (n % 10 == 0)
		n /= 10;
	return n == 1 || n == 2 || n == 5;
}

static void tell_memory(size_t n)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	printf("memory %zu %.2f\n", n, usage.ru_maxrss / 1024.0);
}

static void grow_reports(size_t max)
{
	struct snpguest_policy any = policy();
	struct chip chip;
	double sum = 0;

	make_chip(0, &chip);
	judge_chip(&chip, &any);
	for (size_t n = 1; n <= max; n++) {
		sum += judge_chip(&chip, &any);
		if (!is_told(n))
			continue;
		printf("reports %zu %.6f\n", n, sum);
		tell_memory(n);
	}
	free((void *)chip.leaf.data);
}

static void grow_chips(size_t max)
{
	struct snpguest_policy any = policy();
	struct chip chip;
	double sum = 0;

	make_chip(0, &chip);
	judge_chip(&chip, &any);
	free((void *)chip.leaf.data);
	for (size_t n = 1; n <= max; n++) {
		make_chip(n, &chip);
		sum += judge_chip(&chip, &any);
		free((void *)chip.leaf.data);
		if (is_told(n))
			printf("chips %zu %.6f\n", n, sum);
	}
}

static void put32(uint8_t *to, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		to[i] = value >> (8 * i);
}

/* Strangers' entries of 64 bytes each, then the leaf. */
static struct snpguest_blob make_table(size_t entries,
				       struct snpguest_blob leaf)
{
	static const uint8_t vcek[16] = {
		0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64,
		0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd,
	};
	size_t at = 24 * (entries + 1), len = at + 64 * (entries - 1) + leaf.len;
	uint8_t *table = calloc(1, len);

	need(table != NULL, "no memory");
	for (size_t i = 0; i < entries - 1; i++, at += 64) {
		table[24 * i] = 1;
		put32(table + 24 * i + 4, i);
		put32(table + 24 * i + 16, at);
		put32(table + 24 * i + 20, 64);
	}
	memcpy(table + 24 * (entries - 1), vcek, 16);
	put32(table + 24 * (entries - 1) + 16, at);
	put32(table + 24 * (entries - 1) + 20, leaf.len);
	memcpy(table + at, leaf.data, leaf.len);
	return (struct snpguest_blob){ table, len };
}

static void grow_tables(size_t max)
{
	struct snpguest_policy any = policy();
	struct chip chip;

	make_chip(0, &chip);
	for (size_t n = 1; n <= max; n++) {
		struct snpguest_evidence evidence = {
			.size = sizeof(evidence),
			.report = { chip.report, sizeof(chip.report) },
			.certs = &ca,
			.n_certs = 1,
		};
		double best = 1e9;

		if (!is_told(n))
			continue;
		evidence.table = make_table(n, chip.leaf);
		for (int i = 0; i < ROUNDS; i++) {
			double took = judge(&evidence, &any,
					    n > SNPGUEST_TABLE_MAX);

			best = took < best ? took : best;
		}
		printf("tables %zu %.6f\n", n, best);
		free((void *)evidence.table.data);
	}
	free((void *)chip.leaf.data);
}

static void grow_policies(size_t max)
{
	struct snpguest_policy under = policy();
	uint8_t *values = malloc(max * MEASUREMENT_SIZE);
	struct chip chip;

	need(values != NULL, "no memory");
	make_chip(0, &chip);
	under.measurement_any = 0;
	under.measurement.data = values;
	for (size_t n = 1; n <= max; n++) {
		double best = 1e9;

		if (!is_told(n))
			continue;
		memset(values, 0xee, n * MEASUREMENT_SIZE);
		memcpy(values + (n - 1) * MEASUREMENT_SIZE, chip.report + 0x90,
		       MEASUREMENT_SIZE);
		under.measurement.count = n;
		for (int i = 0; i < ROUNDS; i++) {
			double took = judge_chip(&chip, &under);

			best = took < best ? took : best;
		}
		printf("policies %zu %.6f\n", n, best);
	}
	free(values);
	free((void *)chip.leaf.data);
}

static void make_verifier(void)
{
	struct certificate_spec spec;
	struct snpguest_blob ark;

	identity = identity_create(PRODUCT_MILAN, 7, DATE);
	need(identity && !identity_ca_spec(identity, CA_ASK, &spec),
	     "no identity");
	ca = issue(&spec);
	need(!identity_ca_spec(identity, CA_ARK, &spec), "no root");
	ark = issue(&spec);
	need(!snpguest_verifier_new(&verifier, NULL, NULL) &&
	     !snpguest_verifier_add_anchor(verifier, ark, NULL), "no verifier");
	free((void *)ark.data);
}

int main(int argc, char *argv[])
{
	static const struct {
		const char *name;
		void (*grow)(size_t max);
	} series[] = {
		{ "reports", grow_reports },
		{ "chips", grow_chips },
		{ "tables", grow_tables },
		{ "policies", grow_policies },
	};
	int known = 0;

	need(argc == 3 && atol(argv[2]) > 0, "usage: bench_growth WHAT MAX");
	make_verifier();
	setlinebuf(stdout);
	for (size_t i = 0; i < sizeof(series) / sizeof(*series); i++)
		if (!strcmp(argv[1], series[i].name)) {
			series[i].grow(atol(argv[2]));
			known = 1;
		}
	need(known, "WHAT is reports, chips, tables or policies");
	snpguest_verifier_free(verifier);
	identity_free(identity);
	free((void *)ca.data);
	return 0;
}
