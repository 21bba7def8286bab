/* SPDX-License-Identifier: MIT */
#ifndef EMULATOR_TABLE_CHECK_H
#define EMULATOR_TABLE_CHECK_H

#include "../pki/identity.h"

/*
 * table_fits() - whether the certificate file is what an updater would write
 * @dir: the state directory
 * @signer: whose leaf the table is for
 *
 * That is: this machine's ARK, and its ASK or ASVK, and a leaf they signed for
 * the key of the reported TCB. A host serves whatever is in the file, so this is
 * for remarks, not for refusals. Before the machine serves.
 */
bool table_fits(int dir, struct identity *identity, enum report_signer signer,
		uint64_t tcb);

#endif /* EMULATOR_TABLE_CHECK_H */
