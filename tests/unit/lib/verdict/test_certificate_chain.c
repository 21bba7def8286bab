// SPDX-License-Identifier: MIT
/*
 * Ways from a leaf to a trusted root where there is more than one, or where the
 * wrong one looks like the right one. Certificates are issued once here and the
 * same bytes are judged again: what a verifier remembers is then asked for.
 */
#include "lib_forge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct forge *milan, *other;
static const struct snpguest_blob no_list;

static int make_forges(void **state)
{
	(void)state;
	milan = forge_new(PRODUCT_MILAN);
	other = forge_new(PRODUCT_MILAN);
	identity_free(other->identity);
	other->identity = identity_create(PRODUCT_MILAN, 8, FORGE_DATE);
	assert_non_null(other->identity);
	return 0;
}

static int free_forges(void **state)
{
	(void)state;
	forge_free(milan);
	forge_free(other);
	return 0;
}

static void trust(struct snpguest_verifier *verifier,
		  const struct certificate_spec *ark)
{
	struct snpguest_blob der = forge_issue(ark);

	assert_int_equal(snpguest_verifier_add_anchor(verifier, der, NULL), 0);
	blob_free(der);
}

/* A verifier that trusts these roots beside AMD's, in this order; NULL: one. */
static void trust_only(struct forge *f, const struct certificate_spec *first,
		       const struct certificate_spec *second)
{
	snpguest_verifier_free(f->verifier);
	assert_int_equal(snpguest_verifier_new(&f->verifier, NULL, NULL), 0);
	trust(f->verifier, first);
	if (second)
		trust(f->verifier, second);
}

static void trust_own(struct forge *f)
{
	struct certificate_spec ark = forge_ca(f, CA_ARK);

	trust_only(f, &ark, NULL);
}

/* The leaf, and two authorities of one name and one root but of two keys. */
struct two_authorities {
	struct snpguest_blob leaf, right, wrong;
};

static void issue_two(struct forge *f, struct two_authorities *two)
{
	struct certificate_spec ca;

	trust_own(f);
	forge_reset(f, SIGNER_VCEK, 3);
	forge_write_report(f);
	two->leaf = forge_issue(&f->leaf);
	two->right = forge_issue(&f->ca);
	ca = f->ca;
	ca.serial++;
	ca.subject_key = identity_ca_key(f->identity, CA_ASVK);
	two->wrong = forge_issue(&ca);
}

static void free_two(struct two_authorities *two)
{
	blob_free(two->leaf);
	blob_free(two->right);
	blob_free(two->wrong);
}

/* That one authority signed a leaf says nothing about the next one. */
static void a_remembered_leaf_is_not_taken_under_another_key(void **state)
{
	struct two_authorities two;
	struct snpguest_blob certs[2];

	(void)state;
	issue_two(milan, &two);
	certs[0] = two.leaf;
	for (int i = 0; i < 3; i++) {
		certs[1] = two.right;
		verdict_expect(forge_judge_these(milan, certs, 2, no_list), "");
		certs[1] = two.wrong;
		verdict_expect(forge_judge_these(milan, certs, 2, no_list),
		       "leaf-signature");
	}
	free_two(&two);
}

/* In either order, beside each other: the way that holds is found. */
static void the_authority_that_signed_is_found_among_two(void **state)
{
	struct two_authorities two;
	struct snpguest_blob certs[3];

	(void)state;
	issue_two(milan, &two);
	certs[0] = two.leaf;
	for (int i = 0; i < 2; i++) {
		trust_own(milan);
		certs[1] = i ? two.right : two.wrong;
		certs[2] = i ? two.wrong : two.right;
		verdict_expect(forge_judge_these(milan, certs, 3, no_list), "");
	}
	free_two(&two);
}

