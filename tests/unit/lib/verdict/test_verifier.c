// SPDX-License-Identifier: MIT
/* The verifier as an object: anchors, what it remembers, sharing it. */
#include "lib_forges.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

#include "verdict/verifier.h"

static void expect(const char *failed)
{
	verdict_expect(forge_judge(milan), failed);
}

/*
 * What is remembered is that one certificate signed another; everything else is
 * looked at again.
 */
static void a_remembered_leaf_still_has_its_dates(void **state)
{
	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	for (int i = 0; i < 3; i++) {
		milan->at = FORGE_DATE;
		expect("");
		milan->at = milan->leaf.not_after + 1;
		expect("leaf-dates");
		milan->at = milan->leaf.not_before - 1;
		expect("leaf-dates");
	}
}

/* A genuine chain is known; the same leaf below a false authority is not. */
static void a_remembered_leaf_does_not_vouch_for_another_issuer(void **state)
{
	struct certificate_spec ca;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	expect("");
	ca = milan->ca;
	milan->ca.issuer_key = identity_ca_key(milan->identity, CA_ASVK);
	expect("intermediate-signature");
	milan->ca = ca;
	expect("");
	milan->ca.subject_key = identity_ca_key(milan->identity, CA_ASVK);
	expect("leaf-signature");
}

static void more_leaves_than_are_remembered_are_judged(void **state)
{
	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	for (int i = 0; i < 150; i++) {
		milan->leaf.not_before = FORGE_DATE - 1000 - i;
		expect("");
	}
	milan->leaf.issuer_key = identity_ca_key(milan->identity, CA_ASVK);
	expect("leaf-signature");
}

static int add(const struct certificate_spec *spec, struct snpguest_error *error)
{
	struct snpguest_verifier *verifier;
	struct snpguest_blob cert = forge_issue(spec);
	int err;

	assert_int_equal(snpguest_verifier_new(&verifier, NULL, NULL), 0);
	err = snpguest_verifier_add_anchor(verifier, cert, error);
	snpguest_verifier_free(verifier);
	blob_free(cert);
	return err;
}

static void an_anchor_is_a_root_that_signed_itself(void **state)
{
	struct certificate_spec right, wrong;
	struct snpguest_error error;

	(void)state;
	right = forge_ca(milan, CA_ARK);
	assert_int_equal(add(&right, &error), 0);

	wrong = right;
	wrong.issuer_key = identity_ca_key(milan->identity, CA_ASK);
	assert_int_equal(add(&wrong, &error), -EBADMSG);
	assert_non_null(strstr(error.what, "own key"));

	wrong = forge_ca(milan, CA_ASK);
	assert_int_equal(add(&wrong, &error), -EBADMSG);
	assert_non_null(strstr(error.what, "ARK-"));

	wrong = right;
	strcpy(wrong.issuer, "ARK-Genoa");
	assert_int_equal(add(&wrong, &error), -EBADMSG);
	assert_non_null(strstr(error.what, "another name"));

	wrong = right;
	wrong.form = SIGNATURE_PKCS1;
	assert_int_equal(add(&wrong, &error), -EBADMSG);
	assert_non_null(strstr(error.what, "PSS"));

	wrong = right;
	certificate_extension_remove(&wrong, OID_BASIC_CONSTRAINTS);
	assert_int_equal(add(&wrong, &error), -EBADMSG);
	assert_non_null(strstr(error.what, "CA"));
}

