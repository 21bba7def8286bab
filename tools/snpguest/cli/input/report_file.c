// SPDX-License-Identifier: MIT
#include "report_file.h"

#include "bundle.h"
#include "../base/talk.h"

static enum exit_code parse(const char *path, const struct bundle *bundle,
			    struct snpguest_report *report)
{
	struct snpguest_unverified_report unverified;
	const char *refusal = snpguest_container_refusal(bundle->container);
	struct snpguest_error error;

	if (refusal)
		return refused("%s: %s", path, refusal);
	if (bundle->n_flaws)
		return refused("%s", bundle->flaws[0]);
	if (snpguest_unverified_report_parse(bundle->report.data,
					     bundle->report.len, &unverified,
					     sizeof(unverified), &error))
		return refused("%s: %s", path, error.what);
	*report = unverified.says;
	return EXIT_DONE;
}

/* @failed: the bundle could not be filled, which was said. */
static enum exit_code finish(struct bundle *bundle, int failed,
			     const char *path, struct snpguest_report *report)
{
	enum exit_code status =
		failed ? EXIT_TROUBLE : parse(path, bundle, report);

	if (!status)
		bundle_name_shape(bundle, path);
	bundle_free(bundle);
	return status;
}

enum exit_code report_file_read(const char *path,
				struct snpguest_report *report)
{
	struct bundle bundle = { .n_flaws = 0 };

	return finish(&bundle, bundle_read_report(&bundle, path), path, report);
}

enum exit_code report_file_parse(const char *path, struct buffer bytes,
				 struct snpguest_report *report)
{
	struct bundle bundle = { .n_flaws = 0 };

	return finish(&bundle, bundle_add_report(&bundle, path, bytes), path,
		      report);
}
