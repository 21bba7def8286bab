// SPDX-License-Identifier: MIT
/* Who is trusted, and which certificates were already found to be theirs. */
#include "verifier.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
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

int snpguest_verifier_new(struct snpguest_verifier **verifier,
			  struct snpguest_error *error)
{
	struct snpguest_verifier *v = calloc(1, sizeof(*v));
	int err;

	*verifier = NULL;
	if (!v)
		return fail_memory(error);
	pthread_mutex_init(&v->lock, NULL);
	err = crypto_shared(&v->crypto);
	if (!err)
		err = trust_amd(v);
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
	for (size_t i = 0; i < CACHE_SIZE; i++)
		certificate_put(verifier->cache[i].cert);
	crypto_put(verifier->crypto);
	pthread_mutex_destroy(&verifier->lock);
	free(verifier);
}

/* Is @cert a root that can be trusted: an ARK that signed itself? */
static int check_root(struct certificate *cert, const char **why)
{
	struct crypto_key *key;
	int err;

	*why = "its name is not ARK-Milan, ARK-Genoa or ARK-Turin";
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
	err = certificate_key(cert, &key);
	return err ? err : crypto_cert_verify(cert->x509, key);
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

static int add_der(struct snpguest_verifier *verifier, struct snpguest_blob der,
		   const char **why)
{
	uint8_t sha256[CRYPTO_SHA256_SIZE];
	struct certificate *cert = NULL;
	int err = crypto_sha256(verifier->crypto, der, sha256);

	if (!err)
		err = certificate_new(verifier->crypto, der, sha256, &cert);
	if (!err)
		err = check_root(cert, why);
	if (!err)
		err = trust(verifier, cert);
	if (err)
		certificate_put(cert);
	return err;
}

int snpguest_verifier_add_anchor(struct snpguest_verifier *verifier,
				 struct snpguest_blob cert,
				 struct snpguest_error *error)
{
	const char *why = "it is not an X.509 certificate";
	struct bytes text = bytes_of(cert);
	struct snpguest_blob der = cert;
	uint8_t *owned = NULL;
	int err = 0;

	if (crypto_pem_is(cert)) {
		err = crypto_pem_next(&text, PEM_CERTIFICATE, &owned, &der.len);
		der.data = owned;
	}
	if (err == -ENOENT)
		err = -EBADMSG;
	if (!err)
		err = add_der(verifier, der, &why);
	free(owned);
	if (err == -ENOMEM)
		return fail_memory(error);
	if (err == -EBADMSG)
		return fail(error, err, "cannot trust this certificate: %s",
			    why);
	return err ? fail(error, err, "the cryptographic library failed") : 0;
}

/* ---------------------------------------------------------------- memory */

static bool same(const uint8_t a[CRYPTO_SHA256_SIZE],
		 const uint8_t b[CRYPTO_SHA256_SIZE])
{
	return !memcmp(a, b, CRYPTO_SHA256_SIZE);
}

/* Another reference to the certificate with this digest, or NULL. */
static struct certificate *find(struct snpguest_verifier *verifier,
				const uint8_t sha256[CRYPTO_SHA256_SIZE])
{
	struct certificate *found = NULL;

	for (size_t i = 0; i < verifier->count; i++)
		if (same(verifier->trusted[i]->info.sha256, sha256))
			return certificate_hold(verifier->trusted[i]);
	pthread_mutex_lock(&verifier->lock);
	for (size_t i = 0; i < CACHE_SIZE && !found; i++) {
		struct known_signature *entry = &verifier->cache[i];

		if (entry->cert && same(entry->signed_sha256, sha256))
			found = certificate_hold(entry->cert);
	}
	pthread_mutex_unlock(&verifier->lock);
	return found;
}

int verifier_certificate(struct snpguest_verifier *verifier,
			 struct snpguest_blob der, struct certificate **cert)
{
	uint8_t sha256[CRYPTO_SHA256_SIZE];
	int err = crypto_sha256(verifier->crypto, der, sha256);

	if (err)
		return err;
	*cert = find(verifier, sha256);
	if (*cert)
		return 0;
	return certificate_new(verifier->crypto, der, sha256, cert);
}

bool verifier_knows(struct snpguest_verifier *verifier,
		    const uint8_t sha256[CRYPTO_SHA256_SIZE],
		    const struct certificate *issuer)
{
	bool known = false;

	pthread_mutex_lock(&verifier->lock);
	for (size_t i = 0; i < CACHE_SIZE && !known; i++) {
		const struct known_signature *entry = &verifier->cache[i];

		known = entry->used && same(entry->signed_sha256, sha256) &&
			same(entry->issuer_sha256, issuer->info.sha256);
	}
	pthread_mutex_unlock(&verifier->lock);
	return known;
}

void verifier_remember(struct snpguest_verifier *verifier,
		       const uint8_t sha256[CRYPTO_SHA256_SIZE],
		       const struct certificate *issuer,
		       struct certificate *cert)
{
	struct known_signature *entry;
	struct certificate *old;

	pthread_mutex_lock(&verifier->lock);
	entry = &verifier->cache[verifier->next];
	verifier->next = (verifier->next + 1) % CACHE_SIZE;
	old = entry->cert;
	memcpy(entry->signed_sha256, sha256, CRYPTO_SHA256_SIZE);
	memcpy(entry->issuer_sha256, issuer->info.sha256, CRYPTO_SHA256_SIZE);
	entry->cert = cert ? certificate_hold(cert) : NULL;
	entry->used = true;
	pthread_mutex_unlock(&verifier->lock);
	certificate_put(old);
}
