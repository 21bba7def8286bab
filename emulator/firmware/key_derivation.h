/* SPDX-License-Identifier: MIT */
/*
 * Keys that MSG_KEY_REQ derives. Which fields take part, and the order of the
 * checks, are the firmware's (spec: SNP guest messages, MSG_KEY_REQ); the
 * function itself is HMAC-SHA-384, since the real one is not public.
 */
#ifndef EMULATOR_KEY_DERIVATION_H
#define EMULATOR_KEY_DERIVATION_H

#include <stdint.h>

#define DERIVED_KEY_SIZE	32
#define ROOT_KEY_SIZE		48

/* guest_field_select */
enum {
	KEY_FIELD_POLICY = 1 << 0,
	KEY_FIELD_IMAGE_ID = 1 << 1,
	KEY_FIELD_FAMILY_ID = 1 << 2,
	KEY_FIELD_MEASUREMENT = 1 << 3,
	KEY_FIELD_GUEST_SVN = 1 << 4,
	KEY_FIELD_TCB_VERSION = 1 << 5,
	KEY_FIELDS_KNOWN = (1 << 6) - 1,
};

/* Everything that can take part. Only selected fields do. */
struct key_material {
	const uint8_t *root;		/* ROOT_KEY_SIZE bytes */
	uint32_t root_key_select;	/* always */
	uint64_t field_select;		/* always */
	uint32_t vmpl;			/* always */
	const uint8_t *host_data;	/* always; 32 bytes */
	const uint8_t *owner_digest;	/* always; 48 bytes: author or ID key */
	uint64_t policy;
	const uint8_t *image_id;	/* 16 bytes */
	const uint8_t *family_id;	/* 16 bytes */
	const uint8_t *measurement;	/* 48 bytes */
	uint32_t guest_svn;		/* the request's */
	uint64_t tcb_version;		/* the request's */
};

/* Returns 0 or -ENOMEM, with @key wiped. Thread safe. */
int key_derive(const struct key_material *material,
	       uint8_t key[DERIVED_KEY_SIZE]);

#endif /* EMULATOR_KEY_DERIVATION_H */
