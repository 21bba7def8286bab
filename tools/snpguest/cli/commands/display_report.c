// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "../output/print.h"
#include "../input/report_file.h"
#include "../input/settings.h"
#include "../base/talk.h"

static enum exit_code print(const struct settings *settings,
			    const struct snpguest_report *report)
{
	json_t *json;

	if (settings->quiet)
		return EXIT_DONE;
	json = json_of_report(report);
	if (!json)
		return trouble("out of memory");
	if (settings->json)
		return print_json(json_pack("{s:o}", "report", json), false);
	print_object(json, 0);
	json_decref(json);
	return EXIT_DONE;
}

static enum exit_code run(const struct call *call)
{
	const char *path = call->operands[0];
	struct snpguest_unverified_report report;
	struct settings settings;
	enum exit_code status = settings_read(call, &settings);

	if (!status)
		status = report_file_read(path, &report.says);
	if (status)
		return status;
	if (!report.says.known_version)
		note("report version %u is unknown; its fields are read as"
		     " those of version 5",
		     report.says.version);
	return print(&settings, &report.says);
}

static const struct option *const groups[] = { common_options, NULL };

const struct command cmd_display_report = {
	.name = "display report",
	.run = run,
	.summary = "Show the fields of a report, unverified",
	.operands = "FILE",
	.min_operands = 1,
	.max_operands = 1,
	.options = groups,
};
