// SPDX-License-Identifier: MIT
/*
 * Where certificates and lists may come from: the host's table or single files,
 * in DER or PEM, alone or in bundles. Wherever it came from, it counts.
 */
#include "lib_forges.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/certificate_table.h"
#include "verdict/evidence.h"

static struct snpguest_blob table_of(const struct table_blob *blobs, size_t n)
{
	struct snpguest_blob table;
	uint8_t *bytes;

	assert_int_equal(table_build(blobs, n, 0, &bytes, &table.len), 0);
	table.data = bytes;
	return table;
}

static void expect(const char *failed)
{
	verdict_expect(forge_judge(milan), failed);
}

/* Issued as the milan says now, and handed in by the host alone. */
static void only_the_table(bool with_crl)
{
	struct snpguest_blob leaf = forge_issue(&milan->leaf),
			     ca = forge_issue(&milan->ca),
			     crl = forge_issue_crl(&milan->crl);
	const struct table_blob blobs[] = {
		{ guid_vcek, leaf.data, leaf.len },
		{ guid_ask, ca.data, ca.len },
		{ guid_crl, crl.data, crl.len },
	};

	milan->with_leaf = milan->with_ca = false;
	milan->table = table_of(blobs, with_crl ? 3 : 2);
	blob_free(leaf);
	blob_free(ca);
	blob_free(crl);
}

static void a_table_brings_leaf_and_authority(void **state)
{
	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	only_the_table(false);
	expect("");
	blob_free(milan->table);
}

static const struct snpguest_check *table_line(struct snpguest_verdict **verdict)
{
	*verdict = forge_judge(milan);
	return line_of(*verdict, "certificate-table");
}

/* What a table says twice is told by the verdict as by the function. */
static void a_guid_given_twice_is_told(void **state)
{
	struct snpguest_blob leaf, ca;
	struct snpguest_table_entry entries[8];
	const struct snpguest_check *line;
	struct snpguest_verdict *verdict;
	struct snpguest_error error;
	size_t count;

	(void)state;
	for (int twice = 0; twice < 2; twice++) {
		forge_reset(milan, SIGNER_VCEK, 3);
		leaf = forge_issue(&milan->leaf);
		ca = forge_issue(&milan->ca);
		milan->with_leaf = milan->with_ca = false;
		milan->table = table_of((struct table_blob[]){
			{ guid_vcek, leaf.data, leaf.len },
			{ guid_ask, ca.data, ca.len },
			{ guid_vcek, leaf.data, leaf.len },
		}, 2 + twice);
		assert_int_equal(snpguest_table_parse(milan->table.data,
						      milan->table.len, entries,
						      8, &count, &error),
				 twice ? -EBADMSG : 0);
		line = table_line(&verdict);
		assert_int_equal(line->result,
				 twice ? SNPGUEST_NOTE : SNPGUEST_PASS);
		if (twice)
			assert_non_null(strstr(line->detail, error.what));
		assert_true(snpguest_verdict_accepted(verdict));
		snpguest_verdict_free(verdict);
		milan->alone = true;
		line = table_line(&verdict);
		assert_int_equal(line->result,
				 twice ? SNPGUEST_FAIL : SNPGUEST_PASS);
		snpguest_verdict_free(verdict);
		blob_free(milan->table);
		blob_free(leaf);
		blob_free(ca);
	}
}

/* A host may withhold a list; one that it hands out is believed. */
static void a_list_in_the_table_counts(void **state)
{
	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->policy.crl_required = true;
	only_the_table(true);
	expect("");
	blob_free(milan->table);

	forge_reset(milan, SIGNER_VCEK, 3);
	milan->crl.revoked[milan->crl.revoked_count++] = milan->ca.serial;
	milan->crl.revocation_date = milan->at - 1000;
	only_the_table(true);
	expect("not-revoked");
	blob_free(milan->table);
}

static struct snpguest_blob pem_of(struct snpguest_blob der)
{
	struct snpguest_blob pem;
	char *text;

	assert_int_equal(snpguest_cert_to_pem(der, &text, NULL), 0);
	pem = (struct snpguest_blob){ (uint8_t *)text, strlen(text) };
	return pem;
}

static struct snpguest_blob joined(struct snpguest_blob a, struct snpguest_blob b)
{
	uint8_t *both = malloc(a.len + b.len);

	assert_non_null(both);
	memcpy(both, a.data, a.len);
	memcpy(both + a.len, b.data, b.len);
	return (struct snpguest_blob){ both, a.len + b.len };
}

