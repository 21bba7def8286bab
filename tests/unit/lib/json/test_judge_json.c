// SPDX-License-Identifier: MIT
/* snpguest_judge_json(): parts of evidence, each in some shape or in none. */
#include "lib_forge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <zlib.h>

#define POLICY "{\"report_data_any\":true,\"measurement_any\":true,\"any_root\":true}"

static struct forge *forge;
static struct snpguest_blob report, leaf, ca;
static char *said;

static int make_forge(void **state)
{
	(void)state;
	forge = forge_new(PRODUCT_MILAN);
	forge_write_report(forge);
	report = (struct snpguest_blob){ forge->report, 1184 };
	leaf = forge_issue(&forge->leaf);
	ca = forge_issue(&forge->ca);
	return 0;
}

static int free_forge(void **state)
{
	(void)state;
	blob_free(leaf);
	blob_free(ca);
	free(said);
	forge_free(forge);
	return 0;
}

static struct snpguest_blob text(const char *bytes)
{
	return (struct snpguest_blob){ (const uint8_t *)bytes, strlen(bytes) };
}

/* What it returns for @count parts; the verdict's text is in @said. */
static int judge(const struct snpguest_blob *parts, size_t count,
		 const char *policy)
{
	int ret;

	free(said);
	ret = snpguest_judge_json(forge->verifier, parts, count, text(policy),
				  FORGE_DATE, &said, NULL);
	assert_int_equal(said != NULL, ret >= 0 || ret == -ENODATA);
	return ret;
}

#define JUDGE(...)							\
	judge((struct snpguest_blob[]){ __VA_ARGS__ },			\
	      sizeof((struct snpguest_blob[]){ __VA_ARGS__ }) /		\
	      sizeof(struct snpguest_blob), POLICY)

static void parts_in_any_order_are_accepted(void **state)
{
	(void)state;
	assert_int_equal(JUDGE(report, leaf, ca), 0);
	assert_non_null(strstr(said, "\"verdict\":\"accepted\""));
	assert_int_equal(JUDGE(ca, leaf, report), 0);
	assert_int_equal(JUDGE(report, ca), -ENODATA);
	assert_non_null(strstr(said, "\"verdict\":\"unknown\""));
}

/* A root that is not AMD's is accepted where the policy says so aloud. */
static void a_policy_has_to_waive_that_the_root_is_amds(void **state)
{
	const struct snpguest_blob parts[] = { report, leaf, ca };

	(void)state;
	assert_int_equal(judge(parts, 3, "{\"report_data_any\":true,"
			       "\"measurement_any\":true}"), SNPGUEST_REFUSED);
	assert_non_null(strstr(said, "policy-root"));
	assert_int_equal(judge(parts, 3, "{\"report_data_any\":true,"
			       "\"measurement_any\":true,\"any_root\":false}"),
			 -EINVAL);
}

/* Bytes are an answer: what somebody handed in is no mistake of the caller. */
static void two_reports_are_refused(void **state)
{
	struct snpguest_blob other = blob_copy(report);

	(void)state;
	assert_int_equal(JUDGE(report, report, leaf, ca), 0);
	((uint8_t *)other.data)[0x90] ^= 1;
	assert_int_equal(JUDGE(report, leaf, ca, other), SNPGUEST_REFUSED);
	assert_non_null(strstr(said, "part 4 has a second report"));
	assert_int_equal(JUDGE(other, leaf, ca, report), SNPGUEST_REFUSED);
	blob_free(other);
}

static void what_nobody_can_read_decides_only_without_a_leaf(void **state)
{
	struct snpguest_blob noise = { forge->report + 100, 700 };
	struct snpguest_blob nothing = { NULL, 0 };

	(void)state;
	assert_int_equal(JUDGE(report, leaf, ca, noise), 0);
	assert_non_null(strstr(said, "not an X.509 certificate"));
	assert_int_equal(JUDGE(report, leaf, ca, nothing), 0);
	assert_int_equal(JUDGE(report, noise), SNPGUEST_REFUSED);
	assert_int_equal(JUDGE(report, nothing), SNPGUEST_REFUSED);
	assert_int_equal(JUDGE(report, text("hello")), SNPGUEST_REFUSED);
	assert_int_equal(JUDGE(noise), SNPGUEST_REFUSED);
}

