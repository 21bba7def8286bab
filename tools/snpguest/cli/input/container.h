/* SPDX-License-Identifier: MIT */
/*
 * What a report comes in, known by size and first bytes. Bytes alone: which
 * files they are read from is bundle_read_container()'s concern.
 */
#ifndef CONTAINER_H
#define CONTAINER_H

#include "bundle.h"

/** enum shape - what bytes are taken for; proves nothing */
enum shape {
	SHAPE_OTHER,
	SHAPE_REPORT,	    /* and nothing else */
	SHAPE_REPORT_TABLE, /* a certificate table behind it */
	SHAPE_REPORT_MORE, /* at least as long as a report, and nothing known */
	SHAPE_CERTS,
	SHAPE_RESPONSE,
	SHAPE_HCL,
	SHAPE_TABLE,
};

/** What @bytes are taken for. */
enum shape container_shape(struct buffer bytes);

/**
 * container_add() - take apart what has this shape
 * @name: for messages
 * @bytes: of @bundle already, see bundle_keep()
 *
 * Return: 0, with flaws for what is malformed; -1 after trouble().
 */
int container_add(struct bundle *bundle, const char *name,
		  struct buffer bytes, enum shape shape);

/** A certificate table; a second one is a flaw. Return: as container_add(). */
int container_add_table(struct bundle *bundle, const char *name,
			const uint8_t *data, size_t len);

#endif /* CONTAINER_H */
