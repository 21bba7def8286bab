/* SPDX-License-Identifier: MIT */
/*
 * One line of a stream: what is to be judged, and its name.
 *
 * A line is evidence by itself (base64, hexadecimal, or JSON of a known shape),
 * a path, or an object that says what is what: snpguest-json(5), "Streams".
 */
#ifndef STREAM_REQUEST_H
#define STREAM_REQUEST_H

#include <jansson.h>
#include <snpguest.h>

#include "lines.h"

#define REQUEST_NAME_SIZE 257

/**
 * struct sources - what lines may refer to
 * @certs_dir: where "sha256:..." is looked up as FILE.der; NULL: nowhere
 * @evidence_only: no file is opened by a name that stands in a line
 */
struct sources {
	const char *certs_dir;
	bool evidence_only;
};

/**
 * struct request - start with zeros, end with request_free()
 * @name: "line 7", or the object's "id"
 * @parts: the evidence, and certificates that came with it
 * @wrong: why it is none, or could not be read; empty: it is one
 * @n_read: bytes of the files that it names
 * @trouble: @wrong does not say that the line is no good, but that a file
 *	     could not be read
 */
struct request {
	char name[REQUEST_NAME_SIZE];
	struct snpguest_blob parts[SNPGUEST_PARTS_MAX];
	size_t n_parts;
	char wrong[256];
	bool trouble;
	/* What the parts point into. */
	void *owned[SNPGUEST_PARTS_MAX];
	size_t n_owned, n_read;
	json_t *json;
};

/**
 * request_read() - take a line apart
 * @line: stays the caller's, and has to outlive @request
 * @number: of the line
 * @from: what it may refer to
 *
 * Many threads may do so at a time. Return: 0, also with @wrong set; -ENOMEM.
 */
int request_read(struct request *request, const struct line *line,
		 uint64_t number, const struct sources *from);

void request_free(struct request *request);

#endif /* STREAM_REQUEST_H */
