// SPDX-License-Identifier: MIT
/* Who is trusted, and which certificates were already found to be theirs. */
#include "verifier.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/input.h"
#include "../crypto/pem.h"

static int trust_amd(struct snpguest_verifier *v)
{
	v->trusted = calloc(ANCHOR_COUNT, sizeof(*v->trusted));
	if (!v->trusted)
		return -ENOMEM;
	for (; v->count < ANCHOR_COUNT; v->count++) {
		v->trusted[v->count] =
			certificate_of_anchor(v->crypto,
					      &amd_anchors[v->count]);
		if (!v->trusted[v->count])
			return -ENOMEM;
	}
	return 0;
}

static int make(const struct snpguest_verifier_options *options,
		struct snpguest_verifier *v)
{
	int err;

	if (options->libctx || options->fips)
		err = crypto_new(options->libctx,
				 options->fips ? "fips=yes" : NULL, &v->crypto);
	else
		err = crypto_shared(&v->crypto);

	if (err || options->without_amd)
		return err;
	return trust_amd(v);
}

static int read_options(const struct snpguest_verifier_options *from,
			struct snpguest_verifier_options *options,
			struct snpguest_error *error)
{
	int err;

	memset(options, 0, sizeof(*options));
	if (!from)
		return 0;
	err = input_copy(options, sizeof(*options), from, "verifier options",
			 error);
	if (!err && (options->without_amd > 1 || options->fips > 1))
		err = fail(error, -EINVAL,
			   "verifier options: a flag is neither 0 nor 1");
	return err;
}

int snpguest_verifier_new(struct snpguest_verifier **verifier,
			  const struct snpguest_verifier_options *options,
			  struct snpguest_error *error)
{
	struct snpguest_verifier_options own;
	struct snpguest_verifier *v;
	int err = read_options(options, &own, error);

	*verifier = NULL;
	if (err)
		return err;
	v = calloc(1, sizeof(*v));
	if (!v)
		return fail_memory(error);
	known_signatures_init(&v->known);
	err = make(&own, v);
	if (err) {
		snpguest_verifier_free(v);
		return fail(error, err, "cannot make a verifier: %s",
			    strerror(-err));
	}
	*verifier = v;
	return 0;
}

void snpguest_verifier_free(struct snpguest_verifier *verifier)
{
	if (!verifier)
		return;
	for (size_t i = 0; i < verifier->count; i++)
		certificate_put(verifier->trusted[i]);
	free(verifier->trusted);
	for (size_t i = 0; i < verifier->n_authorities; i++)
		certificate_put(verifier->authorities[i]);
	for (size_t i = 0; i < verifier->n_crls; i++)
		crypto_crl_free(verifier->crls[i].crl);
	known_signatures_free(&verifier->known);
	crypto_put(verifier->crypto);
	free(verifier);
}

/* Did @issuer, which has a key, sign @cert? As crypto_cert_verify(). */
static int verify_by(struct certificate *cert, struct certificate *issuer)
{
	struct crypto_key *key;
	int err = certificate_key(issuer, &key);

	return err ? err : crypto_cert_verify(cert->x509, key);
}

/* Is @cert a root that can be trusted: an ARK that signed itself? */
static int check_root(struct certificate *cert, const char **why)
{
	*why = "its name is not ARK- and that of a known product";
	if (cert->info.role != SNPGUEST_CERT_ARK || !cert->info.product)
		return -EBADMSG;
	*why = "it is issued by another name than its own";
	if (!certificate_names(cert, cert))
		return -EBADMSG;
	*why = cert->ca_problem;
	if (cert->ca_problem)
		return -EBADMSG;
	if (cert->amd)
		return 0;
	*why = "its own key did not sign it";
	return verify_by(cert, cert);
}

/* Takes @root. */
static int trust(struct snpguest_verifier *verifier, struct certificate *root)
{
	struct certificate **more =
		realloc(verifier->trusted,
			(verifier->count + 1) * sizeof(*more));

	if (!more)
		return -ENOMEM;
	more[verifier->count++] = root;
	verifier->trusted = more;
	return 0;
}

static int read_cert(struct snpguest_verifier *v, struct snpguest_blob der,
		     struct certificate **cert)
{
	uint8_t sha256[CRYPTO_SHA256_SIZE];
	int err = crypto_sha256(v->crypto, der, sha256);

	return err ? err : certificate_new(v->crypto, &v->products, der, sha256,
					   cert);
}

/* Takes @cert. */
static int keep_root(struct snpguest_verifier *v, struct certificate *cert,
		     const char **why)
{
	int err = check_root(cert, why);

	if (!err)
		err = trust(v, cert);
	if (err)
		certificate_put(cert);
	return err;
}

static int add_anchor(struct snpguest_verifier *verifier,
		      struct snpguest_blob der, const char **why)
{
	struct certificate *cert;
	int err = read_cert(verifier, der, &cert);

	*why = "it is not an X.509 certificate";
	return err ? err : keep_root(verifier, cert, why);
}

/* ------------------------------------------------------------- products */

