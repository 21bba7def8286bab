// SPDX-License-Identifier: MIT
#include "attest_platform.h"

#include <stdlib.h>

#include "../base/talk.h"
#include "../fetch/fetch.h"
#include "../fetch/http.h"
#include "../input/nonce.h"
#include "../input/vtpm.h"
#include "judge.h"
#include "saved.h"

/* Azure's service that hands a guest the certificates of its chip. */
#define THIM "http://169.254.169.254/metadata/THIM/amd/certification"

const struct option platform_options[] = {
	{ OPT_PLATFORM, 0, "platform", NULL,
	  "of an Azure guest: by its vTPM; --device is then a TCTI" },
	{ OPT_THIM_URL, 0, "thim-url", "URL",
	  "with --platform: where certificates are, instead of Azure's" },
	{ .id = OPT_NONE },
};

/** What it brings together; freed in one place. */
struct attestation {
	const struct call *call;
	struct settings settings;
	struct demands demands;
	struct judge judge;
	struct bundle bundle;
	uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE];
	const char *out;
};

static enum exit_code ask(struct attestation *a)
{
	struct buffer hcl;
	bool fresh = false;
	enum exit_code status =
		vtpm_evidence(&a->settings, a->nonce, &hcl, &fresh);

	if (status)
		return status;
	if (a->out && directory_make(a->out))
		status = EXIT_TROUBLE;
	if (!status && (saved_file(a->out, "user-data.bin", a->nonce,
				   sizeof(a->nonce)) ||
			saved_file(a->out, "report.bin", hcl.data, hcl.len)))
		status = EXIT_TROUBLE;
	if (status) {
		free(hcl.data);
		return status;
	}
	return bundle_add_report(&a->bundle, "the vTPM", hcl) ? EXIT_TROUBLE :
								EXIT_DONE;
}

/* Without them the verdict says what is missing, and so does this. */
static enum exit_code add_certs(struct attestation *a)
{
	const char *url = a->call->values[OPT_THIM_URL];
	const struct snpguest_container *container;
	struct buffer body;

	if (given(a->call, OPT_CERTS))
		return bundle_read_certs(&a->bundle,
					 a->call->values[OPT_CERTS]) ?
			       EXIT_TROUBLE : EXIT_DONE;
	if (http_get_metadata(url ? url : THIM, FETCH_LIMIT, &body))
		return EXIT_DONE;
	if (saved_file(a->out, "thim.json", body.data, body.len)) {
		free(body.data);
		return EXIT_TROUBLE;
	}
	if (bundle_open(&a->bundle, url ? url : THIM, body, &container) ||
	    bundle_take_certs(&a->bundle, url ? url : THIM, container))
		return EXIT_TROUBLE;
	return EXIT_DONE;
}

static enum exit_code prepare(struct attestation *a)
{
	enum exit_code status =
		judge_prepare(&a->judge, &a->settings, a->call, &a->demands);

	if (!status)
		status = nonce_get(a->call, a->nonce);
	if (!status)
		status = demands_user_data(&a->demands, a->nonce);
	if (!status && bundle_read_crl(&a->bundle, a->settings.crl))
		status = EXIT_TROUBLE;
	return status ? status : saved_verdict_remove(a->out);
}

static enum exit_code judge(struct attestation *a)
{
	struct outcome outcome = { .bundle = &a->bundle };
	enum exit_code status;

	status = judge_evidence(&a->judge, &a->demands, &outcome);
	if (!status)
		status = saved_and_printed(a->out, &a->judge, &outcome);
	outcome_free(&outcome);
	return status;
}

enum exit_code attest_platform(const struct call *call)
{
	struct attestation a = { .call = call, .out = call->values[OPT_OUT] };
	enum exit_code status = settings_read(call, &a.settings);

	a.judge.settings = &a.settings;
	if (!status)
		status = demands_parse(&a.demands, call);
	if (!status)
		status = nonce_check(call);
	if (status)
		return status;
	status = prepare(&a);
	if (!status)
		status = ask(&a);
	if (!status)
		status = add_certs(&a);
	if (!status)
		status = judge(&a);
	judge_free(&a.judge);
	demands_free(&a.demands);
	bundle_free(&a.bundle);
	return status;
}
