// SPDX-License-Identifier: MIT
/* Products that nobody knew when the library was built, told by a caller's file. */
#include "lib_forge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verdict/verifier.h"

#define VENICE_CPUID 0x00b50f10 /* family 1Ah, model 51h */
#define NAME "\"name\":\"Venice\""
#define CPUID "\"cpuid\":[{\"family\":26,\"models\":[80,95]}]"
#define LAYOUT(which) "\"tcb_layout\":\"" which "\""

static struct forge *like_turin, *like_milan;
static char *turin_certs, *milan_certs; /* ARK and ASK, as JSON strings */

static char *json_pem(const struct certificate_spec *spec)
{
	struct snpguest_blob der = forge_issue(spec);
	char *pem, *json, *to;

	assert_int_equal(snpguest_cert_to_pem(der, &pem, NULL), 0);
	json = to = malloc(2 * strlen(pem) + 3);
	*to++ = '"';
	for (const char *at = pem; *at; at++) {
		if (*at == '\n')
			*to++ = '\\';
		*to++ = *at == '\n' ? 'n' : *at;
	}
	strcpy(to, "\"");
	free(pem);
	blob_free(der);
	return json;
}

static void rename_ca(struct certificate_spec *spec, const char *subject)
{
	snprintf(spec->subject, sizeof(spec->subject), "%s", subject);
	snprintf(spec->issuer, sizeof(spec->issuer), "ARK-Venice");
}

static struct certificate_spec ark_of(struct forge *forge)
{
	struct certificate_spec ark = forge_ca(forge, CA_ARK);

	rename_ca(&ark, "ARK-Venice");
	return ark;
}

/* Everything of @forge's turned into a Venice. */
static void reset(struct forge *forge, enum report_signer signer)
{
	const char *ca = signer == SIGNER_VLEK ? "SEV-VLEK-Venice" : "SEV-Venice";

	forge_reset(forge, signer, 5);
	forge->content.cpuid = VENICE_CPUID;
	rename_ca(&forge->ca, ca);
	snprintf(forge->leaf.issuer, sizeof(forge->leaf.issuer), "%s", ca);
	certificate_extension_remove(&forge->leaf, OID_PRODUCT_NAME);
	certificate_extension_add_text(&forge->leaf, OID_PRODUCT_NAME,
				       signer == SIGNER_VLEK ? "Venice" :
							       "Venice-A0");
}

static char *certs_of(struct forge *forge)
{
	struct certificate_spec spec = ark_of(forge);
	char *ark = json_pem(&spec), *ask, *both;

	reset(forge, SIGNER_VCEK);
	ask = json_pem(&forge->ca);
	both = malloc(strlen(ark) + strlen(ask) + 2);
	sprintf(both, "%s,%s", ark, ask);
	free(ark);
	free(ask);
	return both;
}

static int make_forges(void **state)
{
	(void)state;
	like_turin = forge_new(PRODUCT_TURIN);
	like_milan = forge_new(PRODUCT_MILAN);
	turin_certs = certs_of(like_turin);
	milan_certs = certs_of(like_milan);
	return 0;
}

static int free_forges(void **state)
{
	(void)state;
	free(turin_certs);
	free(milan_certs);
	forge_free(like_turin);
	forge_free(like_milan);
	return 0;
}

/* What adding a file returns: @before, then the certificates, then "]}]}". */
static int add(struct snpguest_verifier *verifier, const char *before,
	       const char *certs, struct snpguest_error *error)
{
	char *file = malloc(strlen(before) + strlen(certs) + 64);
	int err;

	sprintf(file, "{\"products\":[{%s,\"certificates\":[%s]}]}", before,
		certs);
	err = snpguest_verifier_add_anchors(verifier, (struct snpguest_blob){
					    (uint8_t *)file, strlen(file) },
					    error);
	free(file);
	return err;
}

/* A verifier that knows Venice, in place of the one that knows the Turin root. */
static void know(struct forge *forge, bool turin)
{
	struct snpguest_verifier_options options =
		SNPGUEST_VERIFIER_OPTIONS_INIT;

	options.without_amd = turin;
	snpguest_verifier_free(forge->verifier);
	assert_int_equal(snpguest_verifier_new(&forge->verifier, &options,
					       NULL), 0);
	assert_int_equal(add(forge->verifier,
			     turin ? NAME "," CPUID "," LAYOUT("turin") :
				     NAME "," CPUID "," LAYOUT("milan"),
			     turin ? turin_certs : milan_certs, NULL), 0);
}

