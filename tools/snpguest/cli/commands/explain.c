// SPDX-License-Identifier: MIT
#include "explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../base/talk.h"
#include "../input/digest_text.h"
#include "../input/report_file.h"
#include "../output/print.h"

/* Seconds between two notes of a search that takes long. */
#define NOTE_SECONDS 2

/** struct sought - the digest, and what a report says beside it */
struct sought {
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	uint32_t signature;
	bool has_signature;
};

static enum exit_code from_report(const char *path, struct buffer bytes,
				  struct sought *wanted)
{
	struct snpguest_unverified_report unverified;
	const struct snpguest_report *report = &unverified.says;
	enum exit_code status = report_file_parse(path, bytes,
						  &unverified.says);

	if (status)
		return status;
	memcpy(wanted->digest, report->measurement, SNPGUEST_DIGEST_SIZE);
	wanted->has_signature =
		report->has_cpuid &&
		snpguest_vcpu_signature_of(report->cpuid_family,
					   report->cpuid_model,
					   report->cpuid_stepping,
					   &wanted->signature) == 0;
	note("the report is not verified here; 'snpguest verify' does that");
	return EXIT_DONE;
}

/* A file with a digest as text, such as --measurement-file writes. */
static bool from_text(struct buffer bytes, struct sought *wanted)
{
	char text[2 * SNPGUEST_DIGEST_SIZE + 8];
	size_t len = bytes.len;

	while (len && strchr(" \r\n", bytes.data[len - 1]))
		len--;
	if (!len || len >= sizeof(text))
		return false;
	memcpy(text, bytes.data, len);
	text[len] = '\0';
	return digest_from_text(text, wanted->digest);
}

static enum exit_code read_wanted(const char *text, struct sought *wanted)
{
	struct buffer bytes;
	int err;

	wanted->has_signature = false;
	if (digest_from_text(text, wanted->digest))
		return EXIT_DONE;
	/* An empty file, or one that is too large, is no report: refused. */
	err = file_try_read(text, SNPGUEST_CONTAINER_MAX + 1, &bytes);
	if (err) {
		file_complain(text, err);
		return EXIT_TROUBLE;
	}
	if (!from_text(bytes, wanted))
		return from_report(text, bytes, wanted);
	free(bytes.data);
	return EXIT_DONE;
}

static int progress(void *priv, uint64_t tried)
{
	time_t *last = priv;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec - *last < NOTE_SECONDS)
		return 0;
	*last = now.tv_sec;
	note("%llu combinations tried so far", (unsigned long long)tried);
	return 0;
}

/* Images are numbered by the library; people know them by name. */
static void name_images(const struct call *call,
			struct snpguest_explanation *explanation)
{
	for (uint32_t i = 0; i < explanation->n_changes; i++) {
		struct snpguest_change *c = &explanation->changes[i];
		int number = atoi(c->needed);

		if (strcmp(c->what, "ovmf") != 0 || number < 2 ||
		    number - 2 >= call->n_repeated)
			continue;
		snprintf(c->given, sizeof(c->given), "%s",
			 call->values[OPT_OVMF]);
		snprintf(c->needed, sizeof(c->needed), "%s",
			 call->repeated[number - 2].value);
	}
}

/** struct left_out - what a search did not try, in words */
struct left_out {
	uint32_t bit;
	const char *what;
};

static const struct left_out left_out[] = {
	{ SNPGUEST_LEFT_OUT_CHARACTERS,
	  "some changes of one character of the command line" },
	{ SNPGUEST_LEFT_OUT_CHARACTERS_TOGETHER,
	  "some of one character together with another change" },
	{ SNPGUEST_LEFT_OUT_COMBINATIONS,
	  "some combinations, as there are very many pages" },
	{ SNPGUEST_LEFT_OUT_LONG_LINE,
	  "one character of a command line of more than 2047" },
	{ SNPGUEST_LEFT_OUT_VCPUS,
	  "some numbers of vCPUs together with two other changes" },
};

#define N_LEFT_OUT (sizeof(left_out) / sizeof(left_out[0]))

