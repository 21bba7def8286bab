/* SPDX-License-Identifier: MIT */
/*
 * The guest message page, from the specification (SEV-SNP firmware ABI, "Guest
 * Messages"): a 0x60-byte header, then ciphertext. AES-256-GCM, the IV is the
 * sequence number, header bytes 0x30 to 0x5f are authenticated.
 *
 * Every function is thread safe.
 */
#ifndef EMULATOR_SEALED_MESSAGE_H
#define EMULATOR_SEALED_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#define GUEST_PAGE_SIZE		4096
#define SEALED_HEADER_SIZE	0x60
#define SEALED_PAYLOAD_MAX	(GUEST_PAGE_SIZE - SEALED_HEADER_SIZE)
#define SEALED_KEY_SIZE		32

/* Offsets in the page. */
enum {
	SEALED_AUTHTAG = 0x00,
	SEALED_SEQNO = 0x20,
	SEALED_RESERVED_28 = 0x28,
	SEALED_ALGO = 0x30,
	SEALED_HEADER_VERSION = 0x31,
	SEALED_HEADER_LENGTH = 0x32,
	SEALED_TYPE = 0x34,
	SEALED_VERSION = 0x35,
	SEALED_SIZE = 0x36,
	SEALED_RESERVED_38 = 0x38,
	SEALED_VMPCK = 0x3c,
	SEALED_RESERVED_3D = 0x3d,
};

enum guest_message_type {
	MESSAGE_CPUID_REQ = 1,
	MESSAGE_KEY_REQ = 3,
	MESSAGE_REPORT_REQ = 5,
	MESSAGE_EXPORT_REQ = 7,
	MESSAGE_IMPORT_REQ = 9,
	MESSAGE_ABSORB_REQ = 11,
	MESSAGE_VMRK_REQ = 13,
	MESSAGE_ABSORB_NOMA_REQ = 15,
	MESSAGE_TSC_INFO_REQ = 17,
};

/* The header fields, in host byte order. */
struct sealed_header {
	uint64_t seqno;
	uint8_t algo;		/* 1: AES-256-GCM */
	uint8_t header_version;	/* 1 */
	uint16_t header_size;	/* 0x60 */
	uint8_t type;
	uint8_t version;
	uint16_t size;		/* of the payload, in bytes */
	uint8_t vmpck;
};

/* A header with the fixed fields filled in. */
struct sealed_header sealed_header(uint8_t type, uint8_t version,
				   uint8_t vmpck, uint64_t seqno,
				   uint16_t size);

/* Reads the header; every field as it stands, nothing is checked. */
struct sealed_header sealed_header_read(const uint8_t page[GUEST_PAGE_SIZE]);

/* True when all reserved bytes of the header are zero. */
bool sealed_header_reserved_zero(const uint8_t page[GUEST_PAGE_SIZE]);

/*
 * sealed_message_seal() - make a page; its rest is zero
 * @header: what it says, right or wrong; @header->size at most 4000
 * @payload: @header->size bytes
 *
 * Returns 0, or -EINVAL for a size that does not fit, or -ENOMEM.
 */
int sealed_message_seal(const uint8_t key[SEALED_KEY_SIZE],
			const struct sealed_header *header,
			const uint8_t *payload, uint8_t page[GUEST_PAGE_SIZE]);

/*
 * sealed_message_open() - authenticate and decrypt a page
 * @payload: receives as many bytes as the header says; wiped on failure
 *
 * Returns 0, -EBADMSG when the page is not authentic or its size does not fit,
 * or -ENOMEM.
 */
int sealed_message_open(const uint8_t key[SEALED_KEY_SIZE],
			const uint8_t page[GUEST_PAGE_SIZE],
			uint8_t payload[SEALED_PAYLOAD_MAX]);

#endif /* EMULATOR_SEALED_MESSAGE_H */
