// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "../output/encode.h"
#include "../fetch/fetch.h"
#include "../fetch/http.h"
#include "../output/print.h"
#include "../base/talk.h"

/* Reports for which there is nothing to be had, and what to do instead. */
static enum exit_code check_report(const struct fetch *fetch,
				   const struct snpguest_report *report)
{
	if (report->signing_key == SNPGUEST_SIGNING_KEY_VLEK)
		return trouble("%s: a VLEK signed it, which only the host can"
			       " supply: 'snpguest certificates'",
			       fetch->report_path);
	if (report->masked_chip_id)
		return trouble("%s: the report hides its chip id; only the host"
			       " can supply the VCEK: 'snpguest certificates'",
			       fetch->report_path);
	return EXIT_DONE;
}

/* Not a verification: only that the service answered what it was asked. */
static bool is_wanted(const struct fetch *fetch,
		      const struct snpguest_report *report,
		      const struct snpguest_cert_info *info)
{
	struct snpguest_tcb tcb =
		snpguest_tcb_decode(fetch->product, report->reported_tcb.raw);

	return info->role == SNPGUEST_CERT_VCEK &&
	       info->product == fetch->product && info->hwid_len > 0 &&
	       memcmp(info->hwid, report->chip_id, info->hwid_len) == 0 &&
	       info->tcb.fmc == tcb.fmc && info->tcb.bl == tcb.bl &&
	       info->tcb.tee == tcb.tee && info->tcb.snp == tcb.snp &&
	       info->tcb.ucode == tcb.ucode;
}

static enum exit_code save(const struct fetch *fetch,
			   const struct snpguest_report *report,
			   const char *url, struct buffer body)
{
	struct snpguest_blob cert = { body.data, body.len };
	struct snpguest_cert_info info;
	struct snpguest_error error;
	enum exit_code status;

	if (snpguest_cert_describe(cert, &info, sizeof(info), &error))
		return trouble("%s: %s", url, error.what);
	if (!is_wanted(fetch, report, &info))
		return trouble("%s: the answer is not this chip's VCEK of this"
			       " TCB",
			       url);
	status = fetch_save_cert(fetch, "vcek", cert);
	if (status || !fetch->settings.json)
		return status;
	return print_json(json_pack("{s:[s+]}", "files", "vcek.",
				    encoding_suffix(fetch->pem)),
			  false);
}

static enum exit_code run(const struct call *call)
{
	struct fetch fetch = { .product = SNPGUEST_PRODUCT_UNKNOWN };
	struct snpguest_report report;
	enum exit_code status = fetch_parse(&fetch, call, true);
	char url[KDS_URL_SIZE];
	struct buffer body;

	if (!status)
		status = fetch_product(&fetch, &report);
	if (!status)
		status = check_report(&fetch, &report);
	if (status)
		return status;
	if (!kds_vcek_url(fetch.host, fetch.product, &report, url))
		return usage("--kds: the address is too long");
	status = http_get(url, FETCH_LIMIT, &body);
	if (status)
		return status;
	status = save(&fetch, &report, url, body);
	free(body.data);
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
	.notes = "Reports of version 2 do not tell the processor model.",
};
