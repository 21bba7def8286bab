/* SPDX-License-Identifier: MIT */
/*
 * The host's administrator: changes what reports are signed with, and the
 * certificate table with it, under the exclusive lock on the table.
 *
 * Every function is thread safe; none may be called with the machine's mutex.
 */
#ifndef EMULATOR_UPDATER_H
#define EMULATOR_UPDATER_H

#include "engine.h"

/*
 * updater_rewrite_table() - issue the table anew for the present TCB
 * @pages: pad to so many; 0: none
 *
 * Returns 0 or a negative errno with a line in @why, the old table in place.
 */
int updater_rewrite_table(struct platform *platform, uint32_t pages,
			  struct why why);

/*
 * updater_rotate() - another reported TCB and its certificates, in one step
 * @tcb: at least the committed TCB: a firmware update and SNP_COMMIT; below it:
 *	 SNP_SET_CONFIG. A VLEK is loaded again.
 *
 * Returns 0 or a negative errno with a line in @why, everything as it was. When
 * that cannot be had (a disk that fails), or the server dies, the next start
 * finishes it.
 */
int updater_rotate(struct platform *platform, uint64_t tcb, struct why why);

/*
 * updater_load_vlek() - SNP_VLEK_LOAD for the reported TCB, and the provider's
 * certificates in the table with it
 *
 * Returns as updater_rotate().
 */
int updater_load_vlek(struct platform *platform, struct why why);

/*
 * updater_resume() - finish what a server that died had begun
 *
 * Returns 0 (also when there was nothing) or a negative errno with a line in
 * @why.
 */
int updater_resume(struct platform *platform, struct why why);

/*
 * updater_lock_for() - hold the exclusive lock for some time, from now
 *
 * Takes the place of an earlier one. Returns at once: 0 or a negative errno with
 * a line in @why.
 */
int updater_lock_for(struct platform *platform, unsigned int ms,
		     struct why why);

/* Ends what updater_lock_for() began, at once. */
void updater_stop(struct platform *platform);

#endif /* EMULATOR_UPDATER_H */
