// SPDX-License-Identifier: MIT
/* What the evidence came in, and the runtime claims of an Azure report. */
#include <string.h>

#include "../base/json_text.h"
#include "../formats/container.h"
#include "../formats/text_encoding.h"
#include "claims.h"
#include "judgement.h"

int check_input(struct judgement *j)
{
	const struct snpguest_container *container = j->container;
	const char *note;

	if (!container)
		return skipped(j, "the parts were handed in one by one");
	if (container->refusal[0])
		return failed(j, "%s", container->refusal);
	note = snpguest_container_note(container, 0);
	if (note)
		return noted(j, "%s: %s", container->text, note);
	return passed(j, "%s", container->text);
}

static size_t digest_size(uint32_t hash)
{
	static const size_t sizes[] = { 0, 32, 48, 64 };

	return sizes[hash];
}

/* The report is the signed part; what its REPORT_DATA digests is signed, too. */
int check_runtime_claims(struct judgement *j)
{
	const struct snpguest_container *container = j->container;
	uint8_t digest[SNPGUEST_REPORT_DATA_SIZE] = { 0 };
	size_t size;
	int err;

	if (!container || !container->claims.len)
		return skipped(j, "none came with the report");
	size = digest_size(container->claims_hash);
	err = crypto_sha2(j->verifier->crypto, container->claims_hash,
			  container->claims, digest);
	if (err)
		return err;
	if (memcmp(digest, j->report.report_data, size))
		return failed(j, "SHA-%zu of the %zu bytes of runtime claims is not in REPORT_DATA",
			      8 * size, container->claims.len);
	return passed(j, "SHA-%zu of the %zu bytes of runtime claims begins REPORT_DATA",
		      8 * size, container->claims.len);
}

/* ------------------------------------------------------------- user data */

static bool find_user_data(struct snpguest_blob claims,
			   struct json_string *value)
{
	static const char name[] = "user-data";
	const struct snpguest_blob key = { (const uint8_t *)name, strlen(name) };
	struct snpguest_blob text;
	struct bytes b;

	if (!claims_find(claims, key, &text))
		return false;
	b = bytes_of(text);
	/* What is escaped is no hexadecimal digit either: said, not left to it. */
	return json_take_string(&b, value) && !value->escaped;
}

/* Return: how many bytes; 0 where there are none. */
static size_t user_data_of(struct snpguest_blob claims,
			   uint8_t data[SNPGUEST_REPORT_DATA_SIZE])
{
	uint8_t decoded[2 * SNPGUEST_REPORT_DATA_SIZE];
	struct json_string value;
	size_t len;

	if (!find_user_data(claims, &value) ||
	    value.raw.len > sizeof(decoded) ||
	    !text_may_be(value.raw, TEXT_ENCODING_HEX) ||
	    !text_decode(value.raw, TEXT_ENCODING_HEX, decoded, &len))
		return 0;
	memcpy(data, decoded, len);
	return len;
}

bool demands_user_data(const struct judgement *j)
{
	return j->policy->user_data.len;
}

static bool has_claims(const struct judgement *j)
{
	return j->container && j->container->claims.len;
}

static int no_claims(struct judgement *j)
{
	return unjudged(j, "no runtime claims came with the report; an Azure guest's are at NV index 0x01400001");
}

int check_policy_user_data(struct judgement *j)
{
	struct snpguest_blob wanted = j->policy->user_data;
	uint8_t data[SNPGUEST_REPORT_DATA_SIZE];
	size_t len;

	if (!has_claims(j))
		return no_claims(j);
	len = user_data_of(j->container->claims, data);
	if (!len)
		return failed(j, "the runtime claims have no user-data");
	if (len < wanted.len || memcmp(data, wanted.data, wanted.len))
		return failed(j, "the runtime claims have another user-data than the %zu bytes demanded",
			      wanted.len);
	return passed(j, "the %zu bytes demanded begin it", wanted.len);
}

/* ---------------------------------------------------------------- claims */

bool demands_claims(const struct judgement *j)
{
	return j->policy->claims.len;
}

int check_policy_claims(struct judgement *j)
{
	struct claims_unmet unmet;

	if (!has_claims(j))
		return no_claims(j);
	if (claims_meet(j->policy->claims, j->container->claims, &unmet))
		return passed(j, "the runtime claims are as demanded");
	if (unmet.is_there)
		return failed(j, "%s of the runtime claims is another than demanded",
			      unmet.name);
	return failed(j, "the runtime claims do not have %s, once", unmet.name);
}