static struct snpguest_verdict *expect(struct forge *forge, const char *failed)
{
	struct snpguest_verdict *verdict = forge_judge(forge);

	if (strcmp(failures(verdict), failed) != 0)
		verdict_print(verdict);
	assert_string_equal(failures(verdict), failed);
	assert_false(snpguest_verdict_root_is_amd(verdict));
	return verdict;
}

static void an_added_product_is_accepted(void **state)
{
	static const enum report_signer signers[] = { SIGNER_VCEK, SIGNER_VLEK };
	struct forge *const forges[] = { like_turin, like_milan };

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct forge *forge = forges[i % 2];
		struct snpguest_verdict *verdict;

		know(forge, forge == like_turin);
		reset(forge, signers[i / 2]);
		verdict = expect(forge, "");
		assert_true(snpguest_verdict_accepted(verdict));
		assert_non_null(strstr(snpguest_verdict_root(verdict),
				       "not AMD: "));
		assert_non_null(strstr(snpguest_verdict_root(verdict),
				       "ARK-Venice"));
		assert_int_equal(snpguest_verdict_product(verdict),
				 forge == like_turin ? 24 : 16);
		assert_string_equal(snpguest_verdict_product_name(verdict),
				    "Venice");
		assert_int_equal(snpguest_verdict_report(verdict)->
				 reported_tcb.has_fmc, forge == like_turin);
		snpguest_verdict_free(verdict);
	}
}

/* The file has the ASK: the leaf alone will do, as for AMD's own. */
static void the_leaf_alone_will_do(void **state)
{
	struct snpguest_verdict *verdict;

	(void)state;
	know(like_turin, true);
	reset(like_turin, SIGNER_VCEK);
	like_turin->with_ca = false;
	verdict = expect(like_turin, "");
	assert_non_null(strstr(line_of(verdict, "intermediate-found")->detail,
			       "caller's anchors"));
	snpguest_verdict_free(verdict);
	/* There is no ASVK in it. */
	reset(like_turin, SIGNER_VLEK);
	like_turin->with_ca = false;
	verdict = expect(like_turin, "");
	assert_int_equal(snpguest_verdict_status(verdict), -ENODATA);
	assert_int_equal(line_of(verdict, "intermediate-found")->result,
			 SNPGUEST_UNJUDGED);
	snpguest_verdict_free(verdict);
}

static void what_a_caller_added_is_not_amds(void **state)
{
	(void)state;
	know(like_turin, true);
	reset(like_turin, SIGNER_VCEK);
	like_turin->policy.any_root = 0;
	snpguest_verdict_free(expect(like_turin, "policy-root"));
}

static void f_nothing_known(struct forge *f)
{
	snpguest_verifier_free(f->verifier);
	assert_int_equal(snpguest_verifier_new(&f->verifier, NULL, NULL), 0);
}

static void f_other_cpuid(struct forge *f)
{
	f->content.cpuid = 0x00b10f10; /* a Turin */
}

static void f_unknown_cpuid(struct forge *f)
{
	f->content.cpuid = 0x00b60f10;
}

static void f_without_cpuid(struct forge *f)
{
	f->content.version = 2;
}

static void f_turin_leaf(struct forge *f)
{
	certificate_extension_remove(&f->leaf, OID_PRODUCT_NAME);
	certificate_extension_add_text(&f->leaf, OID_PRODUCT_NAME, "Turin-B0");
}

static void f_other_fmc(struct forge *f)
{
	f->content.reported_tcb ^= 1; /* byte 0 */
}

static void f_other_issuer(struct forge *f)
{
	f->leaf.issuer_key = identity_ca_key(f->identity, CA_ASVK);
}

static void f_look_alike_root(struct forge *f)
{
	struct certificate_spec ark = ark_of(f);

	ark.subject_key = ark.issuer_key = identity_ca_key(f->identity, CA_ASK);
	forge_add(f, forge_issue(&ark));
}

static void f_product(struct forge *f)
{
	f->policy.product_mask = 1U << SNPGUEST_PRODUCT_TURIN;
}

static void f_floor(struct forge *f)
{
	static struct snpguest_tcb_floor floor = {
		.product = 24, .which = SNPGUEST_TCB_REPORTED, .fmc = 2,
	};

	f->policy.tcb_floors = &floor;
	f->policy.n_tcb_floors = 1;
}

