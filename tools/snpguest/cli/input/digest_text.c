// SPDX-License-Identifier: MIT
#include "digest_text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "../base/base64.h"
#include "../base/files.h"
#include "../base/talk.h"
#include "../base/values.h"

bool digest_from_text(const char *text, uint8_t digest[SNPGUEST_DIGEST_SIZE])
{
	return value_bytes(text, digest, SNPGUEST_DIGEST_SIZE) ||
	       base64_decode(text, digest, SNPGUEST_DIGEST_SIZE);
}

enum exit_code output_format(const struct call *call, bool *base64)
{
	const char *text = call->values[OPT_OUTPUT_FORMAT];

	*base64 = text && strcasecmp(text, "base64") == 0;
	if (!text || *base64 || strcasecmp(text, "hex") == 0)
		return EXIT_DONE;
	return usage("--output-format: '%s' is neither hex nor base64", text);
}

enum exit_code digest_print(const char *prefix, const uint8_t *digest,
			    size_t len, bool base64, bool quiet,
			    const char *path)
{
	char text[2 * SNPGUEST_DIGEST_SIZE + 8] = "";

	if (base64) {
		base64_encode(digest, len, text);
	} else {
		strcpy(text, prefix);
		value_hex(digest, len, text + strlen(prefix));
	}
	if (path && file_write(path, text, strlen(text), MODE_PUBLIC))
		return EXIT_TROUBLE;
	if (!quiet)
		printf("%s\n", text);
	return EXIT_DONE;
}
