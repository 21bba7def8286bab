// SPDX-License-Identifier: MIT
#include "../fetch/chain.h"
#include "../fetch/fetch.h"
#include "../output/print.h"

static enum exit_code save(const struct fetch *fetch,
			   const struct ca_chain *chain)
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

static enum exit_code get(struct fetch *fetch, const char *url)
{
	enum exit_code status;
	struct ca_chain chain;

	fetch_open(fetch);
	status = chain_obtain(fetch, url, &chain);
	if (!status)
		status = save(fetch, &chain);
	chain_free(&chain);
	return status;
}

static enum exit_code run(const struct call *call)
{
	return fetch_list(call, SNPGUEST_KDS_VCEK_CHAIN, SNPGUEST_KDS_VLEK_CHAIN,
			  get);
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
	.configured = true,
	.notes = "Not needed to verify: AMD's are built in.",
	.examples = "snpguest fetch ca pem certs/ milan\n"
		    "snpguest fetch ca der certs/ -r report.bin -e vlek",
};
