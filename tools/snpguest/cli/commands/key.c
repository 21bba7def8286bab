// SPDX-License-Identifier: MIT
#include <string.h>
#include <strings.h>

#include "../input/device.h"
#include "../output/print.h"
#include "../base/patience.h"
#include "../base/talk.h"
#include "../base/values.h"

/* [ABI] MSG_KEY_REQ version 1, which /dev/sev-guest takes, knows six fields. */
#define FIELDS_MAX 0x3f

/* Who does not say another: configfs-tsm, which goes first, has no keys. */
#define NODE "/dev/sev-guest"

/* Those that have a value of the caller's. */
#define FIELD_SVN 0x10
#define FIELD_TCB 0x20

/* Version 2 has a seventh, for which the device's structure has no room. */
#define FIELD_MITIGATIONS 0x40

static const char *const field_names[] = { "policy", "image-id", "family-id",
					   "measurement", "svn", "tcb" };

/* virtee's form: six or seven binary digits, which are never decimal. */
static bool read_digits(const char *text, uint64_t *fields)
{
	size_t len = strlen(text);

	if ((len != 6 && len != 7) || strspn(text, "01") != len)
		return false;
	for (*fields = 0; *text; text++)
		*fields = *fields << 1 | (unsigned int)(*text - '0');
	return true;
}

static bool read_name(const char *name, size_t len, uint64_t *fields)
{
	for (size_t i = 0; i < sizeof(field_names) / sizeof(*field_names); i++) {
		if (strlen(field_names[i]) != len ||
		    strncasecmp(name, field_names[i], len) != 0)
			continue;
		*fields |= UINT64_C(1) << i;
		return true;
	}
	return false;
}

/* "measurement,tcb" */
static bool read_names(const char *text, uint64_t *fields)
{
	for (*fields = 0;; text++) {
		size_t len = strcspn(text, ",");

		if (!read_name(text, len, fields))
			return false;
		text += len;
		if (!*text)
			return true;
	}
}

static enum exit_code say_no_mitigations(void)
{
	return trouble("the launch mitigation vector (bit 6) needs message"
		       " version 2 of MSG_KEY_REQ, and /dev/sev-guest takes"
		       " version 1; leave it out");
}

static enum exit_code parse_fields(const struct call *call, uint64_t *fields)
{
	const char *text = call->values[OPT_GUEST_FIELD_SELECT];

	if (!text)
		return EXIT_DONE;
	if (!read_digits(text, fields) && !read_names(text, fields) &&
	    !value_number(text, FIELDS_MAX | FIELD_MITIGATIONS, fields))
		return usage("--guest-field-select: '%s' is neither six binary"
			     " digits, nor a number from 0 to %d, nor names"
			     " such as measurement,tcb",
			     text, FIELDS_MAX);
	return *fields & FIELD_MITIGATIONS ? say_no_mitigations() : EXIT_DONE;
}

/* A key that depends on what "auto" found would change with the machine. */
static enum exit_code parse_vmpl(const struct call *call,
				 const struct settings *settings,
				 uint32_t *vmpl)
{
	*vmpl = 1;
	if (!given(call, OPT_VMPL))
		return EXIT_DONE;
	if (settings->vmpl < 0)
		return usage("--vmpl: a key needs a number, 0 to 3, since it"
			     " depends on it");
	*vmpl = (uint32_t)settings->vmpl;
	return EXIT_DONE;
}

static bool is_root(const char *word)
{
	return strcasecmp(word, "vmrk") == 0 || strcasecmp(word, "vcek") == 0;
}

static enum exit_code parse_root(const char *const operands[2],
				 struct snpguest_key_request *request)
{
	request->vmrk = strcasecmp(operands[1], "vmrk") == 0;
	if (is_root(operands[1]))
		return EXIT_DONE;
	if (is_root(operands[0]))
		return usage("key: '%s' is neither vcek nor vmrk; '%s' is"
			     " one, and belongs behind it", operands[1],
			     operands[0]);
	return usage("key: '%s' is neither vcek nor vmrk", operands[1]);
}

static enum exit_code parse_request(const struct call *call,
				    const struct settings *settings,
				    struct snpguest_key_request *request)
{
	enum exit_code status;
	uint64_t svn = 0, vector = 0;

