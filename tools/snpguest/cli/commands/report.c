// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "../input/device.h"
#include "../input/nonce.h"
#include "../input/vtpm.h"
#include "report_service.h"
#include "../output/print.h"
#include "../base/talk.h"

/* Where the 64 bytes are, or go; NULL: nobody wants them, --hash made them. */
static const char *request_of(const struct call *call)
{
	return call->n_operands > 1 ? call->operands[1] : NULL;
}

/* They are made here, and not read. */
static bool makes_request(const struct call *call)
{
	return given(call, OPT_RANDOM) || given(call, OPT_HASH);
}

static enum exit_code print_result(const struct settings *settings,
				   const struct call *call)
{
	const char *request = request_of(call);
	json_t *json;

	if (!settings->json)
		return EXIT_DONE;
	json = json_pack("{s:o, s:o*}", "report_file",
			 json_of_string(call->operands[0]), "request_file",
			 request ? json_of_string(request) : NULL);
	return print_json(json, false);
}

static enum exit_code get_request(const struct call *call,
				  uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE])
{
	if (given(call, OPT_RANDOM))
		return nonce_make(nonce);
	if (given(call, OPT_HASH))
		return nonce_of_hash(call, nonce);
	return nonce_read(request_of(call), nonce);
}

/* REQUEST first: a report that is there has its 64 bytes beside it. */
static enum exit_code write_files(const struct call *call,
				  const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
				  const uint8_t *report, size_t len)
{
	const char *request = makes_request(call) ? request_of(call) : NULL;

	if (request && file_write(request, nonce, SNPGUEST_REPORT_DATA_SIZE,
				  MODE_PUBLIC))
		return EXIT_TROUBLE;
	if (file_write(call->operands[0], report, len, MODE_PUBLIC))
		return EXIT_TROUBLE;
	return EXIT_DONE;
}

static enum exit_code get_report(const struct settings *settings,
				 const struct call *call)
{
	uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE];
	uint8_t report[SNPGUEST_REPORT_MAX];
	enum exit_code status = get_request(call, nonce);
	size_t len = SNPGUEST_REPORT_SIZE;

	if (status)
		return status;
	status = given(call, OPT_SERVICE) ?
			 service_report(settings, call, nonce, report) :
			 device_whole_report(settings, nonce, report, &len);
	if (!status)
		status = write_files(call, nonce, report, len);
	return status ? status : print_result(settings, call);
}

/* The 64 bytes are user data there; the report binds them by a digest. */
static enum exit_code get_platform_report(const struct settings *settings,
					  const struct call *call)
{
	uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE];
	enum exit_code status = get_request(call, nonce);
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
	else
		status = write_files(call, nonce, hcl.data, hcl.len);
	free(hcl.data);
	return status ? status : print_result(settings, call);
}

static enum exit_code check(const struct call *call)
{
	bool platform = given(call, OPT_PLATFORM);

	if (given(call, OPT_RANDOM) && platform)
		return usage("--random and --platform exclude each other");
	if (given(call, OPT_SERVICE) && platform)
		return usage("--service and --platform exclude each other");
	if (given(call, OPT_VMPL) && platform)
		return usage("--vmpl and --platform exclude each other");
	if (given(call, OPT_RANDOM) && given(call, OPT_HASH))
		return usage("--random and --hash exclude each other");
	if (!request_of(call) && !given(call, OPT_HASH))
		return usage("%s needs %s; see 'snpguest %s --help'",
			     call->command->name, call->command->operands,
			     call->command->name);
	return service_check(call);
}

static enum exit_code run(const struct call *call)
{
	struct settings settings;
	enum exit_code status = settings_read(call, &settings);

	if (!status)
		status = check(call);
	if (!status)
		status = settings_streams(call, &settings, 0,
					  makes_request(call) ?
						  call->n_operands : 1);
	if (status)
		return status;
	if (given(call, OPT_PLATFORM))
		return get_platform_report(&settings, call);
	return get_report(&settings, call);
}

static const struct option options[] = {
	{ OPT_RANDOM, 'r', "random", NULL,
	  "make the 64 bytes of REQUEST and write them there" },
	{ OPT_HASH, 0, "hash", "FILE",
	  "the 64 bytes are the SHA-512 digest of this file, such as a key" },
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
	.min_operands = 1,
	.max_operands = 2,
	.options = groups,
	.notes = "FILE receives the report, 1184 bytes; - is standard output, as it\n"
		 "is standard input for REQUEST. With --hash, REQUEST may be left\n"
		 "out. Nothing is verified.",
	.examples = "snpguest report report.bin request.bin --random\n"
		    "snpguest report report.bin --hash channel-key.pem\n"
		    "snpguest report report.bin nonce.bin -v 1",
};
