// SPDX-License-Identifier: MIT
/*
 * Collecting certificates and CRLs from where a caller may have them: the
 * host's table, single files, bundles; DER or PEM (hosts put either into their
 * tables). What cannot be read is named and spoils nothing else.
 */
#include "evidence.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../crypto/pem.h"
#include "../formats/certificate_table.h"
#include "../formats/container.h"

/* Where everything goes, and who may know a certificate already. */
struct reading {
	struct snpguest_verifier *verifier;
	struct evidence *to;
};

__attribute__((format(printf, 2, 3), cold))
static int problem(char (*text)[256], const char *fmt, ...)
{
	va_list ap;

	if ((*text)[0])
		return 0;
	va_start(ap, fmt);
	vsnprintf(*text, sizeof(*text), fmt, ap);
	va_end(ap);
	return 0;
}

/* What is wrong with what came from @source. */
__attribute__((format(printf, 3, 4), cold))
static int problem_of(char (*text)[256], struct source source, const char *fmt,
		      ...)
{
	char of[SOURCE_TEXT_SIZE], what[128];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	source_text(&source, of);
	return problem(text, "%s: %s", of, what);
}

static bool has(const struct evidence *to,
		const uint8_t sha256[CRYPTO_SHA256_SIZE])
{
	for (size_t i = 0; i < to->n_certs; i++)
		if (!memcmp(to->certs[i]->info.sha256, sha256,
			    CRYPTO_SHA256_SIZE))
			return true;
	return false;
}

/* Return: 0; -EBADMSG: it is no certificate; -ENOMEM; -EIO. */
static int read_cert(struct reading *r, struct snpguest_blob der)
{
	struct evidence *to = r->to;
	uint8_t sha256[CRYPTO_SHA256_SIZE];
	struct certificate *cert;
	int err = crypto_sha256(r->verifier->crypto, der, sha256);

	if (err || has(to, sha256))
		return err;
	err = verifier_certificate(r->verifier, der, sha256, &cert);
	if (!err)
		to->certs[to->n_certs++] = cert;
	return err;
}

/* The one that is needed may be among them. */
static int leave_cert(struct evidence *to)
{
	to->certs_left = true;
	return problem(&to->certs_problem,
		       "more than %d certificates; give fewer",
		       SNPGUEST_CERTS_MAX);
}

/* @der is a copy already. */
static int add_cert(struct reading *r, struct snpguest_blob der,
		    struct source source)
{
	char (*trouble)[256] = &r->to->certs_problem;
	int err;

	if (r->to->n_certs == SNPGUEST_CERTS_MAX)
		return leave_cert(r->to);
	if (der.len > CRYPTO_CERT_MAX)
		return problem_of(trouble, source,
				  "%zu bytes; no certificate has more than %d",
				  der.len, CRYPTO_CERT_MAX);
	err = read_cert(r, der);
	if (err == -EBADMSG)
		return problem_of(trouble, source,
				  "not an X.509 certificate in DER or PEM");
	return err;
}

static bool has_crl(const struct evidence *to,
		    const struct revocation_list *list)
{
	for (size_t i = 0; i < to->n_crls; i++)
		if (!memcmp(to->crls[i].sha256, list->sha256,
			    sizeof(list->sha256)))
			return true;
	return false;
}

/* Each once. What there is no room for may be the one that revokes. */
static void keep_crl(struct evidence *to, const struct revocation_list *list)
{
	bool known = has_crl(to, list);

	if (!known && to->n_crls < SNPGUEST_CRLS_MAX) {
		to->crls[to->n_crls++] = *list;
		return;
	}
	to->crls_left |= !known;
	crypto_crl_free(list->crl);
}

static int add_crl(struct reading *r, struct snpguest_blob der,
		   struct source source)
{
	struct evidence *to = r->to;
	struct revocation_list list;
	int err;

	if (to->crls_left)
		return 0;
	err = revocation_list_read(r->verifier->crypto, der, &list);
	if (err == -EBADMSG)
		return problem_of(&to->crls_problem, source,
				  "not an X.509 CRL in DER or PEM of at most %d bytes",
				  CRYPTO_CRL_MAX);
	list.source = source;
	if (!err)
		keep_crl(to, &list);
	return err;
}

/* struct kind - certificates or CRLs */
struct kind {
	const char *label;
	int (*add)(struct reading *r, struct snpguest_blob der,
		   struct source source);
	char (*trouble)[256];
};

/* Every block with the label of a PEM text; a bad one does not end it. */
static int add_bundle(struct reading *r, struct snpguest_blob pem,
		      const struct kind *kind, struct source source)
{
	struct bytes text = bytes_of(pem);
	size_t len = 0, found = 0;
	uint8_t *der;
	int err;

	while ((err = crypto_pem_next(&text, kind->label, &der, &len)) !=
	       -ENOENT) {
		found++;
		if (err == -EBADMSG) {
			problem_of(kind->trouble, source, "malformed PEM");
			continue;
		}
		if (!err)
			err = kind->add(r, (struct snpguest_blob){ der, len },
					source);
		free(der);
		if (err)
			return err;
	}
	if (!found)
		problem_of(kind->trouble, source, "no %s in this PEM text",
			   kind->label);
	return 0;
}

static int add_copy(struct reading *r, struct snpguest_blob copy,
		    const struct kind *kind, struct source source)
{
	if (crypto_pem_is(copy))
		return add_bundle(r, copy, kind, source);
	return kind->add(r, copy, source);
}

