// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "../output/encode.h"
#include "../input/bundle.h"
#include "../fetch/fetch.h"
#include "../fetch/http.h"
#include "../output/print.h"
#include "../base/talk.h"

static enum exit_code save(const struct fetch *fetch, const char *url,
			   struct buffer body)
{
	struct snpguest_blob der = { body.data, body.len };
	enum exit_code status;
	struct buffer bytes;

	if (content_of(body) != CONTENT_DER_CRL)
		return trouble("%s: the answer is no revocation list", url);
	if (encode_crl(der, fetch->pem, &bytes))
		return EXIT_TROUBLE;
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
	struct snpguest_report report;
	enum exit_code status = fetch_parse(&fetch, call, false);
	char url[KDS_URL_SIZE];
	struct buffer body;

	if (!status)
		status = fetch_product(&fetch, &report);
	if (status)
		return status;
	if (!kds_list_url(fetch.host, fetch.product, fetch.vlek, KDS_CRL, url))
		return usage("--kds: the address is too long");
	status = http_get(url, FETCH_LIMIT, &body);
	if (status)
		return status;
	status = save(&fetch, url, body);
	free(body.data);
	return status;
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
