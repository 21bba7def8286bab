// SPDX-License-Identifier: MIT
/* The main job in one line: a nonce, a report for it, a verdict. */
#include <stdlib.h>
#include <unistd.h>

#include "../fetch/missing.h"
#include "../input/device.h"
#include "../input/nonce.h"
#include "../input/vtpm.h"
#include "judge.h"
#include "saved.h"
#include "thim.h"
#include "../base/leftover.h"
#include "../base/talk.h"

/** What one attestation brings together; freed in one place. */
struct attestation {
	const struct call *call;
	struct settings settings;
	struct demands demands;
	struct judge judge;
	struct bundle bundle;
	uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE];
	uint8_t report[SNPGUEST_REPORT_SIZE];
	struct buffer table;
	struct missing missing;
	const char *out;
	bool made; /* @out was not there before */
};

static enum exit_code make_out(struct attestation *a)
{
	if (!a->out)
		return EXIT_DONE;
	a->made = !path_is_directory(a->out);
	if (directory_make(a->out))
		return EXIT_TROUBLE;
	if (a->made)
		leftover_directory(a->out);
	return EXIT_DONE;
}

/* Before anything is judged: what the host said must not get lost. */
static enum exit_code save_evidence(struct attestation *a)
{
	const struct snpguest_blob *table = &a->bundle.table;

	if (make_out(a) ||
	    saved_file(a->out, "nonce.bin", a->nonce, sizeof(a->nonce)) ||
	    saved_file(a->out, "report.bin", a->report, sizeof(a->report)) ||
	    saved_file(a->out, "certs.bin", table->data, table->len))
		return EXIT_TROUBLE;
	return EXIT_DONE;
}

static enum exit_code ask_device(struct attestation *a)
{
	enum exit_code status;

	status = device_evidence(&a->settings, a->nonce, a->report, &a->table);
	if (status)
		return status;
	a->bundle.report.data = a->report;
	a->bundle.report.len = sizeof(a->report);
	if (a->table.len) {
		a->bundle.table.data = a->table.data;
		a->bundle.table.len = a->table.len;
	}
	return save_evidence(a);
}

static enum exit_code save_hcl(struct attestation *a, const struct buffer *hcl)
{
	if (make_out(a) ||
	    saved_file(a->out, "user-data.bin", a->nonce, sizeof(a->nonce)) ||
	    saved_file(a->out, "report.bin", hcl->data, hcl->len))
		return EXIT_TROUBLE;
	return EXIT_DONE;
}

static enum exit_code ask_vtpm(struct attestation *a)
{
	struct buffer hcl;
	bool fresh = false;
	enum exit_code status =
		vtpm_evidence(&a->settings, a->nonce, &hcl, &fresh);

	if (status)
		return status;
	status = save_hcl(a, &hcl);
	if (status) {
		free(hcl.data);
		return status;
	}
	if (bundle_add_report(&a->bundle, "the vTPM", hcl))
		return EXIT_TROUBLE;
	return thim_add(a->call, a->out, &a->bundle);
}

static bool lacks_leaf(const struct outcome *outcome)
{
	const struct snpguest_check *check =
		snpguest_verdict_find(outcome->verdict,
				      SNPGUEST_CHECK_LEAF_FOUND);

	return check && check->result == SNPGUEST_UNJUDGED;
}

static enum exit_code take_fetched(struct attestation *a)
{
	for (size_t i = 0; i < a->missing.count; i++) {
		const struct buffer *der = &a->missing.list[i];
		struct snpguest_blob cert = { der->data, der->len };

		if (bundle_add_cert(&a->bundle, "fetched", cert))
			return EXIT_TROUBLE;
	}
	if (a->out && a->missing.count &&
	    saved_file(a->out, "vcek.der", a->missing.list[0].data,
		 a->missing.list[0].len))
		return EXIT_TROUBLE;
	return EXIT_DONE;
}

/* What the host did not supply AMD does; then it is judged as if he had. */
static enum exit_code judge_again(struct attestation *a,
				  struct outcome *outcome)
{
	enum exit_code status = missing_fetch(a->call, &a->settings,
					      &a->bundle.report, &a->missing);

	if (!status)
		status = take_fetched(a);
	if (status)
		return status;
	outcome_free(outcome);
	outcome->verdict = NULL;
	return judge_evidence(&a->judge, &a->demands, outcome);
}

static enum exit_code judge_fetched(struct attestation *a)
{
	struct outcome outcome = { .bundle = &a->bundle };
	enum exit_code status;

