// SPDX-License-Identifier: MIT
#include "export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/pem.h>

#include "files.h"

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

static int export_anchor(int from, int to, struct why why)
{
	uint8_t *bytes = NULL;
	char *text;
	size_t size;
	BIO *bio;
	int err = file_read(from, "ark.der", CERTIFICATE_MAX, &bytes, &size);

	if (err)
		return because(why, err, "identity/ark.der: %s",
			       strerror(-err));
	bio = BIO_new(BIO_s_mem());
	err = -ENOMEM;
	if (bio && PEM_write_bio(bio, "CERTIFICATE", "", bytes, (long)size)) {
		size = (size_t)BIO_get_mem_data(bio, &text);
		err = file_write(to, "anchor.pem", 0644, text, size);
	}
	BIO_free(bio);
	free(bytes);
	return err ? because(why, err, "cannot write anchor.pem: %s",
			     strerror(-err))
		   : 0;
}

static int export_all(int from, int to, struct why why)
{
	static const char *const names[] = { "ark.der",	 "ask.der",
					     "asvk.der", "vcek.der",
					     "vlek.der", "crl.der" };
	size_t i;
	int err = 0;

	for (i = 0; !err && i < sizeof(names) / sizeof(names[0]); i++)
		err = export_file(from, to, names[i], why);
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
		identity = because(why, -errno, "%s/identity: %s", dir,
				   strerror(errno));
	close(state);
	return identity;
}

int export_certificates(const char *dir, const char *out, struct why why)
{
	int to, err, from = open_identity(dir, why);

	if (from < 0)
		return from;
	if (mkdir(out, 0755) && errno != EEXIST)
		err = because(why, -errno, "%s: %s", out, strerror(errno));
	else
		err = 0;
	to = err ? -1 : open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (!err && to < 0)
		err = because(why, -errno, "%s: %s", out, strerror(errno));
	if (!err)
		err = export_all(from, to, why);
	if (to >= 0)
		close(to);
	close(from);
	return err;
}
