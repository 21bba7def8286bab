// SPDX-License-Identifier: MIT
/* ID_BLOCK and ID_AUTH_INFO: what a guest owner signs, [ABI] 8.18. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/base/error.h"
#include "../lib/base/little_endian.h"
#include "../lib/crypto/crypto_hash.h"
#include "../lib/crypto/crypto_sign.h"
#include "ecdsa_signature.h"
#include "snpguest_measure.h"
#include "trouble.h"

#define ALGORITHM_ECDSA_P384_SHA384 1
#define CURVE_P384 2

enum {
	BLOCK_LD = 0x00,
	BLOCK_FAMILY_ID = 0x30,
	BLOCK_IMAGE_ID = 0x40,
	BLOCK_VERSION = 0x50,
	BLOCK_GUEST_SVN = 0x54,
	BLOCK_POLICY = 0x58,

	AUTH_ID_ALGORITHM = 0x000,
	AUTH_AUTHOR_ALGORITHM = 0x004,
	AUTH_ID_SIGNATURE = 0x040,
	AUTH_ID_KEY = 0x240,
	AUTH_AUTHOR_SIGNATURE = 0x680,
	AUTH_AUTHOR_KEY = 0x880,

	KEY_CURVE = 0x000,
	KEY_QX = 0x004,
	KEY_QY = 0x04c,
};

/* SNP_ID_BLOCK: as above, but numbers 72 bytes wide, packed. */
enum {
	RECORD_TYPE = 0x30b,
	RECORD_MASK = 0x000,
	RECORD_AUTHOR_ENABLED = 0x004,
	RECORD_BLOCK = 0x008, /* up to the SVN in the order of the block */
	RECORD_ID_ALGORITHM = 0x060,
	RECORD_AUTHOR_ALGORITHM = 0x064,
	RECORD_ID_SIGNATURE = 0x068,
	RECORD_ID_KEY = 0x0f8,
	RECORD_AUTHOR_SIGNATURE = 0x190,
	RECORD_AUTHOR_KEY = 0x220,
	RECORD_KEY_QX = 8, /* behind the curve and a reserved number */
};

/**
 * struct snpguest_id_key
 * @crypto: a reference, for the others
 * @public_key: as the firmware has it
 * @verifier: the same
 */
struct snpguest_id_key {
	struct crypto *crypto;
	struct crypto_signer *signer;
	struct crypto_key *verifier;
	uint8_t public_key[SNPGUEST_ID_PUBLIC_KEY_SIZE];
};

void snpguest_id_block_encode(const struct snpguest_id_block *block,
			      uint8_t bytes[SNPGUEST_ID_BLOCK_SIZE])
{
	memcpy(bytes + BLOCK_LD, block->launch_digest, SNPGUEST_DIGEST_SIZE);
	memcpy(bytes + BLOCK_FAMILY_ID, block->family_id, SNPGUEST_ID_SIZE);
	memcpy(bytes + BLOCK_IMAGE_ID, block->image_id, SNPGUEST_ID_SIZE);
	put_le32(bytes + BLOCK_VERSION, block->version);
	put_le32(bytes + BLOCK_GUEST_SVN, block->guest_svn);
	put_le64(bytes + BLOCK_POLICY, block->policy);
}

static int sha384(struct snpguest_blob bytes, uint8_t *digest,
		  struct snpguest_error *error)
{
	struct crypto_hash *hash;
	int err = crypto_hash_new(CRYPTO_HASH_SHA384, &hash);

	if (!err) {
		err = crypto_hash_once(hash, bytes, digest);
		crypto_hash_free(hash);
	}
	return err ? measuring_failed(error, err) : 0;
}

int snpguest_id_block_digest(const uint8_t bytes[SNPGUEST_ID_BLOCK_SIZE],
			     uint8_t digest[SNPGUEST_DIGEST_SIZE],
			     struct snpguest_error *error)
{
	return sha384((struct snpguest_blob){ bytes, SNPGUEST_ID_BLOCK_SIZE },
		      digest, error);
}

/* ------------------------------------------------------------------ keys */

