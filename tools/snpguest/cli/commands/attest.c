// SPDX-License-Identifier: MIT
/* The main job in one line: a fresh nonce, a report for it, a verdict. */
#include <stdlib.h>
#include <string.h>

#include "../input/device.h"
#include "judge.h"
#include "../base/talk.h"

/** What one attestation brings together; freed in one place. */
struct attestation {
	struct settings settings;
	struct demands demands;
	struct judge judge;
	struct bundle bundle;
	uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE];
	uint8_t report[SNPGUEST_REPORT_SIZE];
	struct buffer table;
	const char *out, *certs;
};

static int save(const char *directory, const char *name, const void *data,
		size_t len)
{
	char *path = path_join(directory, name);
	int ret = path ? file_write(path, data, len, MODE_PUBLIC) : -1;

	free(path);
	return ret;
}

/* Before anything is judged: what the host said must not get lost. */
static enum exit_code save_evidence(const struct attestation *a)
{
	const struct snpguest_blob *table = &a->bundle.table;

	if (!a->out)
		return EXIT_DONE;
	if (save(a->out, "nonce.bin", a->nonce, sizeof(a->nonce)) ||
	    save(a->out, "report.bin", a->report, sizeof(a->report)) ||
	    save(a->out, "certs.bin", table->data, table->len))
		return EXIT_TROUBLE;
	return EXIT_DONE;
}

static enum exit_code save_verdict(const struct attestation *a,
				   const struct outcome *outcome)
{
	char *text;
	int ret;

	if (!a->out)
		return EXIT_DONE;
	text = json_text(json_of_outcome(outcome), false);
	if (!text)
		return trouble("out of memory");
	ret = save(a->out, "verdict.json", text, strlen(text));
	free(text);
	return ret ? EXIT_TROUBLE : EXIT_DONE;
}

static enum exit_code fetch(struct attestation *a)
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

static enum exit_code judge_fetched(struct attestation *a)
{
	struct outcome outcome = { .bundle = &a->bundle };
	enum exit_code status, saved;

	status = judge_evidence(&a->judge, &a->demands, &outcome);
	if (status)
		return status;
	saved = save_verdict(a, &outcome);
	status = judge_print(&a->judge, &outcome);
	outcome_free(&outcome);
	return saved ? saved : status;
}

/* Everything that can be wrong at this end, before a request is made. */
static enum exit_code prepare(struct attestation *a, const struct call *call)
{
	enum exit_code status;

	status = demands_load(&a->demands, call, &a->settings);
	if (status)
		return status;
	status = nonce_make(a->nonce);
	if (status)
		return status;
	status = demands_report_data(&a->demands, a->nonce);
	if (status)
		return status;
	status = judge_init_with_token(&a->judge, &a->settings, call);
	if (status)
		return status;
	if (bundle_read_crl(&a->bundle, a->settings.crl) ||
	    (a->certs && bundle_read_certs(&a->bundle, a->certs)))
		return EXIT_TROUBLE;
	if (a->out && directory_make(a->out))
		return EXIT_TROUBLE;
	return EXIT_DONE;
}

static enum exit_code attest(struct attestation *a, const struct call *call)
{
	enum exit_code status = prepare(a, call);

	if (status)
		return status;
	status = fetch(a);
	if (status)
		return status;
	return judge_fetched(a);
}

static enum exit_code run(const struct call *call)
{
	struct attestation a = { .out = call->values[OPT_OUT],
				 .certs = call->values[OPT_CERTS] };
	enum exit_code status;

	status = settings_read(call, &a.settings);
	if (!status)
		status = demands_parse(&a.demands, call);
	if (status)
		return status;
	status = attest(&a, call);
	judge_free(&a.judge);
	demands_free(&a.demands);
	bundle_free(&a.bundle);
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

static const struct option *const groups[] = { options,
					       verdict_options, token_options,
					       common_options, NULL };

const struct command cmd_attest = {
	.name = "attest",
	.run = run,
	.summary = "Get a report for a fresh nonce and verify it",
	.operands = "",
	.options = groups,
	.judges = true,
	.notes = "Certificates come from the host, or by --certs where it has\n"
		 "none; AMD's roots are built in.\n"
		 "A guest that verifies itself learns whether its evidence is\n"
		 "in order; only a verifier elsewhere can rely on the answer.",
	.examples = "snpguest attest\n"
		    "snpguest attest --policy policy.json --out evidence/\n"
		    "snpguest attest --field verdict",
};
