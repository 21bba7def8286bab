// SPDX-License-Identifier: MIT
/* Who is trusted, and which certificates were already found to be theirs. */
#include "verifier.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "anchors.h"
#include "error.h"
#include "pem.h"

static int add_pinned(struct snpguest_verifier *verifier,
		      const struct anchor *anchor)
{
	struct authority *ca = &verifier->authorities[verifier->count];
	int err = crypto_rsa_key(anchor->modulus, &ca->key);

	if (err)
		return err;
	ca->role = anchor->role;
	ca->product = anchor->product;
	ca->subject = (struct snpguest_blob){ anchor->name, anchor->name_len };
	ca->serial = (struct snpguest_blob){ anchor->serial,
					     sizeof(anchor->serial) };
	ca->not_before = anchor->not_before;
	ca->not_after = anchor->not_after;
	memcpy(ca->sha256, anchor->sha256, sizeof(ca->sha256));
	ca->modulus = anchor->modulus;
	ca->amd = true;
	verifier->count++;
	return 0;
}

int snpguest_verifier_new(struct snpguest_verifier **verifier,
			  struct snpguest_error *error)
{
	struct snpguest_verifier *v = calloc(1, sizeof(*v));
	int err = 0;

	*verifier = NULL;
	if (!v)
		return fail_memory(error);
	pthread_mutex_init(&v->lock, NULL);
	v->authorities = calloc(ANCHOR_COUNT, sizeof(*v->authorities));
	if (!v->authorities)
		err = -ENOMEM;
	for (size_t i = 0; !err && i < ANCHOR_COUNT; i++)
		err = add_pinned(v, &amd_anchors[i]);
	if (err) {
		snpguest_verifier_free(v);
		return fail(error, err, "cannot make a verifier: %s",
			    strerror(-err));
	}
	*verifier = v;
	return 0;
}

static void free_authority(struct authority *ca)
{
	crypto_key_free(ca->key);
	free(ca->der);
}

void snpguest_verifier_free(struct snpguest_verifier *verifier)
{
	if (!verifier)
		return;
	for (size_t i = 0; i < verifier->count; i++)
		free_authority(&verifier->authorities[i]);
	free(verifier->authorities);
	for (size_t i = 0; i < CACHE_SIZE; i++)
		crypto_key_free(verifier->cache[i].key);
	pthread_mutex_destroy(&verifier->lock);
	free(verifier);
}

int authority_of_cert(const struct certificate *cert, struct authority *ca,
		      const char **why)
{
	memset(ca, 0, sizeof(*ca));
	ca->role = cert->role;
	ca->product = cert->product;
	ca->subject = cert->subject;
	ca->serial = cert->serial;
	ca->not_before = cert->not_before;
	ca->not_after = cert->not_after;
	memcpy(ca->sha256, cert->sha256, sizeof(ca->sha256));
	ca->modulus = certificate_rsa_modulus(cert);

	*why = "its key is not RSA-4096 with exponent 65537";
	if (!ca->modulus)
		return -EBADMSG;
	*why = "it is not signed with RSASSA-PSS, SHA-384, salt 48";
	if (!algorithm_is_pss_sha384(cert->algorithm))
		return -EBADMSG;
	*why = "it is no CA certificate: basic constraints, key usage or an unknown critical extension";
	if (!certificate_is_ca(cert))
		return -EBADMSG;
	*why = "its key could not be loaded";
	return crypto_rsa_key(ca->modulus, &ca->key);
}

/* A private copy of the DER bytes of @cert, which may be PEM. */
static int copy_der(struct snpguest_blob cert, uint8_t **der, size_t *len)
{
	struct bytes text = bytes_of(cert);
	int err;

	if (pem_is(cert)) {
		err = pem_next(&text, "CERTIFICATE", der, len);
		return err == -ENOENT ? -EBADMSG : err;
	}
	if (!cert.len)
		return -EBADMSG;
	*der = malloc(cert.len);
	if (!*der)
		return -ENOMEM;
	memcpy(*der, cert.data, cert.len);
	*len = cert.len;
	return 0;
}

/* Is @der a root that can be trusted: an ARK that signed itself? */
static int read_root(struct snpguest_blob der, struct authority *root,
		     const char **why)
{
	struct certificate cert;
	int err;

	*why = "it is not an X.509 certificate";
	err = certificate_parse(der, &cert);
	if (err)
		return err;
	*why = "its name is not ARK-Milan, ARK-Genoa or ARK-Turin";
	if (cert.role != SNPGUEST_CERT_ARK || !cert.product)
		return -EBADMSG;
	*why = "it is issued by another name than its own";
	if (!blob_equal(cert.subject, cert.issuer))
		return -EBADMSG;
	err = authority_of_cert(&cert, root, why);
	if (err)
		return err;
	*why = "its own key did not sign it";
	err = crypto_rsa_pss_verify(root->key, cert.tbs, cert.signature);
	if (err)
		crypto_key_free(root->key);
	return err;
}

static int append(struct snpguest_verifier *verifier,
		  const struct authority *root)
{
	struct authority *more;

	more = realloc(verifier->authorities,
		       (verifier->count + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	more[verifier->count++] = *root;
	verifier->authorities = more;
	return 0;
}

int snpguest_verifier_add_anchor(struct snpguest_verifier *verifier,
				 struct snpguest_blob cert,
				 struct snpguest_error *error)
{
	const char *why = "it is not an X.509 certificate";
	struct authority root;
	uint8_t *der = NULL;
	size_t len = 0;
	int err;

	err = copy_der(cert, &der, &len);
	if (!err)
		err = read_root((struct snpguest_blob){ der, len }, &root,
				&why);
	if (!err) {
		root.der = der;
		err = append(verifier, &root);
		if (!err)
			return 0;
		crypto_key_free(root.key);
	}
	free(der);
	if (err == -ENOMEM)
		return fail_memory(error);
	return fail(error, err, "cannot trust this certificate: %s", why);
}

struct crypto_key *cache_get(struct snpguest_verifier *verifier,
			     const uint8_t certificate[CRYPTO_SHA256_SIZE],
			     const uint8_t issuer[CRYPTO_SHA256_SIZE])
{
	struct crypto_key *key = NULL;

	pthread_mutex_lock(&verifier->lock);
	for (size_t i = 0; i < CACHE_SIZE && !key; i++) {
		struct cached_key *entry = &verifier->cache[i];

		if (entry->key &&
		    !memcmp(entry->certificate, certificate,
			    CRYPTO_SHA256_SIZE) &&
		    !memcmp(entry->issuer, issuer, CRYPTO_SHA256_SIZE))
			key = crypto_key_hold(entry->key);
	}
	pthread_mutex_unlock(&verifier->lock);
	return key;
}

void cache_put(struct snpguest_verifier *verifier,
	       const uint8_t certificate[CRYPTO_SHA256_SIZE],
	       const uint8_t issuer[CRYPTO_SHA256_SIZE],
	       struct crypto_key *key)
{
	struct crypto_key *old;
	struct cached_key *entry;

	pthread_mutex_lock(&verifier->lock);
	entry = &verifier->cache[verifier->next];
	verifier->next = (verifier->next + 1) % CACHE_SIZE;
	old = entry->key;
	memcpy(entry->certificate, certificate, CRYPTO_SHA256_SIZE);
	memcpy(entry->issuer, issuer, CRYPTO_SHA256_SIZE);
	entry->key = crypto_key_hold(key);
	pthread_mutex_unlock(&verifier->lock);
	crypto_key_free(old);
}