static int key_error(struct snpguest_error *error, int err)
{
	switch (err) {
	case -EBADMSG:
		return fail(error, err,
			    "this is no P-384 key in PEM or DER, uncompressed;"
			    " 'openssl ecparam -name secp384r1 -genkey' makes"
			    " one");
	case -ENOKEY:
		return fail(error, err, "the key is encrypted; decrypt it with"
			    " 'openssl pkey' first");
	}
	return measuring_failed(error, err);
}

static int read_public(struct snpguest_id_key *key)
{
	uint8_t point[CRYPTO_P384_POINT_SIZE];
	int err = crypto_signer_point(key->signer, point);

	if (!err)
		err = crypto_p384_key(key->crypto, point, &key->verifier);
	if (err)
		return err;
	put_le32(key->public_key + KEY_CURVE, CURVE_P384);
	put_firmware_number(key->public_key + KEY_QX, point + 1);
	put_firmware_number(key->public_key + KEY_QY,
			    point + 1 + CRYPTO_P384_SIZE);
	return 0;
}

/* An empty key, with a context. */
static int new_key(struct snpguest_id_key **key)
{
	struct snpguest_id_key *new = calloc(1, sizeof(*new));
	int err;

	if (!new)
		return -ENOMEM;
	err = crypto_shared(&new->crypto);
	if (err) {
		free(new);
		return err;
	}
	*key = new;
	return 0;
}

/* After its signer was looked for, with the result @err. */
static int finish_key(struct snpguest_id_key *new, int err,
		      struct snpguest_id_key **key, struct snpguest_error *error)
{
	if (!err)
		err = read_public(new);
	if (err) {
		snpguest_id_key_free(new);
		return key_error(error, err);
	}
	*key = new;
	return 0;
}

int snpguest_id_key_parse(struct snpguest_blob bytes,
			  struct snpguest_id_key **key,
			  struct snpguest_error *error)
{
	struct snpguest_id_key *new;
	int err = new_key(&new);

	if (err)
		return measuring_failed(error, err);
	err = crypto_signer_parse(new->crypto, bytes, &new->signer);
	return finish_key(new, err, key, error);
}

int snpguest_id_key_open(const char *uri, struct snpguest_id_key **key,
			 struct snpguest_error *error)
{
	struct snpguest_id_key *new;
	int err = new_key(&new);

	if (err)
		return measuring_failed(error, err);
	err = crypto_signer_open(new->crypto, uri, &new->signer);
	if (err != -EBADMSG)
		return finish_key(new, err, key, error);
	snpguest_id_key_free(new);
	return fail(error, err, "OpenSSL's providers find no key there; is the"
		    " provider in its configuration?");
}

void snpguest_id_key_free(struct snpguest_id_key *key)
{
	if (!key)
		return;
	crypto_signer_free(key->signer);
	crypto_key_free(key->verifier);
	crypto_put(key->crypto);
	free(key);
}

static struct snpguest_blob public_key_of(const struct snpguest_id_key *key)
{
	return (struct snpguest_blob){ key->public_key,
				       SNPGUEST_ID_PUBLIC_KEY_SIZE };
}

int snpguest_id_key_digest(const struct snpguest_id_key *key,
			   uint8_t digest[SNPGUEST_DIGEST_SIZE],
			   struct snpguest_error *error)
{
	return sha384(public_key_of(key), digest, error);
}

/* ------------------------------------------------------------ signatures */

static int sign(const struct snpguest_id_key *key, struct snpguest_blob message,
		struct ecdsa_signature *signature, struct snpguest_error *error)
{
	uint8_t der[CRYPTO_P384_DER_MAX];
	size_t len;
	int err = crypto_signer_sign(key->signer, message, der, &len);

	if (err == -EIO)
		return fail(error, err, "the key cannot sign: is it the public"
			    " half only?");
	if (!err)
		err = ecdsa_signature_read((struct snpguest_blob){ der, len },
					   signature);
	return err ? measuring_failed(error, err) : 0;
}

/* What @party has to say about @message, in the firmware's form. */
static int signature_of(const struct snpguest_id_party *party, const char *who,
			struct snpguest_blob message,
			uint8_t to[SNPGUEST_ID_SIGNATURE_SIZE],
			struct snpguest_error *error)
{
	struct ecdsa_signature signature;
	int err = 0;

