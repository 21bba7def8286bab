// SPDX-License-Identifier: MIT
#include "missing.h"

#include <stdlib.h>
#include <string.h>

#include "chain.h"
#include "genuine.h"
#include "leaf.h"
#include "../base/talk.h"
#include "../base/values.h"

const struct option missing_options[] = {
	{ OPT_FETCH, 0, "fetch", NULL,
	  "get the VCEK from AMD where the host supplies none" },
	{ OPT_KDS, 0, "kds-url", "URL",
	  "ask this service, such as a mirror, instead of AMD's" },
	{ OPT_OFFLINE, 0, "offline", NULL,
	  "take it from the cache, and ask no service" },
	{ OPT_CACHE, 0, "cache", "DIR",
	  "keep what was fetched here; ~/.cache/snpguest unless given" },
	{ .id = OPT_NONE },
};

enum exit_code missing_check(const struct call *call)
{
	const char *url = call->values[OPT_KDS];
	const char *idle = NULL;

	if (url)
		idle = "--kds-url";
	else if (given(call, OPT_CACHE))
		idle = "--cache";
	else if (given(call, OPT_OFFLINE) && !given(call, OPT_PLATFORM))
		idle = "--offline"; /* of the other it has another meaning */
	if (idle && !given(call, OPT_FETCH))
		return usage("%s: nothing is fetched without --fetch", idle);
	return fetch_check_host(url);
}

/* Reports of version 2 do not tell it. */
static enum exit_code settle_product(const struct call *call,
				     const struct snpguest_report *report,
				     struct fetch *fetch)
{
	const char *model = call->values[OPT_PROCESSOR_MODEL];

	fetch->product = fetch_product_of(fetch, report);
	if (fetch->product == SNPGUEST_PRODUCT_UNKNOWN && model)
		fetch->product = snpguest_product_named(fetch->verifier, model);
	if (fetch->product != SNPGUEST_PRODUCT_UNKNOWN)
		return EXIT_DONE;
	return trouble("--fetch: the report does not tell the product; name it"
		       " by --processor-model");
}

/* Where the verifier has none that signed @leaf. */
static enum exit_code fetch_issuer(struct fetch *fetch,
				   struct snpguest_blob leaf,
				   struct missing *missing)
{
	static const struct snpguest_blob none;
	char url[SNPGUEST_KDS_URL_SIZE];
	struct snpguest_error why;
	enum exit_code status;
	struct ca_chain chain;

	if (genuine_leaf(fetch, leaf, none, &why))
		return EXIT_DONE;
	status = fetch_list_url(fetch, SNPGUEST_KDS_VCEK_CHAIN,
				SNPGUEST_KDS_VLEK_CHAIN, url);
	if (!status)
		status = chain_obtain(fetch, url, &chain);
	if (status)
		return status;
	missing->list[missing->count++] = chain.issuer;
	chain.issuer.data = NULL;
	chain_free(&chain);
	return EXIT_DONE;
}

static enum exit_code fetch_leaf(struct fetch *fetch,
				 const struct snpguest_report *report,
				 struct missing *missing)
{
	struct buffer der;
	enum exit_code status;

	fetch_open(fetch);
	status = leaf_obtain(fetch, report, &der);
	if (status)
		return status;
	missing->list[missing->count++] = der;
	return fetch_issuer(fetch, (struct snpguest_blob){ der.data, der.len },
			    missing);
}

enum exit_code missing_fetch(const struct call *call,
			     const struct settings *settings,
			     const struct snpguest_blob *report,
			     struct missing *missing)
{
	struct snpguest_unverified_report unverified;
	struct fetch fetch = FETCH_INIT;
	struct snpguest_error error;
	enum exit_code status;

	if (snpguest_unverified_report_parse(report->data, report->len,
					     &unverified, sizeof(unverified),
					     &error))
		return trouble("%s", error.what);
	fetch.settings = *settings;
	fetch.host = call->values[OPT_KDS];
	fetch.cache = call->values[OPT_CACHE];
	fetch.offline = given(call, OPT_OFFLINE);
	status = fetch_begin(&fetch);
	if (!status)
		status = settle_product(call, &unverified.says, &fetch);
	if (!status)
		status = fetch_leaf(&fetch, &unverified.says, missing);
	fetch_close(&fetch);
	return status;
}

void missing_free(struct missing *missing)
{
	for (size_t i = 0; i < missing->count; i++)
		free(missing->list[i].data);
	missing->count = 0;
}