	status = judge_evidence(&a->judge, &a->demands, &outcome);
	if (!status && given(a->call, OPT_FETCH) && lacks_leaf(&outcome))
		status = judge_again(a, &outcome);
	if (!status)
		status = saved_and_printed(a->out, &a->judge, &outcome);
	outcome_free(&outcome);
	return status;
}

/* What is demanded by the digest of some bytes is asked for as that. */
static enum exit_code digest_nonce(struct attestation *a)
{
	const struct snpguest_policy *policy = &a->demands.policy;
	struct snpguest_error error;

	if (snpguest_report_data_of(policy->report_data_hash,
				    policy->report_data_of, a->nonce, &error))
		return trouble("%s", error.what);
	return EXIT_DONE;
}

static enum exit_code demand_nonce(struct attestation *a)
{
	bool named = nonce_is_named(a->call);
	bool platform = given(a->call, OPT_PLATFORM);
	enum exit_code status;

	if (!named && !platform && a->demands.policy.report_data_hash)
		return digest_nonce(a);
	status = nonce_get(a->call, a->nonce);
	if (status || given(a->call, OPT_REPORT_DATA))
		return status;
	return platform ? demands_user_data(&a->demands, a->nonce) :
			  demands_report_data(&a->demands, a->nonce, named);
}

/* Everything that can be wrong at this end, before a request is made. */
static enum exit_code prepare(struct attestation *a)
{
	const char *certs = a->call->values[OPT_CERTS];
	enum exit_code status;

	status = judge_prepare(&a->judge, &a->settings, a->call, &a->demands);
	if (!status)
		status = demand_nonce(a);
	if (status)
		return status;
	if (bundle_read_crl(&a->bundle, a->settings.crl) ||
	    (certs && bundle_read_certs(&a->bundle, certs)))
		return EXIT_TROUBLE;
	if (a->out && directory_try(a->out))
		return EXIT_TROUBLE;
	return saved_verdict_remove(a->out);
}

static enum exit_code attest(struct attestation *a)
{
	enum exit_code status = prepare(a);

	if (!status)
		status = given(a->call, OPT_PLATFORM) ? ask_vtpm(a) :
							ask_device(a);
	if (!status)
		status = judge_fetched(a);
	if (a->made)
		rmdir(a->out); /* only where nothing could be saved */
	leftover_directory(NULL);
	return status;
}

static enum exit_code run(const struct call *call)
{
	struct attestation a = { .call = call,
				 .out = call->values[OPT_OUT] };
	enum exit_code status;

	status = settings_read(call, &a.settings);
	if (!status)
		status = demands_parse(&a.demands, call);
	if (!status)
		status = thim_check(call);
	if (!status)
		status = nonce_check(call);
	if (!status)
		status = missing_check(call);
	if (status)
		return status;
	status = attest(&a);
	judge_free(&a.judge);
	demands_free(&a.demands);
	bundle_free(&a.bundle);
	missing_free(&a.missing);
	free(a.table.data);
	return status;
}

static const struct option options[] = {
	{ OPT_OUT, 0, "out", "DIR",
	  "save report.bin, certs.bin, nonce.bin and verdict.json" },
	{ OPT_CERTS, 0, "certs", "FILE|DIR",
	  "certificates that the host does not supply" },
	{ OPT_DEVICE, 0, "device", "auto|tsm|PATH",
	  "where requests go; auto takes configfs-tsm, else /dev/sev-guest" },
	{ OPT_VMPL, 0, "vmpl", "auto|N",
	  "privilege level 0 to 3; auto takes the lowest the device allows" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, platform_options,
					       missing_options,
					       nonce_options, demand_options,
					       verdict_options, token_options,
					       common_options, NULL };

const struct command cmd_attest = {
	.name = "attest",
	.run = run,
	.summary = "Get a report for a fresh nonce and verify it",
	.operands = "",
	.options = groups,
	.instead = "a report at hand: 'snpguest verify evidence FILE'",
	.judges = true,
	.notes = "Certificates come from the host in the same request, or by\n"
		 "--certs or --fetch where it has none; AMD's roots are built in.\n"
		 "A guest that verifies itself learns whether its evidence is\n"
		 "in order; only a verifier elsewhere can rely on the answer.",
	.examples = "snpguest attest\n"
		    "snpguest attest --policy policy.json --out evidence/ --fetch\n"
		    "snpguest attest --nonce nonce.bin --field verdict",
};
