/* SPDX-License-Identifier: MIT */
/* One request to /dev/sev-guest, and everything that came of it. */
#ifndef VM_REQUESTS_H
#define VM_REQUESTS_H

#include <stdint.h>

enum request_kind { REPORT, DERIVED_KEY, EXT_REPORT, REQUEST_KINDS };

#define CERTS_ROOM (128 * 1024)

/**
 * struct outcome - of one request
 * @error: errno, 0 for none; negative for a positive result, a bug
 * @status: what the secure processor says in its answer
 * @certs_len: as the call left it
 * @key: the derived key, zero unless one came
 * @is_mine: the report is on the caller's data
 * @ms: how long it took
 */
struct outcome {
	int error;
	uint64_t exitinfo2;
	uint32_t status;
	uint32_t certs_len;
	uint8_t key[32];
	int is_mine;
	unsigned int ms;
};

const char *request_name(enum request_kind kind);

/* The VMPL that reports are asked for; 0 unless changed. */
extern uint32_t request_vmpl;

/*
 * request_issue() - one ioctl
 * @device: open /dev/sev-guest
 * @mark: the report has to be on this number, repeated
 * @certs: CERTS_ROOM bytes for certificates; may be NULL for other kinds
 */
struct outcome request_issue(int device, enum request_kind kind, uint32_t mark,
			     uint8_t *certs);

#endif /* VM_REQUESTS_H */
