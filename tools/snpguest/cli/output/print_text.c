// SPDX-License-Identifier: MIT
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"
#include "../base/talk.h"

/* Names in certificates come from hosts: nothing may steer the terminal. */
void print_plain(const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		putchar(c < 0x20 || c == 0x7f ? '?' : c);
	}
}

static void print_key(const char *key, int indent)
{
	int room = 20 - (int)strlen(key) - indent;

	printf("%*s%s:%*s", indent, "", key, room > 0 ? room : 1, "");
}

static void print_scalar(const json_t *value)
{
	if (json_is_integer(value))
		printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_boolean(value))
		fputs(json_is_true(value) ? "yes" : "no", stdout);
	else if (json_is_string(value))
		print_plain(json_string_value(value));
	putchar('\n');
}

static void print_member(const char *key, const json_t *value, int depth)
{
	if (json_is_object(value)) {
		printf("%*s%s:\n", 2 * depth, "", key);
		print_object(value, depth + 1);
		return;
	}
	print_key(key, 2 * depth);
	print_scalar(value);
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
	printf("  %-8s %-27s ", result, name);
	print_plain(detail);
	putchar('\n');
}

#define POLICY_PREFIX "policy-"

/* A rule of the policy that nobody asked for; what was waived is told alone. */
static bool is_undemanded(const struct snpguest_check *check)
{
	return check->result == SNPGUEST_SKIPPED &&
	       !strncmp(check->name, POLICY_PREFIX, strlen(POLICY_PREFIX)) &&
	       !strcmp(check->detail, "not demanded");
}

/* Two dozen rules that say nothing would hide the checks that do. */
static void print_undemanded(const struct outcome *outcome)
{
	const struct snpguest_check *check;
	size_t column = 80;

	for (size_t i = 0; (check = outcome_check(outcome, i)); i++) {
		const char *name = check->name + strlen(POLICY_PREFIX);

		if (!is_undemanded(check))
			continue;
		if (column + strlen(name) + 2 > 78) {
			printf("%s  %-8s not demanded:",
			       column < 80 ? "\n" : "", "skipped");
			column = strlen("  skipped  not demanded:");
		}
		column += printf(" %s", name);
	}
	if (column < 80)
		putchar('\n');
}

static void print_checks(const struct outcome *outcome)
{
	const struct bundle *bundle = outcome->bundle;
	const struct snpguest_check *check;

	puts("checks:");
	for (size_t i = 0; (check = outcome_check(outcome, i)); i++)
		if (!is_undemanded(check))
			print_check(check->name,
				    snpguest_result_name(check->result),
				    check->detail);
	print_undemanded(outcome);
	for (size_t i = 0; i < bundle->n_flaws; i++)
		print_check("input", "fail", bundle->flaws[i]);
}

/** struct brief - what people look at first, and where it is in the report */
struct brief {
	const char *key, *group, *member;
};

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

		if (value)
			print_member(field->key, value, 1);
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
	if (text)
		printf("runtime claims:\n%s", text);
	free(text);
}

static void print_text(const char *key, const json_t *object, const char *member)
{
	const char *text = json_string_value(json_object_get(object, member));

	if (!text)
		return;
	printf("%s: ", key);
	print_plain(text);
	putchar('\n');
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
		printf("policy: sha256:%s\n", policy);
}

void print_text_outcome(const struct outcome *outcome)
{
	json_t *verdict = json_of_outcome(outcome);
	json_t *report = json_object_get(verdict, "report");
	json_t *claims = json_object_get(verdict, "runtime_claims");

	if (!verdict) {
		trouble("out of memory");
		return;
	}
	print_text("input", verdict, "input");
	print_text("shape", verdict, "shape_text");
	if (json_is_object(report))
		print_report(report);
	if (claims)
		print_claims(claims);
	print_checks(outcome);
	print_circumstances(verdict);
	if (json_is_string(json_object_get(verdict, "root")))
		print_text("root", verdict, "root");
	else
		puts("root: none");
	printf("verdict: %s\n", outcome_name(outcome));
	json_decref(verdict);
}