/* Another report is a second one, whichever part is judged at last. */
static void a_second_report_stays_one(void **state)
{
	struct snpguest_blob other = blob_copy(report), both;
	char *json = calloc(3, 2 * report.len);
	size_t n;

	(void)state;
	((uint8_t *)other.data)[0x90] ^= 1;
	n = (size_t)sprintf(json, "[\"");
	for (size_t i = 0; i < report.len; i++)
		n += (size_t)sprintf(json + n, "%02x", report.data[i]);
	n += (size_t)sprintf(json + n, "\",\"");
	for (size_t i = 0; i < other.len; i++)
		n += (size_t)sprintf(json + n, "%02x", other.data[i]);
	sprintf(json + n, "\"]");
	both = text(json);
	assert_int_equal(JUDGE(report, both, leaf, ca), SNPGUEST_REFUSED);
	assert_int_equal(JUDGE(both, report, leaf, ca), SNPGUEST_REFUSED);
	free(json);
	blob_free(other);
}

static struct snpguest_blob issue_crl(time_t until)
{
	struct crl_spec spec = forge->crl;

	spec.next_update = until;
	return forge_issue_crl(&spec);
}

/* A list that speaks against the evidence, behind @parts[@count]. */
static void expect_it_speaks(struct snpguest_blob *parts, size_t count,
			     const char *word)
{
	struct snpguest_blob before = parts[count];

	parts[count] = issue_crl(FORGE_DATE - 1);
	assert_int_equal(judge(parts, count + 1, POLICY), SNPGUEST_REFUSED);
	assert_non_null(strstr(said, word));
	blob_free(parts[count]);
	parts[count] = before;
}

static void expect_refused(struct snpguest_blob *parts, size_t count,
			   const char *word)
{
	assert_int_equal(judge(parts, count, POLICY), SNPGUEST_REFUSED);
	assert_non_null(strstr(said, word));
}

/* In gzip, @times behind one another. Return: how long it is. */
static size_t pack(struct snpguest_blob what, int times, uint8_t *packed,
		   size_t size)
{
	z_stream z = { .next_out = packed, .avail_out = size };

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 9,
				      Z_DEFAULT_STRATEGY), Z_OK);
	while (times--) {
		z.next_in = (uint8_t *)what.data;
		z.avail_in = what.len;
		assert_int_equal(deflate(&z, times ? Z_NO_FLUSH : Z_FINISH),
				 times ? Z_OK : Z_STREAM_END);
	}
	deflateEnd(&z);
	return z.total_out;
}

/* Whoever wrote the other parts, and whatever is in them. */
static void no_list_can_be_crowded_out(void **state)
{
	struct snpguest_blob parts[64] = { report, leaf, ca };
	static uint8_t zeros[1 << 16], bomb[1 << 16];
	size_t len;

	(void)state;
	expect_it_speaks(parts, 3, "crl-dates");
	for (int i = 3; i < 60; i++)
		parts[i] = issue_crl(FORGE_DATE + i);
	assert_int_equal(judge(parts, 19, POLICY), 0);
	expect_it_speaks(parts, 20, "more than 16 CRLs");
	expect_it_speaks(parts, 60, "more than 16 CRLs");
	for (int i = 3; i < 60; i++)
		blob_free(parts[i]);

	len = pack((struct snpguest_blob){ zeros, sizeof(zeros) }, 64, bomb,
		   sizeof(bomb));
	for (int i = 3; i < 63; i++)
		parts[i] = (struct snpguest_blob){ bomb, len };
	assert_int_equal(judge(parts, 63, POLICY), SNPGUEST_REFUSED);
	assert_non_null(strstr(said, "it unpacks to more than"));
}

