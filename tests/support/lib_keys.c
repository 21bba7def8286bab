// SPDX-License-Identifier: MIT
/*
 * An RSA key of 4096 bits takes seconds, and follows from its seed: drawn once,
 * kept in $O/keys, read by whoever wants the same later. Linked with
 * --wrap=seeded_rsa.
 */
#include <libgen.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>

EVP_PKEY *__real_seeded_rsa(uint64_t seed, const char *label, int bits);
EVP_PKEY *__wrap_seeded_rsa(uint64_t seed, const char *label, int bits);

/* Beside the test programs: $O/unit/lib/verdict/../../../keys. */
static void name_file(char path[PATH_MAX], uint64_t seed, const char *label,
		      int bits)
{
	char self[PATH_MAX] = "", dir[PATH_MAX];

	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		self[0] = '\0';
	snprintf(dir, sizeof(dir), "%.3800s/../../../keys", dirname(self));
	mkdir(dir, 0755);
	snprintf(path, PATH_MAX, "%.3900s/%llu %.40s %d", dir,
		 (unsigned long long)seed, label, bits);
}

static EVP_PKEY *read_key(const char *path)
{
	FILE *file = fopen(path, "re");
	EVP_PKEY *key;

	if (!file)
		return NULL;
	key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	fclose(file);
	return key;
}

/* Whole or not at all: two programs may start at once. */
static void write_key(const char *path, const EVP_PKEY *key)
{
	char new[PATH_MAX];
	FILE *file;
	int ok;

	snprintf(new, sizeof(new), "%.4000s.%d", path, (int)getpid());
	file = fopen(new, "we");
	if (!file)
		return;
	ok = PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
	if (fclose(file) || !ok || rename(new, path))
		unlink(new);
}

EVP_PKEY *__wrap_seeded_rsa(uint64_t seed, const char *label, int bits)
{
	char path[PATH_MAX];
	EVP_PKEY *key;

	name_file(path, seed, label, bits);
	key = read_key(path);
	if (key)
		return key;
	key = __real_seeded_rsa(seed, label, bits);
	if (key)
		write_key(path, key);
	return key;
}
