// SPDX-License-Identifier: MIT
#include "input.h"

#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "error.h"

/* Far above any structure: what is larger was never set. */
#define SIZE_LIMIT 65536

int input_copy(void *to, size_t size, const void *from, const char *name,
	       struct snpguest_error *error)
{
	uint64_t given;

	memcpy(&given, from, sizeof(given));
	if (given < sizeof(given) || given > SIZE_LIMIT)
		return fail(error, -EINVAL,
			    "%s: its size is %llu; set it, best by INIT", name,
			    (unsigned long long)given);
	if (given > size && !bytes_are_zero((const uint8_t *)from + size,
					    given - size))
		return fail(error, -E2BIG,
			    "%s: it sets what version %s of the library does not know",
			    name, snpguest_version());
	output_copy(to, size, from, given);
	memcpy(to, &(uint64_t){ size }, sizeof(uint64_t));
	return 0;
}

bool input_blob_fits(struct snpguest_blob blob)
{
	return blob.data || !blob.len;
}

int input_check_blob(struct snpguest_blob blob, const char *name,
		     struct snpguest_error *error)
{
	if (input_blob_fits(blob))
		return 0;
	return fail(error, -EINVAL, "%s: a length without bytes", name);
}

void output_copy(void *to, size_t size, const void *from, size_t known)
{
	size_t n = size < known ? size : known;

	memcpy(to, from, n);
	memset((uint8_t *)to + n, 0, size - n);
}