static char *pem_of(struct snpguest_blob list, size_t copies)
{
	static const char begin[] = "-----BEGIN X509 CRL-----\n";
	static const char end[] = "\n-----END X509 CRL-----\n";
	char *base64 = calloc(1, 2 * list.len + 4);
	char *pem = calloc(copies, 2 * list.len + 64);

	EVP_EncodeBlock((uint8_t *)base64, list.data, (int)list.len);
	for (size_t i = 0; i < copies; i++)
		sprintf(pem + strlen(pem), "%s%s%s", begin, base64, end);
	free(base64);
	return pem;
}

/* The same list again and again takes no other's place, unheard. */
static void no_list_is_left_out(void **state)
{
	struct snpguest_blob list = issue_crl(FORGE_DATE + 9);
	struct snpguest_blob parts[6] = { report, leaf, ca };
	char *few = pem_of(list, 40), *many = pem_of(list, 70);

	(void)state;
	parts[3] = text(few);
	assert_int_equal(judge(parts, 4, POLICY), 0);
	expect_it_speaks(parts, 4, "crl-dates");
	parts[3] = text(many);
	expect_it_speaks(parts, 4, "more than 64 revocation lists");
	/* One that cannot be read may be the one that revokes. */
	few[strlen("-----BEGIN X509 CRL-----\n") + 1] = '!';
	parts[3] = text(few);
	expect_refused(parts, 4, "malformed PEM");
	free(few);
	free(many);
	blob_free(list);
}

#define DEEP "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"

/* What was meant to be one and is none refuses, whatever it comes in. */
static void no_list_is_passed_over(void **state)
{
	struct snpguest_blob list = issue_crl(FORGE_DATE - 1);
	struct snpguest_blob parts[4] = { report, leaf, ca };
	char *pem = pem_of(list, 1);

	(void)state;
	/* With a byte that is none of text. */
	parts[3] = (struct snpguest_blob){ (uint8_t *)pem, strlen(pem) + 1 };
	expect_refused(parts, 4, "crl-dates");
	pem[40] = 1;
	expect_refused(parts, 4, "malformed PEM");
	parts[3] = (struct snpguest_blob){ list.data, list.len - 1 };
	expect_refused(parts, 4, "not an X.509 CRL");
	parts[3] = text("[" DEEP ", \"a list\"]");
	expect_refused(parts, 4, "part 4: JSON of more than 24 levels");
	free(pem);
	blob_free(list);
}

static void what_stands_for_a_list_is_judged_as_one(void **state)
{
	struct snpguest_blob parts[4] = { report, leaf, ca };

	(void)state;
	parts[3] = text("{\"crl\": \"MIIC!!! and so on, which is no list at all\"}");
	expect_refused(parts, 4, "not an X.509 CRL");
	parts[3] = text("{\"crls\": [\"no list\"]}");
	expect_refused(parts, 4, "not an X.509 CRL");
	parts[3] = text("{\"crl\": null, \"crls\": [], \"x\": {\"crl\": \"\"}}");
	assert_int_equal(judge(parts, 4, POLICY), 0);
}

/* A list as JSON, without its end. Return: its length. */
static size_t put_json(char *json, const char *pem)
{
	char *to = json + sprintf(json, "{\"good\": \"");

	for (const char *at = pem; *at; at++)
		to += sprintf(to, *at == '\n' ? "\\n" : "%c", *at);
	return to - json;
}

/* Nobody knows what is behind that which does not hold. */
static void no_list_is_behind_what_is_broken(void **state)
{
	struct snpguest_blob list = issue_crl(FORGE_DATE + 9);
	struct snpguest_blob parts[4] = { report, leaf, ca };
	char *pem = pem_of(list, 1), *json = calloc(1, 3 * strlen(pem));
	static uint8_t packed[1 << 16];
	size_t len = put_json(json, pem);

	(void)state;
	sprintf(json + len, "\"}");
	parts[3] = text(json);
	assert_int_equal(judge(parts, 4, POLICY), 0);
	sprintf(json + len, "\", \"x\": oops}");
	parts[3] = text(json);
	expect_refused(parts, 4, "part 4: JSON that is malformed");
	/* Before it nothing. */
	parts[3] = text("{\"x\": oops, \"crl\": \"\"}");
	expect_refused(parts, 4, "part 4: JSON that is malformed");

	len = pack(text(pem), 1, packed, sizeof(packed));
	parts[3] = (struct snpguest_blob){ packed, len };
	assert_int_equal(judge(parts, 4, POLICY), 0);
	parts[3].len -= 4;
	expect_refused(parts, 4, "part 4: gzip that is cut off");
	free(json);
	free(pem);
	blob_free(list);
}

