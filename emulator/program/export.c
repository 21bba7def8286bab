// SPDX-License-Identifier: MIT
#include "export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "../base/files.h"

#define CERTIFICATE_MAX	65536

static int export_file(int from, int to, const char *name, struct why why)
{
	uint8_t *bytes;
	size_t size;
	int err = file_read(from, name, CERTIFICATE_MAX, &bytes, &size);

	if (err)
		return because(why, err, "identity/%s: %s", name,
			       strerror(-err));
	err = file_write(to, name, 0644, bytes, size);
	free(bytes);
	return err ? because(why, err, "cannot write %s: %s", name,
			     strerror(-err))
		   : 0;
}

int export_pem(int to, const char *name, const uint8_t *der, size_t size,
	       struct why why)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int err = -ENOMEM;
	char *text;

	if (bio && PEM_write_bio(bio, "CERTIFICATE", "", der, (long)size)) {
		size = (size_t)BIO_get_mem_data(bio, &text);
		err = file_write(to, name, 0644, text, size);
	}
	BIO_free(bio);
	return err ? because(why, err, "cannot write %s: %s", name,
			     strerror(-err))
		   : 0;
}

static int export_anchor(int from, int to, struct why why)
{
	uint8_t *bytes = NULL;
	size_t size;
	int err = file_read(from, "ark.der", CERTIFICATE_MAX, &bytes, &size);

	if (err)
		return because(why, err, "identity/ark.der: %s",
			       strerror(-err));
	err = export_pem(to, ANCHOR_FILE, bytes, size, why);
	free(bytes);
	return err;
}

struct exported {
	const char *name, *issuer;
};

/* Every file, each behind the one that signed it. */
static const struct exported files[] = {
	{ "ark.der", "ark.der" },  { "ask.der", "ark.der" },
	{ "asvk.der", "ark.der" }, { "vcek.der", "ask.der" },
	{ "vlek.der", "asvk.der" }, { "crl.der", "ark.der" },
};

#define FILE_COUNT	(sizeof(files) / sizeof(files[0]))

static EVP_PKEY *public_key(int dir, const char *name)
{
	uint8_t *der;
	const uint8_t *at;
	EVP_PKEY *key = NULL;
	X509 *x509;
	size_t size;

	if (file_read(dir, name, CERTIFICATE_MAX, &der, &size))
		return NULL;
	at = der;
	x509 = d2i_X509(NULL, &at, (long)size);
	if (x509)
		key = X509_get_pubkey(x509);
	X509_free(x509);
	free(der);
	return key;
}

static bool signed_with(const uint8_t *der, size_t size, bool crl,
			EVP_PKEY *key)
{
	const uint8_t *at = der;
	X509_CRL *list = crl ? d2i_X509_CRL(NULL, &at, (long)size) : NULL;
	X509 *x509 = crl ? NULL : d2i_X509(NULL, &at, (long)size);
	bool ok = at == der + size &&
		  ((list && X509_CRL_verify(list, key) == 1) ||
		   (x509 && X509_verify(x509, key) == 1));

	X509_CRL_free(list);
	X509_free(x509);
	return ok;
}

/* A verifier must not be sent after damage that happened here. */
static int check_file(int dir, const struct exported *file, struct why why)
{
	EVP_PKEY *key;
	uint8_t *der;
	size_t size;
	bool ok;
	int err = file_read(dir, file->name, CERTIFICATE_MAX, &der, &size);

	if (err)
		return because(why, err, "identity/%s: %s", file->name,
			       strerror(-err));
	key = public_key(dir, file->issuer);
	ok = key && signed_with(der, size, file == &files[FILE_COUNT - 1], key);
	EVP_PKEY_free(key);
	free(der);
	return ok ? 0
		  : because(why, -EBADMSG,
			    "identity/%s: damaged; put a copy back or make a new state with init",
			    file->name);
}

static int export_all(int from, int to, struct why why)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < FILE_COUNT; i++)
		err = check_file(from, &files[i], why);
	for (i = 0; !err && i < FILE_COUNT; i++)
		err = export_file(from, to, files[i].name, why);
	return err ? err : export_anchor(from, to, why);
}

static int open_identity(const char *dir, struct why why)
{
	int identity, state = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (state < 0)
		return because(why, -errno, "%s: %s", dir, strerror(errno));
	identity = openat(state, "identity",
			  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (identity < 0)
		identity = because(why, -errno, "%s/identity: %s%s", dir,
				   strerror(errno),
				   errno == ENOENT ? "; init makes a machine"
						   : "");
	close(state);
	return identity;
}

int export_open(const char *out, struct why why)
{
	int fd;

	if (mkdir(out, 0755) && errno != EEXIST)
		return because(why, -errno, "%s: %s", out, strerror(errno));
	fd = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? because(why, -errno, "%s: %s", out, strerror(errno))
		      : fd;
}

int export_certificates(const char *dir, const char *out, struct why why)
{
	int to, err, from = open_identity(dir, why);

	if (from < 0)
		return from;
	to = export_open(out, why);
	err = to < 0 ? to : export_all(from, to, why);
	if (to >= 0)
		close(to);
	close(from);
	return err;
}