static void each_part_has_to_be_the_products(void **state)
{
	static const struct {
		void (*change)(struct forge *f);
		const char *failed;
	} rows[] = {
		{ f_other_cpuid, "product" },
		{ f_unknown_cpuid, "product" },
		{ f_without_cpuid, "product" },
		{ f_turin_leaf, "chain-product product" },
		{ f_other_fmc, "tcb-fmc" },
		{ f_other_issuer, "leaf-signature" },
		{ f_look_alike_root, "input-roots" },
		{ f_product, "policy-product" },
		{ f_floor, "policy-tcb-reported" },
	};
	struct snpguest_verdict *verdict;

	(void)state;
	know(like_turin, true);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		reset(like_turin, SIGNER_VCEK);
		rows[i].change(like_turin);
		snpguest_verdict_free(expect(like_turin, rows[i].failed));
	}
	reset(like_turin, SIGNER_VCEK);
	f_nothing_known(like_turin);
	verdict = forge_judge(like_turin);
	assert_false(snpguest_verdict_accepted(verdict));
	snpguest_verdict_free(verdict);
}

/* "no leaf" names the address of one, with the service's name of the product. */
static void a_missing_leaf_has_an_address(void **state)
{
	struct snpguest_verdict *verdict;
	const struct snpguest_check *line;

	(void)state;
	snpguest_verifier_free(like_turin->verifier);
	assert_int_equal(snpguest_verifier_new(&like_turin->verifier, NULL,
					       NULL), 0);
	assert_int_equal(add(like_turin->verifier, NAME "," CPUID ","
			     LAYOUT("turin") ",\"kds_name\":\"Veneto\"",
			     turin_certs, NULL), 0);
	reset(like_turin, SIGNER_VCEK);
	like_turin->with_leaf = false;
	verdict = expect(like_turin, "");
	line = line_of(verdict, "leaf-found");
	assert_int_equal(line->result, SNPGUEST_UNJUDGED);
	assert_non_null(strstr(line->detail, "/vcek/v1/Veneto/"));
	assert_non_null(strstr(line->detail, "fmcSPL=01&blSPL=01"));
	snpguest_verdict_free(verdict);
}

static int read_policy(const struct snpguest_verifier *verifier,
		       const char *text, struct snpguest_policy *policy)
{
	struct snpguest_policy_json *json;
	int err = snpguest_policy_json_read_for(verifier, (struct snpguest_blob){
						(const uint8_t *)text,
						strlen(text) }, &json, NULL);

	if (err)
		return err;
	*policy = *snpguest_policy_json_policy(json);
	policy->tcb_floors = NULL;
	snpguest_policy_json_free(json);
	return 0;
}

static void a_policy_knows_the_name_where_the_verifier_does(void **state)
{
	static const char products[] = "{\"products\":[\"venice\",\"Milan\"]}";
	static const char floor[] =
		"{\"tcb_min\":{\"venice\":{\"reported\":{\"fmc\":1}}}}";
	struct snpguest_policy policy;

	(void)state;
	know(like_turin, true);
	assert_int_equal(read_policy(like_turin->verifier, products, &policy),
			 0);
	assert_int_equal(policy.product_mask, 1U << 24 | 1U << 1);
	assert_int_equal(read_policy(like_turin->verifier, floor, &policy), 0);
	assert_int_equal(policy.n_tcb_floors, 1);
	assert_int_equal(snpguest_product_named(like_turin->verifier, "VENICE"),
			 24);
	assert_int_equal(snpguest_product_named(NULL, "Venice"), 0);
	assert_int_equal(read_policy(NULL, products, &policy), -EINVAL);
	assert_int_equal(read_policy(NULL, floor, &policy), -EINVAL);
}

