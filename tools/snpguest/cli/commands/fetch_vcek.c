// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "../output/encode.h"
#include "../fetch/fetch.h"
#include "../fetch/leaf.h"
#include "../output/print.h"

static enum exit_code print_file(const struct fetch *fetch)
{
	if (!fetch->settings.json)
		return EXIT_DONE;
	return print_json(json_pack("{s:[s+]}", "files", "vcek.",
				    encoding_suffix(fetch->pem)),
			  false);
}

/* The service allows few requests: what is there is not asked for. */
static enum exit_code get(struct fetch *fetch,
			  const struct snpguest_report *report)
{
	bool as_wanted = false;
	enum exit_code status = EXIT_DONE;
	struct buffer der;

	if (!leaf_at_hand(fetch, report, &der, &as_wanted))
		status = leaf_obtain(fetch, report, &der);
	if (status)
		return status;
	if (as_wanted)
		fetch_say(fetch, "vcek");
	else
		status = leaf_save(fetch, report,
				   (struct snpguest_blob){ der.data, der.len });
	free(der.data);
	return status ? status : print_file(fetch);
}

static enum exit_code serve(struct fetch *fetch,
			    const struct snpguest_report *report)
{
	char url[SNPGUEST_KDS_URL_SIZE];
	enum exit_code status = leaf_url(fetch, report, url);

	if (status)
		return status;
	if (fetch->print_url)
		return fetch_print_url(fetch, url);
	fetch_open(fetch);
	return get(fetch, report);
}

static enum exit_code run(const struct call *call)
{
	struct fetch fetch = FETCH_INIT;
	struct snpguest_report report;
	enum exit_code status = fetch_parse(&fetch, call, true);

	if (!status)
		status = fetch_product(&fetch, &report);
	if (!status)
		status = serve(&fetch, &report);
	fetch_close(&fetch);
	return status;
}

static const struct option options[] = {
	{ OPT_PROCESSOR_MODEL, 'p', "processor-model", "NAME",
	  "milan, genoa, bergamo, siena or turin" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, fetch_options,
					       common_options, NULL };

const struct command cmd_fetch_vcek = {
	.name = "fetch vcek",
	.run = run,
	.summary = "Get the VCEK that signed a report from AMD",
	.operands = "pem|der DIR REPORT",
	.min_operands = 3,
	.max_operands = 4,
	.options = groups,
	.configured = true,
	.notes = "Reports of version 2 do not tell the processor model.\n"
		 "A VCEK in DIR or in the cache that fits the report is not\n"
		 "asked for again.",
	.examples = "snpguest fetch vcek pem certs/ report.bin\n"
		    "snpguest fetch vcek der certs/ report.bin -p milan",
};