static void a_remembered_list_is_not_taken_under_another_root(void **state)
{
	struct certificate_spec ark = forge_ca(milan, CA_ARK),
				ark2 = forge_ca(other, CA_ARK);
	struct snpguest_blob ours[2], theirs[2], crl;

	(void)state;
	trust_only(milan, &ark, &ark2);
	forge_reset(milan, SIGNER_VCEK, 3);
	forge_reset(other, SIGNER_VCEK, 3);
	forge_write_report(milan);
	ours[0] = forge_issue(&milan->leaf);
	ours[1] = forge_issue(&milan->ca);
	theirs[0] = forge_issue(&other->leaf);
	theirs[1] = forge_issue(&other->ca);
	crl = forge_issue_crl(&milan->crl);
	for (int i = 0; i < 2; i++) {
		verdict_expect(forge_judge_these(milan, ours, 2, crl), "");
		verdict_expect(forge_judge_chain(milan, theirs, 2, no_list), "");
		verdict_expect(forge_judge_chain(milan, theirs, 2, crl),
		       "crl-signature");
	}
	for (int i = 0; i < 2; i++) {
		blob_free(ours[i]);
		blob_free(theirs[i]);
	}
	blob_free(crl);
}

/* Two roots of one name are trusted; the second one's chain holds as well. */
static void each_trusted_root_of_a_name_is_tried(void **state)
{
	struct certificate_spec ark = forge_ca(milan, CA_ARK),
				ark2 = forge_ca(other, CA_ARK);

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	trust_only(milan, &ark2, &ark);
	verdict_expect(forge_judge(milan), "");
	trust_only(milan, &ark, &ark2);
	verdict_expect(forge_judge(milan), "");
	trust_only(milan, &ark2, NULL);
	verdict_expect(forge_judge(milan), "intermediate-signature");
}

static void a_root_of_another_product_is_refused(void **state)
{
	struct certificate_spec ark = forge_ca(milan, CA_ARK);

	(void)state;
	strcpy(ark.subject, "ARK-Genoa");
	strcpy(ark.issuer, "ARK-Genoa");
	trust_only(milan, &ark, NULL);
	forge_reset(milan, SIGNER_VCEK, 3);
	strcpy(milan->ca.issuer, "ARK-Genoa");
	verdict_expect(forge_judge(milan), "chain-product");
}

/* The other side of f_issuer_unknown: it may well be an authority of the root. */
static void that_nobody_handed_in_the_issuer_is_no_refusal(void **state)
{
	struct snpguest_verdict *verdict;

	(void)state;
	trust_own(milan);
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->with_ca = false;
	verdict = forge_judge(milan);
	assert_int_equal(snpguest_verdict_status(verdict), -ENODATA);
	assert_int_equal(line_of(verdict, "intermediate-found")->result,
			 SNPGUEST_UNJUDGED);
	assert_false(snpguest_verdict_accepted(verdict));
	snpguest_verdict_free(verdict);
	/* Where the certificates are the question, it is one. */
	milan->alone = true;
	verdict_expect(forge_judge(milan), "intermediate-found");
}

/* Nor can a root of another product have signed it. */
static void an_issuer_of_another_product_is_not_missing(void **state)
{
	struct snpguest_verifier_options options = { .size = sizeof(options) };
	struct forge *genoa = forge_new(PRODUCT_GENOA);
	struct certificate_spec ark = forge_ca(milan, CA_ARK);

	(void)state;
	options.without_amd = true;
	snpguest_verifier_free(genoa->verifier);
	assert_int_equal(snpguest_verifier_new(&genoa->verifier, &options,
					       NULL), 0);
	trust(genoa->verifier, &ark);
	forge_reset(genoa, SIGNER_VCEK, 3);
	genoa->with_ca = false;
	verdict_expect(forge_judge(genoa), "intermediate-found");
	forge_free(genoa);
}

/* A root signs authorities, and no chips. */
static void a_leaf_that_the_root_signed_is_refused(void **state)
{
	struct snpguest_verdict *verdict;

	(void)state;
	trust_own(milan);
	forge_reset(milan, SIGNER_VCEK, 3);
	strcpy(milan->leaf.issuer, "ARK-Milan");
	milan->leaf.issuer_key = identity_ca_key(milan->identity, CA_ARK);
	verdict = forge_judge(milan);
	assert_false(snpguest_verdict_accepted(verdict));
	assert_int_equal(line_of(verdict, "intermediate-found")->result,
			 SNPGUEST_FAIL);
	assert_null(snpguest_verdict_root(verdict));
	snpguest_verdict_free(verdict);
}

/*
 * Signed by an authority that is there and is trusted, whose name it does not
 * name: a signature without a name is nobody's.
 */
