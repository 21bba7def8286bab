/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_EVIDENCE_H
#define SNPGUEST_EVIDENCE_H

#include "certificate.h"

#define EVIDENCE_CERTS_MAX 48
#define EVIDENCE_CRLS_MAX 16

/**
 * struct evidence - everything that was handed in, taken apart
 * @certs: readable certificates, each once
 * @crls: DER, unread
 * @owned: bytes decoded from PEM
 * @table_problem, @certs_problem: what could not be read, for people; empty
 *	when all of it could
 * @unknown_entries: entries of the table with a GUID that is not known here
 */
struct evidence {
	struct certificate certs[EVIDENCE_CERTS_MAX];
	size_t n_certs;
	struct snpguest_blob crls[EVIDENCE_CRLS_MAX];
	size_t n_crls;
	uint8_t *owned[EVIDENCE_CERTS_MAX + EVIDENCE_CRLS_MAX];
	size_t n_owned;
	size_t unknown_entries;
	char table_problem[256];
	char certs_problem[256];
	char crls_problem[256];
};

/** Takes @from apart. Return: 0, -ENOMEM, -EIO; evidence_clear() in any case. */
int evidence_read(const struct snpguest_evidence *from, struct evidence *to);

/** Frees what @evidence owns. */
void evidence_clear(struct evidence *evidence);

#endif
