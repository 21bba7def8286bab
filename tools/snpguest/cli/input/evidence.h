/* SPDX-License-Identifier: MIT */
/*
 * Evidence as it is collected from files, before the library judges it.
 *
 * Two kinds of trouble are kept apart: a file that cannot be read ends the
 * command (EXIT_TROUBLE); a file that is read and is not what it should be is
 * a flaw of the evidence, which is named and refused.
 */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include <snpguest.h>

#include "../base/files.h"

#define EVIDENCE_MAX 64 /* files, certificates, flaws */

/**
 * struct evidence - start with zeros, end with evidence_free()
 * @owned: memory that the rest points into
 * @flaws: what is wrong with files, one line each
 * @claims: runtime claims that came with the report; see hcl.h
 * @claims_bound: their digest is in the report's REPORT_DATA
 */
struct evidence {
	struct bytes owned[EVIDENCE_MAX];
	size_t n_owned;
	struct snpguest_blob report;
	struct snpguest_blob table;
	struct snpguest_blob certs[EVIDENCE_MAX];
	size_t n_certs;
	struct snpguest_blob crls[EVIDENCE_MAX];
	size_t n_crls;
	char *flaws[EVIDENCE_MAX];
	size_t n_flaws;
	struct snpguest_blob claims;
	bool claims_bound;
	char claims_detail[160];
};

/** Frees everything but the structure. */
void evidence_free(struct evidence *evidence);

/**
 * evidence_keep() - hand over memory that evidence points into
 *
 * Return: 0; -1 after trouble(), and @bytes is freed.
 */
int evidence_keep(struct evidence *evidence, struct bytes bytes);

/** Names a flaw. Return: 0; -1 after trouble(). */
__attribute__((format(printf, 2, 3))) int
evidence_flaw(struct evidence *evidence, const char *format, ...);

/** enum content - what bytes look like; proves nothing */
enum content {
	CONTENT_OTHER,
	CONTENT_PEM_CERTS, /* and perhaps CRLs in the same bundle */
	CONTENT_PEM_CRL,
	CONTENT_DER_CERT,
	CONTENT_DER_CRL,
};

/** What @bytes look like. */
enum content content_of(struct bytes bytes);

/**
 * evidence_add_certs() - certificates or revocation lists that were read
 * @name: for messages
 * @bytes: kept until evidence_free()
 *
 * Anything malformed becomes a flaw. Return: 0; -1 after trouble().
 */
int evidence_add_certs(struct evidence *evidence, const char *name,
		       struct bytes bytes);

/** Reads a report file; a wrong size is a flaw. Return: 0; -1. */
int evidence_read_report(struct evidence *evidence, const char *path);

/** Reads a CRL file; NULL reads nothing. Return: 0; -1 after trouble(). */
int evidence_read_crl(struct evidence *evidence, const char *path);

/**
 * evidence_is_beside() - what 'attest --out' saves beside the evidence
 * @path: with a directory in it
 *
 * The nonce and the verdict: expected in a directory, and never used.
 */
bool evidence_is_beside(const char *path);

/**
 * evidence_read_dir() - certificates, CRLs and a table of a directory
 *
 * Known by content. Names do not matter, except that a file called like a
 * certificate must be one. Return: 0; -1 after trouble(), also when there is
 * neither a certificate nor a table.
 */
int evidence_read_dir(struct evidence *evidence, const char *path);

/** evidence_read_certs() - the same, for a directory or a single file */
int evidence_read_certs(struct evidence *evidence, const char *path);

/**
 * evidence_share() - let @to have certificates, table, CRLs and flaws of @from
 *
 * @from must outlive @to. Return: 0; -1 after trouble().
 */
int evidence_share(struct evidence *to, const struct evidence *from);

/**
 * evidence_read_container() - a report in whatever it comes in
 * @path: a file, "-", or a directory with one report in it
 *
 * A report alone or with a certificate table behind it; the answer of the
 * ioctl; an Azure HCL report; a directory with a report, a table and
 * certificates, such as configfs-tsm's or the one of 'attest --out'.
 *
 * Return: 0, with flaws for what is malformed; -1 after trouble().
 */
int evidence_read_container(struct evidence *evidence, const char *path);

/**
 * evidence_add_container() - the same for one file that was read
 * @name: for messages
 * @bytes: kept until evidence_free()
 */
int evidence_add_container(struct evidence *evidence, const char *name,
			   struct bytes bytes);

#endif /* EVIDENCE_H */
