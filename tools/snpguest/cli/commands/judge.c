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
	struct buffer bytes;
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
			      const struct bundle *bundle,
			      const struct demands *demands,
			      struct snpguest_verdict **verdict)
{
	struct snpguest_evidence library = {
		.size = sizeof(library),
		.report = bundle->report,
		.table = bundle->table,
		.certs = bundle->certs.list,
		.n_certs = bundle->certs.count,
		.crls = bundle->crls.list,
		.n_crls = bundle->crls.count,
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

enum exit_code judge_print(const struct judge *judge,
			   const struct outcome *outcome)
{
	bool accepted = outcome_accepted(outcome);

	if (judge->settings->json) {
		if (print_json(json_of_outcome(outcome), outcome->input))
			return EXIT_TROUBLE;
	} else if (!judge->settings->quiet) {
		print_text_outcome(outcome);
	}
	return accepted ? EXIT_DONE : EXIT_REFUSED;
}

enum exit_code judge_and_print(const struct judge *judge,
			       const struct bundle *bundle,
			       const struct demands *demands, const char *input)
{
	struct outcome outcome = { .input = input, .bundle = bundle };
	struct snpguest_verdict *verdict = NULL;
	enum exit_code status;

	status = judge_evidence(judge, bundle, demands, &verdict);
	if (status)
		return status;
	outcome.verdict = verdict;
	status = judge_print(judge, &outcome);
	snpguest_verdict_free(verdict);
	return status;
}
