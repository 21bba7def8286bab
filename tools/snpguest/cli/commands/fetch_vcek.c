// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>

#include "../output/encode.h"
#include "../fetch/fetch.h"
#include "../fetch/http.h"
#include "../fetch/leaf.h"
#include "../output/print.h"
#include "../base/talk.h"

static enum exit_code print_file(const struct fetch *fetch)
{
	if (!fetch->settings.json)
		return EXIT_DONE;
	return print_json(json_pack("{s:[s+]}", "files", "vcek.",
				    encoding_suffix(fetch->pem)),
			  false);
}

/* Not a verification: only that the service answered what it was asked. */
static enum exit_code check_answer(const struct fetch *fetch,
				   const struct snpguest_report *report,
				   const char *url, struct snpguest_blob cert)
{
	struct snpguest_cert_info info;
	struct snpguest_error error;

	if (snpguest_cert_describe(cert, &info, sizeof(info), &error))
		return trouble("%s: %s", url, error.what);
	if (!leaf_fits(fetch, report, &info))
		return trouble("%s: the answer is not this chip's VCEK of this"
			       " TCB",
			       url);
	return EXIT_DONE;
}

/* Of reports for which there is nothing to be had, why, and what to do. */
static enum exit_code address(const struct fetch *fetch,
			      const struct snpguest_report *report,
			      char url[SNPGUEST_KDS_URL_SIZE])
{
	struct snpguest_error error;
	int ret = snpguest_kds_vcek_url(fetch->host, fetch->product, report,
					url, SNPGUEST_KDS_URL_SIZE, &error);

	if (ret == -ENOSPC)
		return usage("--kds: %s", error.what);
	if (ret)
		return trouble("%s: %s: 'snpguest certificates'",
			       fetch->report_path, error.what);
	return EXIT_DONE;
}

static enum exit_code ask_service(const struct fetch *fetch,
				  const struct snpguest_report *report,
				  const char *url)
{
	struct snpguest_blob cert;
	enum exit_code status;
	struct buffer body;

	status = http_get(url, FETCH_LIMIT, &body);
	if (status)
		return status;
	cert = (struct snpguest_blob){ body.data, body.len };
	status = check_answer(fetch, report, url, cert);
	if (!status)
		status = fetch_save_cert(fetch, "vcek", cert);
	free(body.data);
	return status;
}

/* The service allows few requests: what is there is not asked for. */
static enum exit_code get(const struct fetch *fetch,
			  const struct snpguest_report *report)
{
	char url[SNPGUEST_KDS_URL_SIZE];
	enum exit_code status = address(fetch, report, url);
	struct buffer der;
	bool as_wanted;

	if (status)
		return status;
	if (!leaf_kept(fetch, report, &der, &as_wanted))
		return ask_service(fetch, report, url);
	if (as_wanted)
		fetch_say(fetch, "vcek");
	else
		status = fetch_save_cert(fetch, "vcek",
					 (struct snpguest_blob){ der.data,
								 der.len });
	free(der.data);
	return status;
}

static enum exit_code run(const struct call *call)
{
	struct fetch fetch = { .product = SNPGUEST_PRODUCT_UNKNOWN };
	struct snpguest_report report;
	enum exit_code status = fetch_parse(&fetch, call, true);

	if (!status)
		status = fetch_product(&fetch, &report);
	if (!status)
		status = get(&fetch, &report);
	return status ? status : print_file(&fetch);
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
	.notes = "Reports of version 2 do not tell the processor model.\n"
		 "A VCEK in DIR that fits the report is not asked for again.",
};
