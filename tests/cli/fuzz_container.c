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

static void check_inside(struct bytes bytes, struct snpguest_blob blob)
{
	if (blob.len == 0)
		return;
	if (blob.data < bytes.data ||
	    (size_t)(blob.data - bytes.data) > bytes.len ||
	    blob.len > bytes.len - (size_t)(blob.data - bytes.data))
		abort();
}

static void check_judgement(const struct evidence *evidence)
{
	static struct settings settings = { .at = 1767225600 };
	static struct judge judge;
	static struct demands demands;
	struct judgement judgement = { .input = "fuzz", .evidence = evidence };
	struct snpguest_policy init = SNPGUEST_POLICY_INIT;
	struct snpguest_verdict *verdict;

	if (!judge.verifier && judge_init(&judge, &settings))
		abort();
	demands.policy = init;
	if (judge_evidence(&judge, evidence, &demands, &verdict))
		return;
	judgement.verdict = verdict;
	if (evidence->claims.len && !evidence->claims_bound &&
	    judgement_accepted(&judgement))
		abort();
	print_text_judgement(&judgement);
	free(json_text(json_of_judgement(&judgement), true));
	snpguest_verdict_free(verdict);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct evidence evidence = { .n_owned = 0 };
	struct bytes bytes = { malloc(size + 1), size };

	if (!bytes.data || size == 0) {
		free(bytes.data);
		return 0;
	}
	memcpy(bytes.data, data, size);
	if (evidence_add_container(&evidence, "fuzz", bytes) == 0) {
		check_inside(bytes, evidence.report);
		check_inside(bytes, evidence.table);
		check_inside(bytes, evidence.claims);
		check_judgement(&evidence);
	}
	evidence_free(&evidence);
	return 0;
}