static void a_file_that_is_wrong_changes_nothing(void **state)
{
	static const char *const bad[] = {
		"\"name\":\"Milan\"," CPUID "," LAYOUT("turin"),
		"\"name\":\"MILAN\"," CPUID "," LAYOUT("turin"),
		"\"name\":\"Rome\"," CPUID "," LAYOUT("turin"),
		"\"name\":\"VLEK\"," CPUID "," LAYOUT("turin"),
		"\"name\":\"\"," CPUID "," LAYOUT("turin"),
		"\"name\":\"Ven-ice\"," CPUID "," LAYOUT("turin"),
		"\"name\":\"Venice\\u0000x\"," CPUID "," LAYOUT("turin"),
		"\"name\":\"VeniceVeniceVeniceVenice\"," CPUID "," LAYOUT("turin"),
		"\"name\":7," CPUID "," LAYOUT("turin"),
		CPUID "," LAYOUT("turin"),
		NAME "," CPUID,
		NAME "," LAYOUT("turin"),
		NAME "," CPUID "," LAYOUT("genoa"),
		NAME "," CPUID ",\"tcb_layout\":1",
		NAME ",\"cpuid\":[]," LAYOUT("turin"),
		NAME ",\"cpuid\":[{\"family\":26}]," LAYOUT("turin"),
		NAME ",\"cpuid\":[{\"family\":26,\"models\":[80]}]," LAYOUT("turin"),
		NAME ",\"cpuid\":[{\"family\":26,\"models\":[95,80]}],"
			LAYOUT("turin"),
		NAME ",\"cpuid\":[{\"family\":26,\"models\":[80,256]}],"
			LAYOUT("turin"),
		NAME ",\"cpuid\":[{\"family\":26,\"models\":[-1,80]}],"
			LAYOUT("turin"),
		NAME ",\"cpuid\":[{\"family\":26,\"models\":[80,95],\"x\":1}],"
			LAYOUT("turin"),
		/* Turin's, and a model twice. */
		NAME ",\"cpuid\":[{\"family\":26,\"models\":[31,95]}],"
			LAYOUT("turin"),
		NAME "," CPUID "," LAYOUT("turin") ",\"trust\":true",
		NAME "," CPUID "," LAYOUT("turin") ",\"kds_name\":\"../x\"",
		NAME "," CPUID "," LAYOUT("turin") ",\"kds_name\":\"\"",
		NAME "," NAME "," CPUID "," LAYOUT("turin"),
	};
	static const char good[] = NAME "," CPUID "," LAYOUT("turin");
	const char *ask = strstr(turin_certs, "\",\"") + 2;
	struct snpguest_error error;
	struct snpguest_verifier *v;
	char *ark = strdup(turin_certs), *mixed;

	(void)state;
	assert_int_equal(snpguest_verifier_new(&v, NULL, NULL), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		error.code = 0;
		if (add(v, bad[i], turin_certs, &error) != -EINVAL)
			fail_msg("%s was taken", bad[i]);
		assert_int_equal(error.code, -EINVAL);
	}
	assert_int_equal(add(v, bad[1], turin_certs, &error), -EINVAL);
	assert_non_null(strstr(error.what, "there is a product of this name"));
	ark[strlen(turin_certs) - strlen(ask) - 1] = '\0';
	assert_int_equal(add(v, good, "", NULL), -EINVAL);
	assert_int_equal(add(v, good, "1", NULL), -EINVAL);
	assert_int_equal(add(v, good, "\"hello\"", NULL), -EINVAL);
	/* No root; another's authority; the same name under another's key. */
	assert_int_equal(add(v, good, ask, NULL), -EINVAL);
	ask = strstr(milan_certs, "\",\"") + 2;
	mixed = malloc(strlen(ark) + strlen(ask) + 2);
	sprintf(mixed, "%s,%s", ark, ask);
	assert_int_equal(add(v, good, mixed, NULL), -EINVAL);
	free(mixed);
	/* The list of products ends, and something else begins. */
	mixed = malloc(strlen(turin_certs) + 64);
	sprintf(mixed, "%s]}],\"x\":[{\"y\":[", turin_certs);
	assert_int_equal(add(v, good, mixed, NULL), -EINVAL);
	free(mixed);
	assert_int_equal(v->products.count, 0);
	assert_int_equal(v->n_authorities, 0);
	assert_int_equal(v->count, ANCHOR_COUNT);
	/* It was the file: the verifier takes a right one. Once. */
	assert_int_equal(add(v, good, ark, NULL), 0);
	assert_int_equal(v->count, ANCHOR_COUNT + 1);
	assert_int_equal(add(v, good, ark, NULL), -EINVAL);
	assert_int_equal(v->count, ANCHOR_COUNT + 1);
	snpguest_verifier_free(v);
	free(ark);
}