static void a_leaf_that_names_another_than_its_signer_is_refused(void **state)
{
	static const char *const names[] = {
		"SEV-Genoa", "SEV-VLEK-Milan", "SEV-Milan.", "SEV-Mila",
	};

	(void)state;
	trust_own(milan);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct snpguest_verdict *verdict;

		forge_reset(milan, SIGNER_VCEK, 3);
		strcpy(milan->leaf.issuer, names[i]);
		verdict = forge_judge(milan);
		assert_false(snpguest_verdict_accepted(verdict));
		assert_int_not_equal(line_of(verdict, "leaf-signature")->result,
				     SNPGUEST_PASS);
		assert_null(snpguest_verdict_root(verdict));
		snpguest_verdict_free(verdict);
	}
}

/* Certificates alone can be revoked, too. */
static void a_chain_without_a_report_is_asked_for_its_revocation(void **state)
{
	struct snpguest_blob certs[2], crl;

	(void)state;
	trust_own(milan);
	forge_reset(milan, SIGNER_VCEK, 3);
	certs[0] = forge_issue(&milan->leaf);
	certs[1] = forge_issue(&milan->ca);
	crl = forge_issue_crl(&milan->crl);
	verdict_expect(forge_judge_chain(milan, certs, 2, crl), "");
	blob_free(crl);

	milan->crl.revoked[milan->crl.revoked_count++] = milan->ca.serial;
	milan->crl.revocation_date = milan->at - 1000;
	crl = forge_issue_crl(&milan->crl);
	verdict_expect(forge_judge_chain(milan, certs, 2, crl), "not-revoked");
	blob_free(crl);
	blob_free(certs[0]);
	blob_free(certs[1]);
}

/* Of several leaves the one that the report is about is taken. */
static void the_leaf_that_fits_the_report_is_taken(void **state)
{
	struct certificate_spec other_tcb, vlek;

	(void)state;
	trust_own(milan);
	for (int i = 0; i < 2; i++) {
		forge_reset(milan, SIGNER_VCEK, 3);
		assert_int_equal(identity_leaf_spec(milan->identity,
			SIGNER_VCEK, milan->content.reported_tcb + 1,
			&other_tcb), 0);
		assert_int_equal(identity_leaf_spec(milan->identity,
			SIGNER_VLEK, milan->content.reported_tcb, &vlek), 0);
		milan->with_leaf = false;
		forge_add(milan, forge_issue(i ? &milan->leaf : &other_tcb));
		forge_add(milan, forge_issue(&vlek));
		forge_add(milan, forge_issue(i ? &other_tcb : &milan->leaf));
		verdict_expect(forge_judge(milan), "");
	}
}

/* Both fit the report but for their dates, whichever comes first. */
static void of_two_leaves_of_one_tcb_the_one_in_date_is_taken(void **state)
{
	(void)state;
	trust_own(milan);
	for (int i = 0; i < 4; i++) {
		struct certificate_spec other_time;
		bool expired = i & 1, last = i & 2;

		forge_reset(milan, SIGNER_VCEK, 3);
		other_time = milan->leaf;
		if (expired)
			other_time.not_after = milan->at - 1;
		else
			other_time.not_before = milan->at + 1;
		milan->with_leaf = false;
		forge_add(milan, forge_issue(last ? &milan->leaf : &other_time));
		forge_add(milan, forge_issue(last ? &other_time : &milan->leaf));
		verdict_expect(forge_judge(milan), "");
	}
}

/* AMD's ASK is trusted, to issue leaves: an authority below it is none. */
static void a_trusted_authority_is_no_root(void **state)
{
	struct snpguest_verdict *verdict;
	struct certificate_spec below;

	(void)state;
	trust_own(milan);
	forge_reset(milan, SIGNER_VCEK, 3);
	below = forge_ca(milan, CA_ASVK);
	below.amd_names_only = true;
	strcpy(below.issuer, "SEV-Milan");
	forge_add(milan, forge_issue(&below));
	milan->alone = true;
	verdict = forge_judge(milan);
	assert_non_null(strstr(line_of(verdict, "input-authorities")->detail,
			       "no trusted root has its issuer's name"));
	verdict_expect(verdict, "input-authorities");
}