struct mark verifier_mark(const struct snpguest_verifier *v)
{
	return (struct mark){ v->count, v->n_authorities, v->products.count };
}

void verifier_go_back(struct snpguest_verifier *v, const struct mark *mark)
{
	while (v->count > mark->count)
		certificate_put(v->trusted[--v->count]);
	while (v->n_authorities > mark->n_authorities)
		certificate_put(v->authorities[--v->n_authorities]);
	v->products.count = mark->n_products;
}

/* Is @cert an ASK or ASVK that a root signed which was just added? */
static int check_authority(struct snpguest_verifier *v, struct certificate *cert,
			   const struct mark *mark, const char **why)
{
	int err = -EBADMSG;

	*why = cert->ca_problem;
	if (cert->ca_problem)
		return -EBADMSG;
	*why = "no root of its file signed one of its authorities";
	for (size_t i = mark->count; i < v->count && err == -EBADMSG; i++)
		if (certificate_names(cert, v->trusted[i]))
			err = verify_by(cert, v->trusted[i]);
	return err;
}

/* Takes @cert. */
static int keep_authority(struct snpguest_verifier *v, struct certificate *cert,
			  const struct mark *mark, const char **why)
{
	int err = check_authority(v, cert, mark, why);

	if (!err && v->n_authorities == VERIFIER_AUTHORITIES_MAX) {
		*why = "the verifier has too many authorities already";
		err = -EBADMSG;
	}
	if (err)
		certificate_put(cert);
	else
		v->authorities[v->n_authorities++] = cert;
	return err;
}

static bool is_authority(const struct certificate *cert)
{
	return cert->info.role == SNPGUEST_CERT_ASK ||
	       cert->info.role == SNPGUEST_CERT_ASVK;
}

/* Is @der an ARK, ASK or ASVK of @product's? Then it is *@cert. */
static int read_ca(struct snpguest_verifier *v, const struct product *product,
		   struct snpguest_blob der, struct certificate **cert,
		   const char **why)
{
	int err = read_cert(v, der, cert);

	*why = "a certificate in it is not X.509";
	if (err)
		return err;
	*why = "a certificate in it is none of this product's ARK, ASK and ASVK";
	if ((*cert)->info.product == (uint32_t)product->number &&
	    ((*cert)->info.role == SNPGUEST_CERT_ARK || is_authority(*cert)))
		return 0;
	return -EBADMSG;
}

/* The roots among @cas, then what they signed. */
static int keep_all(struct snpguest_verifier *v, struct certificate **cas,
		    size_t count, const struct mark *mark, const char **why)
{
	int err = 0;

	for (size_t i = 0; !err && i < count; i++)
		if (!is_authority(cas[i]))
			err = keep_root(v, certificate_hold(cas[i]), why);
	if (!err && v->count == mark->count) {
		*why = "there is no root, an ARK that signed itself, in it";
		return -EBADMSG;
	}
	for (size_t i = 0; !err && i < count; i++)
		if (is_authority(cas[i]))
			err = keep_authority(v, certificate_hold(cas[i]), mark,
					     why);
	return err;
}

static int add_all(struct snpguest_verifier *v, const struct product *product,
		   const struct snpguest_blob *certs, size_t n_certs,
		   const struct mark *mark, const char **why)
{
	struct certificate **cas = calloc(n_certs + 1, sizeof(*cas));
	int err = cas ? 0 : -ENOMEM;
	size_t read = 0;

	for (; !err && read < n_certs; read++)
		err = read_ca(v, product, certs[read], &cas[read], why);
	if (!err)
		err = keep_all(v, cas, n_certs, mark, why);
	while (read--)
		certificate_put(cas[read]);
	free(cas);
	return err;
}

int verifier_add_product(struct snpguest_verifier *verifier,
			 struct product *product, bool like_turin,
			 const struct snpguest_blob *certs, size_t n_certs,
			 const char **why)
{
	const struct mark mark = verifier_mark(verifier);

	*why = products_add(&verifier->products, like_turin, product);
	if (*why)
		return -EBADMSG;
	return add_all(verifier, product, certs, n_certs, &mark, why);
}

/* Moves @list to the verifier's when a trusted root signed it. */
static int keep_list(struct snpguest_verifier *verifier,
		     const struct revocation_list *list, const char **why)
{
	int err = -EBADMSG;

	*why = "no trusted root signed it";
	for (size_t i = 0; i < verifier->count && err == -EBADMSG; i++) {
		struct certificate *root = verifier->trusted[i];

		if (root->info.role == SNPGUEST_CERT_ARK &&
		    revocation_list_names(list, root))
			err = revocation_list_verify(list, root);
	}
	if (err)
		return err;
	*why = "the verifier has too many already";
	if (verifier->n_crls == VERIFIER_CRLS_MAX)
		return -EBADMSG;
	verifier->crls[verifier->n_crls] = *list;
	verifier->crls[verifier->n_crls].source = (struct source){
		"CRL of the verifier", verifier->n_crls + 1, NULL
	};
	verifier->n_crls++;
	return 0;
}