/* What its root signed and made no authority of. */
static void an_authority_that_may_not_sign_is_none(void **state)
{
	struct certificate_spec spec = ark_of(like_turin);
	char *ark = json_pem(&spec), *ask, *both;
	struct snpguest_error error;
	struct snpguest_verifier *v;

	(void)state;
	reset(like_turin, SIGNER_VCEK);
	certificate_extension_remove(&like_turin->ca, OID_KEY_USAGE);
	ask = json_pem(&like_turin->ca);
	both = malloc(strlen(ark) + strlen(ask) + 2);
	sprintf(both, "%s,%s", ark, ask);
	assert_int_equal(snpguest_verifier_new(&v, NULL, NULL), 0);
	assert_int_equal(add(v, NAME "," CPUID "," LAYOUT("turin"), both,
			     &error), -EINVAL);
	assert_non_null(strstr(error.what, "no CA certificate"));
	assert_int_equal(v->n_authorities, 0);
	snpguest_verifier_free(v);
	free(both);
	free(ark);
	free(ask);
}

/* Certificates of Venice's under the name of another. */
static void a_file_of_another_product_is_none(void **state)
{
	struct snpguest_verifier *v;

	(void)state;
	assert_int_equal(snpguest_verifier_new(&v, NULL, NULL), 0);
	assert_int_equal(add(v, "\"name\":\"Verona\"," CPUID "," LAYOUT("turin"),
			     turin_certs, NULL), -EINVAL);
	assert_int_equal(v->products.count, 0);
	assert_int_equal(v->count, ANCHOR_COUNT);
	snpguest_verifier_free(v);
}

/* A look-alike of AMD's root beside those of Venice. */
static void a_root_of_another_product_beside_its_own_is_none(void **state)
{
	struct certificate_spec ark = forge_ca(like_milan, CA_ARK);
	char *milan = json_pem(&ark);
	char *all = malloc(strlen(turin_certs) + strlen(milan) + 2);
	struct snpguest_verifier *v;

	(void)state;
	sprintf(all, "%s,%s", turin_certs, milan);
	assert_int_equal(snpguest_verifier_new(&v, NULL, NULL), 0);
	assert_int_equal(add(v, NAME "," CPUID "," LAYOUT("turin"), all, NULL),
			 -EINVAL);
	assert_int_equal(v->count, ANCHOR_COUNT);
	snpguest_verifier_free(v);
	free(all);
	free(milan);
}

/* Models around those of AMD's, not only among them. */
static void a_range_around_another_product_is_none(void **state)
{
	struct snpguest_verifier *v;

	(void)state;
	assert_int_equal(snpguest_verifier_new(&v, NULL, NULL), 0);
	assert_int_equal(add(v, NAME ",\"cpuid\":[{\"family\":26,\"models\":[0,95]}],"
			     LAYOUT("turin"), turin_certs, NULL), -EINVAL);
	assert_int_equal(add(v, NAME ",\"cpuid\":[{\"family\":25,\"models\":[144,176]}],"
			     LAYOUT("turin"), turin_certs, NULL), -EINVAL);
	snpguest_verifier_free(v);
}

/* Names that policies know as something else. */
static void a_name_that_means_another_product_is_none(void **state)
{
	static const char *const names[] = { "Bergamo", "siena", "others", "Launch" };
	struct snpguest_verifier *v;
	char before[256];

	(void)state;
	assert_int_equal(snpguest_verifier_new(&v, NULL, NULL), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct snpguest_error error;

		snprintf(before, sizeof(before), "\"name\":\"%s\"," CPUID ","
			 LAYOUT("turin"), names[i]);
		assert_int_equal(add(v, before, turin_certs, &error), -EINVAL);
		assert_non_null(strstr(error.what, "a name is"));
	}
	snpguest_verifier_free(v);
}

/* "Verona" for "Venice" in @forge's ARK and ASK, as JSON strings. */
static char *verona_certs(struct forge *forge)
{
	struct certificate_spec ark = ark_of(forge);
	char *root, *ask, *both;

	reset(forge, SIGNER_VCEK);
	snprintf(ark.subject, sizeof(ark.subject), "ARK-Verona");
	snprintf(ark.issuer, sizeof(ark.issuer), "ARK-Verona");
	snprintf(forge->ca.subject, sizeof(forge->ca.subject), "SEV-Verona");
	snprintf(forge->ca.issuer, sizeof(forge->ca.issuer), "ARK-Verona");
	root = json_pem(&ark);
	ask = json_pem(&forge->ca);
	both = malloc(strlen(root) + strlen(ask) + 2);
	sprintf(both, "%s,%s", root, ask);
	free(root);
	free(ask);
	return both;
}

