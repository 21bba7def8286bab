/* SPDX-License-Identifier: MIT */
/*
 * Evidence as it is collected from files, before the library judges it.
 *
 * Three kinds of trouble are kept apart: a file that cannot be read ends the
 * command (EXIT_TROUBLE); one that was asked about and is not what it should be
 * is a flaw, which is named and refused; one that merely lies beside the others
 * is noted.
 */
#ifndef BUNDLE_H
#define BUNDLE_H

#include <snpguest.h>

#include "../base/files.h"

#define BUNDLE_FLAWS_MAX 64

/** struct blobs - a list that grows; free(@list) */
struct blobs {
	struct snpguest_blob *list;
	size_t count, room;
};

/**
 * struct bundle - start with zeros, end with bundle_free()
 * @question: the files are what is asked about: what is none is a flaw
 * @containers: memory that the rest points into; @n_containers of them
 * @container: what the report came in, one of @containers; its table, its
 *	       certificates and lists are the library's to find
 * @flaws: what is wrong with files, one line each
 * @claims: runtime claims that came with the report
 * @crl_names: the file of each of @crls; in memory of its own
 * @nonce: the file nonce.bin of a directory of evidence, where @nonce_path is
 *	   set; that is where it was, in memory of its own
 */
struct bundle {
	bool question;
	struct snpguest_container **containers;
	size_t n_containers;
	const struct snpguest_container *container;
	struct snpguest_blob report;
	struct snpguest_blob table;
	struct blobs certs, crls;
	char **crl_names;
	char *flaws[BUNDLE_FLAWS_MAX];
	size_t n_flaws;
	struct snpguest_blob claims;
	uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE];
	char *nonce_path;
};

/** Frees everything but the structure. */
void bundle_free(struct bundle *bundle);

/** Names a flaw. Return: 0; -1 after trouble(). */
__attribute__((format(printf, 2, 3))) int
bundle_flaw(struct bundle *bundle, const char *format, ...);

/** Names a flaw where the files are the question, and notes it elsewhere. */
__attribute__((format(printf, 2, 3))) int
bundle_mention(struct bundle *bundle, const char *format, ...);

/**
 * bundle_open() - take a file apart that was read
 * @name: for messages
 * @bytes: freed
 * @container: out: the bundle's
 *
 * Return: 0; -1 after trouble().
 */
int bundle_open(struct bundle *bundle, const char *name, struct buffer bytes,
		const struct snpguest_container **container);

/** Frees what was opened last; nothing may have been taken out of it. */
void bundle_drop(struct bundle *bundle);

/** bundle_take_report() - the report of a container, and its runtime claims */
void bundle_take_report(struct bundle *bundle,
		       const struct snpguest_container *container);

/** Is a table, a certificate or a list in it? */
bool bundle_has_certs(const struct snpguest_container *container);

/**
 * bundle_take_certs() - table, certificates and lists of a container
 *
 * A refusal of a container that has some is named as a flaw: what stands behind that
 * which does not hold, nobody looked at. Return: 0; -1 after trouble().
 */
int bundle_take_certs(struct bundle *bundle, const char *name,
		      const struct snpguest_container *container);

/** bundle_add_cert() - one certificate, DER or PEM, readable or not */
int bundle_add_cert(struct bundle *bundle, const char *name,
		    struct snpguest_blob cert);

/** bundle_add_table() - a table; a second one's entries go to the others */
int bundle_add_table(struct bundle *bundle, const char *name,
		     struct snpguest_blob table);

/**
 * bundle_add_report() - a report, in whatever it comes, and what else is in it
 * @bytes: freed
 *
 * What is none is a flaw. Return: 0; -1 after trouble().
 */
int bundle_add_report(struct bundle *bundle, const char *name,
		      struct buffer bytes);

/** bundle_read_report() - the same from a file */
int bundle_read_report(struct bundle *bundle, const char *path);

/** Reads a CRL file; NULL reads nothing. Return: 0; -1 after trouble(). */
int bundle_read_crl(struct bundle *bundle, const char *path);

/**
 * bundle_read_certs() - certificates, CRLs and tables of a file or a directory
 *
 * Known by content; names count where the bytes are broken. Return: 0; -1 after
 * trouble(), also when a directory that is asked about has nothing of the kind.
 */
int bundle_read_certs(struct bundle *bundle, const char *path);

/**
 * bundle_read_evidence() - a report in whatever it comes in
 * @path: a file, "-", or a directory with one report in it
 *
 * A directory may hold a table and certificates, too, such as configfs-tsm's or
 * the one of 'attest --out'.
 *
 * Return: 0, with flaws for what is malformed; -1 after trouble().
 */
int bundle_read_evidence(struct bundle *bundle, const char *path);

/** The two kinds of directories; as those above. */
int bundle_read_certs_dir(struct bundle *bundle, const char *path);
int bundle_read_evidence_dir(struct bundle *bundle, const char *path);

/** Notes what the report of @path came in, unless it is bare. */
void bundle_name_shape(const struct bundle *bundle, const char *path);

/**
 * bundle_share() - let @to have certificates, table, CRLs and flaws of @from
 *
 * @from must outlive @to. Return: 0; -1 after trouble().
 */
int bundle_share(struct bundle *to, const struct bundle *from);

#endif /* BUNDLE_H */
