// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "../input/device.h"
#include "../input/nonce.h"
#include "../input/vtpm.h"
#include "report_service.h"
#include "../output/print.h"
#include "../base/talk.h"

static enum exit_code print_result(const struct settings *settings,
				   const struct call *call)
{
	json_t *json;

	if (!settings->json)
		return EXIT_DONE;
	json = json_pack("{s:o, s:o}", "report_file",
			 json_of_string(call->operands[0]), "request_file",
			 json_of_string(call->operands[1]));
	return print_json(json, false);
}

static enum exit_code get_report(const struct settings *settings,
				 const struct call *call)
{
	bool random = given(call, OPT_RANDOM);
	uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE];
	uint8_t report[SNPGUEST_REPORT_MAX];
	enum exit_code status;
	size_t len = SNPGUEST_REPORT_SIZE;

	status = random ? nonce_make(nonce) :
			  nonce_read(call->operands[1], nonce);
	if (status)
		return status;
	status = given(call, OPT_SERVICE) ?
			 service_report(settings, call, nonce, report) :
			 device_whole_report(settings, nonce, report, &len);
	if (status)
		return status;
	if (random &&
	    file_write(call->operands[1], nonce, sizeof(nonce), MODE_PUBLIC))
		return EXIT_TROUBLE;
	if (file_write(call->operands[0], report, len, MODE_PUBLIC))
		return EXIT_TROUBLE;
	return print_result(settings, call);
}

/* The bytes of REQUEST are user data there; the report binds them by a digest. */
static enum exit_code get_platform_report(const struct settings *settings,
					  const struct call *call)
{
	uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE];
	enum exit_code status = nonce_read(call->operands[1], nonce);
	struct buffer hcl;
	bool fresh = false;

	if (!status)
		status = vtpm_evidence(settings, nonce, &hcl, &fresh);
	if (status)
		return status;
	if (!fresh)
		status = trouble("the vTPM's report is for other user data:"
				 " somebody else asked, or the paravisor makes"
				 " none; try again");
	else if (file_write(call->operands[0], hcl.data, hcl.len, MODE_PUBLIC))
		status = EXIT_TROUBLE;
	free(hcl.data);
	return status ? status : print_result(settings, call);
}

static enum exit_code run(const struct call *call)
{
	struct settings settings;
	enum exit_code status = settings_read(call, &settings);

	if (!status)
		status = settings_streams(call, &settings, 0,
					  given(call, OPT_RANDOM) ? 2 : 1);
	if (!status)
		status = service_check(call);
	if (status)
		return status;
	if (given(call, OPT_RANDOM) && given(call, OPT_PLATFORM))
		return usage("--random and --platform exclude each other");
	if (given(call, OPT_SERVICE) && given(call, OPT_PLATFORM))
		return usage("--service and --platform exclude each other");
	if (given(call, OPT_PLATFORM))
		return get_platform_report(&settings, call);
	return get_report(&settings, call);
}

static const struct option options[] = {
	{ OPT_RANDOM, 'r', "random", NULL,
	  "make the 64 bytes of REQUEST and write them there" },
	{ OPT_PLATFORM, 'p', "platform", NULL,
	  "of an Azure guest: an HCL report, from its vTPM" },
	{ OPT_PLATFORM, 0, "openhcl", NULL, "another name of --platform" },
	{ OPT_PLATFORM, 0, "azure-cvm", NULL, "another name of --platform" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, service_options,
					       device_options, common_options,
					       NULL };

const struct command cmd_report = {
	.name = "report",
	.run = run,
	.summary = "Get a report for 64 bytes of request data",
	.operands = "FILE REQUEST",
	.min_operands = 2,
	.max_operands = 2,
	.options = groups,
	.notes = "FILE receives the report, 1184 bytes; - is standard output, as it\n"
		 "is standard input for REQUEST. Nothing is verified.",
	.examples = "snpguest report report.bin request.bin --random\n"
		    "snpguest report report.bin nonce.bin -v 1",
};
