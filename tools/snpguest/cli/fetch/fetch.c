// SPDX-License-Identifier: MIT
#include "fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../output/encode.h"
#include "../output/print.h"
#include "../input/report_file.h"
#include "../input/verifier.h"
#include "../base/talk.h"
#include "../base/values.h"

const struct option fetch_options[] = {
	{ OPT_KDS, 0, "kds-url", "URL",
	  "ask this service, such as a mirror, instead of AMD's" },
	{ OPT_KDS, 0, "kds", "URL", "the same" },
	{ OPT_PRINT_URL, 0, "print-url", NULL,
	  "print the address, and ask for nothing" },
	{ OPT_OFFLINE, 0, "offline", NULL,
	  "take what is at hand, and ask no service" },
	{ OPT_CACHE, 0, "cache", "DIR",
	  "keep what was fetched here; ~/.cache/snpguest unless given" },
	{ OPT_AT, 0, "at", "TIME",
	  "certificates have to be valid then; now unless given" },
	{ OPT_TRUST_ANCHOR, 0, "trust-anchor", "FILE",
	  "take what this root signed, too" },
	{ OPT_ANCHORS, 0, "anchors", "FILE",
	  "take products and roots that this file adds to AMD's, too" },
	{ .id = OPT_NONE },
};

static enum exit_code parse_product(struct fetch *fetch, const char *text)
{
	fetch->product = snpguest_product_named(fetch->verifier, text);
	if (fetch->product != SNPGUEST_PRODUCT_UNKNOWN)
		return EXIT_DONE;
	return usage("'%s' is none of milan, genoa, bergamo, siena, turin, nor"
		     " of --anchors", text);
}

static enum exit_code parse_endorser(const char *text, bool *vlek)
{
	*vlek = text && strcasecmp(text, "vlek") == 0;
	if (!text || *vlek || strcasecmp(text, "vcek") == 0)
		return EXIT_DONE;
	return usage("--endorser: '%s' is neither vcek nor vlek", text);
}

enum exit_code fetch_check_host(const char *text)
{
	if (text && strncmp(text, "https://", 8) != 0 &&
	    strncmp(text, "http://", 7) != 0)
		return usage("--kds-url: '%s' is no https:// or http:// address",
			     text);
	return EXIT_DONE;
}

/* The words after the encoding: DIR, and what else is there in either order. */
static enum exit_code parse_places(struct fetch *fetch, const struct call *call,
				   bool positional_report)
{
	const char *const *words = call->operands + 1;
	int count = call->n_operands - 1;
	const char *model = NULL;

	if (positional_report)
		fetch->report_path = words[--count];
	if (count == 2 && snpguest_product_named(fetch->verifier, words[0])) {
		model = words[0];
		fetch->directory = words[1];
	} else {
		fetch->directory = words[0];
		model = count == 2 ? words[1] : NULL;
	}
	if (given(call, OPT_PROCESSOR_MODEL)) {
		if (model)
			return usage("the processor model is given twice");
		model = call->values[OPT_PROCESSOR_MODEL];
	}
	return model ? parse_product(fetch, model) : EXIT_DONE;
}

static enum exit_code check_source(const struct fetch *fetch,
				   const struct call *call,
				   bool positional_report)
{
	bool product = fetch->product != SNPGUEST_PRODUCT_UNKNOWN;

	if (positional_report)
		return EXIT_DONE;
	if (product && fetch->report_path)
		return usage("%s: name either a processor model or --report",
			     call->command->name);
	if (!product && !fetch->report_path)
		return usage("%s: name a processor model, or a report with"
			     " --report",
			     call->command->name);
	return EXIT_DONE;
}

enum exit_code fetch_parse(struct fetch *fetch, const struct call *call,
			   bool positional_report)
{
	enum exit_code status = settings_read(call, &fetch->settings);

	if (!status)
		status = encoding_parse(call->operands, call->n_operands,
					&fetch->pem);
	if (!status)
		status = parse_endorser(call->values[OPT_ENDORSER],
					&fetch->vlek);
	if (!status)
		status = fetch_check_host(call->values[OPT_KDS]);
	if (!status)
		status = fetch_begin(fetch);
	if (status)
		return status;
	fetch->host = call->values[OPT_KDS];
	fetch->report_path = call->values[OPT_REPORT];
	fetch->cache = call->values[OPT_CACHE];
	fetch->print_url = given(call, OPT_PRINT_URL);
	fetch->offline = given(call, OPT_OFFLINE);
	status = parse_places(fetch, call, positional_report);
	return status ? status : check_source(fetch, call, positional_report);
}

enum exit_code fetch_begin(struct fetch *fetch)
{
	return verifier_make(&fetch->settings, &fetch->verifier, NULL);
}

void fetch_open(struct fetch *fetch)
{
	cache_open(&fetch->kept, fetch->cache);
}

