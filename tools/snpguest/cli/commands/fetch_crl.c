// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "../output/encode.h"
#include "../input/bundle.h"
#include "../fetch/fetch.h"
#include "../output/print.h"
#include "../base/talk.h"

/* The list in the answer, in the encoding that was asked for. */
static enum exit_code encode_answer(const struct fetch *fetch, const char *url,
				    struct buffer body, struct buffer *bytes)
{
	const struct snpguest_container *container;
	struct bundle bundle = { .report = { .len = 0 } };
	const struct snpguest_blob *crls;
	enum exit_code status = EXIT_TROUBLE;
	size_t count;

	if (bundle_open(&bundle, url, body, &container))
		goto free;
	crls = snpguest_container_crls(container, &count);
	if (count != 1)
		trouble("%s: the answer is no revocation list but %s", url,
			snpguest_container_text(container));
	else if (encode_crl(crls[0], fetch->pem, bytes) == 0)
		status = EXIT_DONE;
free:
	bundle_free(&bundle);
	return status;
}

static enum exit_code save(const struct fetch *fetch, const char *url,
			   struct buffer body)
{
	struct buffer bytes;
	enum exit_code status = encode_answer(fetch, url, body, &bytes);

	if (status)
		return status;
	status = fetch_save(fetch, "crl", bytes);
	free(bytes.data);
	if (status || !fetch->settings.json)
		return status;
	return print_json(json_pack("{s:[s+]}", "files", "crl.",
				    encoding_suffix(fetch->pem)),
			  false);
}

static enum exit_code run(const struct call *call)
{
	struct fetch fetch = { .product = SNPGUEST_PRODUCT_UNKNOWN };
	enum exit_code status = fetch_parse(&fetch, call, false);
	struct fetched fetched;

	if (!status)
		status = fetch_list(&fetch, SNPGUEST_KDS_VCEK_CRL,
				    SNPGUEST_KDS_VLEK_CRL, &fetched);
	if (status)
		return status;
	return save(&fetch, fetched.url, fetched.body);
}

static const struct option options[] = {
	{ OPT_REPORT, 'r', "report", "FILE",
	  "take the processor model from this report" },
	{ OPT_ENDORSER, 'e', "endorser", "vcek|vlek",
	  "whose list; vcek unless given" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, fetch_options,
					       common_options, NULL };

const struct command cmd_fetch_crl = {
	.name = "fetch crl",
	.run = run,
	.summary = "Get the revocation list from AMD",
	.operands = "pem|der DIR [MODEL]",
	.min_operands = 2,
	.max_operands = 3,
	.options = groups,
};
