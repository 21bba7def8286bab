// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../output/print.h"
#include "../input/settings.h"
#include "../base/talk.h"
#include "../base/values.h"

#define KEY_SIZE 32

/* Without jansson, which would keep copies of it. */
static enum exit_code print(const struct settings *settings, const char *field,
			    const uint8_t key[KEY_SIZE])
{
	char text[2 * KEY_SIZE + 1];
	enum exit_code status = EXIT_DONE;

	value_hex(key, KEY_SIZE, text);
	if (field && strcmp(field, "key") != 0)
		status = usage("--field: there is no '%s' in this result; here"
			       " are: key", field);
	else if (settings->json && !field)
		printf("{\n  \"key\": \"%s\"\n}\n", text);
	else if (!settings->quiet)
		puts(text);
	explicit_bzero(text, sizeof(text));
	return status;
}

static enum exit_code run(const struct call *call)
{
	const char *path = call->operands[0];
	struct settings settings;
	struct buffer bytes;
	enum exit_code status = settings_read(call, &settings);

	if (status)
		return status;
	if (file_read(path, FILE_LIMIT, &bytes))
		return EXIT_TROUBLE;
	if (bytes.len == KEY_SIZE)
		status = print(&settings, call->values[OPT_FIELD],
			       bytes.data);
	else
		status = trouble("%s: %zu bytes; a derived key has %d", path,
				 bytes.len, KEY_SIZE);
	explicit_bzero(bytes.data, bytes.len);
	free(bytes.data);
	return status;
}

static const struct option *const groups[] = { common_options, NULL };

const struct command cmd_display_key = {
	.name = "display key",
	.run = run,
	.summary = "Show a derived key in hexadecimal",
	.operands = "FILE",
	.min_operands = 1,
	.max_operands = 1,
	.options = groups,
	.examples = "snpguest display key key.bin",
};
