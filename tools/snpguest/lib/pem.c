// SPDX-License-Identifier: MIT
/* PEM (RFC 7468), as certificate bundles have it. */
#include "pem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

#define DASHES "-----"
#define BEGIN "-----BEGIN "
#define END "-----END "
#define LINE_BYTES 48 /* 64 characters */

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool pem_is(struct snpguest_blob blob)
{
	return blob.len && memmem(blob.data, blob.len, BEGIN, strlen(BEGIN));
}

/* Moves past the next occurrence of @word; what lies before it is @before. */
static bool find(struct bytes *text, const char *word,
		 struct snpguest_blob *before)
{
	const uint8_t *hit;

	if (text->ran_out || !text->left)
		return false;
	hit = memmem(text->at, text->left, word, strlen(word));
	if (!hit)
		return false;
	*before = (struct snpguest_blob){ text->at, hit - text->at };
	bytes_take(text, before->len + strlen(word));
	return true;
}

static bool is_text(struct snpguest_blob blob, const char *text)
{
	return blob.len == strlen(text) && !memcmp(blob.data, text, blob.len);
}

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int digit_value(uint8_t c)
{
	const char *p = c ? strchr(alphabet, c) : NULL;

	return p ? p - alphabet : -1;
}

/* Decodes base64 with white space; @to has room for len * 3 / 4 bytes. */
static bool decode(struct snpguest_blob text, uint8_t *to, size_t *to_len)
{
	unsigned int bits = 0, digits = 0, padding = 0;
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.data[i];
		int value = digit_value(c);

		if (is_space(c))
			continue;
		if (c == '=')
			padding++;
		else if (value < 0 || padding)
			return false;
		bits = bits << 6 | (value < 0 ? 0 : (unsigned int)value);
		if (++digits % 4)
			continue;
		to[n++] = bits >> 16;
		to[n++] = bits >> 8;
		to[n++] = bits;
	}
	if (digits % 4 || padding > 2 || padding > n)
		return false;
	*to_len = n - padding;
	return true;
}

int pem_next(struct bytes *text, const char *label, uint8_t **der, size_t *len)
{
	struct snpguest_blob skipped, found, body, end;

	for (;;) {
		if (!find(text, BEGIN, &skipped))
			return -ENOENT;
		if (!find(text, DASHES, &found) || !find(text, END, &body) ||
		    !find(text, DASHES, &end) || !blob_equal(found, end))
			return -EBADMSG;
		if (is_text(found, label))
			break;
	}

	*der = malloc(body.len + 3);
	if (!*der)
		return -ENOMEM;
	if (decode(body, *der, len))
		return 0;
	free(*der);
	*der = NULL;
	return -EBADMSG;
}

static char *encode_group(char *to, const uint8_t *from, size_t n)
{
	uint32_t bits = (uint32_t)from[0] << 16;

	if (n > 1)
		bits |= from[1] << 8;
	if (n > 2)
		bits |= from[2];
	*to++ = alphabet[bits >> 18 & 63];
	*to++ = alphabet[bits >> 12 & 63];
	*to++ = n > 1 ? alphabet[bits >> 6 & 63] : '=';
	*to++ = n > 2 ? alphabet[bits & 63] : '=';
	return to;
}

char *pem_write(const char *label, struct snpguest_blob der)
{
	size_t digits = (der.len + 2) / 3 * 4;
	size_t lines = (der.len + LINE_BYTES - 1) / LINE_BYTES;
	size_t frame = 2 * (strlen(END) + strlen(label) + strlen(DASHES)) + 8;
	char *pem = malloc(digits + lines + frame);
	char *p = pem;

	if (!pem)
		return NULL;
	p += sprintf(p, BEGIN "%s" DASHES "\n", label);
	for (size_t i = 0; i < der.len; i += 3) {
		size_t n = der.len - i;

		p = encode_group(p, der.data + i, n < 3 ? n : 3);
		if ((i + 3) % LINE_BYTES == 0 || i + 3 >= der.len)
			*p++ = '\n';
	}
	sprintf(p, END "%s" DASHES "\n", label);
	return pem;
}