/* @text, which ends with a comma, @n times, and no comma behind. */
static char *many(const char *text, size_t n)
{
	char *all = malloc(n * strlen(text) + 1);

	*all = '\0';
	for (size_t i = 0; i < n; i++)
		strcat(all, text);
	all[n * strlen(text) - 1] = '\0';
	return all;
}

/* What adding a Venice of @n ranges, one model each, returns. */
static int add_ranges(struct snpguest_verifier *v, size_t n,
		      struct snpguest_error *error)
{
	char before[1024] = NAME "," LAYOUT("turin") ",\"cpuid\":[";

	for (size_t i = 0; i < n; i++)
		sprintf(before + strlen(before),
			"%s{\"family\":26,\"models\":[%zu,%zu]}", i ? "," : "",
			80 + i, 80 + i);
	strcat(before, "]");
	return add(v, before, turin_certs, error);
}

static void a_product_has_so_many_ranges_and_no_more(void **state)
{
	struct snpguest_verifier *v;
	struct snpguest_error error;

	(void)state;
	assert_int_equal(snpguest_verifier_new(&v, NULL, NULL), 0);
	assert_int_equal(add_ranges(v, PRODUCT_RANGES_MAX + 1, &error), -EINVAL);
	assert_non_null(strstr(error.what, "a list of 1 to 8 is needed"));
	assert_int_equal(v->products.count, 0);
	assert_int_equal(add_ranges(v, PRODUCT_RANGES_MAX, NULL), 0);
	assert_int_equal(v->products.list[0].n_ranges, PRODUCT_RANGES_MAX);
	snpguest_verifier_free(v);
}

/* 16 certificates, whether in one text or in several. */
static void a_product_has_so_many_certificates_and_no_more(void **state)
{
	static const char before[] = NAME "," CPUID "," LAYOUT("turin");
	struct snpguest_verifier *v;
	struct snpguest_error error;
	char *pairs = malloc(strlen(turin_certs) + 2);
	char *good, *bad;

	(void)state;
	sprintf(pairs, "%s,", turin_certs);
	good = many(pairs, 8);
	bad = malloc(strlen(good) + strlen(turin_certs) + 2);
	sprintf(bad, "%s,%s", good, turin_certs);
	assert_int_equal(snpguest_verifier_new(&v, NULL, NULL), 0);
	assert_int_equal(add(v, before, bad, &error), -EINVAL);
	assert_non_null(strstr(error.what, "more than 16 certificates"));
	assert_int_equal(v->count, ANCHOR_COUNT);
	assert_int_equal(v->n_authorities, 0);
	assert_int_equal(add(v, before, good, NULL), 0);
	assert_int_equal(v->n_authorities, 8);
	snpguest_verifier_free(v);
	free(pairs);
	free(good);
	free(bad);
}

static void a_verifier_has_so_many_authorities_and_no_more(void **state)
{
	static const char before[] =
		"\"name\":\"Verona\"," LAYOUT("turin")
		",\"cpuid\":[{\"family\":26,\"models\":[96,96]}]";
	char *verona = verona_certs(like_turin);
	struct snpguest_verifier *v;
	struct snpguest_error error;
	size_t roots;

	(void)state;
	know(like_turin, true);
	v = like_turin->verifier;
	roots = v->count;
	while (v->n_authorities < VERIFIER_AUTHORITIES_MAX)
		v->authorities[v->n_authorities++] =
			certificate_hold(v->authorities[0]);
	assert_int_equal(add(v, before, verona, &error), -EINVAL);
	assert_non_null(strstr(error.what, "too many authorities already"));
	assert_int_equal(v->n_authorities, VERIFIER_AUTHORITIES_MAX);
	assert_int_equal(v->products.count, 1);
	assert_int_equal(v->count, roots);
	certificate_put(v->authorities[--v->n_authorities]);
	assert_int_equal(add(v, before, verona, NULL), 0);
	assert_int_equal(v->n_authorities, VERIFIER_AUTHORITIES_MAX);
	free(verona);
}

static const char *add_product(struct products *products, bool turin,
			       unsigned int number)
{
	struct product product = { .ranges = { { 27, (uint8_t)number,
						 (uint8_t)number } },
				   .n_ranges = 1 };

	sprintf(product.name, "Venice%u", number);
	strcpy(product.kds_name, product.name);
	return products_add(products, turin, &product);
}

