// SPDX-License-Identifier: MIT
/*
 * Collecting certificates and CRLs from where a caller may have them: the
 * host's table, single files, bundles; DER or PEM (hosts put either into their
 * tables). Certificates that cannot be read are remembered, not passed over.
 */
#include "evidence.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../crypto/pem.h"

/* Where everything goes, and who may know a certificate already. */
struct reading {
	struct snpguest_verifier *verifier;
	struct evidence *to;
};

/* Where a blob came from, for messages. */
struct source {
	const char *what;
	size_t number;
};

__attribute__((format(printf, 2, 3), cold))
static void problem(char (*text)[256], const char *fmt, ...)
{
	va_list ap;

	if ((*text)[0])
		return;
	va_start(ap, fmt);
	vsnprintf(*text, sizeof(*text), fmt, ap);
	va_end(ap);
}

static bool has(const struct evidence *to, const struct certificate *cert)
{
	for (size_t i = 0; i < to->n_certs; i++)
		if (!memcmp(to->certs[i]->info.sha256, cert->info.sha256,
			    sizeof(cert->info.sha256)))
			return true;
	return false;
}

static int add_cert(struct reading *r, struct snpguest_blob der,
		    struct source source)
{
	struct evidence *to = r->to;
	struct certificate *cert;
	int err;

	if (to->n_certs == EVIDENCE_CERTS_MAX) {
		problem(&to->certs_problem,
			"more than %d certificates; give fewer",
			EVIDENCE_CERTS_MAX);
		return 0;
	}
	err = verifier_certificate(r->verifier, der, &cert);
	if (err == -EBADMSG) {
		problem(&to->certs_problem,
			"%s %zu: not an X.509 certificate in DER or PEM",
			source.what, source.number);
		return 0;
	}
	if (err)
		return err;
	if (has(to, cert))
		certificate_put(cert);
	else
		to->certs[to->n_certs++] = cert;
	return 0;
}

static int add_crl(struct reading *r, struct snpguest_blob der,
		   struct source source)
{
	struct evidence *to = r->to;
	struct revocation_list *list = &to->crls[to->n_crls];
	int err;

	(void)source;
	if (to->n_crls == EVIDENCE_CRLS_MAX) {
		problem(&to->crls_problem, "more than %d CRLs; give fewer",
			EVIDENCE_CRLS_MAX);
		return 0;
	}
	err = crypto_crl_new(r->verifier->crypto, der, &list->crl, &list->fields);
	if (err && err != -EBADMSG)
		return err;
	to->n_crls++;
	return crypto_sha256(r->verifier->crypto, der, list->sha256);
}

typedef int (*add_fn)(struct reading *r, struct snpguest_blob der,
		      struct source source);

/* Every block with @label of a PEM text. */
static int add_bundle(struct reading *r, struct snpguest_blob pem,
		      const char *label, add_fn add, char (*trouble)[256],
		      struct source source)
{
	struct bytes text = bytes_of(pem);
	size_t len = 0, found = 0;
	uint8_t *der;
	int err;

	while (!(err = crypto_pem_next(&text, label, &der, &len))) {
		err = add(r, (struct snpguest_blob){ der, len }, source);
		free(der);
		if (err)
			return err;
		found++;
	}
	if (err != -ENOENT && err != -EBADMSG)
		return err;
	if (err == -EBADMSG || !found)
		problem(trouble, "%s %zu: malformed PEM, or no %s in it",
			source.what, source.number, label);
	return 0;
}

static int add_certs(struct reading *r, struct snpguest_blob blob,
		     struct source source)
{
	if (crypto_pem_is(blob))
		return add_bundle(r, blob, PEM_CERTIFICATE, add_cert,
				  &r->to->certs_problem, source);
	return add_cert(r, blob, source);
}

static int add_crls(struct reading *r, struct snpguest_blob blob,
		    struct source source)
{
	if (crypto_pem_is(blob))
		return add_bundle(r, blob, PEM_CRL, add_crl,
				  &r->to->crls_problem, source);
	return add_crl(r, blob, source);
}

static int add_entry(struct reading *r,
		     const struct snpguest_table_entry *entry, size_t number)
{
	struct source source = { "entry of the certificate table", number };

	switch (entry->kind) {
	case SNPGUEST_ENTRY_VCEK:
	case SNPGUEST_ENTRY_VLEK:
	case SNPGUEST_ENTRY_ASK:
	case SNPGUEST_ENTRY_ARK:
		return add_certs(r, entry->blob, source);
	case SNPGUEST_ENTRY_CRL:
		return add_crls(r, entry->blob, source);
	case SNPGUEST_ENTRY_UNKNOWN:
		r->to->unknown_entries++;
		break;
	}
	return 0;
}

static int add_table(struct reading *r, struct snpguest_blob table)
{
	struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX];
	struct snpguest_error error;
	size_t count = 0;
	int err;

	if (snpguest_table_parse(table.data, table.len, entries,
				 SNPGUEST_TABLE_MAX, &count, &error)) {
		problem(&r->to->table_problem, "%s", error.what);
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		err = add_entry(r, &entries[i], i + 1);
		if (err)
			return err;
	}
	return 0;
}

int evidence_read(struct snpguest_verifier *verifier,
		  const struct snpguest_evidence *from, struct evidence *to)
{
	struct reading r = { verifier, to };
	int err = add_table(&r, from->table);

	for (size_t i = 0; !err && i < from->n_certs; i++)
		err = add_certs(&r, from->certs[i],
				(struct source){ "certificate", i + 1 });
	for (size_t i = 0; !err && i < from->n_crls; i++)
		err = add_crls(&r, from->crls[i],
			       (struct source){ "CRL", i + 1 });
	return err;
}

void evidence_clear(struct evidence *evidence)
{
	for (size_t i = 0; i < evidence->n_certs; i++)
		certificate_put(evidence->certs[i]);
	for (size_t i = 0; i < evidence->n_crls; i++)
		crypto_crl_free(evidence->crls[i].crl);
	evidence->n_certs = evidence->n_crls = 0;
}
