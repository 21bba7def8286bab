/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_EVIDENCE_H
#define SNPGUEST_EVIDENCE_H

#include "verifier.h"

#define EVIDENCE_CERTS_MAX 48
#define EVIDENCE_CRLS_MAX 16

/**
 * struct revocation_list - one that was handed in
 * @crl: NULL when it is none
 * @sha256: of its DER bytes
 */
struct revocation_list {
	struct crypto_crl *crl;
	struct crypto_crl_fields fields;
	uint8_t sha256[CRYPTO_SHA256_SIZE];
};

/**
 * struct evidence - everything that was handed in, taken apart
 * @certs: readable certificates, each once; references
 * @table_problem, @certs_problem, @crls_problem: what could not be read, for
 *	people; empty when all of it could
 * @unknown_entries: entries of the table with a GUID that is not known here
 */
struct evidence {
	struct certificate *certs[EVIDENCE_CERTS_MAX];
	size_t n_certs;
	struct revocation_list crls[EVIDENCE_CRLS_MAX];
	size_t n_crls;
	size_t unknown_entries;
	char table_problem[256];
	char certs_problem[256];
	char crls_problem[256];
};

/** Takes @from apart. Return: 0, -ENOMEM, -EIO; evidence_clear() in any case. */
int evidence_read(struct snpguest_verifier *verifier,
		  const struct snpguest_evidence *from, struct evidence *to);

/** Frees what @evidence owns. */
void evidence_clear(struct evidence *evidence);

#endif