/* Eight of each layout: their numbers lie side by side. */
static void so_many_products_are_added_and_no_more(void **state)
{
	struct products products = { .count = 0 };

	(void)state;
	for (int turin = 0; turin < 2; turin++) {
		const char *wrong;

		for (unsigned int i = 0; i < PRODUCTS_ADDED_MAX; i++)
			assert_null(add_product(&products, turin,
						100 * turin + i));
		wrong = add_product(&products, turin, 200);
		assert_non_null(wrong);
		assert_string_equal(wrong, "there are too many products");
	}
	assert_int_equal(products.count, 2 * PRODUCTS_ADDED_MAX);
	for (size_t i = 0; i < products.count; i++)
		assert_int_equal(products.list[i].number,
				 SNPGUEST_PRODUCT_ADDED + i);
}

/* Floors of all four TCBs for @n products, "venice0" and so on, as JSON. */
static void put_floors(char *text, unsigned int n, const char *more)
{
	static const char four[] =
		"{\"reported\":{\"snp\":1},\"committed\":{\"snp\":1},"
		"\"current\":{\"snp\":1},\"launch\":{\"snp\":1}}";

	strcpy(text, "{\"tcb_min\":{");
	for (unsigned int i = 0; i < n; i++)
		sprintf(text + strlen(text), "%s\"venice%u\":%s", i ? "," : "",
			i, four);
	strcat(text, more);
	strcat(text, "}}");
}

static void a_policy_has_so_many_floors_and_no_more(void **state)
{
	struct snpguest_policy policy;
	struct snpguest_verifier *v;
	char text[4096];

	(void)state;
	assert_int_equal(snpguest_verifier_new(&v, NULL, NULL), 0);
	for (unsigned int i = 0; i < PRODUCTS_ADDED_MAX; i++)
		assert_null(add_product(&v->products, true, i));
	put_floors(text, 8, "");
	assert_int_equal(read_policy(v, text, &policy), 0);
	assert_int_equal(policy.n_tcb_floors, 32);
	put_floors(text, 8, ",\"reported\":{\"snp\":1}");
	assert_int_equal(read_policy(v, text, &policy), -EINVAL);
	snpguest_verifier_free(v);
}

static void what_is_no_file_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "{", "[]", "{}", "{\"products\":[]}", "{\"products\":{}}",
		"{\"products\":[1]}", "{\"products\":[1],\"x\":1}", "{\"products\":[{}]}", "null",
		"-----BEGIN CERTIFICATE-----",
	};
	struct snpguest_verifier *v;

	(void)state;
	assert_int_equal(snpguest_verifier_new(&v, NULL, NULL), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(snpguest_verifier_add_anchors(
			v, (struct snpguest_blob){ (const uint8_t *)bad[i],
						   strlen(bad[i]) }, NULL),
			-EINVAL);
	snpguest_verifier_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_added_product_is_accepted),
		cmocka_unit_test(the_leaf_alone_will_do),
		cmocka_unit_test(what_a_caller_added_is_not_amds),
		cmocka_unit_test(each_part_has_to_be_the_products),
		cmocka_unit_test(a_missing_leaf_has_an_address),
		cmocka_unit_test(a_policy_knows_the_name_where_the_verifier_does),
		cmocka_unit_test(a_file_that_is_wrong_changes_nothing),
		cmocka_unit_test(an_authority_that_may_not_sign_is_none),
		cmocka_unit_test(a_file_of_another_product_is_none),
		cmocka_unit_test(a_root_of_another_product_beside_its_own_is_none),
		cmocka_unit_test(a_range_around_another_product_is_none),
		cmocka_unit_test(a_name_that_means_another_product_is_none),
		cmocka_unit_test(a_product_has_so_many_ranges_and_no_more),
		cmocka_unit_test(a_product_has_so_many_certificates_and_no_more),
		cmocka_unit_test(a_verifier_has_so_many_authorities_and_no_more),
		cmocka_unit_test(so_many_products_are_added_and_no_more),
		cmocka_unit_test(a_policy_has_so_many_floors_and_no_more),
		cmocka_unit_test(what_is_no_file_is_refused),
	};

	return cmocka_run_group_tests_name("anchors_json", tests, make_forges,
					   free_forges);
}
