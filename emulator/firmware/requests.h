/* SPDX-License-Identifier: MIT */
/* What the secure processor does with the payloads of guest messages. */
#ifndef EMULATOR_REQUESTS_H
#define EMULATOR_REQUESTS_H

#include "secure_processor.h"

/* An opened message and the answer in the making. */
struct request {
	const struct secure_processor *sp;
	uint8_t vmpck;
	uint16_t size;				/* of @payload */
	const uint8_t *payload;			/* zero beyond @size */
	uint8_t answer[SEALED_PAYLOAD_MAX];	/* zero to begin with */
};

/*
 * struct request_kind - one type of message a guest may send
 * @type: of the request; the answer has the next number
 * @max_version: versions 1 to this
 * @answer_version: the firmware's own
 * @size: exact size of the request; 0: see @size_of
 * @size_of: exact size that the payload itself asks for
 * @answer_size: 0: as large as the request
 * @execute: fills @answer and returns the status that goes at its front
 */
struct request_kind {
	uint8_t type;
	uint8_t max_version;
	uint8_t answer_version;
	uint16_t size;
	uint16_t (*size_of)(const uint8_t *payload);
	uint16_t answer_size;
	enum firmware_status (*execute)(struct request *request);
};

/* The kind of @type, or NULL. */
const struct request_kind *request_kind_of(uint8_t type);

/* One per type; each returns the status of the answer. */
enum firmware_status request_report(struct request *request);
enum firmware_status request_key(struct request *request);
enum firmware_status request_cpuid(struct request *request);
enum firmware_status request_tsc_info(struct request *request);

/*
 * request_signer() - which key KEY_SEL means
 *
 * Returns STATUS_SUCCESS with *@signer set, or STATUS_INVALID_KEY.
 */
enum firmware_status request_signer(const struct secure_processor *sp,
				    unsigned int key_sel,
				    enum report_signer *signer);

#endif /* EMULATOR_REQUESTS_H */
