// SPDX-License-Identifier: MIT
/*
 * bench_verify STATE [REPORT LEAF]: how much a full verification costs beyond the
 * one P-384 verification that it cannot do without. STATE is a state directory of
 * snp-emulator; REPORT and its LEAF are genuine, below a root that is compiled in.
 * Prints one line for each number: name, value.
 *
 * Each number is the best of several rounds, the two sides of a ratio in turn,
 * so that a busy machine disturbs both alike. There are rounds until the best
 * three of each number are within SPREAD_MAX; where that does not come to be, the
 * machine has something else to do, and "spread" says so.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "guest/guest_client.h"
#include "program/control.h"
#include "seconds.h"
#include "snpguest.h"

#define ROUNDS_MIN 7
#define ROUNDS_MAX 40
#define SECONDS_MAX 150 /* by the clock */
#define SPREAD_MAX 0.03
#define PER_ROUND 150
#define GENUINE_AT 1780272000 /* 2026-06-01, when the genuine leaves are valid */
#define SIGNED_SIZE 0x2a0
#define R_OFFSET 0x2a0
#define S_OFFSET 0x2e8

/* A report and the table that came with it. */
struct fetched {
	uint8_t report[SNPGUEST_REPORT_SIZE];
	uint8_t *table;
	size_t table_len;
	struct snpguest_blob leaf, anchor;
};

/* Of one chip under one ASK, before and after its TCB moved: two leaves. */
static struct fetched old, new;

/* Genuine, or without a leaf. */
static struct fetched genuine;

/** struct best - the three least values that were measured */
struct best {
	double value[3];
};

static void die(const char *what)
{
	fprintf(stderr, "bench_verify: %s\n", what);
	exit(3);
}

static void fetch(struct platform *platform, struct fetched *to)
{
	static const uint8_t report_data[64] = "bench";
	struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX];
	size_t count;

	if (emulated_guest_report(platform, report_data, 0, 0, to->report,
				  &to->table, &to->table_len))
		die("no report");
	if (snpguest_table_parse(to->table, to->table_len, entries,
				 SNPGUEST_TABLE_MAX, &count, NULL))
		die("malformed table");
	for (size_t i = 0; i < count; i++) {
		if (entries[i].kind == SNPGUEST_ENTRY_VCEK)
			to->leaf = entries[i].blob;
		if (entries[i].kind == SNPGUEST_ENTRY_ARK)
			to->anchor = entries[i].blob;
	}
	if (!to->leaf.len || !to->anchor.len)
		die("no VCEK or ARK in the table");
}

static void fetch_evidence(const char *state)
{
	static char rotate[] = "rotate";
	char *const command[] = { rotate };
	struct platform *platform;
	char why[256] = "", *answer = NULL;

	if (platform_open(state, &platform, why, sizeof(why)))
		die(why);
	fetch(platform, &old);
	if (platform_control(platform, 1, command, &answer))
		die(answer ? answer : "no rotation");
	free(answer);
	fetch(platform, &new);
	platform_close(platform);
}

static struct snpguest_verifier *new_verifier(void)
{
	struct snpguest_verifier *verifier;
	struct snpguest_error error = {};

	if (snpguest_verifier_new(&verifier, NULL, &error) ||
	    snpguest_verifier_add_anchor(verifier, new.anchor, &error))
		die(error.what);
	return verifier;
}

/* Everything that `snpguest attest` asks for. */
static void verify_once(struct snpguest_verifier *verifier,
			const struct fetched *what)
{
	struct snpguest_evidence evidence = {
		.size = sizeof(evidence),
		.report = { what->report, sizeof(what->report) },
		.table = { what->table, what->table_len },
	};
	struct snpguest_policy policy = SNPGUEST_POLICY_INIT;
	struct snpguest_verdict *verdict;

	policy.report_data.data = what->report + 0x50;
	policy.report_data.count = 1;
	policy.measurement.data = what->report + 0x90;
	policy.measurement.count = 1;
	policy.any_root = 1;
	if (snpguest_verify(verifier, &evidence, &policy, SNPGUEST_NOW,
			    &verdict, NULL) ||
	    !snpguest_verdict_accepted(verdict))
		die("not accepted");
	snpguest_verdict_free(verdict);
}

