// SPDX-License-Identifier: MIT
#include "thim.h"

#include <stdlib.h>

#include "../base/talk.h"
#include "../fetch/fetch.h"
#include "../fetch/http.h"
#include "saved.h"

#define THIM "http://169.254.169.254/metadata/THIM/amd/certification"

const struct option platform_options[] = {
	{ OPT_PLATFORM, 0, "platform", NULL,
	  "of an Azure guest: by its vTPM; --device is then a TCTI" },
	{ OPT_THIM_URL, 0, "thim-url", "URL",
	  "with --platform: where certificates are, instead of Azure's" },
	{ .id = OPT_NONE },
};

/* What the paravisor decides there, and not the guest. */
static enum exit_code check_platform(const struct call *call)
{
	if (given(call, OPT_REPORT_DATA) || given(call, OPT_REPORT_DATA_OF))
		return usage("--report-data: with --platform they are the"
			     " paravisor's; name the user data by --nonce or"
			     " --hash");
	if (given(call, OPT_VMPL))
		return usage("--vmpl and --platform exclude each other");
	if (given(call, OPT_THIM_URL) && given(call, OPT_OFFLINE))
		return usage("--thim-url and --offline exclude each other");
	return EXIT_DONE;
}

enum exit_code thim_check(const struct call *call)
{
	if (given(call, OPT_PLATFORM))
		return check_platform(call);
	if (given(call, OPT_THIM_URL))
		return usage("--thim-url: needs --platform");
	return EXIT_DONE;
}

static bool is_asked(const struct call *call)
{
	if (given(call, OPT_OFFLINE))
		return false;
	return given(call, OPT_THIM_URL) || !given(call, OPT_CERTS);
}

enum exit_code thim_add(const struct call *call, const char *out,
			struct bundle *bundle)
{
	const char *url = call->values[OPT_THIM_URL];
	const struct snpguest_container *container;
	struct buffer body;

	if (!url)
		url = THIM;
	if (!is_asked(call) || http_get_metadata(url, FETCH_LIMIT, &body))
		return EXIT_DONE;
	if (saved_file(out, "thim.json", body.data, body.len)) {
		free(body.data);
		return EXIT_TROUBLE;
	}
	if (bundle_open(bundle, url, body, &container) ||
	    bundle_take_certs(bundle, url, container))
		return EXIT_TROUBLE;
	return EXIT_DONE;
}
