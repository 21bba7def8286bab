// SPDX-License-Identifier: MIT
#include "base64.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

/* What libcrypto's decoder would skip or take for padding anywhere. */
static bool is_base64(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '+' || c == '/';
}

size_t base64_size(size_t len)
{
	return (len + 2) / 3 * 4;
}

/* How many characters at the end are padding: 0 to 2; 3 for a wrong text. */
static size_t padding(struct snpguest_blob text)
{
	size_t n = 0;

	if (!text.len || text.len % 4)
		return 3;
	while (n < 2 && text.data[text.len - 1 - n] == '=')
		n++;
	for (size_t i = 0; i < text.len - n; i++)
		if (!is_base64(text.data[i]))
			return 3;
	return n;
}

/* Does the end of @data become the end of @text again? */
static bool same_end(struct snpguest_blob text, const uint8_t *data, size_t len)
{
	size_t n = (len - 1) % 3 + 1;
	uint8_t last[5];

	EVP_EncodeBlock(last, data + len - n, n);
	return !memcmp(last, text.data + text.len - 4, 4);
}

int base64_decode(struct snpguest_blob text, uint8_t **data, size_t *len)
{
	size_t pad = padding(text), n;
	uint8_t *to;

	if (pad > 2 || text.len > 1 << 30)
		return -EBADMSG;
	n = text.len / 4 * 3 - pad;
	to = malloc(n + pad);
	if (!to)
		return -ENOMEM;
	if (EVP_DecodeBlock(to, text.data, text.len) != (int)(n + pad) ||
	    !same_end(text, to, n)) {
		free(to);
		return -EBADMSG;
	}
	*data = to;
	*len = n;
	return 0;
}

void base64_encode(struct snpguest_blob data, char *text)
{
	EVP_EncodeBlock((uint8_t *)text, data.data, data.len);
}
