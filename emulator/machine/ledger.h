/* SPDX-License-Identifier: MIT */
/*
 * The IV ledger: every authentic message that ever stood in shared memory. A
 * second, different image for one (VMPCK, sequence number) means that an IV was
 * used twice, which gives AES-GCM's authentication key away. It outlives the
 * server: a file of fixed-size records.
 *
 * It knows the last LEDGER_WINDOW numbers of each VMPCK, and every conflict, so
 * that it has a bound. Of a number further back it cannot tell whether it is
 * used twice, and counts it as unjudged.
 *
 * Callers serialise.
 */
#ifndef EMULATOR_LEDGER_H
#define EMULATOR_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "../firmware/sealed_message.h"
#include "../base/why.h"

#define LEDGER_WINDOW	65536U

struct ledger;

/*
 * ledger_open() - read the ledger in @dir, or begin one
 *
 * Conflicts found in an old file count again. Returns 0; -EBADMSG when the file
 * is damaged; or another negative errno.
 */
int ledger_open(int dir, struct ledger **ledger, struct why why);
void ledger_close(struct ledger *ledger);

/*
 * ledger_see() - write down a page that is, or is about to be, shared
 * @keys: the four VMPCKs; a page that is authentic under none is not recorded,
 *	  since it encrypts nothing
 *
 * Returns 0 (also for a conflict, which is counted) or a negative errno.
 */
int ledger_see(struct ledger *ledger, const uint8_t keys[4][SEALED_KEY_SIZE],
	       const uint8_t page[GUEST_PAGE_SIZE]);

/*
 * ledger_forget() - the keys are no more, so nothing can be used twice
 *
 * Returns 0 or a negative errno, nothing forgotten.
 */
int ledger_forget(struct ledger *ledger);

/* Whether a message of that number is on record. */
bool ledger_knows(struct ledger *ledger, uint8_t vmpck, uint64_t seqno);

/* Messages too old to be compared with what was sent under their number. */
uint64_t ledger_unjudged(const struct ledger *ledger);
/* IVs used twice. */
uint64_t ledger_conflicts(const struct ledger *ledger);
/* Different messages on record. */
uint64_t ledger_messages(const struct ledger *ledger);

#endif /* EMULATOR_LEDGER_H */
