// SPDX-License-Identifier: MIT
/*
 * What hostile evidence costs, in signatures that are verified and names that are
 * compared (the linker's --wrap), not in time: one for each certificate that is
 * handed in, and a few.
 */
#include "lib_forges.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/crypto.h"
#include "crypto/crypto_x509.h"
#include "crypto/name.h"

#define MOST 46 /* with the genuine ones, all that is read */
#define FEW 4 /* the genuine chain and the report */

static size_t verified, compared;

int __real_crypto_cert_verify(const struct crypto_cert *cert,
			      const struct crypto_key *key);
int __wrap_crypto_cert_verify(const struct crypto_cert *cert,
			      const struct crypto_key *key);
int __real_crypto_p384_verify(const struct crypto_key *key,
			      struct snpguest_blob message, const uint8_t *r,
			      const uint8_t *s);
int __wrap_crypto_p384_verify(const struct crypto_key *key,
			      struct snpguest_blob message, const uint8_t *r,
			      const uint8_t *s);

int __wrap_crypto_cert_verify(const struct crypto_cert *cert,
			      const struct crypto_key *key)
{
	verified++;
	return __real_crypto_cert_verify(cert, key);
}

int __wrap_crypto_p384_verify(const struct crypto_key *key,
			      struct snpguest_blob message, const uint8_t *r,
			      const uint8_t *s)
{
	verified++;
	return __real_crypto_p384_verify(key, message, r, s);
}

bool __real_name_equal(struct snpguest_blob a, struct snpguest_blob b);
bool __wrap_name_equal(struct snpguest_blob a, struct snpguest_blob b);

bool __wrap_name_equal(struct snpguest_blob a, struct snpguest_blob b)
{
	compared++;
	return __real_name_equal(a, b);
}

/* The same with another signature: a certificate of its own, forged. */
static struct snpguest_blob forged(struct snpguest_blob cert, size_t number)
{
	struct snpguest_blob copy = blob_copy(cert);

	((uint8_t *)copy.data)[copy.len - 1] ^= (uint8_t)(1 + number);
	return copy;
}

/* Forged authorities and leaves, and the genuine ones behind them. */
static size_t gather(struct snpguest_blob *certs, size_t authorities,
		     size_t leaves, bool genuine)
{
	struct snpguest_blob leaf = forge_issue(&milan->leaf),
			     ca = forge_issue(&milan->ca);
	size_t n = 0;

	for (size_t i = 0; i < authorities; i++)
		certs[n++] = forged(ca, i);
	for (size_t i = 0; i < leaves; i++)
		certs[n++] = forged(leaf, i);
	if (genuine) {
		certs[n++] = leaf;
		certs[n++] = ca;
	} else {
		blob_free(leaf);
		blob_free(ca);
	}
	return n;
}

static void expect_work(size_t authorities, size_t leaves, bool genuine)
{
	struct snpguest_blob certs[MOST + 2], none = { NULL, 0 };
	struct snpguest_verdict *verdict;
	size_t n;

	forge_reset(milan, SIGNER_VCEK, 3);
	forge_write_report(milan);
	n = gather(certs, authorities, leaves, genuine);
	verified = compared = 0;
	verdict = forge_judge_these(milan, certs, n, none);
	assert_int_equal(snpguest_verdict_accepted(verdict), genuine);
	assert_true(verified > 0);
	if (verified > authorities + leaves + FEW)
		fail_msg("%zu authorities, %zu leaves: %zu verifications",
			 authorities, leaves, verified);
	if (compared > authorities + leaves + FEW)
		fail_msg("%zu authorities, %zu leaves: %zu comparisons",
			 authorities, leaves, compared);
	snpguest_verdict_free(verdict);
	for (size_t i = 0; i < n; i++)
		blob_free(certs[i]);
}

static void each_certificate_costs_one_verification(void **state)
{
	static const size_t rows[][2] = {
		{ 0, 1 },     { 1, 0 },	    { 8, 8 },	{ 23, 23 },
		{ 1, MOST - 1 }, { MOST - 1, 1 }, { 12, 34 }, { 34, 12 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		/* First by a verifier that knows nothing yet. */
		if (rows[i][1])
			expect_work(rows[i][0], rows[i][1], false);
		expect_work(rows[i][0], rows[i][1], true);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_certificate_costs_one_verification),
	};

	return cmocka_run_group_tests(tests, make_milan, free_forges);
}
