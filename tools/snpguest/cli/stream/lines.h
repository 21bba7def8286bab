/* SPDX-License-Identifier: MIT */
/* Lines of a stream, one at a time, none longer than there is room for. */
#ifndef STREAM_LINES_H
#define STREAM_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/digest.h"

/* Two of the largest containers as text, with what stands around them. */
#define LINE_MAX_BYTES ((size_t)8 << 20)

/* How far the end of a line that is too long is looked for. */
#define LINE_END_BYTES ((uint64_t)1 << 30)

/**
 * struct lines - start with zeros and @fd; lines_free()
 * @number: of the line read last, from 1
 * @offset: bytes of the stream up to the end of that line
 * @digested: set it for @digest: of all lines so far, of those that are too long
 *	      the first LINE_MAX_BYTES
 */
struct lines {
	int fd;
	uint64_t number, offset;
	bool digested;
	struct digest digest;
	uint8_t chunk[65536];
	size_t next, end;
};

/**
 * struct line
 * @text: from malloc(), without the newline, NUL behind; the caller's
 * @too_long: it had more than LINE_MAX_BYTES; @text has none of it
 * @told: and somebody was told, before its end
 */
struct line {
	char *text;
	size_t len;
	bool too_long, told;
};

/**
 * lines_next() - the next line; the last one may lack its newline
 * @stop: asked a few times a second while nothing comes; true ends the wait
 *
 * Return: 1 with a line; 0 at the end, or when @stop said so; -EMSGSIZE: no end of
 * this line within LINE_END_BYTES; another negative errno.
 */
int lines_next(struct lines *lines, struct line *line,
	       bool (*stop)(void *context), void *context);

/**
 * lines_skip() - pass over what was judged before
 * @number, @offset, @digest: as they were then
 *
 * Sets @lines->digested. Return: 0; -EILSEQ when those are not the lines that
 * were there, or they are fewer; a negative errno.
 */
int lines_skip(struct lines *lines, uint64_t number, uint64_t offset,
	       const struct digest *digest);

#endif /* STREAM_LINES_H */
