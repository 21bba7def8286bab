/* SPDX-License-Identifier: MIT */
/*
 * A report and all that a verifier is handed with it, made to order: everything
 * right, unless the order is changed before it is carried out (forgery.h).
 *
 * No guest takes part: its counters and its ledger stay as they are.
 */
#ifndef EMULATOR_EVIDENCE_H
#define EMULATOR_EVIDENCE_H

#include "still_machine.h"

enum evidence_part {
	PART_REPORT,
	PART_LEAF,
	PART_CA,	/* ASK, or ASVK of a VLEK */
	PART_ARK,
	PART_CRL,
	PART_COUNT,
};

struct evidence {
	enum report_signer signer;	/* whose leaf it is */
	uint8_t demanded[64];		/* report data that a verifier demands */
	struct {
		uint8_t *bytes;
		size_t size;
	} parts[PART_COUNT];
};

struct evidence_order {
	struct identity *identity;
	struct secure_processor sp;	/* signs with @leaf's key */
	uint8_t demanded[64];		/* as of struct evidence */
	struct report_order report;
	enum report_signer signer;
	struct certificate_spec leaf, ca, ark;
	struct crl_spec crl;
	int64_t date;			/* the machine's */
};

/*
 * evidence_order() - what is right for @machine, with its own signer
 * @machine: outlives the order
 *
 * Report data follow from the seed. Returns 0 or -ENOMEM. Wipe it with
 * evidence_order_wipe(), after a failure, too.
 */
int evidence_order(struct still_machine *machine, struct evidence_order *order);
void evidence_order_wipe(struct evidence_order *order);

/*
 * evidence_make() - carry it out
 *
 * Returns 0 or a negative errno, -EPERM when the firmware refuses the report. Free
 * with evidence_free(), after a failure, too.
 */
int evidence_make(struct evidence_order *order, struct evidence *evidence);
void evidence_free(struct evidence *evidence);

#endif /* EMULATOR_EVIDENCE_H */
