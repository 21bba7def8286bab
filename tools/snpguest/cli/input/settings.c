// SPDX-License-Identifier: MIT
#include "settings.h"

#include <stdio.h>
#include <string.h>

#include "../base/talk.h"
#include "../base/rfc3339.h"
#include "../base/values.h"

static enum exit_code read_vmpl(const char *text, int32_t *vmpl)
{
	uint64_t number;

	*vmpl = -1;
	if (!text || strcmp(text, "auto") == 0)
		return EXIT_DONE;
	if (!value_number(text, 3, &number))
		return usage("--vmpl: '%s' is neither auto nor 0 to 3", text);
	*vmpl = (int32_t)number;
	return EXIT_DONE;
}

/* A date is its first second, UTC. */
static enum exit_code read_time(const char *text, int64_t *at)
{
	const char *wrong;
	char whole[64];

	*at = SNPGUEST_NOW;
	if (!text)
		return EXIT_DONE;
	snprintf(whole, sizeof(whole), "%s%s", text,
		 strlen(text) == strlen("2026-11-20") ? "T00:00:00Z" : "");
	wrong = time_parse(whole, at);
	if (wrong)
		return usage("--at: '%s': %s; write 2026-11-20 or"
			     " 2026-11-20T23:00:00Z", text, wrong);
	return EXIT_DONE;
}

static bool is_name(const struct option *option)
{
	static const char *const names[] = { "FILE", "DIR", "PATH", "URL",
					     "STREAM", "NAME" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (option->argument && strstr(option->argument, names[i]))
			return true;
	return false;
}

/* An empty name is a variable that was not set, not a wish. */
static enum exit_code check_group(const struct call *call,
				  const struct option *group)
{
	for (const struct option *o = group; o->id; o++) {
		const char *value = call->values[o->id];

		if (value && !*value && is_name(o))
			return usage("--%s: its argument is empty", o->name);
	}
	return EXIT_DONE;
}

static enum exit_code check_not_empty(const struct call *call)
{
	const struct option *const *group = call->command->options;
	enum exit_code status = EXIT_DONE;

	for (; !status && *group; group++)
		status = check_group(call, *group);
	if (status)
		return status;
	for (int i = 0; i < call->n_operands; i++) {
		if (!call->operands[i][0])
			return usage("%s: an operand is empty",
				     call->command->name);
	}
	return EXIT_DONE;
}

/* What is written beside the answer. */
static bool is_output(const struct option *o)
{
	return o->id == OPT_EAR || o->id == OPT_MEASUREMENT_FILE ||
	       o->id == OPT_KEY_DIGEST_FILE || o->id == OPT_ID_FILE ||
	       o->id == OPT_AUTH_FILE;
}

/* With "-" it is standard output's, and then nothing else is. */
static enum exit_code read_outputs(const struct call *call,
				   struct settings *settings)
{
	const struct option *const *group = call->command->options;
	const struct option *found = NULL;

	for (; *group; group++) {
		for (const struct option *o = *group; o->id; o++) {
			if (!is_output(o) || !given(call, o->id) ||
			    strcmp(call->values[o->id], "-"))
				continue;
			if (found)
				return usage("--%s and --%s: only one of them"
					     " can be standard output",
					     found->name, o->name);
			found = o;
		}
	}
	if (found && settings->json)
		return usage("--%s - and --%s both want standard output",
			     found->name,
			     given(call, OPT_JSON) ? "json" : "field");
	settings->quiet |= !!found;
	return EXIT_DONE;
}

enum exit_code settings_read(const struct call *call, struct settings *settings)
{
	enum exit_code status;

	settings->json = given(call, OPT_JSON) || given(call, OPT_FIELD);
	settings->verbose = given(call, OPT_VERBOSE);
	settings->quiet = given(call, OPT_QUIET);
	settings->allow_debug = given(call, OPT_ALLOW_DEBUG);
	settings->device =
		given(call, OPT_DEVICE) ? call->values[OPT_DEVICE] : "auto";
	settings->policy = call->values[OPT_POLICY];
	settings->crl = call->values[OPT_CRL];
	settings->trust_anchor = call->values[OPT_TRUST_ANCHOR];
	settings->anchors = call->values[OPT_ANCHORS];
	if (given(call, OPT_JSON) && settings->quiet)
		return usage("--json and --quiet exclude each other");
	if (given(call, OPT_FIELD) &&
	    (given(call, OPT_JSON) || settings->quiet))
		return usage("--field excludes --json and --quiet");
	if (settings->quiet || settings->json)
		talk_quietly();
	status = check_not_empty(call);
	if (!status)
		status = read_outputs(call, settings);
	if (status)
		return status;
	status = read_vmpl(call->values[OPT_VMPL], &settings->vmpl);
	if (status)
		return status;
	return read_time(call->values[OPT_AT], &settings->at);
}

enum exit_code settings_streams(const struct call *call,
				const struct settings *settings, int from, int n)
{
	int streams = 0;

	for (int i = from; i < from + n; i++)
		streams += strcmp(call->operands[i], "-") == 0;
	if (streams > 1)
		return usage("%s: only one of them can be standard output",
			     call->command->name);
	if (streams && settings->json)
		return usage("%s: - and --json both want standard output",
			     call->command->name);
	return EXIT_DONE;
}

enum exit_code settings_bytes(const struct call *call, enum option_id id,
			      const char *name, uint8_t *bytes, size_t len)
{
	const char *text = call->values[id];

	if (!text || value_bytes(text, bytes, len))
		return EXIT_DONE;
	return usage("--%s: '%s' is not %zu hexadecimal digits", name, text,
		     2 * len);
}

enum exit_code settings_number(const struct call *call, enum option_id id,
			       const char *name, uint64_t max, uint64_t *number)
{
	const char *text = call->values[id];

	if (!text || value_number(text, max, number))
		return EXIT_DONE;
	return usage("--%s: '%s' is not a number from 0 to %llu", name, text,
		     (unsigned long long)max);
}
