/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_EVIDENCE_H
#define SNPGUEST_EVIDENCE_H

#include "verifier.h"

#define EVIDENCE_BLOB_MAX ((size_t)4 << 20) /* a table, a bundle */

/** Answer to "did this key sign that?" */
enum signed_by {
	SIGNED_UNKNOWN = 0, /* not asked, or a part that is needed is missing */
	SIGNED_YES,
	SIGNED_NO,
};

/** struct vouched - whether a trusted root signed an authority, asked once */
struct vouched {
	bool asked;
	struct certificate *root;
	enum signed_by result;
};

/**
 * struct evidence - everything that was handed in, taken apart
 * @certs: readable certificates, each once, the caller's before the host's;
 *	   references
 * @certs_left: there were more of them, which nobody looked at
 * @vouched: of each of them that is an authority; certificate_chain.c's
 * @crls: readable revocation lists, each once
 * @crls_left: there were more of them, which nobody looked at
 * @unknown_entries: entries of the table with a GUID that is not known here
 * @table_problem, @certs_problem, @crls_problem: the first thing that could not
 *	be read, for people; empty when all of it could
 */
struct evidence {
	struct certificate *certs[SNPGUEST_CERTS_MAX];
	struct vouched vouched[SNPGUEST_CERTS_MAX];
	size_t n_certs;
	bool certs_left;
	struct revocation_list crls[SNPGUEST_CRLS_MAX];
	size_t n_crls;
	bool crls_left;
	size_t unknown_entries;
	char table_problem[256];
	char certs_problem[256];
	char crls_problem[256];
};

/**
 * evidence_read() - take @from apart
 *
 * Copies every part before it looks at it; the bytes may change meanwhile.
 * Return: 0, -ENOMEM, -EIO; evidence_clear() in any case.
 */
int evidence_read(struct snpguest_verifier *verifier,
		  const struct snpguest_evidence *from, struct evidence *to);

/** Frees what @evidence owns. */
void evidence_clear(struct evidence *evidence);

#endif
