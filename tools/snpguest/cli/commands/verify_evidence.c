// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "asker.h"
#include "verify_stream.h"
#include "../base/talk.h"

static enum exit_code prepare(struct asker *run, const struct call *call)
{
	if (call->n_operands > 1 && given(call, OPT_EAR))
		return usage("--ear: one token is for one piece of evidence");
	return asker_prepare(run, call);
}

static enum exit_code judge_input(struct asker *run, const char *input)
{
	struct bundle bundle = { 0 };
	enum exit_code status;
	const char *what;

	if (bundle_share(&bundle, &run->shared) ||
	    bundle_read_evidence(&bundle, input))
		status = EXIT_TROUBLE;
	else
		status = judge_and_print(&run->judge, &bundle, &run->demands,
					 input);
	what = talk_take_trouble();
	if (status == EXIT_TROUBLE && what && run->settings.json)
		print_json_trouble(true, input, what);
	bundle_free(&bundle);
	return status;
}

/*
 * "Are all of them accepted?": one that is refused settles it, also where another has
 * no member of the name that is asked for.
 */
static enum exit_code combine(enum exit_code all, enum exit_code one)
{
	if (all == EXIT_REFUSED || one == EXIT_REFUSED)
		return EXIT_REFUSED;
	if (all == EXIT_USAGE || one == EXIT_USAGE)
		return EXIT_USAGE;
	return all == EXIT_DONE ? one : all;
}

static enum exit_code judge_inputs(struct asker *run, const struct call *call)
{
	enum exit_code all = EXIT_DONE;
	bool text = !run->settings.json && !run->settings.quiet;

	for (int i = 0; i < call->n_operands; i++) {
		if (i > 0 && text)
			putchar('\n');
		all = combine(all, judge_input(run, call->operands[i]));
	}
	return all;
}

static enum exit_code run(const struct call *call)
{
	struct asker run = { 0 };
	enum exit_code status = asker_read(&run, call);

	if (!status)
		status = verify_stream_check(call);
	if (status)
		return status;
	status = prepare(&run, call);
	if (!status && given(call, OPT_JOBS))
		status = verify_stream(call, &run);
	else if (!status)
		status = judge_inputs(&run, call);
	asker_free(&run);
	return status;
}

static const struct option options[] = {
	{ OPT_CERTS, 0, "certs", "FILE|DIR",
	  "certificates or a table that the evidence lacks" },
	{ OPT_JOBS, 0, "jobs", "N|auto",
	  "the one operand has evidence in each line: judge with N threads" },
	{ OPT_OUT, 0, "out", "FILE", "where the verdicts of --jobs go" },
	{ OPT_STATE, 0, "state", "FILE",
	  "note how far --jobs came, and go on there" },
	{ OPT_SUMMARY, 0, "summary", NULL,
	  "say at the end of --jobs how many of what there were" },
	{ OPT_CERTS_BY_DIGEST, 0, "certs-by-digest", "DIR",
	  "lines of --jobs may name DIR/HEX.der by \"sha256:HEX\"" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, demand_options,
					       verdict_options, token_options,
					       common_options, NULL };

const struct command cmd_verify_evidence = {
	.name = "verify evidence",
	.run = run,
	.summary = "Verify reports in whatever they come in",
	.operands = "FILE|DIR|-...",
	.min_operands = 1,
	.max_operands = -1,
	.options = groups,
	.judges = true,
	.notes = "A report, alone or with a certificate table behind it; the\n"
		 "answer of the ioctl; an Azure HCL report; a directory with\n"
		 "a report, a table and certificates; - for standard input.\n"
		 "With --json one line each. Refused when one is refused.\n"
		 "With --jobs each line of the operand is evidence: base64,\n"
		 "hexadecimal, JSON, a path, or {\"id\": ..., \"evidence\": ...,\n"
		 "\"certs\": [...]}; verdicts come in the order of the lines.",
	.examples = "snpguest verify evidence evidence/ --policy policy.json\n"
		    "snpguest verify evidence --json --certs certs/ *.bin",
};
