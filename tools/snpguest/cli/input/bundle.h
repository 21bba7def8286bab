/* SPDX-License-Identifier: MIT */
/*
 * Evidence as it is collected from files, before the library judges it.
 *
 * Two kinds of trouble are kept apart: a file that cannot be read ends the
 * command (EXIT_TROUBLE); a file that is read and is not what it should be is
 * a flaw of the evidence, which is named and refused.
 */
#ifndef BUNDLE_H
#define BUNDLE_H

#include <snpguest.h>

#include "../base/files.h"

#define BUNDLE_MAX 64 /* files, certificates, flaws */

/**
 * struct bundle - start with zeros, end with bundle_free()
 * @owned: memory that the rest points into
 * @flaws: what is wrong with files, one line each
 * @claims: runtime claims that came with the report; see hcl.h
 * @claims_bound: their digest is in the report's REPORT_DATA
 */
struct bundle {
	struct buffer owned[BUNDLE_MAX];
	size_t n_owned;
	struct snpguest_blob report;
	struct snpguest_blob table;
	struct snpguest_blob certs[BUNDLE_MAX];
	size_t n_certs;
	struct snpguest_blob crls[BUNDLE_MAX];
	size_t n_crls;
	char *flaws[BUNDLE_MAX];
	size_t n_flaws;
	struct snpguest_blob claims;
	bool claims_bound;
	char claims_detail[160];
};

/** Frees everything but the structure. */
void bundle_free(struct bundle *bundle);

/**
 * bundle_keep() - hand over memory that evidence points into
 *
 * Return: 0; -1 after trouble(), and @bytes is freed.
 */
int bundle_keep(struct bundle *bundle, struct buffer bytes);

/** Names a flaw. Return: 0; -1 after trouble(). */
__attribute__((format(printf, 2, 3))) int
bundle_flaw(struct bundle *bundle, const char *format, ...);

/** enum content - what bytes look like; proves nothing */
enum content {
	CONTENT_OTHER,
	CONTENT_PEM_CERTS, /* and perhaps CRLs in the same bundle */
	CONTENT_PEM_CRL,
	CONTENT_DER_CERT,
	CONTENT_DER_CRL,
};

/** What @bytes look like. */
enum content content_of(struct buffer bytes);

/**
 * bundle_add_certs() - certificates or revocation lists that were read
 * @name: for messages
 * @bytes: kept until bundle_free()
 *
 * Anything malformed becomes a flaw. Return: 0; -1 after trouble().
 */
int bundle_add_certs(struct bundle *bundle, const char *name,
		       struct buffer bytes);

/** Reads a report file; a wrong size is a flaw. Return: 0; -1. */
int bundle_read_report(struct bundle *bundle, const char *path);

/** Reads a CRL file; NULL reads nothing. Return: 0; -1 after trouble(). */
int bundle_read_crl(struct bundle *bundle, const char *path);

/**
 * bundle_is_beside() - what 'attest --out' saves beside the evidence
 * @path: with a directory in it
 *
 * The nonce and the verdict: expected in a directory, and never used.
 */
bool bundle_is_beside(const char *path);

/**
 * bundle_read_dir() - certificates, CRLs and a table of a directory
 *
 * Known by content. Names do not matter, except that a file called like a
 * certificate must be one. Return: 0; -1 after trouble(), also when there is
 * neither a certificate nor a table.
 */
int bundle_read_dir(struct bundle *bundle, const char *path);

/** bundle_read_certs() - the same, for a directory or a single file */
int bundle_read_certs(struct bundle *bundle, const char *path);

/**
 * bundle_share() - let @to have certificates, table, CRLs and flaws of @from
 *
 * @from must outlive @to. Return: 0; -1 after trouble().
 */
int bundle_share(struct bundle *to, const struct bundle *from);

/**
 * bundle_read_container() - a report in whatever it comes in
 * @path: a file, "-", or a directory with one report in it
 *
 * A report alone or with a certificate table behind it; the answer of the
 * ioctl; an Azure HCL report; a directory with a report, a table and
 * certificates, such as configfs-tsm's or the one of 'attest --out'.
 *
 * Return: 0, with flaws for what is malformed; -1 after trouble().
 */
int bundle_read_container(struct bundle *bundle, const char *path);

/**
 * bundle_add_container() - the same for one file that was read
 * @name: for messages
 * @bytes: kept until bundle_free()
 */
int bundle_add_container(struct bundle *bundle, const char *name,
			   struct buffer bytes);

#endif /* BUNDLE_H */