/* The forge's ASK, signed by its root, with a value of this extension. */
static struct snpguest_verdict *judge_under(const char *oid, const char *value,
					    size_t len)
{
	trust_own(milan);
	forge_reset(milan, SIGNER_VCEK, 3);
	certificate_extension_remove(&milan->ca, oid);
	assert_int_equal(certificate_extension_add(&milan->ca, oid, value, len),
			 0);
	return forge_judge(milan);
}

/*
 * RFC 5280 4.2: what is not recognized and not critical may be ignored, whatever
 * its value. What is recognized is read, and no certificate where it is malformed;
 * of what RFC 5280 knows beside that, type and encoding are looked at.
 */
static void an_authority_is_one_with_whatever_nobody_reads(void **state)
{
	static const struct {
		const char *oid, *value;
		size_t len;
		bool taken;
	} rows[] = {
#define ROW(oid, value, taken) { oid, value, sizeof(value) - 1, taken }
		ROW("1.2.3.4", "", true),
		ROW("1.2.3.4", "rubbish", true),
		ROW("1.2.3.4", "\x30\x84\xff\xff\xff\xff", true),
		ROW("1.3.6.1.4.1.3704.2.1", "\x30\x05\x02", true),
		/* AMD's values of these, and values of another form. */
		ROW(OID_KEY_USAGE, "\x03\x02\x02\x04", true),
		ROW(OID_KEY_USAGE, "rubbish", false),
		ROW(OID_KEY_USAGE, "\x03\x02\x09\x04", false),
		ROW(OID_KEY_USAGE, "\x03\x02\x02\x04\x00", false),
		ROW(OID_KEY_USAGE, "\x04\x02\x02\x04", false),
		ROW(OID_BASIC_CONSTRAINTS, "\x30\x03\x01\x01\xff", true),
		ROW(OID_BASIC_CONSTRAINTS, "\x30\x03\x01\x01\x01", false),
		ROW(OID_BASIC_CONSTRAINTS, "\x30\x03\x01\x01\xff\x00", false),
		ROW(OID_SUBJECT_KEY_ID, "rubbish", false),
		ROW(OID_AUTHORITY_KEY_ID, "\x30\x02\x05\x00", false),
		ROW(OID_CRL_POINTS, "\x30\x00", true),
		ROW(OID_CRL_POINTS, "rubbish", false),
		/* Names of the subject: an e-mail address; no sequence; cut. */
		ROW("2.5.29.17", "\x30\x03\x81\x01" "a", true),
		ROW("2.5.29.17", "\x04\x03\x81\x01" "a", false),
		ROW("2.5.29.17", "\x30\x03\x81\x02" "a", false),
#undef ROW
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct snpguest_verdict *verdict =
			judge_under(rows[i].oid, rows[i].value, rows[i].len);
		bool whole = line_of(verdict, "leaf-signature")->result ==
			     SNPGUEST_PASS;

		if (whole != rows[i].taken ||
		    whole != snpguest_verdict_accepted(verdict))
			fail_msg("row %zu", i);
		if (!whole)
			assert_non_null(strstr(line_of(verdict, "certificates")->detail,
					       "not an X.509 certificate"));
		snpguest_verdict_free(verdict);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_remembered_leaf_is_not_taken_under_another_key),
		cmocka_unit_test(the_authority_that_signed_is_found_among_two),
		cmocka_unit_test(a_remembered_list_is_not_taken_under_another_root),
		cmocka_unit_test(each_trusted_root_of_a_name_is_tried),
		cmocka_unit_test(a_root_of_another_product_is_refused),
		cmocka_unit_test(that_nobody_handed_in_the_issuer_is_no_refusal),
		cmocka_unit_test(an_issuer_of_another_product_is_not_missing),
		cmocka_unit_test(a_leaf_that_the_root_signed_is_refused),
		cmocka_unit_test(a_leaf_that_names_another_than_its_signer_is_refused),
		cmocka_unit_test(a_chain_without_a_report_is_asked_for_its_revocation),
		cmocka_unit_test(the_leaf_that_fits_the_report_is_taken),
		cmocka_unit_test(of_two_leaves_of_one_tcb_the_one_in_date_is_taken),
		cmocka_unit_test(a_trusted_authority_is_no_root),
		cmocka_unit_test(an_authority_is_one_with_whatever_nobody_reads),
	};

	return cmocka_run_group_tests_name("certificate chain", tests,
					   make_forges, free_forges);
}
