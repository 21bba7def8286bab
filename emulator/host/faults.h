/* SPDX-License-Identifier: MIT */
/*
 * Everything a test can order the platform to do wrong: one list. A fault is
 * armed by name, for the n-th exit from now, for some exits, for a while, for
 * ever, or at random from a seed. tests/unit/emulator/host/test_faults.c states what
 * each one does.
 *
 * The stage says who does it, and when:
 *   VMGEXIT	the hypervisor, before it looks at the request
 *   REQUEST	on the way to the secure processor
 *   PROCESSOR	the secure processor itself
 *   ANSWER	on the answer, on its way to the guest
 *   TABLE	on the certificate table
 *   VERDICT	on what the guest is told, after an honest execution
 *   DEATH	the server dies
 */
#ifndef EMULATOR_FAULTS_H
#define EMULATOR_FAULTS_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/why.h"

#define PLATFORM_FAULTS(X)						     \
	X(BUSY, VMGEXIT, "busy", "BUSY, nothing done")			     \
	X(GENERIC, VMGEXIT, "generic", "KVM's generic error, nothing done")  \
	X(UNKNOWN_CODE, VMGEXIT, "unknown-code",			     \
	  "VMM error 0x80000000, nothing done")				     \
	X(INVALID_LEN_ZERO, VMGEXIT, "invalid-len-zero",		     \
	  "INVALID_LEN, 0 pages needed")				     \
	X(INVALID_LEN_SAME, VMGEXIT, "invalid-len-same",		     \
	  "INVALID_LEN, as many pages needed as were offered")		     \
	X(INVALID_LEN_ONE_MORE, VMGEXIT, "invalid-len-one-more",	     \
	  "INVALID_LEN, one page more than was offered, each time")	     \
	X(INVALID_LEN_DOUBLE, VMGEXIT, "invalid-len-double",		     \
	  "INVALID_LEN, twice what was offered, each time")		     \
	X(INVALID_LEN_ABSURD, VMGEXIT, "invalid-len-absurd",		     \
	  "INVALID_LEN, 2^40 pages needed")				     \
	X(EXCEPTION_UD, VMGEXIT, "exception-ud",			     \
	  "EXITINFO1 1: raise #UD in the guest")			     \
	X(EXCEPTION_GP, VMGEXIT, "exception-gp",			     \
	  "EXITINFO1 1: raise #GP in the guest")			     \
	X(EXCEPTION_PF, VMGEXIT, "exception-pf",			     \
	  "EXITINFO1 1: raise #PF, which no guest should do")		     \
	X(MALFORMED, VMGEXIT, "malformed",				     \
	  "EXITINFO1 2: malformed input, for a request that is fine")	     \
	X(UNKNOWN_INFO1, VMGEXIT, "unknown-info1", "EXITINFO1 3")	     \
	X(SUCCESS_CLAIMED, VMGEXIT, "success-claimed",			     \
	  "success told, nothing done")					     \
	X(DELAYED, VMGEXIT, "delayed", "the answer comes 300 ms late")	     \
	X(REQUEST_TAMPERED, REQUEST, "request-tampered",		     \
	  "one bit of the request flipped")				     \
	X(REQUEST_REPLAYED, REQUEST, "request-replayed",		     \
	  "the previous request handed over instead")			     \
	X(EXECUTED_TWICE, REQUEST, "executed-twice",			     \
	  "the request handed over twice, the second status told")	     \
	X(STATUS_01, PROCESSOR, "status-01", "mailbox status 0x01")	     \
	X(STATUS_02, PROCESSOR, "status-02", "mailbox status 0x02")	     \
	X(STATUS_09, PROCESSOR, "status-09", "mailbox status 0x09")	     \
	X(STATUS_0B, PROCESSOR, "status-0b", "mailbox status 0x0b")	     \
	X(STATUS_10, PROCESSOR, "status-10", "mailbox status 0x10")	     \
	X(STATUS_13, PROCESSOR, "status-13", "mailbox status 0x13")	     \
	X(STATUS_14, PROCESSOR, "status-14", "mailbox status 0x14")	     \
	X(STATUS_15, PROCESSOR, "status-15", "mailbox status 0x15")	     \
	X(STATUS_16, PROCESSOR, "status-16", "mailbox status 0x16")	     \
	X(STATUS_19, PROCESSOR, "status-19", "mailbox status 0x19")	     \
	X(STATUS_1A, PROCESSOR, "status-1a", "mailbox status 0x1a")	     \
	X(STATUS_1D, PROCESSOR, "status-1d", "mailbox status 0x1d")	     \
	X(STATUS_27, PROCESSOR, "status-27", "mailbox status 0x27")	     \
	X(CONTENT_13, PROCESSOR, "content-13",				     \
	  "sealed answer with status 0x13")				     \
	X(CONTENT_14, PROCESSOR, "content-14",				     \
	  "sealed answer with status 0x14")				     \
	X(CONTENT_15, PROCESSOR, "content-15",				     \
	  "sealed answer with status 0x15")				     \
	X(CONTENT_16, PROCESSOR, "content-16",				     \
	  "sealed answer with status 0x16")				     \
	X(CONTENT_27, PROCESSOR, "content-27",				     \
	  "sealed answer with status 0x27")				     \
	X(SEALED_WRONG_SEQNO, PROCESSOR, "sealed-wrong-seqno",		     \
	  "authentic answer with another sequence number")		     \
	X(SEALED_WRONG_TYPE, PROCESSOR, "sealed-wrong-type",		     \
	  "authentic answer of another type")				     \
	X(SEALED_WRONG_VERSION, PROCESSOR, "sealed-wrong-version",	     \
	  "authentic answer of another version")			     \
	X(SEALED_WRONG_VMPCK, PROCESSOR, "sealed-wrong-vmpck",		     \
	  "authentic answer that names another VMPCK")			     \
	X(SEALED_WRONG_SIZE, PROCESSOR, "sealed-wrong-size",		     \
	  "authentic answer, 16 bytes shorter")				     \
	X(TAG_FLIPPED, ANSWER, "tag-flipped", "one bit of the tag")	     \
	X(HEADER_FLIPPED, ANSWER, "header-flipped",			     \
	  "one reserved bit of the authenticated header")		     \
	X(PAYLOAD_FLIPPED, ANSWER, "payload-flipped",			     \
	  "one bit of the ciphertext")					     \
	X(SEQNO_CHANGED, ANSWER, "seqno-changed",			     \
	  "sequence number + 2 in the header")				     \
	X(TYPE_CHANGED, ANSWER, "type-changed",				     \
	  "message type + 2 in the header")				     \
	X(VERSION_CHANGED, ANSWER, "version-changed",			     \
	  "message version + 1 in the header")				     \
	X(VMPCK_CHANGED, ANSWER, "vmpck-changed",			     \
	  "another VMPCK in the header")				     \
	X(SIZE_OVER_PAGE, ANSWER, "size-over-page",			     \
	  "msg_sz beyond the page")					     \
	X(SIZE_OVER, ANSWER, "size-over", "msg_sz + 16")		     \
	X(SIZE_UNDER, ANSWER, "size-under", "msg_sz - 16")		     \
	X(SIZE_ZERO, ANSWER, "size-zero", "msg_sz 0")			     \
	X(ANSWER_REPLAYED, ANSWER, "answer-replayed",			     \
	  "the previous answer again")					     \
	X(ANSWER_OTHER_TYPE, ANSWER, "answer-other-type",		     \
	  "the last answer of another type")				     \
	X(REQUEST_REFLECTED, ANSWER, "request-reflected",		     \
	  "the request itself as the answer")				     \
	X(ANSWER_ZERO, ANSWER, "answer-zero", "a page of zeros")	     \
	X(ANSWER_RANDOM, ANSWER, "answer-random", "a page of noise")	     \
	X(ANSWER_WITHHELD, ANSWER, "answer-withheld",			     \
	  "executed, success told, the page left as it was")		     \
	X(ANSWER_CHANGING, ANSWER, "answer-changing",			     \
	  "the page changes while it is being copied, for 50 ms")	     \
	X(TABLE_WRAPS, TABLE, "table-wraps",				     \
	  "an entry whose offset + length wraps at 2^32")		     \
	X(TABLE_OVERLAPS, TABLE, "table-overlaps",			     \
	  "entries that overlap each other and the header")		     \
	X(TABLE_UNTERMINATED, TABLE, "table-unterminated",		     \
	  "no terminator: entries fill the pages")			     \
	X(TABLE_LENGTH_ZERO, TABLE, "table-length-zero",		     \
	  "an entry of length 0")					     \
	X(TABLE_LENGTH_4G, TABLE, "table-length-4g",			     \
	  "an entry of length 4 GiB - 1")				     \
	X(TABLE_OUTSIDE, TABLE, "table-outside",			     \
	  "an entry that ends one byte behind the pages")		     \
	X(TABLE_NOISE, TABLE, "table-noise", "pages of noise")		     \
	X(TABLE_ZERO, TABLE, "table-zero", "an empty table")		     \
	X(EXECUTED_BUSY, VERDICT, "executed-busy",			     \
	  "executed and answered, but BUSY told")			     \
	X(EXECUTED_INVALID_LEN, VERDICT, "executed-invalid-len",	     \
	  "executed and answered, but INVALID_LEN told")		     \
	X(EXECUTED_GENERIC, VERDICT, "executed-generic",		     \
	  "executed and answered, but a generic error told")		     \
	X(EXECUTED_STATUS, VERDICT, "executed-status",			     \
	  "executed and answered, but status 0x1d told")		     \
	X(LOST_BUSY, VERDICT, "lost-busy",				     \
	  "executed, answer withheld, BUSY told")			     \
	X(LOST_INVALID_LEN, VERDICT, "lost-invalid-len",		     \
	  "executed, answer withheld, INVALID_LEN told")		     \
	X(LOST_GENERIC, VERDICT, "lost-generic",			     \
	  "executed, answer withheld, generic error told")		     \
	X(LOST_STATUS, VERDICT, "lost-status",				     \
	  "executed, answer withheld, status 0x1d told")		     \
	X(DIE_BEFORE, DEATH, "die-before",				     \
	  "the server dies before the firmware call")			     \
	X(DIE_EXECUTED, DEATH, "die-executed",				     \
	  "the server dies after the firmware call, answer lost")	     \
	X(DIE_ANSWERED, DEATH, "die-answered",				     \
	  "the server dies with the answer in the page, guest not resumed")

