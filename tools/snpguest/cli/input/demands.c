// SPDX-License-Identifier: MIT
#include "demands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/talk.h"
#include "../base/values.h"
#include "verifier.h"

const struct option demand_options[] = {
	{ OPT_MEASUREMENT, 'm', "measurement", "HEX",
	  "demand this launch digest (48 bytes)" },
	{ OPT_HOST_DATA, 'd', "host-data", "HEX",
	  "demand these host data (32 bytes)" },
	{ OPT_REPORT_DATA, 'r', "report-data", "HEX",
	  "demand these report data (64 bytes)" },
	{ OPT_REPORT_DATA_OF, 0, "report-data-of", "HASH:FILE",
	  "demand report data that are the sha256, sha384 or sha512 of FILE" },
	{ OPT_ID_KEY_DIGEST, 0, "id-key-digest", "HEX",
	  "demand this digest of the ID key (48 bytes)" },
	{ OPT_AUTHOR_KEY_DIGEST, 0, "author-key-digest", "HEX",
	  "demand this digest of the author key (48 bytes)" },
	{ OPT_PROCESSOR_MODEL, 'p', "processor-model", "MODEL",
	  "demand milan, genoa, bergamo, siena, turin, or one of --anchors" },
	{ .id = OPT_NONE },
};

/** An option that demands a byte string: where it goes. */
struct byte_demand {
	enum option_id id;
	const char *name;
	uint8_t *bytes;
	size_t len;
	struct snpguest_values *values;
};

#define BYTE_DEMANDS 5

static void list_byte_demands(struct demands *d,
			      struct byte_demand list[BYTE_DEMANDS])
{
	struct snpguest_policy *p = &d->policy;
	const struct byte_demand all[BYTE_DEMANDS] = {
		{ OPT_REPORT_DATA, "report-data", d->report_data,
		  sizeof(d->report_data), &p->report_data },
		{ OPT_MEASUREMENT, "measurement", d->measurement,
		  sizeof(d->measurement), &p->measurement },
		{ OPT_HOST_DATA, "host-data", d->host_data,
		  sizeof(d->host_data), &p->host_data },
		{ OPT_ID_KEY_DIGEST, "id-key-digest", d->id_key_digest,
		  sizeof(d->id_key_digest), &p->id_key_digest },
		{ OPT_AUTHOR_KEY_DIGEST, "author-key-digest",
		  d->author_key_digest, sizeof(d->author_key_digest),
		  &p->author_key_digest },
	};

	memcpy(list, all, sizeof(all));
}

/* HASH of "HASH:FILE", and where FILE begins; NULL where it is none. */
static const char *take_hash(const char *text, uint32_t *hash)
{
	static const struct {
		const char *prefix;
		enum snpguest_hash hash;
	} hashes[] = {
		{ "sha256:", SNPGUEST_SHA256 },
		{ "sha384:", SNPGUEST_SHA384 },
		{ "sha512:", SNPGUEST_SHA512 },
	};

	for (size_t i = 0; i < sizeof(hashes) / sizeof(*hashes); i++) {
		size_t n = strlen(hashes[i].prefix);

		if (strncmp(text, hashes[i].prefix, n) == 0 && text[n]) {
			*hash = hashes[i].hash;
			return text + n;
		}
	}
	return NULL;
}

static enum exit_code check_hash(const char *text)
{
	uint32_t hash;

	if (!text || take_hash(text, &hash))
		return EXIT_DONE;
	return usage("--report-data-of: '%s' is not sha256:FILE, sha384:FILE or"
		     " sha512:FILE", text);
}

static enum exit_code no_product(const char *model)
{
	return usage("--processor-model: '%s' is none of milan, genoa, bergamo,"
		     " siena, turin, nor of --anchors", model);
}

enum exit_code demands_parse(struct demands *demands, const struct call *call)
{
	struct byte_demand list[BYTE_DEMANDS];
	const char *model = call->values[OPT_PROCESSOR_MODEL];

	memset(demands, 0, sizeof(*demands));
	list_byte_demands(demands, list);
	for (int i = 0; i < BYTE_DEMANDS; i++) {
		enum exit_code status =
			settings_bytes(call, list[i].id, list[i].name,
				       list[i].bytes, list[i].len);

		if (status)
			return status;
	}
	/* What the file of anchors tells is known when it has been read. */
	if (model && !given(call, OPT_ANCHORS) &&
	    !snpguest_product_named(NULL, model))
		return no_product(model);
	return check_hash(call->values[OPT_REPORT_DATA_OF]);
}

static enum exit_code join_bytes(struct demands *demands,
				 const struct call *call)
{
	struct byte_demand list[BYTE_DEMANDS];

	list_byte_demands(demands, list);
	for (int i = 0; i < BYTE_DEMANDS; i++) {
		if (!given(call, list[i].id))
			continue;
		if (list[i].values->count)
			return usage("--%s: the policy demands it, too; leave"
				     " one out",
				     list[i].name);
		list[i].values->data = list[i].bytes;
		list[i].values->count = 1;
	}
	return EXIT_DONE;
}

