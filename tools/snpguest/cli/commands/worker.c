// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "asker.h"
#include "../base/talk.h"
#include "../stream/serve.h"

#define GROUP "snpguest"

static enum exit_code check(const struct call *call, struct asker *asker)
{
	enum exit_code status = asker_read(asker, call);
	unsigned int jobs;

	if (status)
		return status;
	if (!given(call, OPT_NATS) || !given(call, OPT_IN) ||
	    !given(call, OPT_OUT))
		return usage("worker needs --nats URL, --in STREAM and --out"
			     " STREAM");
	if (given(call, OPT_FIELD))
		return usage("--field is for one verdict; a worker publishes"
			     " many");
	if (given(call, OPT_JOBS) && !asker_jobs(call->values[OPT_JOBS], &jobs))
		return usage("--jobs: '%s' is neither auto nor a number of"
			     " threads", call->values[OPT_JOBS]);
	return EXIT_DONE;
}

static enum exit_code serve_queue(const struct call *call, struct asker *asker,
				  struct serve_order *order)
{
	const char *group = call->values[OPT_GROUP];
	const struct queue_order at = { .url = call->values[OPT_NATS],
					.in = call->values[OPT_IN],
					.out = call->values[OPT_OUT],
					.group = group ? group : GROUP };
	struct tally tally = { 0 };
	struct queue *queue;
	enum exit_code status = queue_open(&at, &queue);

	if (!status)
		status = serve(queue, order, &tally);
	queue_close(queue);
	if (given(call, OPT_SUMMARY))
		tally_summarize(&tally, asker->settings.json, stdout);
	tally_free(&tally);
	return status;
}

static enum exit_code run_prepared(const struct call *call, struct asker *asker)
{
	const char *jobs = call->values[OPT_JOBS];
	struct serve_order order = { .drain = given(call, OPT_DRAIN),
				     .now = !given(call, OPT_AT) };
	enum exit_code status = asker_questions(asker, call, &order.questions);

	asker_jobs(jobs ? jobs : "auto", &order.jobs);
	order.questions.json = true;
	order.questions.from.evidence_only = true;
	if (!status)
		status = serve_queue(call, asker, &order);
	free((void *)order.questions.shared);
	return status;
}

static enum exit_code run(const struct call *call)
{
	struct asker asker = { 0 };
	enum exit_code status = check(call, &asker);

	if (!status)
		status = asker_prepare(&asker, call);
	if (!status)
		status = run_prepared(call, &asker);
	asker_free(&asker);
	return status;
}

static const struct option options[] = {
	{ OPT_NATS, 0, "nats", "URL",
	  "a server of NATS, or several with commas between" },
	{ OPT_IN, 0, "in", "STREAM", "its messages are evidence, one each" },
	{ OPT_OUT, 0, "out", "STREAM", "its messages are the verdicts" },
	{ OPT_GROUP, 0, "group", "NAME",
	  "workers of one name share the messages; else 'snpguest'" },
	{ OPT_JOBS, 0, "jobs", "N|auto", "judge with N threads; else auto" },
	{ OPT_DRAIN, 0, "drain", NULL,
	  "end when every message has its verdict" },
	{ OPT_SUMMARY, 0, "summary", NULL,
	  "say at the end how many of what there were" },
	{ OPT_CERTS, 0, "certs", "FILE|DIR",
	  "certificates or a table that the evidence lacks" },
	{ OPT_CERTS_BY_DIGEST, 0, "certs-by-digest", "DIR",
	  "messages may name DIR/HEX.der by \"sha256:HEX\"" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, demand_options,
					       verdict_options, common_options,
					       NULL };

const struct command cmd_worker = {
	.name = "worker",
	.run = run,
	.summary = "Judge evidence from a queue, one of many workers",
	.operands = "",
	.options = groups,
	.openssl_texts = true,
	.instead = "files: 'snpguest verify evidence FILE --jobs auto'",
	.notes = "Each message of the stream --in (NATS JetStream) is a line of\n"
		 "'verify evidence --jobs', but names no file; its verdict, as\n"
		 "JSON, goes to the stream --out, and then the message is\n"
		 "acknowledged. Ends with status 0 after SIGTERM, when what it\n"
		 "has in hand is done. A build with WITH_NATS=1 has it.",
	.examples = "snpguest worker --nats nats://q1,nats://q2 --in evidence"
		    " --out verdicts \\\n    --policy policy.json",
};
