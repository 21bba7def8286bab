// SPDX-License-Identifier: MIT
/* An identity in its folder: keys as PEM, certificates as DER. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "../base/files.h"
#include "identity.h"
#include "identity_private.h"
#include "rsa_key.h"

#define PEM_MAX		65536
#define KEY_MODE	0600
#define PUBLIC_MODE	0644

/* file_write() or file_stage(). */
typedef int (*file_writer)(int dir, const char *name, mode_t mode,
			   const void *bytes, size_t size);

static int write_named(int dir, const char *name, const char *suffix,
		       mode_t mode, const void *bytes, size_t size,
		       file_writer writer, struct why why)
{
	char file[40];
	int err;

	snprintf(file, sizeof(file), "%s%s", name, suffix);
	err = writer(dir, file, mode, bytes, size);
	if (err)
		return because(why, err, "identity/%s: cannot write: %s", file,
			       strerror(-err));
	return 0;
}

static int write_key(int dir, const char *name, EVP_PKEY *key,
		     file_writer writer, struct why why)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	long size;
	int err = -ENOMEM;

	if (bio && PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL,
						 NULL)) {
		size = BIO_get_mem_data(bio, &text);
		err = write_named(dir, name, ".pem", KEY_MODE, text,
				  (size_t)size, writer, why);
	}
	BIO_free(bio);
	return err;
}

/* Writes what @err says was issued, and frees it. */
static int write_issued(int dir, const char *name, int err, uint8_t *der,
			size_t size, file_writer writer, struct why why)
{
	if (err)
		return because(why, err, "cannot issue the certificate %s: %s",
			       name, strerror(-err));
	err = write_named(dir, name, ".der", PUBLIC_MODE, der, size, writer,
			  why);
	free(der);
	return err;
}

static const char *const leaf_files[] = { "vcek.der", "vcek.pem", "vlek.der",
					  "vlek.pem" };

static int stage_leaf(struct identity *identity, int dir,
		      enum report_signer signer, uint64_t tcb, struct why why)
{
	const char *name = signer == SIGNER_VLEK ? "vlek" : "vcek";
	uint8_t *der = NULL;
	size_t size = 0;
	int err;

	err = identity_leaf_certificate(identity, signer, tcb, &der, &size);
	err = write_issued(dir, name, err, der, size, file_stage, why);
	if (err)
		return err;
	return write_key(dir, name,
			 identity_signing_key(identity, signer, tcb),
			 file_stage, why);
}

void identity_drop_leaves(int dir)
{
	size_t i;

	for (i = 0; i < sizeof(leaf_files) / sizeof(leaf_files[0]); i++)
		file_drop(dir, leaf_files[i]);
}

int identity_stage_leaves(struct identity *identity, int dir, uint64_t tcb,
			  struct why why)
{
	int err = stage_leaf(identity, dir, SIGNER_VCEK, tcb, why);

	if (!err)
		err = stage_leaf(identity, dir, SIGNER_VLEK, tcb, why);
	if (err)
		identity_drop_leaves(dir);
	return err;
}

int identity_commit_leaves(int dir, struct why why)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < sizeof(leaf_files) / sizeof(leaf_files[0]); i++)
		err = file_commit(dir, leaf_files[i]);
	return err ? because(why, err, "identity: cannot put leaves in place: %s",
			     strerror(-err))
		   : 0;
}

static int save_ca(struct identity *identity, int dir, enum identity_ca ca,
		   struct why why)
{
	uint8_t *der = NULL;
	size_t size = 0;
	int err = identity_ca_certificate(identity, ca, &der, &size);

	err = write_issued(dir, identity_ca_names[ca], err, der, size,
			   file_write, why);
	if (err)
		return err;
	return write_key(dir, identity_ca_names[ca],
			 identity_ca_key(identity, ca), file_write, why);
}

int identity_save(struct identity *identity, int dir, uint64_t tcb,
		  struct why why)
{
	uint8_t *der = NULL;
	size_t size = 0;
	int ca, err = 0;

	for (ca = 0; !err && ca < CA_COUNT; ca++)
		err = save_ca(identity, dir, (enum identity_ca)ca, why);
	if (err)
		return err;
	err = identity_crl(identity, &der, &size);
	err = write_issued(dir, "crl", err, der, size, file_write, why);
	if (!err)
		err = identity_stage_leaves(identity, dir, tcb, why);
	return err ? err : identity_commit_leaves(dir, why);
}

static int load_key(int dir, const char *name, EVP_PKEY **key, struct why why)
{
	static char no_passphrase[] = "";
	uint8_t *pem;
	char file[40];
	size_t size;
	BIO *bio;
	int err;

	snprintf(file, sizeof(file), "%s.pem", name);
	err = file_read(dir, file, PEM_MAX, &pem, &size);
	if (err)
		return because(why, err, "identity/%s: %s", file,
			       strerror(-err));
	bio = BIO_new_mem_buf(pem, (int)size);
	*key = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, no_passphrase)
		   : NULL;
	BIO_free(bio);
	OPENSSL_cleanse(pem, size);
	free(pem);
	if (!*key)
		return because(why, -EBADMSG,
			       "identity/%s: no private key in it; make a new state with init",
			       file);
	return 0;
}

/* A certificate of that key, signed by the ARK, and nothing behind it. */
static bool belongs(struct identity *identity, enum identity_ca ca,
		    const uint8_t *der, size_t size)
{
	EVP_PKEY *key = identity_ca_key(identity, ca);
	const uint8_t *at = der;
	X509 *certificate = d2i_X509(NULL, &at, (long)size);
	bool ok = rsa_key_is_whole(key) && certificate && at == der + size &&
		  X509_check_private_key(certificate, key) == 1 &&
		  X509_verify(certificate,
			      identity_ca_key(identity, CA_ARK)) == 1;

	X509_free(certificate);
	return ok;
}

/* The ARK comes first: it has signed the others. */
static int load_ca(struct identity *identity, int dir, enum identity_ca ca,
		   struct why why)
{
	const char *name = identity_ca_names[ca];
	uint8_t *der;
	char file[40];
	size_t size;
	int err = load_key(dir, name, identity_ca_slot(identity, ca), why);

	if (err)
		return err;
	snprintf(file, sizeof(file), "%s.der", name);
	err = file_read(dir, file, PEM_MAX, &der, &size);
	if (err)
		return because(why, err, "identity/%s: %s", file,
			       strerror(-err));
	if (belongs(identity, ca, der, size)) {
		identity_keep_ca(identity, ca, der, size);
		return 0;
	}
	free(der);
	return because(why, -EBADMSG,
		       "identity/%s: key and certificate do not belong together; put copies back or make a new state with init",
		       name);
}

int identity_load(int dir, enum platform_product product, uint64_t seed,
		  int64_t date, struct identity **identity, struct why why)
{
	struct identity *loaded = identity_new(product, seed, date);
	int ca, err = 0;

	if (!loaded)
		return because(why, -ENOMEM, "not enough memory");
	for (ca = 0; !err && ca < CA_COUNT; ca++)
		err = load_ca(loaded, dir, (enum identity_ca)ca, why);
	if (err) {
		identity_free(loaded);
		return err;
	}
	*identity = loaded;
	return 0;
}