/* The second of two tables is looked into, too. */
static void a_list_in_a_second_table_counts(void **state)
{
	struct snpguest_table_entry entries[] = {
		{ .kind = SNPGUEST_ENTRY_VCEK, .blob = leaf },
		{ .kind = SNPGUEST_ENTRY_ASK, .blob = ca },
		{ .kind = SNPGUEST_ENTRY_CRL, .blob = issue_crl(FORGE_DATE - 1) },
	};
	uint8_t *first, *second;
	struct snpguest_blob tables[2];

	(void)state;
	assert_int_equal(snpguest_table_build(entries, 2, &first,
					      &tables[0].len, NULL), 0);
	assert_int_equal(snpguest_table_build(entries, 3, &second,
					      &tables[1].len, NULL), 0);
	tables[0].data = first;
	tables[1].data = second;
	assert_int_equal(JUDGE(report, tables[0]), 0);
	assert_int_equal(JUDGE(report, tables[0], tables[1]),
			 SNPGUEST_REFUSED);
	assert_non_null(strstr(said, "crl-dates"));
	free(first);
	free(second);
	blob_free(entries[2].blob);
}

/* Each entry of @table after the first one is all bytes from there on. */
static void overlap(struct snpguest_blob table, size_t count)
{
	uint8_t *bytes = (uint8_t *)table.data;
	size_t head = 24 * (count + 1), rest = table.len - head;

	for (size_t i = 0; i < count; i++) {
		uint8_t where[] = { (uint8_t)head, (uint8_t)(head >> 8), 0, 0,
				    (uint8_t)rest, (uint8_t)(rest >> 8), 0, 0 };

		memcpy(bytes + 24 * i + 16, where, 8);
	}
}

/* Not even those of a second table, or one part cost as much as hundreds. */
static void entries_of_a_second_table_share_no_bytes(void **state)
{
	struct snpguest_table_entry entries[] = {
		{ .kind = SNPGUEST_ENTRY_VCEK, .blob = leaf },
		{ .kind = SNPGUEST_ENTRY_ASK, .blob = ca },
		{ .guid = { 1 }, .blob = ca },
	};
	struct snpguest_blob first, second, both;
	uint8_t *bytes;

	(void)state;
	assert_int_equal(snpguest_table_build(entries, 2, &bytes, &first.len,
					      NULL), 0);
	first.data = bytes;
	assert_int_equal(snpguest_table_build(entries, 3, &bytes, &second.len,
					      NULL), 0);
	second.data = bytes;
	overlap(second, 3);
	both.data = bytes = calloc(1, both.len = report.len + second.len);
	memcpy(bytes, report.data, report.len);
	memcpy(bytes + report.len, second.data, second.len);
	assert_int_equal(JUDGE(report, first, both), 0);
	assert_non_null(strstr(said, "its entries overlap"));
	blob_free(both);
	blob_free(first);
	blob_free(second);
}

/* @n certificates as PEM, each another one where they are @distinct. */
static char *many_certificates(size_t n, uint32_t distinct)
{
	struct snpguest_blob copy = blob_copy(ca);
	char *pem, *many = calloc(n, 2 * ca.len + 100), *to = many;

	for (size_t i = 0; i < n; i++) {
		uint32_t other = distinct ? distinct + (uint32_t)i : 0;

		memcpy((uint8_t *)copy.data + copy.len - 4, &other, 4);
		assert_int_equal(snpguest_cert_to_pem(copy, &pem, NULL), 0);
		to = stpcpy(to, pem);
		free(pem);
	}
	blob_free(copy);
	return many;
}

