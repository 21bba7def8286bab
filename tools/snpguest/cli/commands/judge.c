// SPDX-License-Identifier: MIT
#include "judge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/talk.h"

static enum exit_code add_anchor(struct snpguest_verifier *verifier,
				 const char *path)
{
	struct snpguest_error error;
	struct snpguest_blob blob;
	struct bytes bytes;
	int ret;

	if (file_read(path, FILE_LIMIT, &bytes))
		return EXIT_TROUBLE;
	blob.data = bytes.data;
	blob.len = bytes.len;
	ret = snpguest_verifier_add_anchor(verifier, blob, &error);
	free(bytes.data);
	if (ret)
		return trouble("%s: no usable trust anchor: %s", path,
			       error.what);
	return EXIT_DONE;
}

enum exit_code judge_init(struct judge *judge, const struct settings *settings)
{
	struct snpguest_error error;

	judge->settings = settings;
	judge->verifier = NULL;
	if (snpguest_verifier_new(&judge->verifier, &error))
		return trouble("%s", error.what);
	if (!settings->trust_anchor)
		return EXIT_DONE;
	return add_anchor(judge->verifier, settings->trust_anchor);
}

void judge_free(struct judge *judge)
{
	snpguest_verifier_free(judge->verifier);
	judge->verifier = NULL;
}

enum exit_code judge_evidence(const struct judge *judge,
			      const struct evidence *evidence,
			      const struct demands *demands,
			      struct snpguest_verdict **verdict)
{
	struct snpguest_evidence library = {
		.size = sizeof(library),
		.report = evidence->report,
		.table = evidence->table,
		.certs = evidence->certs,
		.n_certs = evidence->n_certs,
		.crls = evidence->crls,
		.n_crls = evidence->n_crls,
	};
	struct snpguest_error error;
	int ret;

	if (demands)
		ret = snpguest_verify(judge->verifier, &library,
				      &demands->policy, judge->settings->at,
				      verdict, &error);
	else
		ret = snpguest_verify_chain(judge->verifier, &library,
					    judge->settings->at, verdict,
					    &error);
	if (ret == 0)
		return EXIT_DONE;
	if (ret == -EINVAL && judge->settings->policy)
		return usage("%s: %s", judge->settings->policy, error.what);
	return trouble("%s", error.what);
}

bool judgement_accepted(const struct judgement *judgement)
{
	const struct evidence *evidence = judgement->evidence;

	if (evidence->n_flaws)
		return false;
	if (evidence->claims.len && !evidence->claims_bound)
		return false;
	return snpguest_verdict_accepted(judgement->verdict);
}

enum exit_code judge_print(const struct judge *judge,
			   const struct judgement *judgement)
{
	bool accepted = judgement_accepted(judgement);

	if (judge->settings->json) {
		if (print_json(json_of_judgement(judgement), judgement->input))
			return EXIT_TROUBLE;
	} else if (!judge->settings->quiet) {
		print_text_judgement(judgement);
	}
	return accepted ? EXIT_DONE : EXIT_REFUSED;
}

enum exit_code judge_and_print(const struct judge *judge,
			       const struct evidence *evidence,
			       const struct demands *demands, const char *input)
{
	struct judgement judgement = { .input = input, .evidence = evidence };
	struct snpguest_verdict *verdict = NULL;
	enum exit_code status;

	status = judge_evidence(judge, evidence, demands, &verdict);
	if (status)
		return status;
	judgement.verdict = verdict;
	status = judge_print(judge, &judgement);
	snpguest_verdict_free(verdict);
	return status;
}
