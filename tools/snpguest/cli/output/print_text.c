// SPDX-License-Identifier: MIT
/* A verdict for people: the answer stands last, its reasons right above it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "next_step.h"
#include "print.h"
#include "../base/layout.h"
#include "../base/plain.h"
#include "../base/rfc3339.h"
#include "../base/talk.h"
#include "../base/values.h"

/* Where the reasons of a check go on. */
#define REASON_COLUMN 11

void print_plain(const char *text)
{
	while (*text) {
		char c[PLAIN_MAX];
		size_t len = plain_take(&text, c);

		fwrite(c, 1, len, stdout);
	}
}

static void print_scalar(const char *key, const json_t *value, int indent)
{
	char number[24] = "";
	const char *text = number;

	if (json_is_integer(value))
		snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT,
			 json_integer_value(value));
	else if (json_is_boolean(value))
		text = json_is_true(value) ? "yes" : "no";
	else if (json_is_string(value))
		text = json_string_value(value);
	layout_field(key, indent, text);
}

static void print_member(const char *key, const json_t *value, int depth)
{
	if (json_is_object(value)) {
		printf("%*s%s:\n", 2 * depth, "", key);
		print_object(value, depth + 1);
		return;
	}
	print_scalar(key, value, 2 * depth);
}

void print_object(const json_t *object, int depth)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value)
		print_member(key, value, depth);
}

static void print_check(const char *name, const char *result,
			const char *detail)
{
	int column = printf("  %-8s %s  ", result, name);

	layout_words(column, REASON_COLUMN, detail);
}

#define POLICY_PREFIX "policy-"

static bool is_undemanded(const struct snpguest_check *check)
{
	return check->result == SNPGUEST_SKIPPED &&
	       !strncmp(check->name, POLICY_PREFIX, strlen(POLICY_PREFIX)) &&
	       !strcmp(check->detail, "not demanded");
}

static bool is_waived(const struct snpguest_check *check)
{
	return check->result == SNPGUEST_SKIPPED &&
	       !strncmp(check->detail, "waived: ", strlen("waived: "));
}

/* Two dozen rules that say nothing would hide the checks that do. */
static void print_names(const struct outcome *outcome, const char *title,
			bool (*is_meant)(const struct snpguest_check *check))
{
	const struct snpguest_check *check;
	int column = 0;

	for (size_t i = 0; (check = outcome_check(outcome, i)); i++) {
		const char *name = check->name + strlen(POLICY_PREFIX);

		if (!is_meant(check))
			continue;
		if (column == 0)
			column = printf("%s", title);
		if (column + 1 + (int)strlen(name) > 79)
			column = printf("\n%*s", REASON_COLUMN, "") - 1;
		column += printf(" %s", name);
	}
	if (column)
		putchar('\n');
}

/* What decides stands behind all this. */
static void print_others(const struct outcome *outcome)
{
	const struct snpguest_check *check;

	puts("checks:");
	for (size_t i = 0; (check = outcome_check(outcome, i)); i++)
		if (!outcome_decides(outcome, check) && !is_undemanded(check))
			print_check(check->name,
				    snpguest_result_name(check->result),
				    check->detail);
	print_names(outcome, "  skipped  not demanded:", is_undemanded);
}

static void print_notes(const struct outcome *outcome)
{
	const struct snpguest_check *check;

	for (size_t i = 0; (check = outcome_check(outcome, i)); i++)
		if (check->result == SNPGUEST_NOTE)
			print_check(check->name, "note", check->detail);
}

/* The same advice is not given again. */
static void print_next_step(enum snpguest_check_id id, const char **last)
{
	const char *step = next_step(id);

	if (*last && strcmp(*last, step) == 0)
		return;
	*last = step;
	layout_words(printf("%*snext: ", REASON_COLUMN, ""), REASON_COLUMN,
		     step);
}

static void print_reason(const char *name, const char *result,
			 const char *detail)
{
	layout_tone(TONE_BAD);
	printf("  %-8s ", result);
	layout_tone_end();
	layout_words(REASON_COLUMN + printf("%s  ", name), REASON_COLUMN,
		     detail);
}

/* How many of the checks from @index on could not be judged for this want. */
static int count_wants(const struct outcome *outcome, size_t index,
		       const char *want)
{
	const struct snpguest_check *check;
	int count = 0;

	for (; (check = outcome_check(outcome, index)); index++)
		count += check->result == SNPGUEST_UNJUDGED &&
			 !strcmp(check->detail, want);
	return count;
}

/* Two dozen checks that want the same would drive the cause off the screen. */
static bool is_told_before(const struct outcome *outcome, size_t index)
{
	const char *want = outcome_check(outcome, index)->detail;

	return count_wants(outcome, 0, want) >
	       count_wants(outcome, index, want);
}

