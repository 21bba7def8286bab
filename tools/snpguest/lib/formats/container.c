// SPDX-License-Identifier: MIT
#include "container.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/input.h"
#include "shapes.h"

struct container_memory {
	struct container_memory *next;
	uint8_t bytes[];
};

#define LEAST 32 /* that malloc() takes on machines of 64 bits */
#define STEP 16

/* With what an allocator adds: of many small blocks that is more than they are. */
static size_t taken(size_t size)
{
	size = (size + sizeof(size_t) + STEP - 1) & ~(size_t)(STEP - 1);
	return size < LEAST ? LEAST : size;
}

static int allocate(struct snpguest_container *container, size_t size,
		    uint8_t **bytes)
{
	struct container_memory *memory = calloc(1, sizeof(*memory) + size);

	if (!memory)
		return -ENOMEM;
	memory->next = container->memory;
	container->memory = memory;
	container->allocated += taken(sizeof(*memory) + size);
	*bytes = memory->bytes;
	return 0;
}

static int refuse(struct snpguest_container *container, const char *format,
		  va_list args)
{
	if (!container->refusal[0])
		vsnprintf(container->refusal, sizeof(container->refusal),
			  format, args);
	return -EBADMSG;
}

int container_cut_off(struct snpguest_container *container, const char *format,
		      ...)
{
	va_list args;
	int err;

	container->cut = true;
	va_start(args, format);
	err = refuse(container, format, args);
	va_end(args);
	return err;
}

int container_spend(struct snpguest_container *container, size_t size)
{
	if (size > container_left(container)) {
		container->unpacked = container->unpacked_max;
		return container_cut_off(container,
					 "it unpacks to more than %zu bytes",
					 container->unpacked_max);
	}
	container->unpacked += size;
	return 0;
}

size_t container_left(const struct snpguest_container *container)
{
	return container->unpacked_max - container->unpacked;
}

int container_unpack(struct snpguest_container *container, size_t size,
		     uint8_t **bytes)
{
	int err = container_spend(container, size);

	return err ? err : allocate(container, size, bytes);
}

int container_refuse(struct snpguest_container *container, const char *format,
		     ...)
{
	va_list args;
	int err;

	va_start(args, format);
	err = refuse(container, format, args);
	va_end(args);
	return err;
}

int container_nothing(struct snpguest_container *container, const char *format,
		      ...)
{
	va_list args;
	int err;

	if (container->searching)
		return 0;
	va_start(args, format);
	err = refuse(container, format, args);
	va_end(args);
	return err;
}

int container_broken(struct snpguest_container *container, const char *what)
{
	container->cut |= !container->searching;
	return container_nothing(container, "%s", what);
}

int container_note(struct snpguest_container *container, const char *format,
		   ...)
{
	va_list args;
	int n;

	if (container->n_notes == CONTAINER_NOTES_MAX)
		return 0; /* enough are told */
	va_start(args, format);
	n = vasprintf(&container->notes[container->n_notes], format, args);
	va_end(args);
	if (n < 0)
		return -ENOMEM;
	container->allocated += taken(n + 1);
	container->n_notes++;
	return 0;
}

static void append(struct snpguest_container *container, const char *text)
{
	size_t len = strlen(container->text);

	snprintf(container->text + len, sizeof(container->text) - len, "%s",
		 text);
}

void container_name(struct snpguest_container *container,
		    enum snpguest_shape shape)
{
	if (container->report.data)
		return;
	container->shape = shape;
	container->text[0] = '\0';
	for (unsigned int i = 0; i < container->levels; i++)
		append(container, container->wrappings[i]);
	append(container, shape_text(shape));
}

int container_set_report(struct snpguest_container *container,
			 enum snpguest_shape shape, const uint8_t *report)
{
	struct snpguest_blob blob = { report, SNPGUEST_REPORT_SIZE };

	if (blob_equal(container->report, blob))
		return 0;
	if (container->report.data)
		return container_refuse(container,
					"more than one report is in it; cut"
					" out the one that is meant");
	container_name(container, shape);
	container->report = blob;
	return 0;
}

int container_set_table(struct snpguest_container *container,
			struct snpguest_blob table)
{
	if (container->table.data)
		return container_note(container,
				      "a second certificate table; not used");
	container->table = table;
	return 0;
}

/* Each counts once: copies of one would leave no room for the one that is needed. */
int container_add_cert(struct snpguest_container *container,
		       struct snpguest_blob der)
{
	if (blob_among(container->certs, container->n_certs, der)) {
		container->n_copies++;
		return 0;
	}
	if (container->n_certs < CONTAINER_CERTS_MAX) {
		container->certs[container->n_certs++] = der;
		return 0;
	}
	return container_note(container,
			      "more than %d certificates; the others are not"
			      " used", CONTAINER_CERTS_MAX);
}

