// SPDX-License-Identifier: MIT
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"
#include "../base/rfc3339.h"

/* Names in certificates come from hosts: nothing may steer the terminal. */
void print_plain(const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		putchar(c < 0x20 || c == 0x7f ? '?' : c);
	}
}

static struct text_renderer *text_of(struct renderer *self)
{
	return (struct text_renderer *)self;
}

static void print_key(struct renderer *self, const char *key)
{
	int indent = 2 * text_of(self)->depth;

	printf("%*s%s:%*s", indent, "", key,
	       20 - (int)strlen(key) - indent > 0 ?
		       20 - (int)strlen(key) - indent :
		       1,
	       "");
}

static void text_begin(struct renderer *self, const char *key)
{
	printf("%*s%s:\n", 2 * text_of(self)->depth, "", key);
	text_of(self)->depth++;
}

static void text_end(struct renderer *self)
{
	text_of(self)->depth--;
}

static void text_number(struct renderer *self, const char *key, uint64_t value)
{
	print_key(self, key);
	printf("%" PRIu64 "\n", value);
}

static void text_bits(struct renderer *self, const char *key, uint64_t value)
{
	print_key(self, key);
	printf("0x%" PRIx64 "\n", value);
}

static void text_flag(struct renderer *self, const char *key, bool value)
{
	print_key(self, key);
	puts(value ? "yes" : "no");
}

static void text_text(struct renderer *self, const char *key, const char *value)
{
	print_key(self, key);
	print_plain(value);
	putchar('\n');
}

static void text_bytes(struct renderer *self, const char *key,
		       const uint8_t *data, size_t len)
{
	print_key(self, key);
	for (size_t i = 0; i < len; i++)
		printf("%02x", data[i]);
	putchar('\n');
}

void text_renderer_init(struct text_renderer *text, int depth)
{
	*text = (struct text_renderer){
		.renderer =
			{
				.begin = text_begin,
				.end = text_end,
				.number = text_number,
				.bits = text_bits,
				.flag = text_flag,
				.text = text_text,
				.bytes = text_bytes,
			},
		.depth = depth,
	};
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

/* Untrusted text: only what parses is shown, and as ASCII. */
static void print_claims(struct snpguest_blob claims)
{
	char *text = json_text(json_loadb((const char *)claims.data,
					  claims.len, JSON_REJECT_DUPLICATES,
					  NULL),
			       false);

	if (text)
		printf("runtime claims:\n%s", text);
	else
		puts("runtime claims: not readable as JSON");
	free(text);
}

/* What has to be known to judge the same again. */
static void print_circumstances(const struct outcome *outcome)
{
	const uint8_t *policy = outcome_policy_sha256(outcome);
	char at[TIME_TEXT_SIZE];

	time_format(outcome_at(outcome), at);
	printf("judged for: %s, by snpguest %s\n", at, snpguest_version());
	if (!policy)
		return;
	fputs("policy: sha256:", stdout);
	for (int i = 0; i < 32; i++)
		printf("%02x", policy[i]);
	putchar('\n');
}

void print_text_outcome(const struct outcome *outcome)
{
	const struct snpguest_blob *bytes = &outcome->bundle->report;
	const char *root = outcome_root(outcome);
	struct snpguest_unverified_report report;
	struct text_renderer text;

	if (outcome->input) {
		fputs("input: ", stdout);
		print_plain(outcome->input);
		putchar('\n');
	}
	if (outcome->bundle->container)
		printf("shape: %s\n",
		       snpguest_container_text(outcome->bundle->container));
	if (bytes->data &&
	    snpguest_unverified_report_parse(bytes->data, bytes->len, &report,
					     sizeof(report), NULL) == 0) {
		puts("report:");
		text_renderer_init(&text, 1);
		describe_report_briefly(
			&text.renderer, &report.says,
			outcome_product(outcome));
	}
	if (outcome->bundle->claims.len)
		print_claims(outcome->bundle->claims);
	print_checks(outcome);
	print_circumstances(outcome);
	fputs("root: ", stdout);
	print_plain(root ? root : "none");
	printf("\nverdict: %s\n", outcome_name(outcome));
}
