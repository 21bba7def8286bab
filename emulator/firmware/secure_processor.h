/* SPDX-License-Identifier: MIT */
/*
 * The AMD secure processor: opens a guest message, answers it, keeps counters,
 * keys and TCBs. SNP_GUEST_REQUEST, SNP_COMMIT, SNP_SET_CONFIG and
 * SNP_VLEK_LOAD of the SEV-SNP firmware ABI.
 *
 * Callers serialise.
 */
#ifndef EMULATOR_SECURE_PROCESSOR_H
#define EMULATOR_SECURE_PROCESSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "key_derivation.h"
#include "report_writer.h"
#include "sealed_message.h"

#define VMPCK_COUNT	4

/* Status codes; as mailbox result or at the front of an answer. */
enum firmware_status {
	STATUS_SUCCESS = 0x00,
	STATUS_INVALID_PLATFORM_STATE = 0x01,
	STATUS_INVALID_GUEST_STATE = 0x02,
	STATUS_INVALID_ADDRESS = 0x09,
	STATUS_BAD_MEASUREMENT = 0x0b,
	STATUS_INVALID_GUEST = 0x10,
	STATUS_HWERROR_PLATFORM = 0x13,
	STATUS_HWERROR_UNSAFE = 0x14,
	STATUS_UNSUPPORTED = 0x15,
	STATUS_INVALID_PARAM = 0x16,
	STATUS_INVALID_PAGE_SIZE = 0x19,
	STATUS_INVALID_PAGE_STATE = 0x1a,
	STATUS_AEAD_OFLOW = 0x1d,
	STATUS_BAD_SVN = 0x21,
	STATUS_INVALID_KEY = 0x27,
};

/* What was fixed when the guest was launched. */
struct guest_context {
	uint64_t policy;
	/* As an ID block of the launch would have them. */
	uint32_t guest_svn;
	uint8_t family_id[16];
	uint8_t image_id[16];
	uint8_t id_key_digest[48];
	bool author_key_en;
	uint8_t author_key_digest[48];
	uint8_t measurement[48];
	uint8_t host_data[32];
	uint8_t report_id[32];
	uint8_t report_id_ma[32];
	uint8_t vmpck[VMPCK_COUNT][SEALED_KEY_SIZE];
	uint8_t vmrk[ROOT_KEY_SIZE];
};

/* What changes, and outlives a power cycle of the emulator. */
struct firmware_state {
	uint64_t count[VMPCK_COUNT];	/* message counters */
	uint64_t current_tcb, committed_tcb, reported_tcb, launch_tcb;
	uint64_t boot;			/* launches of the guest but the first */
	bool vlek_loaded;
	bool mask_chip_id;
	bool mask_chip_key;
	bool vcek_disabled;		/* for this guest */
};

/* Wrong things that only the firmware itself could seal. */
enum sealing_lie {
	SEAL_HONESTLY,
	SEAL_WRONG_SEQNO,
	SEAL_WRONG_TYPE,
	SEAL_WRONG_VERSION,
	SEAL_WRONG_VMPCK,
	SEAL_WRONG_SIZE,
};

/* What one call is ordered to do wrong. */
struct processor_orders {
	enum firmware_status refuse;		/* as mailbox result */
	enum firmware_status refuse_content;	/* inside the answer */
	enum sealing_lie lie;
};

struct secure_processor {
	enum platform_product product;
	uint32_t report_version;
	bool strict;	/* also reserved header bytes and exact sizes */
	uint64_t platform_info;
	uint64_t launch_mitigations, current_mitigations;
	struct firmware_version current_firmware, committed_firmware;
	uint32_t cpuid;		/* leaf 1 EAX; 0: that of the product */
	uint64_t launch_tcb;	/* in reports; 0: that of the launch */
	uint16_t longer_report;	/* bytes behind the report in its answer */
	uint8_t chip_id[64];
	uint8_t chip_root[ROOT_KEY_SIZE];
	uint8_t vlek_root[ROOT_KEY_SIZE];
	struct guest_context guest;
	struct firmware_state state;
	struct processor_orders orders;
	uint64_t calls;		/* SNP_GUEST_REQUESTs so far */

	/* The key that signs at @tcb; belongs to the callee. NULL: none. */
	struct evp_pkey_st *(*signing_key)(void *owner,
					   enum report_signer signer,
					   uint64_t tcb);
	/* Makes @state durable. 0 or a negative errno. */
	int (*store)(void *owner, const struct firmware_state *state);
	void *owner;
};

/*
 * secure_processor_request() - SNP_GUEST_REQUEST
 * @request: private copy of the request page
 * @response: written when the answer is STATUS_SUCCESS, else left alone
 *
 * The counter is durable before @response is written. Returns the mailbox
 * status; a state that could not be stored is STATUS_HWERROR_PLATFORM, with
 * the message not executed.
 */
enum firmware_status
secure_processor_request(struct secure_processor *sp,
			 const uint8_t request[GUEST_PAGE_SIZE],
			 uint8_t response[GUEST_PAGE_SIZE]);

/* VMPL of a report that the host asked for (SNP_HV_REPORT_REQ). */
#define VMPL_OF_THE_HOST	0xffffffffU

/* A report outside of any message: no counter moves. */
struct report_order {
	uint8_t report_data[64];
	uint32_t vmpl;		/* 0 to 3, or VMPL_OF_THE_HOST */
	uint32_t key_sel;	/* as in a MSG_REPORT_REQ */
};

/*
 * secure_processor_report() - what a message with this order would be answered
 *
 * Returns the status, with @report written where it is STATUS_SUCCESS.
 */
enum firmware_status
secure_processor_report(const struct secure_processor *sp,
			const struct report_order *order,
			uint8_t report[REPORT_SIZE]);

/*
 * secure_processor_update() - other firmware is running: only current_tcb moves
 *
 * Returns STATUS_SUCCESS, STATUS_INVALID_PARAM when a part is below the
 * committed TCB or a reserved byte is set, or STATUS_HWERROR_PLATFORM.
 */
enum firmware_status secure_processor_update(struct secure_processor *sp,
					     uint64_t tcb);

/*
 * secure_processor_commit() - SNP_COMMIT
 *
 * Committed and reported TCB become the current one; a VLEK is dropped when
 * the reported TCB changes.
 */
enum firmware_status secure_processor_commit(struct secure_processor *sp);

/* The masks and the TCB that SNP_SET_CONFIG sets. */
struct processor_config {
	uint64_t reported_tcb;	/* 0: back to the committed TCB */
	bool mask_chip_id;
	bool mask_chip_key;
};

/*
 * secure_processor_set_config() - SNP_SET_CONFIG
 *
 * STATUS_INVALID_PARAM when a part of the TCB is above the committed one. A
 * VLEK is dropped when the reported TCB changes.
 */
enum firmware_status
secure_processor_set_config(struct secure_processor *sp,
			    const struct processor_config *config);

/*
 * secure_processor_vlek_load() - SNP_VLEK_LOAD
 * @tcb: what the wrapped VLEK was made for; STATUS_BAD_SVN when it is not the
 *	 reported TCB
 */
enum firmware_status secure_processor_vlek_load(struct secure_processor *sp,
						uint64_t tcb);

/* Forbids or allows the VCEK for this guest. */
enum firmware_status
secure_processor_disable_vcek(struct secure_processor *sp, bool disabled);

#endif /* EMULATOR_SECURE_PROCESSOR_H */
