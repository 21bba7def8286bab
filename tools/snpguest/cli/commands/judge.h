/* SPDX-License-Identifier: MIT */
/* From evidence to a printed verdict and an exit status. */
#ifndef JUDGE_H
#define JUDGE_H

#include "../input/demands.h"
#include "../input/bundle.h"
#include "../output/print.h"
#include "../base/digest.h"
#include "../input/settings.h"
#include "token.h"

/**
 * struct judge - the verifier of one run of the tool
 * @as_virtee: of struct outcome
 * @token: the signed form of its verdict
 * @trusted: the content of --anchors and --trust-anchor
 */
struct judge {
	struct snpguest_verifier *verifier;
	const struct settings *settings;
	bool as_virtee;
	struct token token;
	struct digest trusted;
};

/**
 * judge_prepare() - the verifier, and what is demanded of it
 *
 * Return: EXIT_DONE; EXIT_USAGE; EXIT_TROUBLE. judge_free() and demands_free() in
 * every case.
 */
enum exit_code judge_prepare(struct judge *judge, const struct settings *settings,
			     const struct call *call, struct demands *demands);

/**
 * judge_init() - a verifier with AMD's roots and that of --trust-anchor
 *
 * Return: EXIT_DONE; EXIT_TROUBLE. judge_free() in every case.
 */
enum exit_code judge_init(struct judge *judge, const struct settings *settings);

/** judge_init(), and what --ear wants. Return: EXIT_USAGE, too. */
enum exit_code judge_init_with_token(struct judge *judge,
				     const struct settings *settings,
				     const struct call *call);

void judge_free(struct judge *judge);

/**
 * judge_evidence() - ask the library about @outcome->bundle
 * @demands: NULL to judge the certificates alone
 * @outcome: out: the verdict; end with outcome_free()
 *
 * Return: EXIT_DONE with a verdict, of either kind; EXIT_USAGE for a policy
 * that cannot be; EXIT_TROUBLE.
 */
enum exit_code judge_evidence(const struct judge *judge,
			      struct demands *demands, struct outcome *outcome);

/**
 * Prints what settings ask for, and writes the token. Return: EXIT_DONE,
 * _REFUSED, _TROUBLE.
 */
enum exit_code judge_print(const struct judge *judge,
			   const struct outcome *outcome);

/** judge_evidence() and judge_print() in one. @input as in struct outcome. */
enum exit_code judge_and_print(const struct judge *judge,
			       const struct bundle *bundle,
			       struct demands *demands, const char *input);

#endif /* JUDGE_H */