	status = parse_root(call->operands, request);
	if (status)
		return status;
	status = parse_fields(call, &request->guest_field_select);
	if (status)
		return status;
	status = settings_number(call, OPT_LAUNCH_MIT_VECTOR,
				 "launch-mit-vector", UINT64_MAX, &vector);
	if (status)
		return status;
	if (given(call, OPT_LAUNCH_MIT_VECTOR))
		return say_no_mitigations();
	status = settings_number(call, OPT_GUEST_SVN, "guest-svn", UINT32_MAX,
				 &svn);
	if (status)
		return status;
	request->guest_svn = (uint32_t)svn;
	status = settings_number(call, OPT_TCB_VERSION, "tcb-version",
				 UINT64_MAX, &request->tcb_version);
	if (status)
		return status;
	return parse_vmpl(call, settings, &request->vmpl);
}

static enum exit_code save(const struct settings *settings, const char *path,
			   const uint8_t *key, size_t len)
{
	if (file_write(path, key, len, MODE_SECRET))
		return EXIT_TROUBLE;
	if (!settings->json)
		return EXIT_DONE;
	return print_json(json_pack("{s:o}", "key_file", json_of_string(path)),
			  false);
}

static enum exit_code derive(const struct settings *settings,
			     const struct snpguest_key_request *request,
			     const char *path)
{
	struct snpguest_transport *transport;
	struct snpguest_error error;
	enum exit_code status;
	uint8_t key[32];
	int ret;

	status = device_of_settings(settings, &transport);
	if (status)
		return status;
	patience_begin(DEVICE_WAITS);
	ret = snpguest_get_key(transport, request, key, &error);
	patience_end();
	if (ret)
		status = trouble("%s", error.what);
	else
		status = save(settings, path, key, sizeof(key));
	explicit_bzero(key, sizeof(key));
	snpguest_close(transport);
	return status;
}

/* virtee's examples have both, with what changes nothing: no error. */
static void note_unmixed(const struct snpguest_key_request *request)
{
	if (request->guest_svn && !(request->guest_field_select & FIELD_SVN))
		note("--guest-svn is not mixed in: --guest-field-select lacks"
		     " svn");
	if (request->tcb_version && !(request->guest_field_select & FIELD_TCB))
		note("--tcb-version is not mixed in: --guest-field-select lacks"
		     " tcb");
}

static enum exit_code run(const struct call *call)
{
	struct snpguest_key_request request = SNPGUEST_KEY_REQUEST_INIT;
	struct settings settings;
	enum exit_code status;

	status = settings_read(call, &settings);
	if (!status)
		status = settings_streams(call, &settings, 0, 1);
	if (status)
		return status;
	if (strcmp(settings.device, "auto") == 0)
		settings.device = NODE;
	status = parse_request(call, &settings, &request);
	if (status)
		return status;
	note_unmixed(&request);
	return derive(&settings, &request, call->operands[0]);
}

static const struct option options[] = {
	{ OPT_DEVICE, 0, "device", "auto|tsm|PATH",
	  "where requests go; configfs-tsm has no keys" },
	{ OPT_VMPL, 'v', "vmpl", "N",
	  "privilege level 0 to 3 to mix in; 1 unless given" },
	{ OPT_GUEST_FIELD_SELECT, 'g', "guest-field-select", "BITS",
	  "what to mix in: six binary digits, from the right policy, image-id,"
	  " family-id, measurement, svn, tcb; or a number, or these names with"
	  " commas" },
	{ OPT_GUEST_SVN, 's', "guest-svn", "N", "guest SVN to mix in" },
	{ OPT_TCB_VERSION, 't', "tcb-version", "N", "TCB version to mix in" },
	{ OPT_LAUNCH_MIT_VECTOR, 'l', "launch-mit-vector", "N",
	  "not to be had: needs message version 2" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, common_options, NULL };

const struct command cmd_key = {
	.name = "key",
	.run = run,
	.summary = "Derive a key that guests like this one can derive again",
	.operands = "FILE vcek|vmrk",
	.min_operands = 2,
	.max_operands = 2,
	.options = groups,
	.notes = "FILE receives 32 bytes, readable by its owner only; - is"
		 " standard output.",
	.examples = "snpguest key key.bin vcek -g measurement,policy\n"
		    "snpguest key key.bin vmrk -g 110001 -s 2 -t 1 -v 3",
};
