// SPDX-License-Identifier: MIT
#include "bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct bytes bytes_of(struct snpguest_blob blob)
{
	return (struct bytes){ .at = blob.data, .left = blob.len };
}

const uint8_t *bytes_take(struct bytes *b, size_t n)
{
	const uint8_t *p = b->at;

	if (b->ran_out || n > b->left) {
		b->ran_out = true;
		return NULL;
	}
	if (n) {
		b->at += n;
		b->left -= n;
	}
	return p;
}

void bytes_copy(struct bytes *b, void *to, size_t n)
{
	const uint8_t *p = bytes_take(b, n);

	if (p)
		memcpy(to, p, n);
	else
		memset(to, 0, n);
}

uint8_t bytes_u8(struct bytes *b)
{
	const uint8_t *p = bytes_take(b, 1);

	return p ? p[0] : 0;
}

uint16_t bytes_le16(struct bytes *b)
{
	const uint8_t *p = bytes_take(b, 2);

	return p ? (uint16_t)(p[0] | p[1] << 8) : 0;
}

uint32_t bytes_le32(struct bytes *b)
{
	const uint8_t *p = bytes_take(b, 4);

	if (!p)
		return 0;
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

uint64_t bytes_le64(struct bytes *b)
{
	uint64_t low = bytes_le32(b);

	return low | (uint64_t)bytes_le32(b) << 32;
}

bool bytes_are_zero(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (data[i])
			return false;
	return true;
}

int bytes_dup(struct snpguest_blob blob, struct snpguest_blob *copy)
{
	uint8_t *data = NULL;

	*copy = (struct snpguest_blob){ NULL, 0 };
	if (!blob.len)
		return 0;
	data = malloc(blob.len);
	if (!data)
		return -ENOMEM;
	memcpy(data, blob.data, blob.len);
	*copy = (struct snpguest_blob){ data, blob.len };
	return 0;
}

bool blob_equal(struct snpguest_blob a, struct snpguest_blob b)
{
	return a.len == b.len && (!a.len || !memcmp(a.data, b.data, a.len));
}

bool blob_among(const struct snpguest_blob *blobs, size_t n,
		struct snpguest_blob blob)
{
	for (size_t i = 0; i < n; i++)
		if (blob_equal(blobs[i], blob))
			return true;
	return false;
}
