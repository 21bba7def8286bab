// SPDX-License-Identifier: MIT
#include "../input/swapped.h"
#include "judge.h"
#include "../base/talk.h"

/* Their options asked for less than a verification; ours never gives less. */
static void say_not_narrowed(const struct call *call)
{
	if (given(call, OPT_TCB))
		note("--tcb narrows nothing: everything is verified");
	if (given(call, OPT_SIGNATURE))
		note("--signature narrows nothing: everything is verified");
}

static enum exit_code verify(const struct call *call, struct judge *judge,
			     struct demands *demands, struct bundle *bundle)
{
	const struct settings *settings = judge->settings;
	enum exit_code status = judge_prepare(judge, settings, call, demands);

	if (status)
		return status;
	if (bundle_read_certs(bundle, call->operands[0]) ||
	    bundle_read_report(bundle, call->operands[1]) ||
	    bundle_read_crl(bundle, settings->crl))
		return EXIT_TROUBLE;
	swapped_note(call, bundle);
	bundle_name_shape(bundle, call->operands[1]);
	return judge_and_print(judge, bundle, demands, NULL);
}

static enum exit_code run(const struct call *call)
{
	struct settings settings;
	struct judge judge = { .settings = &settings, .as_virtee = true };
	struct bundle bundle = { 0 };
	struct demands demands;
	enum exit_code status;

	status = settings_read(call, &settings);
	if (!status)
		status = demands_parse(&demands, call);
	if (!status)
		status = swapped_paths(call);
	if (status)
		return status;
	say_not_narrowed(call);
	status = verify(call, &judge, &demands, &bundle);
	judge_free(&judge);
	demands_free(&demands);
	bundle_free(&bundle);
	return status;
}

static const struct option options[] = {
	{ OPT_TCB, 't', "tcb", NULL, "accepted; narrows nothing" },
	{ OPT_SIGNATURE, 's', "signature", NULL, "accepted; narrows nothing" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { demand_options, options,
					       verdict_options, token_options,
					       common_options, NULL };

const struct command cmd_verify_attestation = {
	.name = "verify attestation",
	.run = run,
	.summary = "Verify a report with the certificates of a directory",
	.operands = "DIR FILE",
	.min_operands = 2,
	.max_operands = 2,
	.options = groups,
	.instead = "a report alone: 'snpguest verify evidence FILE'",
	.judges = true,
	.notes = "DIR may hold just the leaf: AMD's roots are built in.",
	.examples = "snpguest verify attestation certs/ report.bin\n"
		    "snpguest verify attestation certs/ report.bin \\\n"
		    "    -r \"$(xxd -p -c 64 nonce.bin)\" -m \"$MEASUREMENT\"",
};
