// SPDX-License-Identifier: MIT
/* gzip (RFC 1952) around evidence, unpacked within the container's bounds. */
#include <errno.h>
#include <string.h>
#include <zlib.h>

#include "shapes.h"

#define WINDOW_GZIP (MAX_WBITS + 16)
#define CHUNK ((size_t)16 << 10)
/* What a stream that yields little or nothing costs, in bytes of one that does. */
#define LEAST ((size_t)4 << 10)

bool gzip_is(struct snpguest_blob bytes)
{
	return bytes.len >= 3 && memcmp(bytes.data, "\x1f\x8b\x08", 3) == 0;
}

/* Twice over the same bytes: first how many there are, then into their place. */
static int inflate_into(struct snpguest_blob bytes, uint8_t *out, size_t size,
			size_t *len)
{
	uint8_t scratch[CHUNK];
	z_stream stream = { .next_in = (uint8_t *)bytes.data,
			    .avail_in = (uInt)bytes.len };
	int status = inflateInit2(&stream, WINDOW_GZIP);

	if (status != Z_OK)
		return status == Z_MEM_ERROR ? -ENOMEM : -EIO;
	while (status == Z_OK && stream.total_out <= size) {
		stream.next_out = out ? out + stream.total_out : scratch;
		stream.avail_out = out ? (uInt)(size - stream.total_out) :
					 (uInt)sizeof(scratch);
		status = inflate(&stream, out ? Z_FINISH : Z_NO_FLUSH);
	}
	*len = stream.total_out;
	inflateEnd(&stream);
	if (status == Z_MEM_ERROR)
		return -ENOMEM;
	if (status == Z_OK)
		return 0; /* more than @size, which the caller sees */
	return status == Z_STREAM_END && !stream.avail_in ? 0 : -EBADMSG;
}

/* Work that comes to nothing is counted as well, or there is no end of it. */
static int in_vain(struct snpguest_container *container, size_t len)
{
	int err = container_spend(container, len > LEAST ? len : LEAST);

	return err ? err : container_broken(container, "gzip that is cut off,"
					    " damaged or followed by"
					    " something");
}

int gzip_read(struct snpguest_container *container, struct snpguest_blob bytes)
{
	struct snpguest_blob inside;
	uint8_t *out;
	int err = inflate_into(bytes, NULL, container_left(container),
			       &inside.len);

	if (err == -EBADMSG)
		return in_vain(container, inside.len);
	if (!err)
		err = container_unpack(container, inside.len + 1, &out);
	if (!err)
		err = inflate_into(bytes, out, inside.len + 1, &inside.len);
	if (err)
		return err;
	inside.data = out;
	return container_inside(container, "gzip of ", inside);
}
