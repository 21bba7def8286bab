/* SPDX-License-Identifier: MIT */
/*
 * A host and a secure processor for tests of the driver's channel: a page of
 * firmware rules with its own cryptography, and a host that follows a script
 * and is fair when the script ends.
 *
 * It keeps the ledger that everything hangs on: what was seen under each
 * sequence number. A second ciphertext under one number ends the test.
 */
#ifndef DRIVER_HOST_MODEL_H
#define DRIVER_HOST_MODEL_H

#include "channel.h"

#define MODEL_LEDGER	4096

/* Its VMPCK, 32 bytes. */
#define MODEL_KEY	"the key of this model's VMPCK\0\0\0"

#define MODEL_BUSY		0x200000000ULL
#define MODEL_INVALID_LEN	0x100000000ULL
#define MODEL_GENERIC		0xffffffff00000000ULL

/* What becomes of the response page on the way back. */
enum model_page {
	MODEL_KEEP,	/* the host does not touch it */
	MODEL_FAIR,	/* what the secure processor answered last, as KVM does */
	MODEL_TAMPER,	/* that, with one bit changed */
	MODEL_NOISE,	/* random bytes */
	MODEL_OLD,	/* the answer before the last one */
	MODEL_REFLECT,	/* the request, renumbered */
};

/**
 * struct model_step - what the host does with one trip
 * @times: trips this holds for, 0 for one
 * @execute: hand the message to the secure processor
 * @replay: hand it a message seen earlier instead: 1 the last, 2 the one before
 * @page: what becomes of the response page
 * @say: SW_EXITINFO2 is @code instead of what the firmware said
 * @rbx: pages wanted
 * @carried: what the trip returns
 * @fetched: it is the end of an older trip
 */
struct model_step {
	unsigned int times;
	bool execute;
	unsigned int replay;
	enum model_page page;
	bool say;
	u64 code;
	u64 rbx;
	int carried;
	bool fetched;
};

struct model_host {
	/* the secure processor */
	u64 count;
	unsigned int executed;
	struct snp_message_page bounce, before;
	int longer;		/* bytes that its answers have more than usual */
	/* shared memory */
	struct snp_message_page request, response;
	unsigned int certs_npages;
	/* the guest's durable counter and clock */
	u32 counter;
	u64 now;
	u64 killed_at;
	unsigned int waits;
	u32 random;
	/* the host */
	const struct model_step *script;
	unsigned int steps, done;
	unsigned int table_npages;
	unsigned int trips;
	unsigned int firsts;	/* trips that cleared the response page */
	enum snp_request_class last_class;
	unsigned int last_offer;
	u32 last_timeout_ms;
	u32 trip_ms;		/* what each trip takes */
	u64 busy_until;
	bool forgets;		/* a fair host clears its bounce page */
	/* failures of the guest's own machine */
	int seal_fails, open_fails;
	bool grow_fails;
	/* the ledger, by sequence number / 2 */
	struct snp_message_page *seen[MODEL_LEDGER];
	struct snp_aead *aead;
};

/* A machine that has just started. Free with model_host_free(). */
struct model_host *model_host_new(void);
void model_host_free(struct model_host *host);

/* Follow @script from the next trip on. */
void model_host_follow(struct model_host *host, const struct model_step *script,
		       unsigned int steps);

extern const struct snp_channel_ops model_ops;

#endif /* DRIVER_HOST_MODEL_H */
