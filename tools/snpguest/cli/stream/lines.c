// SPDX-License-Identifier: MIT
#include "lines.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/talk.h"

/* How long the end of a stream that stays silent may go unseen. */
#define WAIT_MS 200

static bool never(void *context)
{
	(void)context;
	return false;
}

/* Return: 1 when there is something to read; 0 to stop; a negative errno. */
static int wait_for_input(int fd, bool (*stop)(void *context), void *context)
{
	struct pollfd poll_in = { .fd = fd, .events = POLLIN };
	int n;

	do {
		if (stop(context))
			return 0;
		n = poll(&poll_in, 1, WAIT_MS);
	} while (n == 0 || (n < 0 && errno == EINTR));
	return n < 0 ? -errno : 1;
}

/* Return: 1 with bytes in the chunk; 0 at the end; a negative errno. */
static int fill(struct lines *lines, bool (*stop)(void *context), void *context)
{
	ssize_t n;
	int ret;

	if (lines->next < lines->end)
		return 1;
	do {
		ret = wait_for_input(lines->fd, stop, context);
		if (ret <= 0)
			return ret;
		n = read(lines->fd, lines->chunk, sizeof(lines->chunk));
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	if (n < 0)
		return -errno;
	lines->next = 0;
	lines->end = (size_t)n;
	return n > 0;
}

/* Adds @len bytes; what is too much is dropped. */
static int append(struct line *line, const uint8_t *bytes, size_t len)
{
	size_t room = LINE_MAX_BYTES - line->len;
	char *text;

	if (line->too_long)
		return 0;
	if (len > room) {
		line->too_long = true;
		len = room;
	}
	text = realloc(line->text, line->len + len + 1);
	if (!text)
		return -ENOMEM;
	memcpy(text + line->len, bytes, len);
	line->text = text;
	line->len += len;
	text[line->len] = '\0';
	return 0;
}

/* Takes up to the next newline. Return: 1 when the line is whole; 0; errno. */
static int take(struct lines *lines, struct line *line)
{
	const uint8_t *at = lines->chunk + lines->next;
	size_t room = lines->end - lines->next;
	const uint8_t *newline = memchr(at, '\n', room);
	size_t len = newline ? (size_t)(newline - at) : room;
	int err = append(line, at, len);

	lines->next += len + (newline ? 1 : 0);
	lines->offset += len + (newline ? 1 : 0);
	if (err)
		return err;
	return newline ? 1 : 0;
}

/*
 * Nothing is answered before the end of a line, which may never come: whoever
 * waits is told when it gets too long. Return: 2 to go on; -EMSGSIZE.
 */
static int seek_end(struct lines *lines, struct line *line, uint64_t len)
{
	if (line->too_long && !line->told) {
		line->told = true;
		note("line %llu: longer than %zu bytes; looking for its end",
		     (unsigned long long)lines->number + 1, LINE_MAX_BYTES);
	}
	return len > LINE_END_BYTES ? -EMSGSIZE : 2;
}

/* A line is whole. Return: 0; a negative errno. */
static int finish(struct lines *lines, struct line *line)
{
	int err = lines->digested ? digest_add(&lines->digest, line->text,
					       line->len) :
				    0;

	lines->number++;
	if (line->too_long) {
		free(line->text);
		*line = (struct line){ .too_long = true };
	} else if (line->len && line->text[line->len - 1] == '\r') {
		line->text[--line->len] = '\0';
	}
	return err;
}

int lines_next(struct lines *lines, struct line *line,
	       bool (*stop)(void *context), void *context)
{
	uint64_t start = lines->offset;
	int ret;

	memset(line, 0, sizeof(*line));
	do {
		ret = fill(lines, stop, context);
		if (ret == 0 && lines->offset > start && !stop(context))
			ret = 1; /* the last line has no newline */
		else if (ret == 1)
			ret = take(lines, line) ?:
			      seek_end(lines, line, lines->offset - start);
	} while (ret == 2);
	if (ret == 1)
		ret = finish(lines, line) ?: 1;
	if (ret != 1)
		free(line->text);
	return ret;
}

int lines_skip(struct lines *lines, uint64_t number, uint64_t offset,
	       const struct digest *digest)
{
	struct line line;
	int ret;

	lines->digested = true;
	while (lines->number < number) {
		ret = lines_next(lines, &line, never, NULL);
		if (ret <= 0)
			return ret ? ret : -EILSEQ;
		free(line.text);
	}
	return lines->offset != offset ||
		       memcmp(&lines->digest, digest, sizeof(*digest)) ?
		       -EILSEQ :
		       0;
}