	if (!party->signature.len)
		err = sign(party->key, message, &signature, error);
	else if (ecdsa_signature_read(party->signature, &signature))
		err = fail(error, -EBADMSG, "the signature of the %s is in none"
			   " of the forms: DER, 96 bytes, 512 bytes", who);
	if (err)
		return err;
	err = crypto_p384_verify(party->key->verifier, message, signature.r,
				 signature.s);
	if (err == -EBADMSG)
		return fail(error, err, "the signature of the %s does not hold:"
			    " not by this key, or not over this", who);
	if (err)
		return measuring_failed(error, err);
	put_firmware_number(to, signature.r);
	put_firmware_number(to + FIRMWARE_NUMBER_SIZE, signature.s);
	return 0;
}

int snpguest_id_auth(const uint8_t block[SNPGUEST_ID_BLOCK_SIZE],
		     const struct snpguest_id_party *id,
		     const struct snpguest_id_party *author,
		     uint8_t auth[SNPGUEST_ID_AUTH_SIZE],
		     struct snpguest_error *error)
{
	struct snpguest_blob message = { block, SNPGUEST_ID_BLOCK_SIZE };
	int err;

	memset(auth, 0, SNPGUEST_ID_AUTH_SIZE);
	put_le32(auth + AUTH_ID_ALGORITHM, ALGORITHM_ECDSA_P384_SHA384);
	memcpy(auth + AUTH_ID_KEY, id->key->public_key,
	       SNPGUEST_ID_PUBLIC_KEY_SIZE);
	err = signature_of(id, "ID key", message, auth + AUTH_ID_SIGNATURE,
			   error);
	if (err || !author)
		return err;
	put_le32(auth + AUTH_AUTHOR_ALGORITHM, ALGORITHM_ECDSA_P384_SHA384);
	memcpy(auth + AUTH_AUTHOR_KEY, author->key->public_key,
	       SNPGUEST_ID_PUBLIC_KEY_SIZE);
	return signature_of(author, "author key", public_key_of(id->key),
			    auth + AUTH_AUTHOR_SIGNATURE, error);
}

/* ------------------------------------------------------------------ IGVM */

static void put_record_key(uint8_t *to, const uint8_t *key)
{
	memcpy(to, key + KEY_CURVE, 4);
	memcpy(to + RECORD_KEY_QX, key + KEY_QX, 2 * FIRMWARE_NUMBER_SIZE);
}

void snpguest_id_igvm(const uint8_t block[SNPGUEST_ID_BLOCK_SIZE],
		      const uint8_t auth[SNPGUEST_ID_AUTH_SIZE], uint32_t mask,
		      uint8_t record[SNPGUEST_ID_IGVM_SIZE])
{
	uint8_t *body = record + 8;

	memset(record, 0, SNPGUEST_ID_IGVM_SIZE);
	put_le32(record, RECORD_TYPE);
	put_le32(record + 4, SNPGUEST_ID_IGVM_SIZE - 8);
	put_le32(body + RECORD_MASK, mask);
	body[RECORD_AUTHOR_ENABLED] = auth[AUTH_AUTHOR_ALGORITHM] != 0;
	memcpy(body + RECORD_BLOCK, block, BLOCK_POLICY);
	memcpy(body + RECORD_ID_ALGORITHM, auth + AUTH_ID_ALGORITHM, 4);
	memcpy(body + RECORD_AUTHOR_ALGORITHM, auth + AUTH_AUTHOR_ALGORITHM, 4);
	memcpy(body + RECORD_ID_SIGNATURE, auth + AUTH_ID_SIGNATURE,
	       2 * FIRMWARE_NUMBER_SIZE);
	put_record_key(body + RECORD_ID_KEY, auth + AUTH_ID_KEY);
	memcpy(body + RECORD_AUTHOR_SIGNATURE, auth + AUTH_AUTHOR_SIGNATURE,
	       2 * FIRMWARE_NUMBER_SIZE);
	put_record_key(body + RECORD_AUTHOR_KEY, auth + AUTH_AUTHOR_KEY);
}