enum platform_fault {
#define X(name, stage, text, what) FAULT_##name,
	PLATFORM_FAULTS(X)
#undef X
	FAULT_COUNT
};

enum fault_stage {
	STAGE_VMGEXIT,
	STAGE_REQUEST,
	STAGE_PROCESSOR,
	STAGE_ANSWER,
	STAGE_TABLE,
	STAGE_VERDICT,
	STAGE_DEATH,
};

/* When a fault strikes; everything is counted in exits of the guest. */
struct fault_arming {
	uint64_t first;		/* exit at which it begins, from 1; 0: not armed */
	uint64_t times;		/* how many exits; UINT64_MAX: for ever */
	int64_t until_ms;	/* monotonic; 0: no limit in time */
	unsigned int percent;	/* strikes by chance; 0: always */
	uint64_t chance;	/* state of the chance */
};

struct faults {
	uint64_t exits;
	struct fault_arming armed[FAULT_COUNT];
	uint64_t struck[FAULT_COUNT];	/* how often so far */
};

/*
 * What strikes at one exit. It is the exit's own: others begin and end while user
 * space is asked for certificates.
 */
struct fault_strikes {
	bool at[FAULT_COUNT];
};

const char *fault_name(enum platform_fault fault);
const char *fault_text(enum platform_fault fault);
enum fault_stage fault_stage(enum platform_fault fault);

/* The fault of that name, or FAULT_COUNT. */
enum platform_fault fault_by_name(const char *name);

/*
 * faults_arm() - from words, as they stand behind "fault"
 *
 *   NAME		the next exit
 *   NAME N		the N-th exit from now
 *   NAME times N	the next N exits
 *   NAME for MS	every exit for so many milliseconds
 *   NAME forever	every exit
 *   NAME random P [S]	P percent of the exits, by chance from seed S
 *   NAME off, off	no more; all of them
 *
 * Returns 0, or -EINVAL with a line in @why.
 */
int faults_arm(struct faults *faults, int argc, char *const argv[],
	       struct why why);

/* A new exit: decides what strikes at it. */
void faults_next_exit(struct faults *faults, struct fault_strikes *strikes);

/* True when @fault strikes at the exit that @strikes is of. */
bool faults_strike(const struct fault_strikes *strikes,
		   enum platform_fault fault);

/* The fault of @stage that strikes at that exit, or FAULT_COUNT. */
enum platform_fault faults_at(const struct fault_strikes *strikes,
			      enum fault_stage stage);

#endif /* EMULATOR_FAULTS_H */
