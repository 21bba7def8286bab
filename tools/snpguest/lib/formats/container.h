/* SPDX-License-Identifier: MIT */
/*
 * What evidence comes in: its shape is known by its bytes, and what it holds is
 * taken out of it, from wrapping to wrapping.
 *
 * A reader of a shape returns 0, also where there was nothing to be had;
 * -EBADMSG after container_refuse(); -ENOMEM or -EIO, which are trouble.
 */
#ifndef SNPGUEST_CONTAINER_H
#define SNPGUEST_CONTAINER_H

#include "../base/bytes.h"

#define CONTAINER_LEVELS 6 /* wrappings in one another */
#define CONTAINER_UNPACKED_MAX ((size_t)4 << 20) /* bytes, of all wrappings */
#define CONTAINER_CERTS_MAX 256
#define CONTAINER_NOTES_MAX 16
#define CONTAINER_TEXT_SIZE 192

struct container_memory;

/**
 * struct snpguest_container - bytes taken apart; see snpguest.h
 * @memory: everything that was unpacked; the rest points into it
 * @allocated: bytes of it
 * @bytes: the copy of what came
 * @unpacked: its size, and of what was unpacked in vain; never above @unpacked_max
 * @wrappings: "gzip of ", ..., outermost first
 * @levels: how many of them there are now
 * @searching: what is looked into may well be something else
 * @cert_min: in JSON, where a certificate is announced: bytes from which on what
 *	      is there was meant to be one; 0 elsewhere
 * @cut: not all of it was looked at: @refusal says why
 * @n_copies: of certificates that are in @certs already
 * @claims_hash: of HCL: 1 SHA-256, 2 SHA-384, 3 SHA-512; 0 without claims
 */
struct snpguest_container {
	struct container_memory *memory;
	size_t allocated, unpacked, unpacked_max;
	const char *wrappings[CONTAINER_LEVELS];
	unsigned int levels;
	bool searching;
	size_t cert_min;
	enum snpguest_shape shape;
	char text[CONTAINER_TEXT_SIZE];
	char refusal[256];
	bool cut;
	char *notes[CONTAINER_NOTES_MAX];
	size_t n_notes;
	struct snpguest_blob bytes, report, table;
	struct snpguest_blob certs[CONTAINER_CERTS_MAX];
	size_t n_certs, n_copies;
	struct snpguest_blob *crls;
	size_t n_crls;
	struct snpguest_blob claims;
	uint32_t claims_hash;
};

/**
 * container_read_within() - snpguest_container_read(), one of several
 * @room: how many bytes all that are left may unpack to; less what this one did
 */
int container_read_within(struct snpguest_blob bytes, size_t *room,
			  struct snpguest_container **container,
			  struct snpguest_error *error);

/** How many bytes more may be unpacked. */
size_t container_left(const struct snpguest_container *container);

/**
 * container_spend() - count bytes that were unpacked and are not kept
 *
 * Return: 0; -EBADMSG when that is more than is unpacked.
 */
int container_spend(struct snpguest_container *container, size_t size);

/**
 * container_unpack() - memory for what is inside a wrapping
 * @bytes: out: room for @size bytes, zero; the container's
 *
 * Return: 0; -EBADMSG when that is more than is unpacked; -ENOMEM.
 */
int container_unpack(struct snpguest_container *container, size_t size,
		     uint8_t **bytes);

/**
 * container_refuse() - why there is nothing to be judged, or not as it is
 *
 * The first reason stays. Return: -EBADMSG.
 */
__attribute__((format(printf, 2, 3))) int
container_refuse(struct snpguest_container *container, const char *format, ...);

/** container_cut_off() - the same, and not all of it was looked at */
__attribute__((format(printf, 2, 3))) int
container_cut_off(struct snpguest_container *container, const char *format,
		  ...);

/**
 * container_nothing() - there is nothing to be had in this
 *
 * A reason to refuse, unless it was only looked into. Return: 0, -EBADMSG.
 */
__attribute__((format(printf, 2, 3))) int
container_nothing(struct snpguest_container *container, const char *format, ...);

/** As container_nothing(), of what was meant to hold something: it could. */
int container_broken(struct snpguest_container *container, const char *what);

/** What is worth telling and stands against nothing. Return: 0, -ENOMEM. */
__attribute__((format(printf, 2, 3))) int
container_note(struct snpguest_container *container, const char *format, ...);

/** Names the shape, unless that of a report is named. */
void container_name(struct snpguest_container *container,
		    enum snpguest_shape shape);

/**
 * container_set_report() - the report, SNPGUEST_REPORT_SIZE bytes
 *
 * Return: 0; -EBADMSG for a second one with other bytes.
 */
int container_set_report(struct snpguest_container *container,
			 enum snpguest_shape shape, const uint8_t *report);

/** The table; a further one is passed by with a note. Return: 0, -ENOMEM. */
int container_set_table(struct snpguest_container *container,
			struct snpguest_blob table);

/**
 * A certificate or a list, DER. Too many certificates are noted; of lists, which may
 * revoke, none is left out. Return: 0, -ENOMEM.
 */
int container_add_cert(struct snpguest_container *container,
		       struct snpguest_blob der);
int container_add_crl(struct snpguest_container *container,
		      struct snpguest_blob der);

/**
 * container_inside() - what is in a wrapping
 * @wrapping: "gzip of "; static
 */
int container_inside(struct snpguest_container *container,
		     const char *wrapping, struct snpguest_blob bytes);

#endif