/* The signature as OpenSSL takes it. */
static size_t der_signature(uint8_t *der)
{
	ECDSA_SIG *sig = ECDSA_SIG_new();
	size_t len;

	ECDSA_SIG_set0(sig, BN_lebin2bn(new.report + R_OFFSET, 48, NULL),
		       BN_lebin2bn(new.report + S_OFFSET, 48, NULL));
	len = i2d_ECDSA_SIG(sig, &der);
	ECDSA_SIG_free(sig);
	return len;
}

static EVP_PKEY *leaf_key(void)
{
	const uint8_t *at = new.leaf.data;
	X509 *cert = d2i_X509(NULL, &at, new.leaf.len);
	EVP_PKEY *key = cert ? X509_get_pubkey(cert) : NULL;

	if (!key)
		die("the leaf is no certificate");
	X509_free(cert);
	return key;
}

static void raw_once(EVP_PKEY *key, const uint8_t *der, size_t len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (EVP_DigestVerifyInit(ctx, NULL, EVP_sha384(), NULL, key) != 1 ||
	    EVP_DigestVerify(ctx, der, len, new.report, SIGNED_SIZE) != 1)
		die("the raw signature does not verify");
	EVP_MD_CTX_free(ctx);
}

static double raw_round(void)
{
	uint8_t der[256];
	size_t len = der_signature(der);
	EVP_PKEY *key = leaf_key();
	double start = seconds();

	for (int i = 0; i < PER_ROUND; i++)
		raw_once(key, der, len);
	start = seconds() - start;
	EVP_PKEY_free(key);
	return start / PER_ROUND;
}

/* AMD's root and authority compiled in; nothing else is known of before. */
static void verify_anew(void)
{
	struct snpguest_evidence evidence = {
		.size = sizeof(evidence),
		.report = { genuine.report, sizeof(genuine.report) },
		.certs = &genuine.leaf,
		.n_certs = 1,
	};
	struct snpguest_policy policy = SNPGUEST_POLICY_INIT;
	struct snpguest_verifier *verifier;
	struct snpguest_verdict *verdict;

	policy.report_data_any = 1;
	policy.measurement_any = 1;
	if (snpguest_verifier_new(&verifier, NULL, NULL) ||
	    snpguest_verify(verifier, &evidence, &policy, GENUINE_AT, &verdict,
			    NULL))
		die("the genuine report is not accepted");
	snpguest_verdict_free(verdict);
	snpguest_verifier_free(verifier);
}

static double anew_round(void)
{
	double start = seconds();

	for (int i = 0; genuine.leaf.len && i < PER_ROUND; i++)
		verify_anew();
	return (seconds() - start) / PER_ROUND;
}

static double seen_round(struct snpguest_verifier *verifier)
{
	double start = seconds();

	for (int i = 0; i < PER_ROUND; i++)
		verify_once(verifier, &new);
	return (seconds() - start) / PER_ROUND;
}

/*
 * A verifier each, made beforehand, so that the leaf was not seen before. What
 * is above it was: AMD's ASKs are compiled in, the emulated one is warmed with
 * another leaf.
 */
static double new_round(void)
{
	struct snpguest_verifier *verifiers[PER_ROUND];
	double start;

	for (int i = 0; i < PER_ROUND; i++)
		verify_once(verifiers[i] = new_verifier(), &old);
	start = seconds();
	for (int i = 0; i < PER_ROUND; i++)
		verify_once(verifiers[i], &new);
	start = seconds() - start;
	for (int i = 0; i < PER_ROUND; i++)
		snpguest_verifier_free(verifiers[i]);
	return start / PER_ROUND;
}

static void *seen_main(void *verifier)
{
	seen_round(verifier);
	return NULL;
}

static void *raw_main(void *nothing)
{
	raw_round();
	return nothing;
}