/* Eight certificates of nobody's in each of 60 parts. */
static void more_certificates_than_are_used_are_noted(void **state)
{
	struct snpguest_blob parts[64] = { report, leaf, ca };

	(void)state;
	for (uint32_t i = 3; i < 63; i++)
		parts[i] = text(many_certificates(8, 8 * i));
	assert_int_equal(judge(parts, 63, POLICY), 0);
	assert_non_null(strstr(said, "more than 256 certificates"));
	for (int i = 3; i < 63; i++)
		free((char *)parts[i].data);
}

/* Each counts once: copies do not hide what stands behind them. */
static void copies_of_a_certificate_take_no_room(void **state)
{
	char *many = many_certificates(300, 0);
	char *all = calloc(2, strlen(many)), *pem;
	struct snpguest_blob parts[] = { report, ca, text(many), leaf };

	(void)state;
	assert_int_equal(judge(parts, 4, POLICY), 0);
	assert_int_equal(snpguest_cert_to_pem(leaf, &pem, NULL), 0);
	sprintf(all, "%s%s", many, pem);
	parts[2] = text(all);
	assert_int_equal(judge(parts, 3, POLICY), 0);
	free(pem);
	free(all);
	free(many);
}

static void the_caller_hands_in_1_to_64_parts(void **state)
{
	struct snpguest_blob parts[65] = { report, leaf, ca };

	(void)state;
	for (int i = 3; i < 65; i++)
		parts[i] = ca;
	assert_int_equal(judge(parts, 0, POLICY), -EINVAL);
	assert_int_equal(judge(parts, 64, POLICY), 0);
	assert_int_equal(judge(parts, 65, POLICY), -EINVAL);
	parts[1] = (struct snpguest_blob){ NULL, 5 };
	assert_int_equal(judge(parts, 3, POLICY), -EINVAL);
	parts[1] = leaf;
	assert_int_equal(judge(parts, 3, "{}"), -EINVAL);
	assert_int_equal(judge(parts, 3, "{\"x\":1}"), -EINVAL);
}

/* "report" and "vcek" in base64, as services hand them out. */
static int judge_object(const char *key, const char *value)
{
	static char base64[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char object[4096], coded[1600];
	size_t n = 0;

	for (size_t i = 0; i < 1182; i += 3) {
		uint32_t three = report.data[i] << 16 | report.data[i + 1] << 8 |
				 report.data[i + 2];

		for (int shift = 18; shift >= 0; shift -= 6)
			coded[n++] = base64[three >> shift & 63];
	}
	/* 1184 is 2 more than a multiple of 3. */
	coded[n++] = base64[report.data[1182] >> 2];
	coded[n++] = base64[(report.data[1182] & 3) << 4 |
			    report.data[1183] >> 4];
	coded[n++] = base64[(report.data[1183] & 15) << 2];
	coded[n++] = '=';
	coded[n] = '\0';
	snprintf(object, sizeof(object), "{\"report\":\"%s\",\"%s\":%s}", coded,
		 key, value);
	return JUDGE(text(object));
}

/* Where a certificate belongs and none is, somebody broke it: exit 1, not 3. */
static void what_stands_for_a_certificate_is_judged_as_one(void **state)
{
	static const char *const broken[] = {
		"\"!\"", "\"AAAA\"", "[1]", "\"no base64: $$$$$$$$$$$$$$$$$\"",
		"[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]",
		"{\"data\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
		"5", "-1", "1.5", "[300, 300]", "[-1]", "[1.5, 2]",
	}, *const entries[] = {
		"[{\"cert_type\":\"VCEK\",\"data\":[1]}]",
		"[{\"cert_type\":\"VCEK\",\"data\":[300]}]",
		"[{\"cert_type\":\"VCEK\",\"data\":5}]",
		"[{\"cert_type\":\"VCEK\",\"data\":\"AAAA\"}]",
		"[{\"cert_type\":\"VCEK\",\"data\":\"garbage\"}]",
	};
	static const char long_one[] = "[{\"cert_type\":\"VCEK\",\"data\":\""
		"QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
		"QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
		"\"}]";

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		assert_int_equal(judge_object("vcek", broken[i]),
				 SNPGUEST_REFUSED);
		assert_int_equal(judge_object("VLEK", broken[i]),
				 SNPGUEST_REFUSED);
		assert_int_equal(judge_object("vcekCert", broken[i]),
				 SNPGUEST_REFUSED);
		assert_int_equal(judge_object("note", broken[i]), -ENODATA);
	}
	for (size_t i = 0; i < sizeof(entries) / sizeof(*entries); i++) {
		assert_int_equal(judge_object("cert_chain", entries[i]),
				 SNPGUEST_REFUSED);
		assert_int_equal(judge_object("blobs", entries[i]), -ENODATA);
	}
	assert_int_equal(judge_object("cert_chain", long_one),
			 SNPGUEST_REFUSED);
	assert_int_equal(judge_object("blobs", long_one), -ENODATA);
	/* Under whatever name, what begins as one does. */
	assert_int_equal(judge_object("note", "\"MIIFQDCCAvegAwIBAgIBADBGB!\""),
			 SNPGUEST_REFUSED);
	/* Nothing is there, or what it is is said beside it. */
	assert_int_equal(judge_object("vcek", "null"), -ENODATA);
	assert_int_equal(judge_object("vcek", "\"\""), -ENODATA);
	assert_int_equal(judge_object("vcek", "[]"), -ENODATA);
	assert_int_equal(judge_object("vcek", "true"), -ENODATA);
	assert_int_equal(judge_object("vcek", "[null, \"\"]"), -ENODATA);
	assert_int_equal(judge_object("cert_count", "5"), -ENODATA);
	assert_int_equal(judge_object("cert_chain",
				      "[{\"cert_type\":\"VCEK\",\"data\":[]}]"),
			 -ENODATA);
	assert_int_equal(judge_object("certificateKind", "\"VCEK of a chip\""),
			 -ENODATA);
}