static void a_bundle_may_stand_anywhere(void **state)
{
	struct snpguest_blob leaf, ca, leaf_pem, ca_pem, bundle;
	struct table_blob blob = { guid_vcek, NULL, 0 };

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	leaf = forge_issue(&milan->leaf);
	ca = forge_issue(&milan->ca);
	leaf_pem = pem_of(leaf);
	ca_pem = pem_of(ca);
	bundle = joined(ca_pem, leaf_pem);
	milan->with_leaf = milan->with_ca = false;
	forge_add(milan, blob_copy(bundle));
	expect("");

	forge_reset(milan, SIGNER_VCEK, 3);
	milan->with_leaf = milan->with_ca = false;
	blob.bytes = bundle.data;
	blob.size = bundle.len;
	milan->table = table_of(&blob, 1);
	expect("");
	blob_free(milan->table);
	blob_free(leaf);
	blob_free(ca);
	free((void *)leaf_pem.data);
	free((void *)ca_pem.data);
	free((void *)bundle.data);
}

/* Beside a good chain it decides nothing; where certificates are judged alone. */
static void expect_told(void)
{
	struct snpguest_verdict *verdict = forge_judge(milan);

	assert_string_equal(failures(verdict), "");
	assert_true(snpguest_verdict_accepted(verdict));
	assert_int_equal(line_of(verdict, "certificates")->result,
			 SNPGUEST_NOTE);
	snpguest_verdict_free(verdict);
}

/* A certificate that cannot be read, last of all, is not passed over. */
static void what_cannot_be_read_is_told_wherever_it_stands(void **state)
{
	static const uint8_t broken[] =
		"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
	struct snpguest_blob leaf, leaf_pem, bundle;
	const struct snpguest_blob tail = { broken, sizeof(broken) - 1 };
	struct table_blob blob = { guid_ark, broken, sizeof(broken) - 1 };

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	leaf = forge_issue(&milan->leaf);
	leaf_pem = pem_of(leaf);
	bundle = joined(leaf_pem, tail);
	milan->with_leaf = false;
	forge_add(milan, blob_copy(bundle));
	expect_told();
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->with_leaf = false;
	milan->alone = true;
	forge_add(milan, blob_copy(bundle));
	expect("certificates");

	forge_reset(milan, SIGNER_VCEK, 3);
	milan->table = table_of(&blob, 1);
	expect_told();
	milan->alone = true;
	expect("certificates");
	blob_free(milan->table);
	blob_free(leaf);
	free((void *)leaf_pem.data);
	free((void *)bundle.data);
}

static void what_has_no_certificate_in_it_is_told(void **state)
{
	static const uint8_t key[] =
		"-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n";
	const struct snpguest_blob blob = { key, sizeof(key) - 1 };

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	forge_add(milan, blob_copy(blob));
	expect_told();
	forge_reset(milan, SIGNER_VCEK, 3);
	forge_add(milan, blob_copy(blob));
	milan->alone = true;
	expect("certificates");
}

static void what_is_too_long_is_told_unread(void **state)
{
	size_t size = EVIDENCE_BLOB_MAX + 1;
	struct snpguest_verdict *verdict;
	uint8_t *bytes = calloc(1, size);

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	forge_add(milan, (struct snpguest_blob){ bytes, size });
	verdict = forge_judge(milan);
	assert_true(snpguest_verdict_accepted(verdict));
	assert_non_null(strstr(line_of(verdict, "certificates")->detail,
			       "are not read"));
	snpguest_verdict_free(verdict);
}

/* Of a table of too many none is used, not even the first. */
static void a_table_has_at_most_so_many_entries(void **state)
{
	struct table_blob blobs[SNPGUEST_TABLE_MAX + 1];
	const struct snpguest_check *line;
	struct snpguest_verdict *verdict;
	struct snpguest_blob leaf;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	leaf = forge_issue(&milan->leaf);
	for (size_t i = 0; i <= SNPGUEST_TABLE_MAX; i++)
		blobs[i] = (struct table_blob){ guid_vcek, leaf.data, leaf.len };
	for (size_t more = 0; more < 2; more++) {
		forge_reset(milan, SIGNER_VCEK, 3);
		milan->with_leaf = !more;
		milan->table = table_of(blobs, SNPGUEST_TABLE_MAX + more);
		line = table_line(&verdict);
		assert_int_equal(!!strstr(line->detail, "are read"), more);
		/* That it cannot be used speaks against who gave nothing else. */
		assert_string_equal(failures(verdict), more ?
				    "certificate-table leaf-found" : "");
		snpguest_verdict_free(verdict);
		blob_free(milan->table);
	}
	blob_free(leaf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_brings_leaf_and_authority),
		cmocka_unit_test(a_guid_given_twice_is_told),
		cmocka_unit_test(a_list_in_the_table_counts),
		cmocka_unit_test(a_bundle_may_stand_anywhere),
		cmocka_unit_test(what_cannot_be_read_is_told_wherever_it_stands),
		cmocka_unit_test(what_has_no_certificate_in_it_is_told),
		cmocka_unit_test(what_is_too_long_is_told_unread),
		cmocka_unit_test(a_table_has_at_most_so_many_entries),
	};

	return cmocka_run_group_tests_name("evidence", tests, make_milan,
					   free_forges);
}
