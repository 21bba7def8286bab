// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"

void outcome_free(struct outcome *outcome)
{
	snpguest_verdict_free(outcome->verdict);
	snpguest_chain_verdict_free(outcome->chain);
	free(outcome->nonce_detail);
}

int outcome_status(const struct outcome *outcome)
{
	if (outcome->bundle->n_flaws)
		return SNPGUEST_REFUSED;
	return outcome->verdict ?
		       snpguest_verdict_status(outcome->verdict) :
		       snpguest_chain_verdict_status(outcome->chain);
}

const char *status_name(int status)
{
	switch (status) {
	case 0:
		return "accepted";
	case -ENODATA:
		return "unknown";
	default:
		return "refused";
	}
}

const char *outcome_name(const struct outcome *outcome)
{
	return status_name(outcome_status(outcome));
}

static const struct snpguest_check *library_check(const struct outcome *outcome,
						  size_t index)
{
	return outcome->verdict ?
		       snpguest_verdict_check(outcome->verdict, index) :
		       snpguest_chain_verdict_check(outcome->chain, index);
}

const struct snpguest_check *outcome_check(const struct outcome *outcome,
					   size_t index)
{
	const struct snpguest_check *check = library_check(outcome, index);

	return check && outcome->nonce_detail && check->id == outcome->nonce.id ?
		       &outcome->nonce :
		       check;
}

static bool compares_nonce(const struct snpguest_check *check)
{
	return check->id == SNPGUEST_CHECK_POLICY_REPORT_DATA &&
	       (check->result == SNPGUEST_PASS ||
		check->result == SNPGUEST_FAIL);
}

int outcome_name_nonce(struct outcome *outcome)
{
	const struct snpguest_check *check;
	size_t i = 0;

	while ((check = library_check(outcome, i)) && !compares_nonce(check))
		i++;
	if (!check)
		return 0;
	outcome->nonce = *check;
	if (asprintf(&outcome->nonce_detail, "%s (nonce.bin of the evidence)",
		     check->detail) < 0) {
		outcome->nonce_detail = NULL;
		return -ENOMEM;
	}
	outcome->nonce.detail = outcome->nonce_detail;
	return 0;
}

const char *outcome_root(const struct outcome *outcome)
{
	return outcome->verdict ? snpguest_verdict_root(outcome->verdict) :
				  snpguest_chain_verdict_root(outcome->chain);
}

int64_t outcome_at(const struct outcome *outcome)
{
	return outcome->verdict ? snpguest_verdict_at(outcome->verdict) :
				  snpguest_chain_verdict_at(outcome->chain);
}

bool outcome_decides(const struct outcome *outcome,
		     const struct snpguest_check *check)
{
	if (outcome_status(outcome) == -ENODATA)
		return check->result == SNPGUEST_UNJUDGED;
	return check->result == SNPGUEST_FAIL;
}

/** Names, separated by commas, as far as they fit. */
struct names {
	char *text;
	size_t len, more;
};

static void add_name(struct names *names, const char *name)
{
	size_t room = OUTCOME_REASONS_SIZE - strlen(" and 99 more");
	size_t len = strlen(name);

	if (names->more || names->len + len + 2 >= room) {
		names->more++;
		return;
	}
	names->len += (size_t)sprintf(names->text + names->len, "%s%s",
				      names->len ? ", " : "", name);
}

bool outcome_has_failed(const struct outcome *outcome, const char *name)
{
	const struct snpguest_check *check;

	for (size_t i = 0; (check = outcome_check(outcome, i)); i++)
		if (check->result == SNPGUEST_FAIL && !strcmp(check->name, name))
			return true;
	return false;
}

void outcome_reasons(const struct outcome *outcome,
		     char text[OUTCOME_REASONS_SIZE])
{
	struct names names = { .text = text };
	const struct snpguest_check *check;

	*text = '\0';
	for (size_t i = 0; (check = outcome_check(outcome, i)); i++)
		if (outcome_decides(outcome, check))
			add_name(&names, check->name);
	if (outcome->bundle->n_flaws && !outcome_has_failed(outcome, "input"))
		add_name(&names, "input");
	if (names.more)
		snprintf(text + names.len, OUTCOME_REASONS_SIZE - names.len,
			 " and %zu more", names.more);
}

const char *outcome_first_reason(const struct outcome *outcome)
{
	const struct snpguest_check *check;

	for (size_t i = 0; (check = outcome_check(outcome, i)); i++)
		if (outcome_decides(outcome, check))
			return check->detail;
	return outcome->bundle->n_flaws ? outcome->bundle->flaws[0] : "";
}
