// SPDX-License-Identifier: MIT
#include "crypto_sign.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "openssl_private.h"

/* SubjectPublicKeyInfo of an uncompressed P-384 key up to the point. */
static const uint8_t spki_head[] = {
	0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
	0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00,
};
#define SPKI_SIZE (sizeof(spki_head) + CRYPTO_P384_POINT_SIZE)

/* The same of a P-256 key. */
static const uint8_t spki_head_p256[] = {
	0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
	0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03,
	0x42, 0x00,
};

#define SHA384_SIZE 48

/** struct crypto_signer - @foreign: of engine_by_uri() */
struct crypto_signer {
	struct crypto *crypto;
	bool foreign;
	EVP_PKEY *pkey;
};

/* Takes @pkey, also when it fails. */
static int signer_of(struct crypto *crypto, bool foreign, EVP_PKEY *pkey,
		     struct crypto_signer **signer)
{
	struct crypto_signer *new = calloc(1, sizeof(*new));

	if (!new) {
		EVP_PKEY_free(pkey);
		return -ENOMEM;
	}
	*new = (struct crypto_signer){ crypto, foreign, pkey };
	*signer = new;
	return 0;
}

/* Never asks on a terminal; remembers that it was asked. */
static int no_passphrase(char *buffer, int size, int writing, void *asked)
{
	(void)buffer, (void)size, (void)writing;
	*(bool *)asked = true;
	return -1;
}

typedef EVP_PKEY *read_pem(const struct engine *engine, BIO *bio,
			   pem_password_cb *password, void *asked);

static EVP_PKEY *from_pem(struct crypto *crypto, struct snpguest_blob key,
			  read_pem *read, bool *asked)
{
	BIO *bio = BIO_new_mem_buf(key.data, (int)key.len);
	EVP_PKEY *pkey = NULL;

	if (bio)
		pkey = read(crypto->engine, bio, no_passphrase, asked);
	BIO_free(bio);
	return pkey;
}

static EVP_PKEY *from_der(struct crypto *crypto, struct snpguest_blob key)
{
	const uint8_t *at = key.data;
	EVP_PKEY *pkey = engine_der_private(crypto->engine, &at, key.len);

	if (!pkey) {
		at = key.data;
		pkey = engine_der_public(crypto->engine, &at, key.len);
	}
	if (pkey && at != key.data + key.len) {
		EVP_PKEY_free(pkey);
		return NULL;
	}
	return pkey;
}

int crypto_signer_parse(struct crypto *crypto, struct snpguest_blob key,
			struct crypto_signer **signer)
{
	bool asked = false;
	EVP_PKEY *pkey;

	if (!key.len || key.len > INT_MAX)
		return -EBADMSG;
	openssl_begin();
	pkey = from_pem(crypto, key, engine_pem_private, &asked);
	if (!pkey && !asked)
		pkey = from_pem(crypto, key, engine_pem_public, &asked);
	if (!pkey && !asked)
		pkey = from_der(crypto, key);
	if (pkey)
		return signer_of(crypto, false, pkey, signer);
	if (asked)
		return openssl_lacked_memory() ? -ENOMEM : -ENOKEY;
	return openssl_refused();
}

int crypto_signer_open(struct crypto *crypto, const char *uri,
		       struct crypto_signer **signer)
{
	EVP_PKEY *pkey = NULL;
	int err = engine_by_uri(uri, &pkey);

	return err ? err : signer_of(crypto, true, pkey, signer);
}

void crypto_signer_free(struct crypto_signer *signer)
{
	if (!signer)
		return;
	EVP_PKEY_free(signer->pkey);
	free(signer);
}

int crypto_signer_point(const struct crypto_signer *signer,
			uint8_t point[CRYPTO_P384_POINT_SIZE])
{
	unsigned char *der = NULL;
	int len, err = 0;

	openssl_begin();
	len = i2d_PUBKEY(signer->pkey, &der);
	if (len != (int)SPKI_SIZE ||
	    memcmp(der, spki_head, sizeof(spki_head)) != 0)
		err = openssl_refused();
	else
		memcpy(point, der + sizeof(spki_head), CRYPTO_P384_POINT_SIZE);
	OPENSSL_free(der);
	return err;
}

static bool begins_with(const uint8_t *der, int len, const uint8_t *head,
			size_t size)
{
	return len > (int)size && memcmp(der, head, size) == 0;
}

int crypto_signer_curve(const struct crypto_signer *signer,
			enum crypto_curve *curve)
{
	unsigned char *der = NULL;
	int len, err = 0;

	openssl_begin();
	len = i2d_PUBKEY(signer->pkey, &der);
	if (begins_with(der, len, spki_head, sizeof(spki_head)))
		*curve = CRYPTO_P384;
	else if (begins_with(der, len, spki_head_p256, sizeof(spki_head_p256)))
		*curve = CRYPTO_P256;
	else
		err = openssl_refused();
	OPENSSL_free(der);
	return err;
}

/* What goes with the curve in ES256 and ES384, and in ID blocks. */
static const EVP_MD *digest_for(const struct crypto_signer *signer)
{
	return EVP_PKEY_bits(signer->pkey) == 8 * CRYPTO_P256 ?
		       signer->crypto->sha256 :
		       signer->crypto->sha384;
}

int crypto_signer_sign(const struct crypto_signer *signer,
		       struct snpguest_blob message,
		       uint8_t signature[CRYPTO_P384_DER_MAX], size_t *len)
{
	uint8_t digest[SHA384_SIZE];
	unsigned int size = 0;
	EVP_PKEY_CTX *ctx;
	int err = 0;

	openssl_begin();
	*len = CRYPTO_P384_DER_MAX;
	ctx = signer->foreign ? engine_use_foreign(signer->pkey) :
				engine_use(signer->crypto->engine,
					   signer->pkey);
	if (EVP_Digest(message.data, message.len, digest, &size,
		       digest_for(signer), NULL) != 1 ||
	    !ctx || EVP_PKEY_sign_init(ctx) != 1 ||
	    EVP_PKEY_sign(ctx, signature, len, digest, size) != 1)
		err = openssl_trouble();
	EVP_PKEY_CTX_free(ctx);
	return err;
}
