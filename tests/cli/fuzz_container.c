// SPDX-License-Identifier: MIT
/*
 * Any bytes as evidence: what is taken out of them lies inside them, and what
 * nobody signed is not accepted. Both renderings are made of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/judge.h"
#include "output/print.h"
#include "base/talk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(struct buffer bytes, struct snpguest_blob blob)
{
	if (blob.len == 0)
		return;
	if (blob.data < bytes.data ||
	    (size_t)(blob.data - bytes.data) > bytes.len ||
	    blob.len > bytes.len - (size_t)(blob.data - bytes.data))
		abort();
}

static void check_judgement(const struct bundle *bundle)
{
	static struct settings settings = { .at = 1767225600 };
	static struct judge judge;
	static struct demands demands;
	struct outcome outcome = { .input = "fuzz", .bundle = bundle };
	struct snpguest_policy init = SNPGUEST_POLICY_INIT;
	struct snpguest_verdict *verdict;

	if (!judge.verifier && judge_init(&judge, &settings))
		abort();
	demands.policy = init;
	if (judge_evidence(&judge, bundle, &demands, &verdict))
		return;
	outcome.verdict = verdict;
	if (bundle->claims.len && !bundle->claims_bound &&
	    outcome_accepted(&outcome))
		abort();
	print_text_outcome(&outcome);
	free(json_text(json_of_outcome(&outcome), true));
	snpguest_verdict_free(verdict);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bundle bundle = { .n_owned = 0 };
	struct buffer bytes = { malloc(size + 1), size };

	if (!bytes.data || size == 0) {
		free(bytes.data);
		return 0;
	}
	memcpy(bytes.data, data, size);
	if (bundle_add_container(&bundle, "fuzz", bytes) == 0) {
		check_inside(bytes, bundle.report);
		check_inside(bytes, bundle.table);
		check_inside(bytes, bundle.claims);
		check_judgement(&bundle);
	}
	bundle_free(&bundle);
	return 0;
}