void fetch_close(struct fetch *fetch)
{
	snpguest_verifier_free(fetch->verifier);
	fetch->verifier = NULL;
	cache_close(&fetch->kept);
}

const char *fetch_product_name(const struct fetch *fetch)
{
	return snpguest_product_name(fetch->verifier, fetch->product);
}

enum snpguest_product fetch_product_of(const struct fetch *fetch,
				       const struct snpguest_report *report)
{
	if (!report->has_cpuid)
		return report->product;
	return snpguest_product_of_cpuid(fetch->verifier, report->cpuid_family,
					 report->cpuid_model);
}

/* A chip that is newer than this program, or a report that does not tell. */
static enum exit_code product_unknown(const struct fetch *fetch,
				      const struct snpguest_report *report)
{
	if (report->has_cpuid)
		return trouble("%s: its CPUID, family %xh, model %xh, stepping"
			       " %u, is of no product that snpguest %s knows",
			       fetch->report_path, report->cpuid_family,
			       report->cpuid_model, report->cpuid_stepping,
			       SNPGUEST_VERSION);
	return trouble("%s: the report does not tell the product; name"
		       " milan, genoa or turin",
		       fetch->report_path);
}

enum exit_code fetch_product(struct fetch *fetch,
			     struct snpguest_report *report)
{
	enum snpguest_product its;
	enum exit_code status;

	if (!fetch->report_path)
		return EXIT_DONE;
	status = report_file_read(fetch->report_path, report);
	if (status)
		return status;
	its = fetch_product_of(fetch, report);
	if (fetch->product == SNPGUEST_PRODUCT_UNKNOWN)
		fetch->product = its;
	if (fetch->product == SNPGUEST_PRODUCT_UNKNOWN)
		return product_unknown(fetch, report);
	if (its != SNPGUEST_PRODUCT_UNKNOWN && its != fetch->product)
		return trouble("%s: the report is of a %s, not a %s",
			       fetch->report_path,
			       snpguest_product_name(fetch->verifier, its),
			       fetch_product_name(fetch));
	return EXIT_DONE;
}

enum exit_code fetch_list_url(struct fetch *fetch, enum snpguest_kds_list vcek,
			      enum snpguest_kds_list vlek,
			      char url[SNPGUEST_KDS_URL_SIZE])
{
	struct snpguest_report report;
	struct snpguest_error error;
	enum exit_code status = fetch_product(fetch, &report);

	if (status)
		return status;
	if (snpguest_kds_list_url(fetch->verifier, fetch->host, fetch->product,
				  fetch->vlek ? vlek : vcek, url,
				  SNPGUEST_KDS_URL_SIZE, &error))
		return usage("--kds-url: %s", error.what);
	return EXIT_DONE;
}

enum exit_code fetch_print_url(const struct fetch *fetch, const char *url)
{
	if (fetch->settings.json)
		return print_json(json_pack("{s:o}", "url",
					    json_of_string(url)), false);
	if (!fetch->settings.quiet)
		puts(url);
	return EXIT_DONE;
}

enum exit_code fetch_list(const struct call *call, enum snpguest_kds_list vcek,
			  enum snpguest_kds_list vlek, fetch_getter *get)
{
	struct fetch fetch = FETCH_INIT;
	char url[SNPGUEST_KDS_URL_SIZE];
	enum exit_code status = fetch_parse(&fetch, call, false);

	if (!status)
		status = fetch_list_url(&fetch, vcek, vlek, url);
	if (!status)
		status = fetch.print_url ? fetch_print_url(&fetch, url) :
					   get(&fetch, url);
	fetch_close(&fetch);
	return status;
}

void fetch_say(const struct fetch *fetch, const char *name)
{
	if (!fetch->settings.quiet && !fetch->settings.json)
		printf("%s.%s\n", name, encoding_suffix(fetch->pem));
}

enum exit_code fetch_save(const struct fetch *fetch, const char *name,
			  struct buffer bytes)
{
	char file[32];
	char *path;
	int ret;

	if (directory_make(fetch->directory))
		return EXIT_TROUBLE;
	snprintf(file, sizeof(file), "%s.%s", name,
		 encoding_suffix(fetch->pem));
	path = path_join(fetch->directory, file);
	ret = path ? file_write(path, bytes.data, bytes.len, MODE_PUBLIC) : -1;
	free(path);
	if (ret)
		return EXIT_TROUBLE;
	fetch_say(fetch, name);
	return EXIT_DONE;
}

enum exit_code fetch_save_cert(const struct fetch *fetch, const char *name,
			       struct snpguest_blob cert)
{
	struct snpguest_error error;
	enum exit_code status;
	struct buffer bytes;

	if (encode_cert(cert, fetch->pem, &bytes, &error))
		return trouble("%s: %s", name, error.what);
	status = fetch_save(fetch, name, bytes);
	free(bytes.data);
	return status;
}
