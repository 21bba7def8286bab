/* SPDX-License-Identifier: MIT */
#ifndef EMULATOR_EXPORT_H
#define EMULATOR_EXPORT_H

#include <stddef.h>
#include <stdint.h>

#include "../base/why.h"

#define ANCHOR_FILE	"anchor.pem"

/*
 * export_certificates() - what a verifier of this machine's reports needs
 * @dir: state directory; a server may be running on it
 * @out: made if it is not there: ark.der, ask.der, asvk.der, vcek.der,
 *	 vlek.der, crl.der, and anchor.pem, the ARK again
 *
 * Returns 0 or a negative errno with a line in @why.
 */
int export_certificates(const char *dir, const char *out, struct why why);

/* The folder @out, made if it is not there, or a negative errno. */
int export_open(const char *out, struct why why);

/* A certificate as PEM into the folder @to. 0 or a negative errno. */
int export_pem(int to, const char *name, const uint8_t *der, size_t size,
	       struct why why);

#endif /* EMULATOR_EXPORT_H */
