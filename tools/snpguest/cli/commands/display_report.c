// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "../output/print.h"
#include "../input/report_file.h"
#include "../input/settings.h"
#include "../base/talk.h"

static enum exit_code print(const struct settings *settings,
			    const struct snpguest_report *report, bool virtee)
{
	json_t *json;

	if (settings->quiet)
		return EXIT_DONE;
	if (virtee) {
		print_virtee_report(report);
		return EXIT_DONE;
	}
	json = json_of_report(report);
	if (!json)
		return trouble("out of memory");
	if (settings->json)
		return print_json(json_pack("{s:o}", "report", json), false);
	print_object(json, 0);
	json_decref(json);
	return EXIT_DONE;
}

static enum exit_code read_format(const struct call *call,
				  const struct settings *settings, bool *virtee)
{
	const char *format = call->values[OPT_FORMAT];

	*virtee = format && strcmp(format, "virtee") == 0;
	if (format && !*virtee && strcmp(format, "text") != 0)
		return usage("--format: '%s' is neither text nor virtee", format);
	if (format && settings->json)
		return usage("--format excludes --json and --field");
	return EXIT_DONE;
}

static enum exit_code run(const struct call *call)
{
	const char *path = call->operands[0];
	struct snpguest_unverified_report report;
	struct settings settings;
	enum exit_code status = settings_read(call, &settings);
	bool virtee;

	if (!status)
		status = read_format(call, &settings, &virtee);
	if (!status)
		status = report_file_read(path, &report.says);
	if (status)
		return status;
	if (!report.says.known_version)
		note("report version %u is unknown; its fields are read as"
		     " those of version 5",
		     report.says.version);
	return print(&settings, &report.says, virtee);
}

static const struct option options[] = {
	{ OPT_FORMAT, 0, "format", "text|virtee",
	  "virtee: the headings of virtee's tool, for programs that read them" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, common_options, NULL };

const struct command cmd_display_report = {
	.name = "display report",
	.run = run,
	.summary = "Show the fields of a report, unverified",
	.operands = "FILE",
	.min_operands = 1,
	.max_operands = 1,
	.options = groups,
	.examples = "snpguest display report report.bin\n"
		    "snpguest display report report.bin --field tcb.reported.snp\n"
		    "snpguest display report report.bin --format virtee",
};