static void print_left_out(const struct snpguest_explanation *e)
{
	for (size_t i = 0; i < N_LEFT_OUT; i++)
		if (e->left_out & left_out[i].bit)
			printf("not tried: %s\n", left_out[i].what);
	if (e->left_out & ~(uint32_t)SNPGUEST_LEFT_OUT_LONG_LINE)
		printf("--thorough tries them, however long it takes\n");
}

static void print_none(const struct snpguest_explanation *e)
{
	printf("none of %llu combinations makes this digest\n"
	       "(tried: features, number and type of vCPUs, VMM, kernel hashes,"
	       " command line,\n initrd, addresses and images given)\n",
	       (unsigned long long)e->tried);
	print_left_out(e);
}

static void print_text(const struct snpguest_explanation *e)
{
	if (!e->found) {
		print_none(e);
		return;
	}
	if (!e->n_changes) {
		printf("the inputs as given make this digest\n");
		return;
	}
	printf("this digest is made by other inputs than those given:\n");
	for (uint32_t i = 0; i < e->n_changes; i++) {
		printf("  %s: ", e->changes[i].what);
		print_plain(e->changes[i].given);
		printf(" -> ");
		print_plain(e->changes[i].needed);
		printf("\n");
	}
}

/* Command lines and names of files need not be text that JSON can have. */
static json_t *json_of_change(const struct snpguest_change *change)
{
	return json_pack("{s:s, s:o, s:o}", "what", change->what, "given",
			 json_of_string(change->given), "needed",
			 json_of_string(change->needed));
}

static json_t *json_of_changes(const struct snpguest_explanation *e)
{
	json_t *list = json_array();

	for (uint32_t i = 0; list && i < e->n_changes; i++)
		list = json_list_add(list, json_of_change(&e->changes[i]));
	return list;
}

static json_t *json_of_left_out(const struct snpguest_explanation *e)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < N_LEFT_OUT; i++)
		if (e->left_out & left_out[i].bit)
			list = json_list_add(list,
					     json_string(left_out[i].what));
	return list;
}

static enum exit_code print(const struct settings *settings,
			    const struct snpguest_explanation *e)
{
	enum exit_code printed = EXIT_DONE;

	if (settings->json)
		printed = print_json(
			json_pack("{s:b, s:I, s:o, s:o}", "explained",
				  e->found, "tried", (json_int_t)e->tried,
				  "changes", json_of_changes(e), "not_tried",
				  json_of_left_out(e)),
			false);
	else if (!settings->quiet)
		print_text(e);
	return print_ended(printed, e->found ? EXIT_DONE : EXIT_REFUSED);
}

static enum exit_code ask(const struct call *call,
			  const struct launch_input *input,
			  const struct sought *wanted, uint64_t vcpus_max,
			  struct snpguest_explanation *explanation)
{
	struct snpguest_question q = {
		.size = sizeof(q),
		.launch = input->is_igvm ? NULL : &input->launch,
		.igvm = input->is_igvm ? &input->igvm : NULL,
		.ovmf = input->images,
		.n_ovmf = input->n_images,
		.signatures = &wanted->signature,
		.n_signatures = wanted->has_signature,
		.vcpus_max = (uint32_t)vcpus_max,
		.thorough = given(call, OPT_THOROUGH),
		.progress = progress,
	};
	struct snpguest_error error;
	struct timespec start;
	time_t last;
	int ret;

	clock_gettime(CLOCK_MONOTONIC, &start);
	last = start.tv_sec;
	q.priv = &last;
	ret = snpguest_launch_explain(&q, wanted->digest, explanation, &error);
	if (ret)
		return launch_failed(input, ret, &error);
	name_images(call, explanation);
	return EXIT_DONE;
}

enum exit_code explain(const struct call *call, const struct settings *settings,
		       const struct launch_input *input)
{
	struct snpguest_explanation explanation;
	struct sought wanted = { .has_signature = false };
	uint64_t vcpus_max = 0;
	enum exit_code status;

	status = settings_number(call, OPT_MAX_VCPUS, "max-vcpus",
				 SNPGUEST_VCPUS_MAX, &vcpus_max);
	if (!status)
		status = read_wanted(call->values[OPT_EXPLAIN], &wanted);
	if (!status)
		status = ask(call, input, &wanted, vcpus_max, &explanation);
	return status ? status : print(settings, &explanation);
}