static void an_anchor_may_be_pem_and_must_be_something(void **state)
{
	static const struct snpguest_blob bad[] = {
		{ NULL, 0 }, { (const uint8_t *)"hello", 5 },
		{ (const uint8_t *)"-----BEGIN X-----\n-----END X-----\n",
		  33 },
	};
	struct certificate_spec spec = forge_ca(milan, CA_ARK);
	struct snpguest_blob der = forge_issue(&spec), pem;
	struct snpguest_verifier *verifier;
	struct snpguest_error error;
	char *text;

	(void)state;
	assert_int_equal(snpguest_verifier_new(&verifier, NULL, NULL), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(snpguest_verifier_add_anchor(verifier, bad[i],
			&error), -EBADMSG);
	assert_int_equal(snpguest_cert_to_pem(der, &text, NULL), 0);
	pem = (struct snpguest_blob){ (uint8_t *)text, strlen(text) };
	assert_int_equal(snpguest_verifier_add_anchor(verifier, pem, &error),
			 0);
	snpguest_verifier_free(verifier);
	free(text);
	blob_free(der);
}

static int ask(const struct snpguest_evidence *evidence)
{
	struct snpguest_verdict *verdict = (void *)1;
	struct snpguest_error error;
	int ret = snpguest_verify(milan->verifier, evidence, &waived, 0,
				  &verdict, &error);

	if (ret < 0)
		assert_null(verdict);
	snpguest_verdict_free(verdict);
	return ret;
}

static void wrong_structures_are_not_used(void **state)
{
	struct snpguest_evidence good = SNPGUEST_EVIDENCE_INIT, bad;
	struct snpguest_blob no_bytes = { NULL, 5 };
	static const struct snpguest_blob some[1];

	(void)state;
	assert_int_equal(ask(&good), SNPGUEST_REFUSED);
#define BAD(field, value)						\
	do {								\
		bad = good;						\
		bad.field = value;					\
		assert_int_equal(ask(&bad), -EINVAL);			\
	} while (0)
	BAD(size, 0);
	BAD(size, 7);
	BAD(size, SIZE_MAX);
	BAD(report, no_bytes);
	BAD(table, no_bytes);
	BAD(n_certs, 1);
	BAD(n_crls, 1);
	BAD(certs, some);
	BAD(crls, some);
}

static void certificates_alone_are_judged_one_leaf_at_a_time(void **state)
{
	struct snpguest_blob certs[3];
	struct snpguest_verdict *verdict;
	const struct snpguest_blob none = { NULL, 0 };

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	certs[0] = forge_issue(&milan->leaf);
	certs[1] = forge_issue(&milan->ca);
	milan->leaf.not_before++;
	certs[2] = forge_issue(&milan->leaf);
	verdict = forge_judge_chain(milan, certs, 2, none);
	assert_true(snpguest_verdict_accepted(verdict));
	for (size_t i = 0; i < snpguest_verdict_count(verdict); i++)
		assert_true(snpguest_verdict_check(verdict, i)->id ==
				    SNPGUEST_CHECK_INPUT ||
			    snpguest_verdict_check(verdict, i)->id / 100 == 2 ||
			    snpguest_verdict_check(verdict, i)->id / 100 == 4 ||
			    snpguest_verdict_check(verdict, i)->id ==
				    SNPGUEST_CHECK_POLICY_ROOT);
	assert_null(snpguest_verdict_check(verdict,
					   snpguest_verdict_count(verdict)));
	assert_null(snpguest_verdict_find(verdict,
					  SNPGUEST_CHECK_REPORT_LAYOUT));
	snpguest_verdict_free(verdict);

	verdict = forge_judge_chain(milan, certs, 3, none);
	assert_string_equal(failures(verdict), "leaf-found");
	snpguest_verdict_free(verdict);
	for (int i = 0; i < 3; i++)
		blob_free(certs[i]);
}

/* More certificates than are read; the first ones count. */
static void more_certificates_than_are_read_are_told(void **state)
{
	struct snpguest_blob certs[60];
	struct snpguest_verdict *verdict;
	const struct snpguest_blob none = { NULL, 0 };

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	forge_write_report(milan);
	certs[0] = forge_issue(&milan->ca);
	for (int i = 1; i < 60; i++) {
		milan->leaf.not_before++;
		certs[i] = forge_issue(&milan->leaf);
	}
	milan->at = FORGE_DATE + 100;
	verdict = forge_judge_these(milan, certs, 60, none);
	assert_string_equal(failures(verdict), "");
	assert_true(snpguest_verdict_accepted(verdict));
	assert_int_equal(line_of(verdict, "certificates")->result,
			 SNPGUEST_NOTE);
	snpguest_verdict_free(verdict);
	verdict = forge_judge_chain(milan, certs, 60, none);
	assert_int_equal(line_of(verdict, "certificates")->result,
			 SNPGUEST_FAIL);
	snpguest_verdict_free(verdict);
	for (int i = 0; i < 60; i++)
		blob_free(certs[i]);
}

/*
 * Leaves of other chips, so many that nobody looks at the one that signed: the
 * verdict names that, not a forged report alone.
 */
static void a_leaf_that_nobody_looked_at_is_told(void **state)
{
	struct snpguest_blob certs[SNPGUEST_CERTS_MAX + 1];
	const struct snpguest_blob none = { NULL, 0 };
	struct snpguest_verdict *verdict;
	EVP_PKEY *another = EVP_EC_gen("P-384");
	const int last = SNPGUEST_CERTS_MAX;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	forge_write_report(milan);
	certs[0] = forge_issue(&milan->ca);
	certs[last] = forge_issue(&milan->leaf);
	certificate_extension_find(&milan->leaf, OID_HWID)->value[0] ^= 1;
	milan->leaf.subject_key = another;
	for (int i = 1; i < last; i++) {
		milan->leaf.not_before++;
		certs[i] = forge_issue(&milan->leaf);
	}
	verdict = forge_judge_these(milan, certs, last + 1, none);
	assert_string_equal(failures(verdict), "certificates report-signature chip-id");
	assert_non_null(strstr(line_of(verdict, "certificates")->detail,
			       "may have the leaf; give fewer"));
	snpguest_verdict_free(verdict);
	/* One less, and it is found. */
	blob_free(certs[last - 1]);
	certs[last - 1] = certs[last];
	verdict = forge_judge_these(milan, certs, last, none);
	assert_string_equal(failures(verdict), "");
	snpguest_verdict_free(verdict);
	for (int i = 0; i < last; i++)
		blob_free(certs[i]);
	EVP_PKEY_free(another);
}

/* More lists than are kept: the last one is told, not forgotten. */
static void a_verifier_keeps_so_many_lists_and_no_more(void **state)
{
	struct snpguest_blob list = forge_issue_crl(&milan->crl);
	struct certificate_spec ark = forge_ca(milan, CA_ARK);
	struct snpguest_blob root = forge_issue(&ark);
	struct snpguest_verifier *v;
	struct snpguest_error error;

	(void)state;
	assert_int_equal(snpguest_verifier_new(&v, NULL, NULL), 0);
	assert_int_equal(snpguest_verifier_add_anchor(v, root, NULL), 0);
	for (int i = 0; i < VERIFIER_CRLS_MAX; i++)
		assert_int_equal(snpguest_verifier_add_crl(v, list, NULL), 0);
	assert_int_equal(snpguest_verifier_add_crl(v, list, &error), -EBADMSG);
	assert_non_null(strstr(error.what, "too many already"));
	snpguest_verifier_free(v);
	blob_free(root);
	blob_free(list);
}

static void now_is_now(void **state)
{
	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->at = SNPGUEST_NOW;
	milan->leaf.not_before = milan->ca.not_before = time(NULL) - 100;
	milan->leaf.not_after = milan->ca.not_after = time(NULL) + 100;
	expect("");
	milan->leaf.not_after = time(NULL) - 100;
	milan->leaf.not_before = time(NULL) - 200;
	expect("leaf-dates");
}

/* ---------------------------------------------------------------- threads */

#define THREADS 8

struct job {
	struct snpguest_verifier *verifier;
	struct manifest_row *rows;
	struct snpguest_blob *reports, *leaves;
	size_t n, start;
	int wrong;
};

static void *run(void *arg)
{
	struct job *job = arg;
	for (size_t k = 0; k < job->n; k++) {
		size_t i = (k + job->start) % job->n;
		struct snpguest_evidence evidence = {
			.size = sizeof(evidence), .report = job->reports[i],
			.certs = &job->leaves[i], .n_certs = 1,
		};
		int ret = snpguest_verify(job->verifier, &evidence,
					  &waived_debug,
					  job->rows[i].not_before, NULL, NULL);

		job->wrong += ret != !job->rows[i].accept;
	}
	return NULL;
}

static void one_verifier_serves_8_threads(void **state)
{
	struct job jobs[THREADS], all = { 0 };
	pthread_t threads[THREADS];

	(void)state;
	NEED_VECTORS();
	assert_int_equal(snpguest_verifier_new(&all.verifier, NULL, NULL), 0);
	all.rows = manifest_read(&all.n);
	all.reports = calloc(all.n, sizeof(*all.reports));
	all.leaves = calloc(all.n, sizeof(*all.leaves));
	for (size_t i = 0; i < all.n; i++) {
		all.reports[i] = vector_read(all.rows[i].report);
		all.leaves[i] = vector_read(all.rows[i].leaf);
	}
	for (int t = 0; t < THREADS; t++) {
		jobs[t] = all;
		jobs[t].start = t * all.n / THREADS;
		assert_int_equal(pthread_create(&threads[t], NULL, run,
						&jobs[t]), 0);
	}
	for (int t = 0; t < THREADS; t++) {
		pthread_join(threads[t], NULL);
		assert_int_equal(jobs[t].wrong, 0);
	}
	for (size_t i = 0; i < all.n; i++) {
		blob_free(all.reports[i]);
		blob_free(all.leaves[i]);
	}
	free(all.reports);
	free(all.leaves);
	free(all.rows);
	snpguest_verifier_free(all.verifier);
}

static struct snpguest_blob own_root(void)
{
	struct certificate_spec ark = forge_ca(milan, CA_ARK);

	return forge_issue(&ark);
}

/* A verifier on @ctx in place of the forge's. Return: of snpguest_verifier_new(). */
static int use_context(OSSL_LIB_CTX *ctx, bool fips)
{
	struct snpguest_verifier_options options =
		SNPGUEST_VERIFIER_OPTIONS_INIT;
	struct snpguest_blob ark = own_root();
	struct snpguest_verifier *verifier;
	int err;

	options.libctx = ctx;
	options.fips = fips;
	err = snpguest_verifier_new(&verifier, &options, NULL);
	if (!err) {
		milan->verifier = verifier;
		assert_int_equal(snpguest_verifier_add_anchor(verifier, ark,
							      NULL), 0);
	} else {
		assert_null(verifier);
	}
	blob_free(ark);
	return err;
}

static void give_back(struct snpguest_verifier *own)
{
	if (milan->verifier != own)
		snpguest_verifier_free(milan->verifier);
	milan->verifier = own;
}

/* Everything else is as with the library's own. */
static void judge_some(void)
{
	forge_reset(milan, SIGNER_VCEK, 3);
	expect("");
	milan->content.reported_tcb ^= 1;
	expect("tcb-bl");
	forge_reset(milan, SIGNER_VLEK, 5);
	milan->with_crl = true;
	expect("");
	milan->leaf.issuer_key = identity_ca_key(milan->identity, CA_ASK);
	expect("leaf-signature");
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->report_key = identity_signing_key(milan->identity, SIGNER_VLEK,
						 milan->content.reported_tcb);
	expect("report-signature");
}

static void a_context_of_the_callers_judges_alike(void **state)
{
	OSSL_LIB_CTX *ctx = OSSL_LIB_CTX_new();
	OSSL_PROVIDER *provider = OSSL_PROVIDER_load(ctx, "default");
	struct snpguest_verifier *own = milan->verifier;
	int err;

	(void)state;
	assert_non_null(provider);
	err = use_context(ctx, false);
	if (err != -ENOTSUP) {
		assert_int_equal(err, 0);
		judge_some();
	}
	give_back(own);
	OSSL_PROVIDER_unload(provider);
	OSSL_LIB_CTX_free(ctx);
	if (err == -ENOTSUP)
		skip(); /* another engine, which has no contexts */
}

/* What cannot verify anything says nothing against anybody. */
static void a_context_without_algorithms_is_trouble(void **state)
{
	OSSL_LIB_CTX *ctx = OSSL_LIB_CTX_new();
	OSSL_PROVIDER *none = OSSL_PROVIDER_load(ctx, "null");
	int err = use_context(ctx, false);

	(void)state;
	assert_true(err == -EIO || err == -ENOTSUP);
	OSSL_PROVIDER_unload(none);
	OSSL_LIB_CTX_free(ctx);
}

/*
 * FIPS_MODULE=fips, with FIPS_CONF a configuration that activates it, runs these
 * on the module; without it what is asked for is not there.
 */
static void fips_is_the_modules_or_trouble(void **state)
{
	const char *module = getenv("FIPS_MODULE"), *conf = getenv("FIPS_CONF");
	OSSL_LIB_CTX *ctx = OSSL_LIB_CTX_new();
	struct snpguest_verifier *own = milan->verifier;
	OSSL_PROVIDER *base, *fips = NULL;
	int err;

	(void)state;
	if (conf)
		assert_int_equal(OSSL_LIB_CTX_load_config(ctx, conf), 1);
	base = OSSL_PROVIDER_load(ctx, module ? "base" : "default");
	if (module)
		fips = OSSL_PROVIDER_load(ctx, module);
	assert_true(!module || fips);
	err = use_context(ctx, true);
	if (err == 0)
		judge_some();
	give_back(own);
	OSSL_PROVIDER_unload(fips);
	OSSL_PROVIDER_unload(base);
	OSSL_LIB_CTX_free(ctx);
	assert_true(err == (module ? 0 : -EIO) || err == -ENOTSUP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_remembered_leaf_still_has_its_dates),
		cmocka_unit_test(a_remembered_leaf_does_not_vouch_for_another_issuer),
		cmocka_unit_test(more_leaves_than_are_remembered_are_judged),
		cmocka_unit_test(an_anchor_is_a_root_that_signed_itself),
		cmocka_unit_test(a_context_of_the_callers_judges_alike),
		cmocka_unit_test(a_context_without_algorithms_is_trouble),
		cmocka_unit_test(fips_is_the_modules_or_trouble),
		cmocka_unit_test(an_anchor_may_be_pem_and_must_be_something),
		cmocka_unit_test(wrong_structures_are_not_used),
		cmocka_unit_test(certificates_alone_are_judged_one_leaf_at_a_time),
		cmocka_unit_test(more_certificates_than_are_read_are_told),
		cmocka_unit_test(a_leaf_that_nobody_looked_at_is_told),
		cmocka_unit_test(a_verifier_keeps_so_many_lists_and_no_more),
		cmocka_unit_test(now_is_now),
		cmocka_unit_test(one_verifier_serves_8_threads),
	};

	return cmocka_run_group_tests_name("verifier", tests, make_milan,
					   free_forges);
}