/* Copies once: what is looked at cannot change any more. */
static int add_blob(struct reading *r, struct snpguest_blob blob,
		    const struct kind *kind, struct source source)
{
	struct snpguest_blob copy = { NULL, blob.len };
	int err;

	if (blob.len > EVIDENCE_BLOB_MAX)
		return problem_of(kind->trouble, source,
				  "%zu bytes; more than %zu are not read",
				  blob.len, EVIDENCE_BLOB_MAX);
	err = bytes_dup(blob, &copy);
	if (err)
		return err;
	err = add_copy(r, copy, kind, source);
	free((void *)copy.data);
	return err;
}

static struct kind certs_of(struct reading *r)
{
	return (struct kind){ PEM_CERTIFICATE, add_cert, &r->to->certs_problem };
}

static struct kind crls_of(struct reading *r)
{
	return (struct kind){ PEM_CRL, add_crl, &r->to->crls_problem };
}

static int add_entry(struct reading *r,
		     const struct snpguest_table_entry *entry, size_t number)
{
	struct source source = { "entry of the certificate table", number,
				 NULL };
	struct kind certs = certs_of(r), crls = crls_of(r);

	switch (entry->kind) {
	case SNPGUEST_ENTRY_VCEK:
	case SNPGUEST_ENTRY_VLEK:
	case SNPGUEST_ENTRY_ASK:
	case SNPGUEST_ENTRY_ARK:
		return add_copy(r, entry->blob, &certs, source);
	case SNPGUEST_ENTRY_CRL:
		return add_copy(r, entry->blob, &crls, source);
	default:
		r->to->unknown_entries++;
		return 0;
	}
}

/* Both are used; the host said one thing twice. */
static void mention_twice(struct reading *r, const struct table *table,
			  size_t index)
{
	struct snpguest_error error;

	if (table_check_unique(table, index, &error))
		problem(&r->to->table_problem, "%s", error.what);
}

/* Entry by entry: one that is malformed does not spoil the others. */
static int add_entries(struct reading *r, struct table *table)
{
	char (*trouble)[256] = &r->to->table_problem;
	struct snpguest_table_entry entry;
	struct snpguest_error error;
	int err = 0;

	for (size_t i = 0; !err && i < table->count; i++) {
		if (table_take(table, i, &entry, &error)) {
			problem(trouble, "%s", error.what);
			continue;
		}
		mention_twice(r, table, i);
		err = add_entry(r, &entry, i + 1);
	}
	return err;
}

static int add_parts(struct reading *r, struct snpguest_blob copy)
{
	char (*trouble)[256] = &r->to->table_problem;
	struct snpguest_error error;
	struct table table;

	if (table_open(copy, &table, &error))
		return problem(trouble, "%s", error.what);
	if (table.count > SNPGUEST_TABLE_MAX)
		return problem(trouble,
			       "certificate table: %zu entries, at most %d are read",
			       table.count, SNPGUEST_TABLE_MAX);
	return add_entries(r, &table);
}

static int add_table(struct reading *r, struct snpguest_blob bytes)
{
	struct snpguest_blob copy;
	int err;

	if (bytes.len > EVIDENCE_BLOB_MAX)
		return problem(&r->to->table_problem,
			       "certificate table: %zu bytes; more than %zu are not read",
			       bytes.len, EVIDENCE_BLOB_MAX);
	err = bytes_dup(bytes, &copy);
	if (err)
		return err;
	err = add_parts(r, copy);
	free((void *)copy.data);
	return err;
}

/* Its bytes are copies already, which nobody else writes to. */
static int add_container(struct reading *r,
			 const struct snpguest_container *container)
{
	int err = 0;

	for (size_t i = 0; !err && i < container->n_certs; i++)
		err = add_cert(r, container->certs[i],
			       (struct source){ "certificate of the input",
						i + 1, NULL });
	for (size_t i = 0; !err && i < container->n_crls; i++)
		err = add_crl(r, container->crls[i],
			      (struct source){ "CRL of the input", i + 1,
					       NULL });
	return err ? err : add_table(r, container->table);
}

/* The caller's certificates first: the host's may be so many that none is. */
int evidence_read(struct snpguest_verifier *verifier,
		  const struct snpguest_evidence *from, struct evidence *to)
{
	struct reading r = { verifier, to };
	struct kind certs = certs_of(&r), crls = crls_of(&r);
	int err = 0;

	for (size_t i = 0; !err && i < from->n_certs; i++)
		err = add_blob(&r, from->certs[i], &certs,
			       (struct source){ "certificate", i + 1, NULL });
	for (size_t i = 0; !err && i < from->n_crls; i++)
		err = add_blob(&r, from->crls[i], &crls,
			       (struct source){ "CRL", i + 1,
				from->crl_names ? from->crl_names[i] : NULL });
	if (!err && from->container)
		err = add_container(&r, from->container);
	return err ? err : add_table(&r, from->table);
}

void evidence_clear(struct evidence *evidence)
{
	for (size_t i = 0; i < evidence->n_certs; i++)
		certificate_put(evidence->certs[i]);
	for (size_t i = 0; i < evidence->n_crls; i++)
		crypto_crl_free(evidence->crls[i].crl);
	evidence->n_certs = evidence->n_crls = 0;
}
