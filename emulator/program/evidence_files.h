/* SPDX-License-Identifier: MIT */
/*
 * `ctl DIR evidence`: evidence of a machine in a folder, right or forged.
 *
 *	report.bin	the report
 *	certs.bin	the certificate table: leaf, ASK or ASVK, ARK
 *	vcek.der or vlek.der, ask.der or asvk.der, ark.der	the same
 *	crl.der		the revocation list
 *	request.bin	the report data that a verifier demands, 64 bytes
 *	anchor.pem	the machine's root, whatever was forged
 *	about.txt	what it is, and what is wrong with it
 */
#ifndef EMULATOR_EVIDENCE_FILES_H
#define EMULATOR_EVIDENCE_FILES_H

#include <stdbool.h>
#include <stdio.h>

#include "../base/why.h"

/*
 * evidence_files() - write it
 * @forged: a forgery's name; "all": each into a folder of its name below @out;
 *	    NULL: right
 * @by_the_host: the host asks for the report; report data are zeros then
 *
 * Returns 0 or a negative errno with a line in @why: -EINVAL when there is no
 * such forgery.
 */
int evidence_files(const char *dir, const char *forged, bool by_the_host,
		   const char *out, struct why why);

/* What can be forged, by line. */
void evidence_list_forgeries(FILE *to);

#endif /* EMULATOR_EVIDENCE_FILES_H */