static int add_crl(struct snpguest_verifier *verifier, struct snpguest_blob der,
		   const char **why)
{
	struct revocation_list list;
	int err = revocation_list_read(verifier->crypto, der, &list);

	*why = "it is not an X.509 CRL";
	if (err)
		return err;
	err = keep_list(verifier, &list, why);
	if (err)
		crypto_crl_free(list.crl);
	return err;
}

typedef int (*add_fn)(struct snpguest_verifier *verifier,
		      struct snpguest_blob der, const char **why);

/* Return: that of @add; -ENOENT behind the last block with @label. */
static int add_next(struct snpguest_verifier *verifier, struct bytes *text,
		    const char *label, add_fn add, const char **why)
{
	struct snpguest_blob der;
	uint8_t *owned = NULL;
	int err;

	*why = "it is malformed PEM, or of another kind";
	err = crypto_pem_next(text, label, &owned, &der.len);
	der.data = owned;
	if (!err)
		err = add(verifier, der, why);
	free(owned);
	return err;
}

/* DER, or the first block of a PEM text. */
static int add_one(struct snpguest_verifier *verifier,
		   struct snpguest_blob bytes, const char **why)
{
	struct bytes text = bytes_of(bytes);
	int err;

	if (!crypto_pem_is(bytes))
		return add_anchor(verifier, bytes, why);
	err = add_next(verifier, &text, PEM_CERTIFICATE, add_anchor, why);
	return err == -ENOENT ? -EBADMSG : err;
}

static void drop_lists(struct snpguest_verifier *verifier, size_t from)
{
	while (verifier->n_crls > from)
		crypto_crl_free(verifier->crls[--verifier->n_crls].crl);
}

/* DER, or every block of a PEM text: the one left out could revoke. */
static int add_lists(struct snpguest_verifier *verifier,
		     struct snpguest_blob bytes, const char **why)
{
	struct bytes text = bytes_of(bytes);
	size_t before = verifier->n_crls;
	int err;

	if (!crypto_pem_is(bytes))
		return add_crl(verifier, bytes, why);
	do
		err = add_next(verifier, &text, PEM_CRL, add_crl, why);
	while (!err);
	if (err == -ENOENT && verifier->n_crls > before)
		return 0;
	drop_lists(verifier, before);
	return err == -ENOENT ? -EBADMSG : err;
}

static int told(int err, const char *what, const char *why,
		struct snpguest_error *error)
{
	if (err == -ENOMEM)
		return fail_memory(error);
	if (err == -EBADMSG)
		return fail(error, err, "cannot trust this %s: %s", what, why);
	return err ? fail(error, err, "the cryptographic library failed") : 0;
}

int snpguest_verifier_add_anchor(struct snpguest_verifier *verifier,
				 struct snpguest_blob cert,
				 struct snpguest_error *error)
{
	const char *why;
	int err = input_check_blob(cert, "certificate", error);

	if (err)
		return err;
	err = add_one(verifier, cert, &why);
	return told(err, "certificate", why, error);
}

int snpguest_verifier_add_crl(struct snpguest_verifier *verifier,
			      struct snpguest_blob crl,
			      struct snpguest_error *error)
{
	const char *why;
	int err = input_check_blob(crl, "revocation list", error);

	if (err)
		return err;
	err = add_lists(verifier, crl, &why);
	return told(err, "revocation list", why, error);
}

/* ---------------------------------------------------------------- memory */

/* Another reference to the certificate with this digest, or NULL. */
static struct certificate *find(struct snpguest_verifier *verifier,
				const uint8_t sha256[CRYPTO_SHA256_SIZE])
{
	for (size_t i = 0; i < verifier->count; i++)
		if (!memcmp(verifier->trusted[i]->info.sha256, sha256,
			    CRYPTO_SHA256_SIZE))
			return certificate_hold(verifier->trusted[i]);
	for (size_t i = 0; i < verifier->n_authorities; i++)
		if (!memcmp(verifier->authorities[i]->info.sha256, sha256,
			    CRYPTO_SHA256_SIZE))
			return certificate_hold(verifier->authorities[i]);
	return known_certificate(&verifier->known, sha256);
}

int verifier_certificate(struct snpguest_verifier *verifier,
			 struct snpguest_blob der,
			 const uint8_t sha256[CRYPTO_SHA256_SIZE],
			 struct certificate **cert)
{
	*cert = find(verifier, sha256);
	if (*cert)
		return 0;
	return certificate_new(verifier->crypto, &verifier->products, der,
			       sha256, cert);
}

bool verifier_knows(struct snpguest_verifier *verifier,
		    const uint8_t sha256[CRYPTO_SHA256_SIZE],
		    const struct certificate *issuer)
{
	return known_signature(&verifier->known, sha256, issuer->info.sha256);
}

void verifier_remember(struct snpguest_verifier *verifier,
		       const uint8_t sha256[CRYPTO_SHA256_SIZE],
		       const struct certificate *issuer,
		       struct certificate *cert)
{
	known_signatures_add(&verifier->known, sha256, issuer->info.sha256,
			     cert);
}
