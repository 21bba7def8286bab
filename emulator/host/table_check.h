/* SPDX-License-Identifier: MIT */
#ifndef EMULATOR_TABLE_CHECK_H
#define EMULATOR_TABLE_CHECK_H

#include "../platform/platform_private.h"

/*
 * table_fits() - whether the certificate file is what an updater would write
 *
 * That is: this machine's ARK, and its ASK or ASVK, and a leaf they signed for
 * the key of the reported TCB. A host serves whatever is in the file, so this is
 * for remarks, not for refusals. Before the machine serves.
 */
bool table_fits(struct platform *platform);

#endif /* EMULATOR_TABLE_CHECK_H */
