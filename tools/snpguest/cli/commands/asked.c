// SPDX-License-Identifier: MIT
#include "asked.h"

#include <stdlib.h>

#include "../base/values.h"

static void write_digest(FILE *out, const char *name,
			 const uint8_t digest[DIGEST_SIZE])
{
	char hex[2 * DIGEST_SIZE + 1];

	value_hex(digest, DIGEST_SIZE, hex);
	fprintf(out, "%s %s ", name, hex);
}

/* Only where, or how fast. */
static bool is_way(int id)
{
	static const enum option_id ways[] = { OPT_JOBS, OPT_OUT, OPT_STATE,
					       OPT_SUMMARY, OPT_QUIET };

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (id == (int)ways[i])
			return true;
	}
	return false;
}

static void write_options(FILE *out, const struct call *call)
{
	for (int id = OPT_NONE + 1; id < OPT_COUNT; id++) {
		if (!is_way(id) && call->values[id])
			fprintf(out, " %d=%s", id, call->values[id]);
	}
}

/* Certificates and lists, in their order. */
static int digest_shared(struct digest *digest, const struct questions *q)
{
	int err = 0;

	for (size_t i = 0; !err && i < q->n_shared; i++)
		err = digest_add(digest, q->shared[i].data, q->shared[i].len);
	return err;
}

char *describe_asked(const struct call *call, const struct judge *judge,
		     const struct questions *q)
{
	struct digest shared = { 0 }, bound = { 0 };
	const struct snpguest_blob *of = &q->policy->report_data_of;
	char *text = NULL;
	size_t size;
	FILE *out;

	if (digest_shared(&shared, q) || digest_add(&bound, of->data, of->len))
		return NULL;
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	write_digest(out, "policy", q->policy->sha256);
	write_digest(out, "anchors", judge->trusted.bytes);
	write_digest(out, "certs", shared.bytes);
	write_digest(out, "report_data_of", bound.bytes);
	write_options(out, call);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}
