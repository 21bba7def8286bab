// SPDX-License-Identifier: MIT
/* What evidence came in, and the runtime claims of Azure's, on genuine ones. */
#include "lib_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT INT64_C(1780272000) /* 2026-06-01 */
#define CLAIMS 0x4d4
#define HEAD 0x20

/** struct azure - a genuine HCL report, its leaf, and where its nonce is */
struct azure {
	struct snpguest_verifier *verifier;
	struct snpguest_blob hcl, leaf;
	uint8_t *user_data; /* in @hcl: hexadecimal */
	struct snpguest_policy policy;
};

/* Where the nonce is; some have none. */
static uint8_t *user_data_of(struct snpguest_blob hcl)
{
	static const char key[] = "\"user-data\":\"";
	uint8_t *at = memmem(hcl.data, hcl.len, key, strlen(key));

	return at ? at + strlen(key) : NULL;
}

static struct snpguest_blob leaf_beside(const char *path)
{
	char pattern[256];
	struct snpguest_blob leaf;
	size_t count;
	char **paths;

	snprintf(pattern, sizeof(pattern), "%.*s/vcek-*.der",
		 (int)(strrchr(path, '/') - strstr(path, "sets/")),
		 strstr(path, "sets/"));
	paths = vector_glob(pattern, &count);
	assert_true(count > 0);
	leaf = vector_read(paths[0]);
	vector_glob_free(paths);
	return leaf;
}

static void azure_read(struct azure *a)
{
	size_t count;
	char **paths = vector_glob("sets/*/hcl-*.bin", &count);

	memset(a, 0, sizeof(*a));
	for (size_t i = 0; i < count && !a->user_data; i++) {
		a->hcl = vector_read(paths[i]);
		a->user_data = user_data_of(a->hcl);
		if (!a->user_data) {
			blob_free(a->hcl);
			continue;
		}
		a->leaf = leaf_beside(paths[i]);
	}
	vector_glob_free(paths);
	assert_non_null(a->user_data);
	assert_int_equal(snpguest_verifier_new(&a->verifier, NULL, NULL), 0);
	snpguest_policy_init(&a->policy, sizeof(a->policy));
	a->policy.report_data_any = a->policy.measurement_any = 1;
}

static void azure_free(struct azure *a)
{
	snpguest_verifier_free(a->verifier);
	blob_free(a->hcl);
	blob_free(a->leaf);
}

/* Judges @bytes under the leaf; the names of what failed. */
static int judge(struct azure *a, struct snpguest_blob bytes,
		 struct snpguest_verdict **verdict)
{
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_container *container;
	int ret;

	assert_int_equal(snpguest_container_read(bytes, &container, NULL), 0);
	evidence.container = container;
	evidence.certs = &a->leaf;
	evidence.n_certs = 1;
	ret = snpguest_verify(a->verifier, &evidence, &a->policy, AT, verdict,
			      NULL);
	snpguest_container_free(container);
	return ret;
}

static void expect(struct azure *a, struct snpguest_blob bytes, int wanted,
		   const char *failed)
{
	struct snpguest_verdict *verdict;

	assert_int_equal(judge(a, bytes, &verdict), wanted);
	assert_string_equal(failures(verdict), failed);
	snpguest_verdict_free(verdict);
}