static void print_unjudged(const struct outcome *outcome, size_t index,
			   bool verbose)
{
	const struct snpguest_check *check = outcome_check(outcome, index);
	int others = count_wants(outcome, index + 1, check->detail);
	char name[80];

	if (!verbose && is_told_before(outcome, index))
		return;
	snprintf(name, sizeof(name), verbose || !others ? "%s" : "%s and %d more",
		 check->name, others);
	print_reason(name, snpguest_result_name(check->result), check->detail);
}

/* What decided against it, or could not be found out. */
static void print_reasons(const struct outcome *outcome, bool verbose)
{
	const struct bundle *bundle = outcome->bundle;
	const struct snpguest_check *check;
	const char *last = NULL;

	for (size_t i = 0; (check = outcome_check(outcome, i)); i++) {
		if (!outcome_decides(outcome, check))
			continue;
		if (check->result == SNPGUEST_UNJUDGED)
			print_unjudged(outcome, i, verbose);
		else
			print_reason(check->name,
				     snpguest_result_name(check->result),
				     check->detail);
		/* What lacks the same has the same way out. */
		if (check->result == SNPGUEST_FAIL || !last)
			print_next_step(check->id, &last);
	}
	for (size_t i = 0; i < bundle->n_flaws; i++) {
		print_reason("input", "fail", bundle->flaws[i]);
		print_next_step(SNPGUEST_CHECK_INPUT, &last);
	}
}

/* A line of JSON keeps its indentation. */
static void print_lines(char *text)
{
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n")) && rest) {
		int indent = (int)strspn(line, " ");

		layout_words(printf("%.*s", indent, line), indent, line);
	}
}

/* Untrusted text: only what parses is shown, and as ASCII. */
static void print_claims(json_t *claims)
{
	char *text;

	if (json_is_null(claims)) {
		puts("runtime claims: not readable as JSON");
		return;
	}
	text = json_text(json_incref(claims), false);
	if (text) {
		puts("runtime claims:");
		print_lines(text);
	}
	free(text);
}

/* Claims are JSON themselves, which the library reads. */
static int print_claims_of(const struct outcome *outcome)
{
	const struct snpguest_container *container = outcome->bundle->container;
	json_t *verdict;

	if (!outcome->verdict || !container ||
	    !snpguest_container_claims(container).len)
		return 0;
	verdict = json_of_outcome(outcome);
	if (!verdict)
		return -1;
	print_claims(json_object_get(verdict, "runtime_claims"));
	json_decref(verdict);
	return 0;
}

static void print_line(const char *key, const char *text)
{
	layout_words(printf("%s: ", key), REASON_COLUMN, text);
}

static void print_policy_digest(const struct outcome *outcome)
{
	const uint8_t *sha256 =
		outcome->verdict ?
			snpguest_verdict_policy_sha256(outcome->verdict) :
			NULL;
	char text[2 * 32 + 1];

	if (!sha256)
		return;
	value_hex(sha256, 32, text);
	layout_words(printf("policy: sha256:"), REASON_COLUMN, text);
}

/* What has to be known to judge the same again. */
static void print_circumstances(const struct outcome *outcome)
{
	const char *root = outcome_root(outcome);
	char at[TIME_TEXT_SIZE];

	time_format(outcome_at(outcome), at);
	printf("judged for: %s, by snpguest %s\n", at, snpguest_version());
	print_policy_digest(outcome);
	print_line("root", root ? root : "none");
}

/* What it came in, what it says, and what spoke for it. */
static int print_subject(const struct outcome *outcome, bool verbose)
{
	const struct snpguest_container *container = outcome->bundle->container;

	if (outcome->input)
		print_line("input", outcome->input);
	if (outcome->verdict && container)
		print_line("shape", snpguest_container_text(container));
	print_brief(outcome);
	if (print_claims_of(outcome))
		return -1;
	if (verbose)
		print_others(outcome);
	print_circumstances(outcome);
	if (verbose)
		return 0;
	print_names(outcome, "waived:", is_waived);
	print_notes(outcome);
	return 0;
}

static void print_verdict(const struct outcome *outcome)
{
	char reasons[OUTCOME_REASONS_SIZE];
	bool accepted = outcome_status(outcome) == 0;

	layout_tone(accepted ? TONE_GOOD : TONE_BAD);
	printf("verdict: %s", outcome_name(outcome));
	layout_tone_end();
	outcome_reasons(outcome, reasons);
	if (!accepted)
		printf(" (%s)", reasons);
	putchar('\n');
}

void print_text_outcome(const struct outcome *outcome, bool verbose)
{
	if (print_subject(outcome, verbose)) {
		trouble("out of memory");
		return;
	}
	if (outcome->as_virtee)
		print_as_virtee(outcome);
	print_reasons(outcome, verbose);
	print_verdict(outcome);
}