/* Of no bytes the digest is the same for everybody: file_read() refuses those. */
static enum exit_code join_digest(struct demands *demands, const char *text)
{
	struct snpguest_policy *policy = &demands->policy;
	struct buffer bytes;
	const char *path;

	if (!text)
		return EXIT_DONE;
	if (policy->report_data_hash)
		return usage("--report-data-of: the policy demands a digest,"
			     " too; leave one out");
	path = take_hash(text, &policy->report_data_hash);
	if (file_read(path, FILE_LIMIT, &bytes))
		return EXIT_TROUBLE;
	demands->digested = bytes;
	policy->report_data_of = (struct snpguest_blob){
		demands->digested.data, demands->digested.len,
	};
	return EXIT_DONE;
}

static enum exit_code join_product(struct snpguest_policy *policy,
				   const struct snpguest_verifier *verifier,
				   const char *model)
{
	enum snpguest_product product;

	if (!model)
		return EXIT_DONE;
	product = snpguest_product_named(verifier, model);
	if (!product)
		return no_product(model);
	if (policy->product_mask)
		return usage("--processor-model: the policy demands products,"
			     " too; leave one out");
	policy->product_mask = 1U << product;
	return EXIT_DONE;
}

/* A policy that cannot be read is trouble; one that is none is a mistake. */
static enum exit_code policy_load(const struct snpguest_verifier *verifier,
				  const char *path,
				  struct snpguest_policy_json **policy)
{
	struct snpguest_error error;
	struct snpguest_blob text;
	struct buffer bytes;
	int ret = file_try_read(path, FILE_LIMIT + 1, &bytes);

	if (ret) {
		file_complain(path, ret);
		return EXIT_TROUBLE;
	}
	if (bytes.len > FILE_LIMIT) {
		free(bytes.data);
		return usage("%s: more than %zu bytes are no policy", path,
			     FILE_LIMIT);
	}
	text = (struct snpguest_blob){ bytes.data, bytes.len };
	ret = snpguest_policy_json_read_for(verifier, text, policy, &error);
	free(bytes.data);
	if (ret == -EINVAL)
		return usage("%s: %s", path, error.what);
	return ret ? trouble("%s: %s", path, error.what) : EXIT_DONE;
}

enum exit_code demands_load(struct demands *demands, const struct call *call,
			    const struct settings *settings,
			    const struct snpguest_verifier *verifier)
{
	struct snpguest_policy init = SNPGUEST_POLICY_INIT;
	enum exit_code status;

	demands->policy = init;
	if (settings->policy) {
		status = policy_load(verifier, settings->policy,
				     &demands->file);
		if (status)
			return status;
		demands->policy = *snpguest_policy_json_policy(demands->file);
	}
	if (settings->allow_debug &&
	    demands->policy.guest_forbid & SNPGUEST_POLICY_DEBUG)
		return usage("--allow-debug: the policy says \"debug\": false;"
			     " leave one out");
	if (settings->allow_debug)
		demands->policy.guest_allow |= SNPGUEST_POLICY_DEBUG;
	status = join_bytes(demands, call);
	if (!status)
		status = join_digest(demands, call->values[OPT_REPORT_DATA_OF]);
	if (status)
		return status;
	if (settings_add_roots(settings))
		demands->policy.any_root = 1;
	if (settings->crl)
		demands->policy.crl_required = 1;
	return join_product(&demands->policy, verifier,
			    call->values[OPT_PROCESSOR_MODEL]);
}

bool demands_fresh(const struct snpguest_policy *policy)
{
	return policy->report_data.count || policy->report_data_prefix.len ||
	       policy->report_data_hash || policy->user_data.len;
}

/* Nothing is demanded that was not asked for; the verdict says so aloud. */
void demands_waive(struct snpguest_policy *policy)
{
	policy->report_data_any = !demands_fresh(policy);
	policy->measurement_any = !policy->measurement.count;
}

enum exit_code
demands_report_data(struct demands *demands,
		    const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE], bool named)
{
	if (!named && demands->policy.report_data_prefix.len)
		return usage("the policy demands a report_data_prefix, but the"
			     " report is made for a fresh nonce; name one by"
			     " --nonce");
	if (demands->policy.report_data.count)
		return usage("the policy demands a report_data, but the report"
			     " is made for a fresh nonce; leave it out");
	memcpy(demands->report_data, nonce, sizeof(demands->report_data));
	demands->policy.report_data.data = demands->report_data;
	demands->policy.report_data.count = 1;
	return EXIT_DONE;
}

enum exit_code
demands_user_data(struct demands *demands,
		  const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE])
{
	if (demands_fresh(&demands->policy))
		return usage("the policy demands user_data or report_data, but"
			     " the report is made for a fresh nonce; leave it"
			     " out");
	memcpy(demands->report_data, nonce, sizeof(demands->report_data));
	demands->policy.user_data = (struct snpguest_blob){
		demands->report_data, sizeof(demands->report_data),
	};
	return EXIT_DONE;
}

void demands_free(struct demands *demands)
{
	snpguest_policy_json_free(demands->file);
	free(demands->digested.data);
}