static uint8_t nibble(uint8_t c)
{
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* Demands the first @len bytes of the nonce, from memory that stays. */
static uint8_t *demand(struct azure *a, size_t len)
{
	static uint8_t bytes[65];

	for (size_t i = 0; i < 64; i++)
		bytes[i] = nibble(a->user_data[2 * i]) << 4 |
			   nibble(a->user_data[2 * i + 1]);
	a->policy.report_data_any = 0;
	a->policy.user_data = (struct snpguest_blob){ bytes, len };
	return bytes;
}

static void the_nonce_of_the_claims_can_be_demanded(void **state)
{
	struct azure a;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	expect(&a, a.hcl, 0, "");
	for (size_t len = 1; len <= 64; len++) {
		demand(&a, len);
		expect(&a, a.hcl, 0, "");
	}
	for (size_t len = 1; len <= 64; len += 21) {
		demand(&a, len)[len - 1] ^= 1;
		expect(&a, a.hcl, SNPGUEST_REFUSED, "policy-user-data");
	}
	azure_free(&a);
}

static void a_demand_is_judged_of_bound_claims_only(void **state)
{
	struct azure a;
	struct snpguest_verdict *verdict;
	struct snpguest_blob report;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	report = (struct snpguest_blob){ a.hcl.data + HEAD,
					 SNPGUEST_REPORT_SIZE };
	demand(&a, 64);
	/* No claims: could not find out. */
	assert_int_equal(judge(&a, report, &verdict), -ENODATA);
	assert_int_equal(line_of(verdict, "policy-user-data")->result,
			 SNPGUEST_UNJUDGED);
	snpguest_verdict_free(verdict);
	/* The nonce that is demanded, written over the one that is signed. */
	demand(&a, 1)[0] ^= 0x10;
	a.user_data[0] = a.user_data[0] == '0' ? '1' : a.user_data[0] ^ 1;
	expect(&a, a.hcl, SNPGUEST_REFUSED, "runtime-claims");
	azure_free(&a);
}

static void every_byte_of_the_claims_is_bound(void **state)
{
	struct azure a;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	for (size_t at = CLAIMS; at < CLAIMS + 600; at += 37) {
		((uint8_t *)a.hcl.data)[at] ^= 1;
		expect(&a, a.hcl, SNPGUEST_REFUSED, "runtime-claims");
		((uint8_t *)a.hcl.data)[at] ^= 1;
	}
	azure_free(&a);
}

/* Whoever reads the first, and whoever reads the last, agree with us. */
static void a_nonce_that_is_there_twice_is_none(void **state)
{
	static const char other[] = "\"vm-configuration\"";
	struct azure a;
	uint8_t *at;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	at = memmem(a.hcl.data, a.hcl.len, other, strlen(other));
	assert_non_null(at);
	demand(&a, 64);
	memcpy(at, "\"user-data\":\"\",\"x\"", strlen(other));
	expect(&a, a.hcl, SNPGUEST_REFUSED, "runtime-claims policy-user-data");
	memcpy(at, "\"user-\\u0064ata\"  ", strlen(other));
	expect(&a, a.hcl, SNPGUEST_REFUSED, "runtime-claims policy-user-data");
	azure_free(&a);
}

/* The claims of @hcl end at @end. */
static void end_claims(struct snpguest_blob hcl, uint8_t *end)
{
	uint8_t *claims = (uint8_t *)hcl.data + CLAIMS;
	size_t len = end - claims;

	claims[-4] = len & 0xff;
	claims[-3] = len >> 8;
	memset(end, 0, hcl.data + hcl.len - end);
}

/*
 * What the claims say is judged whether or not they are bound. A part of the nonce
 * is none, nor is one in text that is cut off, nor more than REPORT_DATA holds.
 */
static void a_nonce_of_another_form_is_none(void **state)
{
	static const char failed[] = "runtime-claims policy-user-data";
	struct azure a;
	uint8_t *end;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	demand(&a, 64);
	end = a.user_data + 128;
	assert_int_equal(*end, '"');
	/* cut off behind it: no text of JSON */
	end_claims(a.hcl, end + 1);
	expect(&a, a.hcl, SNPGUEST_REFUSED, failed);
	/* its first byte only */
	end[1] = '}';
	end_claims(a.hcl, end + 2);
	memcpy(a.user_data + 2, "\",\"x\":\"", 7);
	expect(&a, a.hcl, SNPGUEST_REFUSED, failed);
	azure_free(&a);

	azure_read(&a);
	demand(&a, 64);
	end = a.user_data + 128;
	assert_true(a.hcl.data + a.hcl.len - end > 100);
	memset(end, '0', 64);
	memcpy(end + 64, "\"}", 2);
	end_claims(a.hcl, end + 66);
	expect(&a, a.hcl, SNPGUEST_REFUSED, failed);
	azure_free(&a);

	/* its digits, and something that is none */
	azure_read(&a);
	demand(&a, 32);
	memset(a.user_data + 64, 'z', 64);
	expect(&a, a.hcl, SNPGUEST_REFUSED, failed);
	azure_free(&a);
}

/* SHA-256 is what Azure takes; the claims are judged by what the report says. */
static void the_digest_of_the_claims_is_the_one_named(void **state)
{
	struct azure a;
	uint8_t *type;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	type = (uint8_t *)a.hcl.data + CLAIMS - 8;
	assert_int_equal(*type, 1);
	expect(&a, a.hcl, 0, "");
	for (*type = 2; *type <= 3; ++*type)
		expect(&a, a.hcl, SNPGUEST_REFUSED, "runtime-claims");
	azure_free(&a);
}

static size_t put_hex(char *to, struct snpguest_blob bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		sprintf(to + 2 * i, "%02x", bytes.data[i]);
	return 2 * bytes.len;
}

/* Two of Azure's in one JSON: the same report, and other claims. */
static void claims_of_two_are_nobodys(void **state)
{
	struct snpguest_blob other, json;
	struct azure a;
	char *text;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	other = blob_copy(a.hcl);
	text = calloc(4, a.hcl.len + 4);
	for (int changed = 0; changed < 3; changed++) {
		struct snpguest_blob first = changed == 2 ? other : a.hcl;
		struct snpguest_blob second = changed == 1 ? other : a.hcl;
		size_t n = 2;

		((uint8_t *)other.data)[CLAIMS + 40] = a.hcl.data[CLAIMS + 40] ^ 1;
		memcpy(text, "[\"", 2);
		n += put_hex(text + n, first);
		memcpy(text + n, "\",\"", 3);
		n += put_hex(text + n + 3, second) + 3;
		memcpy(text + n, "\"]", 2);
		json = (struct snpguest_blob){ (uint8_t *)text, n + 2 };
		expect(&a, json, changed ? SNPGUEST_REFUSED : 0,
		       !changed ? "" : changed == 1 ? "input" :
						      "input runtime-claims");
	}
	free(text);
	blob_free(other);
	azure_free(&a);
}

/* The same claims, under another digest, are other claims. */
static void claims_of_two_digests_are_nobodys(void **state)
{
	struct snpguest_blob parts[3];
	struct azure a;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	parts[2] = a.leaf;
	for (int first = 0; first < 2; first++) {
		struct snpguest_blob other = blob_copy(a.hcl);
		struct snpguest_verdict *verdict;

		((uint8_t *)other.data)[CLAIMS - 8] = 2;
		parts[first] = a.hcl;
		parts[!first] = other;
		assert_int_equal(snpguest_judge(a.verifier, parts, 3, &a.policy,
						AT, &verdict, NULL, NULL),
				 SNPGUEST_REFUSED);
		assert_string_equal(failures(verdict), first ?
				    "input runtime-claims" : "input");
		snpguest_verdict_free(verdict);
		blob_free(other);
	}
	azure_free(&a);
}

/* One report may come with claims and without, in any order. */
static void claims_count_in_whichever_part_they_are(void **state)
{
	static const int orders[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
					 { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	struct snpguest_blob parts[3], all[5];
	struct azure a;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	demand(&a, 64);
	parts[0] = (struct snpguest_blob){ a.hcl.data + HEAD,
					   SNPGUEST_REPORT_SIZE };
	parts[0] = blob_copy(parts[0]);
	parts[1] = blob_copy(a.hcl);
	parts[2] = a.leaf;
	for (int bad = 0; bad < 2; bad++) {
		((uint8_t *)parts[1].data)[CLAIMS + 40] ^= bad;
		for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
			struct snpguest_verdict *verdict;

			all[0] = all[4] = a.hcl;
			for (int n = 0; n < 3; n++)
				all[n + 1] = parts[orders[i][n]];
			assert_int_equal(snpguest_judge(a.verifier, all + 1, 3,
							&a.policy, AT, &verdict,
							NULL, NULL), bad);
			assert_string_equal(failures(verdict),
					    bad ? "runtime-claims" : "");
			snpguest_verdict_free(verdict);
			/* Claims of two are nobody's, whichever is the first. */
			assert_int_equal(snpguest_judge(a.verifier, all, 4,
							&a.policy, AT, &verdict,
							NULL, NULL), bad);
			snpguest_verdict_free(verdict);
			assert_int_equal(snpguest_judge(a.verifier, all + 1, 4,
							&a.policy, AT, &verdict,
							NULL, NULL), bad);
			snpguest_verdict_free(verdict);
		}
	}
	blob_free(parts[0]);
	blob_free(parts[1]);
	azure_free(&a);
}

static void what_the_container_refuses_is_refused(void **state)
{
	uint8_t answer[HEAD + SNPGUEST_REPORT_SIZE + 1] = { 0 };
	struct azure a;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	answer[4] = SNPGUEST_REPORT_SIZE & 0xff;
	answer[5] = SNPGUEST_REPORT_SIZE >> 8;
	memcpy(answer + HEAD, a.hcl.data + HEAD, SNPGUEST_REPORT_SIZE);
	expect(&a, (struct snpguest_blob){ answer, sizeof(answer) }, 0, "");
	answer[sizeof(answer) - 1] = 1;
	expect(&a, (struct snpguest_blob){ answer, sizeof(answer) },
	       SNPGUEST_REFUSED, "input");
	azure_free(&a);
}

static void two_reports_are_a_mistake_of_the_caller(void **state)
{
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_verdict *verdict = NULL;
	struct snpguest_container *container;
	struct azure a;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	assert_int_equal(snpguest_container_read(a.hcl, &container, NULL), 0);
	evidence.container = container;
	evidence.report = snpguest_container_report(container);
	assert_int_equal(snpguest_verify(a.verifier, &evidence, &a.policy, AT,
					 &verdict, NULL), -EINVAL);
	assert_null(verdict);
	snpguest_container_free(container);
	azure_free(&a);
}

/* Freshness may be demanded of either place, and has to be of one. */
static void user_data_is_a_demand_of_freshness(void **state)
{
	struct azure a;
	struct snpguest_verdict *verdict = NULL;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	a.policy.report_data_any = 0;
	assert_int_equal(judge(&a, a.hcl, &verdict), -EINVAL);
	demand(&a, 32);
	expect(&a, a.hcl, 0, "");
	a.policy.report_data_any = 1;
	assert_int_equal(judge(&a, a.hcl, &verdict), -EINVAL);
	demand(&a, 65);
	assert_int_equal(judge(&a, a.hcl, &verdict), -EINVAL);
	a.policy.user_data.data = NULL;
	assert_int_equal(judge(&a, a.hcl, &verdict), -EINVAL);
	azure_free(&a);
}

/* What comes out of a container goes in as evidence, also where it is none. */
static void lists_of_a_container_are_lists_of_evidence(void **state)
{
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_container *report, *leaf;
	struct azure a;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	assert_int_equal(snpguest_container_read(a.hcl, &report, NULL), 0);
	assert_int_equal(snpguest_container_read(a.leaf, &leaf, NULL), 0);
	evidence.report = snpguest_container_report(report);
	evidence.certs = snpguest_container_certs(leaf, &evidence.n_certs);
	evidence.crls = snpguest_container_crls(leaf, &evidence.n_crls);
	assert_int_equal(evidence.n_certs, 1);
	assert_int_equal(evidence.n_crls, 0);
	assert_int_equal(snpguest_verify(a.verifier, &evidence, &a.policy, AT,
					 NULL, NULL), 0);
	evidence.certs = snpguest_container_certs(report, &evidence.n_certs);
	assert_int_equal(evidence.n_certs, 0);
	assert_int_equal(snpguest_verify(a.verifier, &evidence, &a.policy, AT,
					 NULL, NULL), -ENODATA);
	snpguest_container_free(report);
	snpguest_container_free(leaf);
	azure_free(&a);
}

/* -------------------------------------------------------- further claims */

static void demand_claims(struct azure *a, const char *text)
{
	a->policy.claims = (struct snpguest_blob){ (const uint8_t *)text,
						   strlen(text) };
}

/* Names beside one another, and values of every kind that claims have. */
static void claims_can_be_demanded_by_name_and_value(void **state)
{
	static const char *const met[] = {
		"{\"vm-configuration\":{\"secure-boot\":true}}",
		" { \"vm-configuration\" : { \"tpm-enabled\" : true ,"
		" \"secure-boot\" : true } } ",
	}, *const unmet[] = {
		"{\"vm-configuration\":{\"secure-boot\":false}}",
		"{\"vm-configuration\":{\"secure-boot\":\"true\"}}",
		"{\"vm-configuration\":{\"secure-boot\":1}}",
		"{\"vm-configuration\":{\"secure-boo\":true}}",
		"{\"vm-configuration\":{\"secure-bootx\":true}}",
		"{\"vm-configuration\":{\"secure-boot\":{\"x\":true}}}",
		"{\"vm-configuration\":{\"secure-boot\":true,\"x\":true}}",
		"{\"vm-configuration\":{\"x\":true,\"secure-boot\":true}}",
		"{\"vm-configuration\":true}",
		"{\"vm-configuratio\":{\"secure-boot\":true}}",
		"{\"secure-boot\":true}",
		"{\"user-data\":\"00\"}",
		"{\"a\":{\"a\":{\"a\":{\"a\":18446744073709551615}}}}",
	};
	struct azure a;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	for (size_t i = 0; i < sizeof(met) / sizeof(*met); i++) {
		demand_claims(&a, met[i]);
		/* Blanks behind it are none of it. */
		a.policy.claims.len -= met[i][0] == ' ';
		expect(&a, a.hcl, 0, "");
	}
	for (size_t i = 0; i < sizeof(unmet) / sizeof(*unmet); i++) {
		demand_claims(&a, unmet[i]);
		expect(&a, a.hcl, SNPGUEST_REFUSED, "policy-claims");
	}
	azure_free(&a);
}

static void a_string_can_be_demanded(void **state)
{
	char text[256], *end;
	struct azure a;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	snprintf(text, sizeof(text), "{\"user-data\":\"%.128s\"}",
		 (const char *)a.user_data);
	demand_claims(&a, text);
	expect(&a, a.hcl, 0, "");
	end = text + strlen(text) - 3;
	*end ^= 1;
	expect(&a, a.hcl, SNPGUEST_REFUSED, "policy-claims");
	memcpy(end, "\"}", 3); /* its beginning is another string */
	demand_claims(&a, text);
	expect(&a, a.hcl, SNPGUEST_REFUSED, "policy-claims");
	azure_free(&a);
}

/* The first and the last of two say the same, and still there are two. */
static void claims_are_judged_once_and_bound(void **state)
{
	static const char other[] = "\"console-enabled\":true";
	struct snpguest_verdict *verdict;
	struct snpguest_blob report;
	struct azure a;
	uint8_t *at;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	demand_claims(&a, "{\"vm-configuration\":{\"secure-boot\":true}}");
	report = (struct snpguest_blob){ a.hcl.data + HEAD,
					 SNPGUEST_REPORT_SIZE };
	assert_int_equal(judge(&a, report, &verdict), -ENODATA);
	assert_int_equal(line_of(verdict, "policy-claims")->result,
			 SNPGUEST_UNJUDGED);
	snpguest_verdict_free(verdict);
	at = memmem(a.hcl.data, a.hcl.len, other, strlen(other));
	assert_non_null(at);
	memcpy(at, "\"secure-boot\":true    ", strlen(other));
	expect(&a, a.hcl, SNPGUEST_REFUSED, "runtime-claims policy-claims");
	/* One again, and what is demanded, but of nobody. */
	memcpy(at, "\"secure-boox\":true    ", strlen(other));
	expect(&a, a.hcl, SNPGUEST_REFUSED, "runtime-claims");
	azure_free(&a);
}

/* What could not be met by anything, or by everything, is no demand. */
static void a_demand_of_claims_has_a_form(void **state)
{
	static const char *const none[] = {
		"[]", "1", "{}", "{\"a\":{}}", "{\"a\":null}", "{\"a\":[1]}",
		"{\"a\":1.5}", "{\"a\":-1}", "{\"a\":01}", "{\"a\":1e3}",
		"{\"a\":1,\"a\":1}", "{\"a\":\"\\u0041\"}", "{\"\\u0061\":1}",
		"{\"a\":1}x", "{\"a\":1} ", "{\"a\":1", "{\"a\":tru}", "{\"a\"}",
		"{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}",
		"{\"a\":18446744073709551616}",
	};
	struct snpguest_verdict *verdict = NULL;
	char many[4200];
	struct azure a;
	size_t len = 1;

	(void)state;
	NEED_VECTORS();
	azure_read(&a);
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		demand_claims(&a, none[i]);
		assert_int_equal(judge(&a, a.hcl, &verdict), -EINVAL);
		assert_null(verdict);
	}
	many[0] = '{';
	for (unsigned int i = 0; i < 33; i++) {
		len += sprintf(many + len, "\"%02u\":1,", i);
		many[len - 1] = '}';
		demand_claims(&a, many);
		if (i < 32)
			expect(&a, a.hcl, SNPGUEST_REFUSED, "policy-claims");
		else
			assert_int_equal(judge(&a, a.hcl, &verdict), -EINVAL);
		many[len - 1] = ',';
	}
	for (len = 4096; len <= 4097; len++) {
		memset(many, 'x', len);
		memcpy(many, "{\"", 2);
		memcpy(many + len - 4, "\":1}", 5);
		demand_claims(&a, many);
		assert_int_equal(judge(&a, a.hcl, &verdict),
				 len == 4096 ? SNPGUEST_REFUSED : -EINVAL);
		snpguest_verdict_free(len == 4096 ? verdict : NULL);
	}
	azure_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nonce_of_the_claims_can_be_demanded),
		cmocka_unit_test(a_demand_is_judged_of_bound_claims_only),
		cmocka_unit_test(every_byte_of_the_claims_is_bound),
		cmocka_unit_test(a_nonce_that_is_there_twice_is_none),
		cmocka_unit_test(a_nonce_of_another_form_is_none),
		cmocka_unit_test(the_digest_of_the_claims_is_the_one_named),
		cmocka_unit_test(claims_of_two_are_nobodys),
		cmocka_unit_test(claims_of_two_digests_are_nobodys),
		cmocka_unit_test(claims_count_in_whichever_part_they_are),
		cmocka_unit_test(what_the_container_refuses_is_refused),
		cmocka_unit_test(two_reports_are_a_mistake_of_the_caller),
		cmocka_unit_test(user_data_is_a_demand_of_freshness),
		cmocka_unit_test(lists_of_a_container_are_lists_of_evidence),
		cmocka_unit_test(claims_can_be_demanded_by_name_and_value),
		cmocka_unit_test(a_string_can_be_demanded),
		cmocka_unit_test(claims_are_judged_once_and_bound),
		cmocka_unit_test(a_demand_of_claims_has_a_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