/* Bounds of programs rest on it. */
static void many_small_blocks_are_counted_as_they_are(void **state)
{
	enum { N = 2000 };
	char *json = malloc(8 * N + 100), *to = json + sprintf(json, "{\"vcek\":[");
	struct snpguest_container *container;
	struct snpguest_blob list = { (const uint8_t *)"\x30", 2 };
	char *pem = pem_of(list, N);

	(void)state;
	for (int i = 0; i < N; i++)
		to += sprintf(to, "\"a\",");
	sprintf(to - 1, "]}");
	assert_int_equal(snpguest_container_read(text(json), &container, NULL),
			 0);
	assert_true(snpguest_container_size(container) >= 32 * N);
	snpguest_container_free(container);

	assert_int_equal(snpguest_container_read(text(pem), &container, NULL),
			 0);
	/* Each list, where it is, and the text twice. */
	assert_true(snpguest_container_size(container) >=
		    N * (32 + sizeof(list)) + 2 * strlen(pem));
	snpguest_container_free(container);
	free(pem);
	free(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_in_any_order_are_accepted),
		cmocka_unit_test(a_policy_has_to_waive_that_the_root_is_amds),
		cmocka_unit_test(two_reports_are_refused),
		cmocka_unit_test(what_nobody_can_read_decides_only_without_a_leaf),
		cmocka_unit_test(a_second_report_stays_one),
		cmocka_unit_test(no_list_can_be_crowded_out),
		cmocka_unit_test(no_list_is_left_out),
		cmocka_unit_test(no_list_is_passed_over),
		cmocka_unit_test(what_stands_for_a_list_is_judged_as_one),
		cmocka_unit_test(copies_of_a_certificate_take_no_room),
		cmocka_unit_test(many_small_blocks_are_counted_as_they_are),
		cmocka_unit_test(no_list_is_behind_what_is_broken),
		cmocka_unit_test(a_list_in_a_second_table_counts),
		cmocka_unit_test(entries_of_a_second_table_share_no_bytes),
		cmocka_unit_test(more_certificates_than_are_used_are_noted),
		cmocka_unit_test(the_caller_hands_in_1_to_64_parts),
		cmocka_unit_test(what_stands_for_a_certificate_is_judged_as_one),
	};

	return cmocka_run_group_tests_name("judge_json", tests, make_forge,
					   free_forge);
}
