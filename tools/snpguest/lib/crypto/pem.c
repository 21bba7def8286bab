// SPDX-License-Identifier: MIT
#include "pem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base64.h"

#define BEGIN "-----BEGIN "
#define END "-----END "
#define DASHES "-----"
#define BOM "\xef\xbb\xbf"
#define LINE_SIZE 64 /* that are written */

static bool starts_with(struct snpguest_blob blob, const char *text)
{
	size_t n = strlen(text);

	return blob.len >= n && !memcmp(blob.data, text, n);
}

static void skip(struct snpguest_blob *blob, size_t n)
{
	blob->data += n;
	blob->len -= n;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* The next line without blanks around it; ended by LF, CR or both. */
static struct snpguest_blob next_line(struct bytes *text)
{
	struct snpguest_blob line = { text->at, 0 };

	while (line.len < text->left && text->at[line.len] != '\n' &&
	       text->at[line.len] != '\r')
		line.len++;
	bytes_take(text, line.len + (line.len < text->left));
	if (starts_with(line, BOM))
		skip(&line, strlen(BOM));
	while (line.len && is_blank(line.data[0]))
		skip(&line, 1);
	while (line.len && is_blank(line.data[line.len - 1]))
		line.len--;
	return line;
}

/* Does @line say @what, a label, and nothing else? Characters: RFC 7468 3. */
static bool read_label(struct snpguest_blob line, const char *what,
		       struct snpguest_blob *label)
{
	size_t around = strlen(what) + strlen(DASHES);

	if (!starts_with(line, what) || line.len <= around)
		return false;
	*label = (struct snpguest_blob){ line.data + strlen(what),
					 line.len - around };
	for (size_t i = 0; i < label->len; i++)
		if (label->data[i] < ' ' || label->data[i] > '~' ||
		    (label->data[i] == '-' && label->data[i + 1] == '-'))
			return false;
	return !memcmp(label->data + label->len, DASHES, strlen(DASHES));
}

/* Asked of every certificate, and most are DER: lines are looked for in text alone. */
bool crypto_pem_is(struct snpguest_blob blob)
{
	struct bytes text = bytes_of(blob);

	if (!blob.len || !memmem(blob.data, blob.len, BEGIN, strlen(BEGIN)))
		return false;
	while (text.left)
		if (starts_with(next_line(&text), BEGIN))
			return true;
	return false;
}

/* Past the next begin line. Return: 0, -ENOENT, -EBADMSG. */
static int find_block(struct bytes *text, struct snpguest_blob *label)
{
	struct snpguest_blob line;

	do {
		if (!text->left)
			return -ENOENT;
		line = next_line(text);
	} while (!starts_with(line, BEGIN));
	return read_label(line, BEGIN, label) ? 0 : -EBADMSG;
}

/*
 * Past the end line of @label's block; @body is what stands before that. Stays
 * before a line that begins another block. Return: 0, -EBADMSG.
 */
static int find_end(struct bytes *text, struct snpguest_blob label,
		    struct snpguest_blob *body)
{
	struct snpguest_blob line, other;
	struct bytes before;

	body->data = text->at;
	while (text->left) {
		before = *text;
		line = next_line(text);
		if (!starts_with(line, "-"))
			continue;
		if (starts_with(line, BEGIN))
			*text = before;
		body->len = before.at - body->data;
		return read_label(line, END, &other) &&
		       blob_equal(label, other) ? 0 : -EBADMSG;
	}
	return -EBADMSG;
}

/* The lines of @body put together, from malloc(). Return: 0, -EBADMSG, -ENOMEM. */
static int join_lines(struct snpguest_blob body, struct snpguest_blob *joined)
{
	struct bytes text = bytes_of(body);
	struct snpguest_blob line;
	uint8_t *to;
	size_t n = 0;

	to = malloc(body.len + 1);
	if (!to)
		return -ENOMEM;
	while (text.left) {
		line = next_line(&text);
		if (line.len)
			memcpy(to + n, line.data, line.len);
		n += line.len;
	}
	*joined = (struct snpguest_blob){ to, n };
	return 0;
}

static int decode(struct snpguest_blob body, uint8_t **der, size_t *len)
{
	struct snpguest_blob joined;
	int err = join_lines(body, &joined);

	if (err)
		return err;
	err = -EBADMSG;
	if (joined.len && joined.len <= base64_size(PEM_BLOCK_MAX))
		err = base64_decode(joined, der, len);
	free((void *)joined.data);
	return err;
}

int crypto_pem_next(struct bytes *text, const char *label, uint8_t **der,
		    size_t *len)
{
	struct snpguest_blob found, body;
	struct snpguest_blob wanted = { (const uint8_t *)label, strlen(label) };
	int err;

	if (der)
		*der = NULL;
	do {
		err = find_block(text, &found);
		if (!err)
			err = find_end(text, found, &body);
		if (err)
			return err;
	} while (!blob_equal(found, wanted));
	return der ? decode(body, der, len) : 0;
}

int crypto_pem_write(const char *label, struct snpguest_blob der, char **pem)
{
	size_t size = base64_size(der.len), lines = size / LINE_SIZE + 1;
	char *base64 = malloc(size + 1), *text, *at;

	*pem = NULL;
	/* Two times dashes, words, label and line end, and the lines. */
	text = malloc(2 * (strlen(label) + 20) + size + lines + 1);
	if (!base64 || !text) {
		free(base64);
		free(text);
		return -ENOMEM;
	}
	base64_encode(der, base64);
	at = text + sprintf(text, BEGIN "%s" DASHES "\n", label);
	for (size_t i = 0; i < size; i += LINE_SIZE)
		at += sprintf(at, "%.*s\n", LINE_SIZE, base64 + i);
	sprintf(at, END "%s" DASHES "\n", label);
	free(base64);
	*pem = text;
	return 0;
}
