// SPDX-License-Identifier: MIT
#include "judge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/talk.h"
#include "../input/verifier.h"

enum exit_code judge_init(struct judge *judge, const struct settings *settings)
{
	judge->settings = settings;
	return verifier_make(settings, &judge->verifier, &judge->trusted);
}

enum exit_code judge_init_with_token(struct judge *judge,
				     const struct settings *settings,
				     const struct call *call)
{
	enum exit_code status = token_prepare(&judge->token, call);

	return status ? status : judge_init(judge, settings);
}

/* A policy costs less to read; but where there are anchors, it names products. */
enum exit_code judge_prepare(struct judge *judge, const struct settings *settings,
			     const struct call *call, struct demands *demands)
{
	enum exit_code status = EXIT_DONE;

	if (!settings->anchors)
		status = demands_load(demands, call, settings, NULL);
	if (!status)
		status = judge_init_with_token(judge, settings, call);
	if (!status && settings->anchors)
		status = demands_load(demands, call, settings, judge->verifier);
	return status;
}

void judge_free(struct judge *judge)
{
	token_free(&judge->token);
	snpguest_verifier_free(judge->verifier);
	judge->verifier = NULL;
}

/* Half of what there is to say is no answer. */
static int out_of_memory(struct outcome *outcome, struct snpguest_error *error)
{
	snpguest_verdict_free(outcome->verdict);
	outcome->verdict = NULL;
	snprintf(error->what, sizeof(error->what), "out of memory");
	return -ENOMEM;
}

static int verify_report(const struct judge *judge,
			 const struct snpguest_evidence *evidence,
			 const struct demands *demands, struct outcome *outcome,
			 struct snpguest_error *error)
{
	const struct bundle *bundle = outcome->bundle;
	struct snpguest_policy policy = demands->policy;
	bool nonce = bundle->nonce_path && !demands_fresh(&policy);
	int ret;

	if (nonce) {
		note("%s: the report has to carry it; whether it is fresh, only"
		     " who made it knows", bundle->nonce_path);
		policy.report_data.data = bundle->nonce;
		policy.report_data.count = 1;
	}
	demands_waive(&policy);
	ret = snpguest_verify(judge->verifier, evidence, &policy,
			      judge->settings->at, &outcome->verdict, error);
	if (nonce && outcome->verdict && outcome_name_nonce(outcome))
		return out_of_memory(outcome, error);
	return ret;
}

static int verify_chain(const struct judge *judge,
			const struct snpguest_evidence *evidence,
			struct outcome *outcome, struct snpguest_error *error)
{
	struct snpguest_chain_policy policy = SNPGUEST_CHAIN_POLICY_INIT;

	policy.any_root = settings_add_roots(judge->settings);
	policy.crl_required = judge->settings->crl != NULL;
	return snpguest_verify_chain(judge->verifier, evidence, &policy,
				     judge->settings->at, &outcome->chain,
				     error);
}

enum exit_code judge_evidence(const struct judge *judge,
			      struct demands *demands, struct outcome *outcome)
{
	const struct bundle *bundle = outcome->bundle;
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_error error;
	int ret;

	outcome->verifier = judge->verifier;
	evidence.container = bundle->container;
	if (!bundle->container)
		evidence.report = bundle->report;
	evidence.table = bundle->table;
	evidence.certs = bundle->certs.count ? bundle->certs.list : NULL;
	evidence.n_certs = bundle->certs.count;
	evidence.crls = bundle->crls.count ? bundle->crls.list : NULL;
	evidence.n_crls = bundle->crls.count;
	evidence.crl_names = (const char *const *)bundle->crl_names;
	if (demands)
		ret = verify_report(judge, &evidence, demands, outcome, &error);
	else
		ret = verify_chain(judge, &evidence, outcome, &error);
	if (outcome->verdict || outcome->chain)
		return EXIT_DONE;
	if (ret == -EINVAL && judge->settings->policy)
		return usage("%s: %s", judge->settings->policy, error.what);
	return trouble("%s", error.what);
}

/* Not every command has each of the two. */
#define HAND_IT_IN "; hand it in by --certs, or in the directory of certificates, or attest --fetch"

/* Without a leaf nothing was found out; here is where it is. */
static void say_leaf_is_missing(const struct snpguest_blob *bytes,
				const struct snpguest_check *check)
{
	const char *url = strstr(check->detail, "https://");
	struct snpguest_unverified_report report;

	if (snpguest_unverified_report_parse(bytes->data, bytes->len, &report,
					     sizeof(report), NULL))
		return;
	if (report.says.signing_key == SNPGUEST_SIGNING_KEY_VLEK)
		trouble("the certificate that signed is missing, a VLEK: only"
			" the host has it; 'snpguest certificates' asks for"
			" it" HAND_IT_IN);
	else if (url)
		trouble("the certificate that signed is missing: the host"
			" supplies no certificates; 'snpguest fetch vcek' gets"
			" it from %s" HAND_IT_IN,
			url);
	else
		trouble("the certificate that signed is missing: the host"
			" supplies no certificates, and the report does not"
			" tell which VCEK it is" HAND_IT_IN);
}

static void say_what_is_missing(const struct outcome *outcome)
{
	const struct snpguest_check *check;

	for (size_t i = 0; (check = outcome_check(outcome, i)); i++) {
		if (check->result != SNPGUEST_UNJUDGED)
			continue;
		if (check->id == SNPGUEST_CHECK_LEAF_FOUND)
			say_leaf_is_missing(&outcome->bundle->report, check);
		else
			trouble("%s: %s", check->name, check->detail);
		break;
	}
	talk_take_trouble(); /* the verdict says so to programs */
}

/* Whoever wants no result still learns why. */
static void say_reason(const struct outcome *outcome)
{
	char reasons[OUTCOME_REASONS_SIZE];

	outcome_reasons(outcome, reasons);
	refused("%s%srefused (%s): %s", outcome->input ? outcome->input : "",
		outcome->input ? ": " : "", reasons,
		outcome_first_reason(outcome));
	talk_take_trouble();
}

static enum exit_code exit_code_of(const struct outcome *outcome)
{
	switch (outcome_status(outcome)) {
	case 0:
		return EXIT_DONE;
	case -ENODATA:
		return EXIT_TROUBLE;
	default:
		return EXIT_REFUSED;
	}
}

enum exit_code judge_print(const struct judge *judge,
			   const struct outcome *outcome)
{
	enum exit_code status = exit_code_of(outcome);
	enum exit_code printed = EXIT_DONE;

	if (token_write(&judge->token, outcome))
		return EXIT_TROUBLE;
	if (judge->settings->json)
		printed = print_json(json_of_outcome(outcome), outcome->input);
	else if (!judge->settings->quiet)
		print_text_outcome(outcome, judge->settings->verbose);
	else if (status == EXIT_REFUSED)
		say_reason(outcome);
	if (status == EXIT_TROUBLE)
		say_what_is_missing(outcome);
	return print_ended(printed, status);
}

enum exit_code judge_and_print(const struct judge *judge,
			       const struct bundle *bundle,
			       struct demands *demands, const char *input)
{
	struct outcome outcome = { .input = input, .bundle = bundle,
				   .as_virtee = judge->as_virtee };
	enum exit_code status = judge_evidence(judge, demands, &outcome);

	if (!status)
		status = judge_print(judge, &outcome);
	outcome_free(&outcome);
	return status;
}