/* By the clock: what two threads gain is what the machine lends them. */
static double two_threads_round(void *(*work)(void *context), void *context)
{
	double start = clock_seconds(CLOCK_MONOTONIC);
	pthread_t other;

	if (pthread_create(&other, NULL, work, context))
		die("no thread");
	work(context);
	pthread_join(other, NULL);
	return (clock_seconds(CLOCK_MONOTONIC) - start) / (2 * PER_ROUND);
}

static void keep(struct best *best, double value)
{
	for (int i = 0; i < 3; i++) {
		double worse = best->value[i];

		if (worse && value >= worse)
			continue;
		best->value[i] = value;
		if (!worse)
			return;
		value = worse;
	}
}

static double spread_of(const struct best *best)
{
	return best->value[2] / best->value[0] - 1;
}

/** struct numbers - seconds of one verification, of each kind */
struct numbers {
	struct best raw, seen, fresh, anew, raw_two, seen_two;
};

static double spread(const struct numbers *n)
{
	const struct best *all[] = { &n->raw, &n->seen, &n->fresh, &n->anew };
	double worst = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i]->value[0] > 1e-6 && spread_of(all[i]) > worst)
			worst = spread_of(all[i]);
	return worst;
}

static void one_round(struct numbers *n, struct snpguest_verifier *verifier)
{
	keep(&n->raw, raw_round());
	keep(&n->seen, seen_round(verifier));
	keep(&n->fresh, new_round());
	keep(&n->anew, anew_round());
	keep(&n->raw_two, two_threads_round(raw_main, NULL));
	keep(&n->seen_two, two_threads_round(seen_main, verifier));
}

static int measure(struct numbers *n, struct snpguest_verifier *verifier)
{
	double start = clock_seconds(CLOCK_MONOTONIC);
	int rounds = 0;

	while (rounds < ROUNDS_MAX &&
	       (rounds < ROUNDS_MIN || spread(n) >= SPREAD_MAX) &&
	       clock_seconds(CLOCK_MONOTONIC) - start < SECONDS_MAX) {
		one_round(n, verifier);
		rounds++;
	}
	return rounds;
}

static void print(const struct numbers *n)
{
	double raw = n->raw.value[0], seen = n->seen.value[0];

	printf("raw_us %.1f\nseen_us %.1f\nnew_us %.1f\n", raw * 1e6,
	       seen * 1e6, n->fresh.value[0] * 1e6);
	printf("seen_ratio %.3f\nnew_ratio %.3f\n", raw / seen,
	       raw / n->fresh.value[0]);
	if (genuine.leaf.len)
		printf("anew_ratio %.3f\n", raw / n->anew.value[0]);
	printf("threads_raw %.2f\nthreads_seen %.2f\nthreads_ratio %.3f\n",
	       raw / n->raw_two.value[0], seen / n->seen_two.value[0],
	       seen / n->seen_two.value[0] / (raw / n->raw_two.value[0]));
	printf("spread %.3f\n", spread(n));
}

static size_t read_file(const char *path, uint8_t *bytes, size_t size)
{
	FILE *file = fopen(path, "rb");
	size_t len = file ? fread(bytes, 1, size, file) : 0;

	if (!len)
		die(path);
	fclose(file);
	return len;
}

static void read_genuine(const char *report, const char *leaf)
{
	static uint8_t der[8192];

	read_file(report, genuine.report, sizeof(genuine.report));
	genuine.leaf.len = read_file(leaf, der, sizeof(der));
	genuine.leaf.data = der;
}

int main(int argc, char *argv[])
{
	struct snpguest_verifier *verifier;
	struct numbers numbers = { 0 };

	if (argc != 2 && argc != 4)
		die("usage: bench_verify STATE [REPORT LEAF]");
	if (argc == 4)
		read_genuine(argv[2], argv[3]);
	fetch_evidence(argv[1]);
	verifier = new_verifier();
	verify_once(verifier, &new);
	printf("rounds %d\n", measure(&numbers, verifier));
	print(&numbers);
	snpguest_verifier_free(verifier);
	free(old.table);
	free(new.table);
	return 0;
}
