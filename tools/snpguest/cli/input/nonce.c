// SPDX-License-Identifier: MIT
#include "nonce.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device.h"
#include "../base/files.h"
#include "../base/talk.h"
#include "../base/values.h"

const struct option nonce_options[] = {
	{ OPT_NONCE, 0, "nonce", "FILE|HEX",
	  "ask for these 64 bytes instead of random ones, and demand them" },
	{ OPT_HASH, 0, "hash", "FILE",
	  "ask for the SHA-512 digest of this file, such as a key" },
	{ .id = OPT_NONE },
};

enum exit_code nonce_check(const struct call *call)
{
	int n = nonce_is_named(call) + given(call, OPT_REPORT_DATA_OF);

	if (n > 1)
		return usage("--nonce, --hash, --report-data and"
			     " --report-data-of exclude each other: all name"
			     " the 64 bytes");
	return EXIT_DONE;
}

int nonce_is_named(const struct call *call)
{
	return given(call, OPT_NONCE) + given(call, OPT_HASH) +
	       given(call, OPT_REPORT_DATA);
}

enum exit_code nonce_read(const char *path,
			  uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE])
{
	struct buffer bytes;
	/* One byte more than allowed, to see that there is more. */
	int err = file_try_read(path, SNPGUEST_REPORT_DATA_SIZE + 1, &bytes);
	size_t len;

	if (err) {
		file_complain(path, err);
		return EXIT_TROUBLE;
	}
	len = bytes.len;
	if (len == SNPGUEST_REPORT_DATA_SIZE)
		memcpy(nonce, bytes.data, len);
	free(bytes.data);
	if (len == SNPGUEST_REPORT_DATA_SIZE)
		return EXIT_DONE;
	return usage("%s: %s%zu bytes; the request must have %d",
		     file_shown_name(path),
		     len > SNPGUEST_REPORT_DATA_SIZE ? "more than " : "",
		     len > SNPGUEST_REPORT_DATA_SIZE ? len - 1 : len,
		     SNPGUEST_REPORT_DATA_SIZE);
}

/* Neither digits nor a file: which of them was meant, only the caller knows. */
static enum exit_code say_neither(const char *text)
{
	size_t len = strlen(text);

	if (strspn(text, "0123456789abcdefABCDEF") == len)
		return usage("--nonce: '%s': %zu hexadecimal digits, and no"
			     " such file; %d digits or a file of %d bytes are"
			     " needed", text, len, 2 * SNPGUEST_REPORT_DATA_SIZE,
			     SNPGUEST_REPORT_DATA_SIZE);
	return trouble("--nonce: '%s': no such file, and no hexadecimal digits;"
		       " a file of %d bytes or %d digits are needed", text,
		       SNPGUEST_REPORT_DATA_SIZE,
		       2 * SNPGUEST_REPORT_DATA_SIZE);
}

/* A file of that name comes first only where it is no 128 digits. */
static enum exit_code read_nonce(const char *text,
				 uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE])
{
	if (value_bytes(text, nonce, SNPGUEST_REPORT_DATA_SIZE))
		return EXIT_DONE;
	if (strcmp(text, "-") != 0 && access(text, F_OK) && errno == ENOENT)
		return say_neither(text);
	return nonce_read(text, nonce);
}

enum exit_code nonce_of_hash(const struct call *call,
			     uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE])
{
	const char *path = call->values[OPT_HASH];
	struct snpguest_error error;
	struct buffer bytes;
	int ret;

	if (file_read(path, FILE_LIMIT, &bytes))
		return EXIT_TROUBLE;
	ret = snpguest_report_data_of(
		SNPGUEST_SHA512, (struct snpguest_blob){ bytes.data, bytes.len },
		nonce, &error);
	free(bytes.data);
	return ret ? trouble("%s: %s", path, error.what) : EXIT_DONE;
}

enum exit_code nonce_get(const struct call *call,
			 uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE])
{
	if (given(call, OPT_NONCE))
		return read_nonce(call->values[OPT_NONCE], nonce);
	if (given(call, OPT_HASH))
		return nonce_of_hash(call, nonce);
	if (given(call, OPT_REPORT_DATA))
		return settings_bytes(call, OPT_REPORT_DATA, "report-data",
				      nonce, SNPGUEST_REPORT_DATA_SIZE);
	return nonce_make(nonce);
}