int container_add_crl(struct snpguest_container *container,
		      struct snpguest_blob der)
{
	size_t n = container->n_crls;

	/* A power of two: full, as far as this goes. */
	if (!(n & (n - 1))) {
		size_t room = n ? 2 * n : 1;
		void *more = reallocarray(container->crls, room, sizeof(der));

		if (!more)
			return -ENOMEM;
		container->crls = more;
		container->allocated += (room - n) * sizeof(der);
	}
	container->crls[container->n_crls++] = der;
	return 0;
}

int container_inside(struct snpguest_container *container,
		     const char *wrapping, struct snpguest_blob bytes)
{
	int err;

	if (container->levels == CONTAINER_LEVELS)
		return container_cut_off(container,
					 "more than %d wrappings in one another",
					 CONTAINER_LEVELS);
	container->wrappings[container->levels++] = wrapping;
	err = shape_read(container, bytes);
	container->levels--;
	return err;
}

static int read_copy(struct snpguest_container *container,
		     struct snpguest_blob bytes)
{
	uint8_t *copy;

	if (bytes.len > SNPGUEST_CONTAINER_MAX)
		return container_cut_off(container,
					 "%zu bytes; more than %zu are not read",
					 bytes.len,
					 (size_t)SNPGUEST_CONTAINER_MAX);
	if (allocate(container, bytes.len + 1, &copy))
		return -ENOMEM;
	if (bytes.len)
		memcpy(copy, bytes.data, bytes.len);
	container->bytes = (struct snpguest_blob){ copy, bytes.len };
	return shape_read(container, container->bytes);
}

static int read_new(struct snpguest_container *container,
		    struct snpguest_blob bytes, size_t *room)
{
	int err;

	container->unpacked_max = *room < CONTAINER_UNPACKED_MAX ?
					  *room :
					  CONTAINER_UNPACKED_MAX;
	err = read_copy(container, bytes);
	*room -= container->unpacked;
	return err;
}

int container_read_within(struct snpguest_blob bytes, size_t *room,
			  struct snpguest_container **container,
			  struct snpguest_error *error)
{
	struct snpguest_container *c;
	int err = input_check_blob(bytes, "evidence", error);

	*container = NULL;
	if (err)
		return err;
	c = calloc(1, sizeof(*c));
	err = c ? read_new(c, bytes, room) : -ENOMEM;
	if (err && err != -EBADMSG) {
		snpguest_container_free(c);
		return err == -ENOMEM ? fail_memory(error) :
					fail(error, err,
					     "the cryptographic library failed");
	}
	if (!c->text[0])
		container_name(c, SNPGUEST_SHAPE_UNKNOWN);
	*container = c;
	return 0;
}

int snpguest_container_read(struct snpguest_blob bytes,
			    struct snpguest_container **container,
			    struct snpguest_error *error)
{
	size_t room = CONTAINER_UNPACKED_MAX;

	return container_read_within(bytes, &room, container, error);
}

void snpguest_container_free(struct snpguest_container *container)
{
	struct container_memory *next;

	if (!container)
		return;
	for (struct container_memory *m = container->memory; m; m = next) {
		next = m->next;
		free(m);
	}
	for (size_t i = 0; i < container->n_notes; i++)
		free(container->notes[i]);
	free(container->crls);
	free(container);
}

enum snpguest_shape
snpguest_container_shape(const struct snpguest_container *container)
{
	return container->shape;
}

const char *snpguest_container_text(const struct snpguest_container *container)
{
	return container->text;
}

const char *
snpguest_container_refusal(const struct snpguest_container *container)
{
	return container->refusal[0] ? container->refusal : NULL;
}

const char *snpguest_container_note(const struct snpguest_container *container,
				    size_t index)
{
	return index < container->n_notes ? container->notes[index] : NULL;
}

struct snpguest_blob
snpguest_container_bytes(const struct snpguest_container *container)
{
	return container->bytes;
}

size_t snpguest_container_size(const struct snpguest_container *container)
{
	return sizeof(*container) + container->allocated;
}

struct snpguest_blob
snpguest_container_report(const struct snpguest_container *container)
{
	return container->report;
}

struct snpguest_blob
snpguest_container_table(const struct snpguest_container *container)
{
	return container->table;
}

const struct snpguest_blob *
snpguest_container_certs(const struct snpguest_container *container,
			 size_t *count)
{
	*count = container->n_certs;
	return container->n_certs ? container->certs : NULL;
}

const struct snpguest_blob *
snpguest_container_crls(const struct snpguest_container *container,
			size_t *count)
{
	*count = container->n_crls;
	return container->crls;
}

struct snpguest_blob
snpguest_container_claims(const struct snpguest_container *container)
{
	return container->claims;
}
