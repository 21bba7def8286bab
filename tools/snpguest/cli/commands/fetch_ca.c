// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>

#include "../fetch/fetch.h"
#include "../output/print.h"
#include "../base/talk.h"

/** The two certificates of a chain, by role. */
struct chain {
	struct buffer ark, issuer;
};

static void free_chain(struct chain *chain)
{
	free(chain->ark.data);
	free(chain->issuer.data);
}

/* Return: where it belongs, if it is one of the two and not there yet. */
static struct buffer *place_of(const struct fetch *fetch, struct chain *chain,
			      const struct snpguest_cert_info *info)
{
	enum snpguest_cert_role issuer =
		fetch->vlek ? SNPGUEST_CERT_ASVK : SNPGUEST_CERT_ASK;
	struct buffer *place = NULL;

	if (info->product != fetch->product)
		return NULL;
	if (info->role == SNPGUEST_CERT_ARK)
		place = &chain->ark;
	else if (info->role == issuer)
		place = &chain->issuer;
	return place && !place->data ? place : NULL;
}

static enum exit_code take(const struct fetch *fetch, struct chain *chain,
			   const char *url, struct buffer der)
{
	struct snpguest_blob blob = { der.data, der.len };
	struct snpguest_cert_info info;
	struct snpguest_error error;
	struct buffer *place;

	if (snpguest_cert_describe(blob, &info, sizeof(info), &error)) {
		free(der.data);
		return trouble("%s: %s", url, error.what);
	}
	place = place_of(fetch, chain, &info);
	if (!place) {
		free(der.data);
		return trouble("%s: %s does not belong in this chain", url,
			       info.subject);
	}
	*place = der;
	return EXIT_DONE;
}

static enum exit_code split(const struct fetch *fetch, struct chain *chain,
			    const char *url, struct buffer body)
{
	struct snpguest_blob pem = { body.data, body.len };
	enum exit_code status = EXIT_DONE;

	while (!status) {
		struct snpguest_error error;
		struct buffer der;
		int ret = snpguest_pem_next(&pem, &der.data, &der.len, &error);

		if (ret == -ENOENT)
			break;
		status = ret ? trouble("%s: %s", url, error.what) :
			       take(fetch, chain, url, der);
	}
	if (!status && (!chain->ark.data || !chain->issuer.data))
		return trouble("%s: the chain is not complete", url);
	return status;
}

static enum exit_code save(const struct fetch *fetch, const struct chain *chain)
{
	struct snpguest_blob ark = { chain->ark.data, chain->ark.len };
	struct snpguest_blob issuer = { chain->issuer.data, chain->issuer.len };
	enum exit_code status = fetch_save_cert(fetch, "ark", ark);

	if (status)
		return status;
	status = fetch_save_cert(fetch, fetch->vlek ? "asvk" : "ask", issuer);
	if (status || !fetch->settings.json)
		return status;
	return print_json(json_pack("{s:[s+, s+]}", "files", "ark.",
				    fetch->pem ? "pem" : "der",
				    fetch->vlek ? "asvk." : "ask.",
				    fetch->pem ? "pem" : "der"),
			  false);
}

static enum exit_code run(const struct call *call)
{
	struct fetch fetch = { .product = SNPGUEST_PRODUCT_UNKNOWN };
	struct chain chain = { { NULL, 0 }, { NULL, 0 } };
	enum exit_code status = fetch_parse(&fetch, call, false);
	struct fetched fetched;

	if (!status)
		status = fetch_list(&fetch, SNPGUEST_KDS_VCEK_CHAIN,
				    SNPGUEST_KDS_VLEK_CHAIN, &fetched);
	if (status)
		return status;
	status = split(&fetch, &chain, fetched.url, fetched.body);
	if (!status)
		status = save(&fetch, &chain);
	free(fetched.body.data);
	free_chain(&chain);
	return status;
}

static const struct option options[] = {
	{ OPT_REPORT, 'r', "report", "FILE",
	  "take the processor model from this report" },
	{ OPT_ENDORSER, 'e', "endorser", "vcek|vlek",
	  "whose chain; vcek unless given" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, fetch_options,
					       common_options, NULL };

const struct command cmd_fetch_ca = {
	.name = "fetch ca",
	.run = run,
	.summary = "Get the ARK and the ASK or ASVK from AMD",
	.operands = "pem|der DIR [MODEL]",
	.min_operands = 2,
	.max_operands = 3,
	.options = groups,
	.notes = "Not needed to verify: AMD's are built in.",
};
