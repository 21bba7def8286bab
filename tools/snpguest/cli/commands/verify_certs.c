// SPDX-License-Identifier: MIT
#include "judge.h"

static enum exit_code verify(struct judge *judge, struct bundle *bundle,
			     const char *directory)
{
	enum exit_code status = judge_init(judge, judge->settings);

	if (status)
		return status;
	if (bundle_read_certs(bundle, directory) ||
	    bundle_read_crl(bundle, judge->settings->crl))
		return EXIT_TROUBLE;
	return judge_and_print(judge, bundle, NULL, NULL);
}

static enum exit_code run(const struct call *call)
{
	struct settings settings;
	struct judge judge = { .settings = &settings, .as_virtee = true };
	struct bundle bundle = { .question = true };
	enum exit_code status = settings_read(call, &settings);

	if (status)
		return status;
	status = verify(&judge, &bundle, call->operands[0]);
	judge_free(&judge);
	bundle_free(&bundle);
	return status;
}

static const struct option options[] = {
	{ OPT_CRL, 0, "crl", "FILE", "revocation list, DER or PEM" },
	{ OPT_AT, 0, "at", "TIME",
	  "judge as of this time: 2026-11-20T23:00:00Z, or a date" },
	{ OPT_TRUST_ANCHOR, 0, "trust-anchor", "FILE",
	  "trust this root, too; the verdict names it" },
	{ OPT_ANCHORS, 0, "anchors", "FILE",
	  "trust the products of this JSON file; see snpguest-anchors(5)" },
	{ OPT_VERBOSE, 'v', "verbose", NULL,
	  "also print what passed and what was not demanded" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, common_options, NULL };

const struct command cmd_verify_certs = {
	.name = "verify certs",
	.run = run,
	.summary = "Verify a chain of certificates up to AMD's root",
	.operands = "DIR",
	.min_operands = 1,
	.max_operands = 1,
	.options = groups,
	.judges = true,
	.notes = "A chain says nothing about any report.",
	.examples = "snpguest verify certs certs/\n"
		    "snpguest verify certs certs/ --crl crl.der",
};
