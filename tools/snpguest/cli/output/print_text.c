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
#include "../base/talk.h"

/* Where values stand: the longest one, 64 digits, then ends at column 80. */
#define VALUE_COLUMN 16

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

static int print_key(const char *key, int indent)
{
	int width = printf("%*s%s: ", indent, "", key);

	for (; width < VALUE_COLUMN; width++)
		putchar(' ');
	return width;
}

static void print_scalar(const json_t *value, int column)
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
	layout_words(column, VALUE_COLUMN, text);
}

static void print_member(const char *key, const json_t *value, int depth)
{
	if (json_is_object(value)) {
		printf("%*s%s:\n", 2 * depth, "", key);
		print_object(value, depth + 1);
		return;
	}
	print_scalar(value, print_key(key, 2 * depth));
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

/** struct brief - what people look at first, and where it is in the report */
struct brief {
	const char *key, *group, *member;
};

/* "bl 3, tee 0, snp 8": a few numbers in one line. */
static void print_parts(const char *key, const json_t *object)
{
	char text[256] = "";
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)object, name, value) {
		size_t len = strlen(text);
		const char *string = json_string_value(value);

		if (string)
			snprintf(text + len, sizeof(text) - len, "%s%s %s",
				 len ? ", " : "", name, string);
		else
			snprintf(text + len, sizeof(text) - len, "%s%s %d",
				 len ? ", " : "", name,
				 (int)json_integer_value(value));
	}
	layout_words(print_key(key, 2), VALUE_COLUMN, text);
}

static void print_report(const json_t *report)
{
	static const struct brief fields[] = {
		{ "version", NULL, "version" },
		{ "known_version", NULL, "known_version" },
		{ "product", NULL, "product" },
		{ "vmpl", NULL, "vmpl" },
		{ "guest_svn", NULL, "guest_svn" },
		{ "policy", "policy", "value" },
		{ "report_data", NULL, "report_data" },
		{ "measurement", NULL, "measurement" },
		{ "host_data", NULL, "host_data" },
		{ "reported_tcb", "tcb", "reported" },
		{ "firmware", NULL, "firmware" },
		{ "chip_id", NULL, "chip_id" },
		{ "signer", "key_info", "signer" },
	};

	puts("report:");
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const struct brief *field = &fields[i];
		const json_t *from = field->group ?
					     json_object_get(report, field->group) :
					     report;
		const json_t *value = json_object_get(from, field->member);

		if (json_is_object(value))
			print_parts(field->key, value);
		else if (value)
			print_member(field->key, value, 1);
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

static void print_line(const char *key, const json_t *object, const char *member)
{
	const char *text = json_string_value(json_object_get(object, member));

	if (text)
		layout_words(printf("%s: ", key), REASON_COLUMN, text);
}

/* What has to be known to judge the same again. */
static void print_circumstances(const json_t *verdict)
{
	const char *policy = json_string_value(
		json_object_get(verdict, "policy_sha256"));

	printf("judged for: %s, by snpguest %s\n",
	       json_string_value(json_object_get(verdict, "at")),
	       json_string_value(json_object_get(verdict, "version")));
	if (policy)
		layout_words(printf("policy: sha256:"), REASON_COLUMN,
			     policy);
	if (json_is_string(json_object_get(verdict, "root")))
		print_line("root", verdict, "root");
	else
		puts("root: none");
}

/* What it came in, what it says, and what spoke for it. */
static void print_subject(const struct outcome *outcome, const json_t *verdict,
			  bool verbose)
{
	json_t *report = json_object_get(verdict, "report");
	json_t *claims = json_object_get(verdict, "runtime_claims");

	print_line("input", verdict, "input");
	print_line("shape", verdict, "shape_text");
	if (json_is_object(report))
		print_report(report);
	if (claims)
		print_claims(claims);
	if (verbose)
		print_others(outcome);
	print_circumstances(verdict);
	if (verbose)
		return;
	print_names(outcome, "waived:", is_waived);
	print_notes(outcome);
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
	json_t *verdict = json_of_outcome(outcome);

	if (!verdict) {
		trouble("out of memory");
		return;
	}
	print_subject(outcome, verdict, verbose);
	if (outcome->as_virtee)
		print_as_virtee(outcome, verdict);
	print_reasons(outcome, verbose);
	print_verdict(outcome);
	json_decref(verdict);
}
