// SPDX-License-Identifier: MIT
#include "known_signatures.h"

#include <stdlib.h>
#include <string.h>

/* A key of P-384 as libcrypto keeps it, with the curve. */
#define KEY_BYTES 4096

/* What an allocator adds to a block. */
#define BLOCK_BYTES 16

void known_signatures_init(struct known_signatures *known)
{
	pthread_mutex_init(&known->lock, NULL);
}

static void drop(struct known_signature *entry)
{
	certificate_put(entry->cert);
	free(entry);
}

void known_signatures_free(struct known_signatures *known)
{
	while (known->oldest) {
		struct known_signature *entry = known->oldest;

		known->oldest = entry->newer;
		drop(entry);
	}
	pthread_mutex_destroy(&known->lock);
}

static bool same(const uint8_t a[CRYPTO_SHA256_SIZE],
		 const uint8_t b[CRYPTO_SHA256_SIZE])
{
	return !memcmp(a, b, CRYPTO_SHA256_SIZE);
}

/* A digest is as good as random: its first bytes choose. */
static struct known_signature **
bucket_of(struct known_signatures *known,
	  const uint8_t sha256[CRYPTO_SHA256_SIZE])
{
	return &known->buckets[(sha256[0] << 8 | sha256[1]) % KNOWN_BUCKETS];
}

struct certificate *known_certificate(struct known_signatures *known,
				      const uint8_t sha256[CRYPTO_SHA256_SIZE])
{
	struct certificate *found = NULL;
	struct known_signature *entry;

	pthread_mutex_lock(&known->lock);
	entry = *bucket_of(known, sha256);
	for (; entry && !found; entry = entry->next)
		if (entry->cert && same(entry->signed_sha256, sha256))
			found = certificate_hold(entry->cert);
	pthread_mutex_unlock(&known->lock);
	return found;
}

static struct known_signature *
find(struct known_signatures *known,
     const uint8_t signed_sha256[CRYPTO_SHA256_SIZE],
     const uint8_t issuer_sha256[CRYPTO_SHA256_SIZE])
{
	struct known_signature *entry = *bucket_of(known, signed_sha256);

	for (; entry; entry = entry->next)
		if (same(entry->signed_sha256, signed_sha256) &&
		    same(entry->issuer_sha256, issuer_sha256))
			return entry;
	return NULL;
}

/* ---------------------------------------------------------------- the order */

static void leave_order(struct known_signatures *known,
			struct known_signature *entry)
{
	if (entry->newer)
		entry->newer->older = entry->older;
	else
		known->newest = entry->older;
	if (entry->older)
		entry->older->newer = entry->newer;
	else
		known->oldest = entry->newer;
}

static void become_newest(struct known_signatures *known,
			  struct known_signature *entry)
{
	entry->newer = NULL;
	entry->older = known->newest;
	if (known->newest)
		known->newest->newer = entry;
	else
		known->oldest = entry;
	known->newest = entry;
}

bool known_signature(struct known_signatures *known,
		     const uint8_t signed_sha256[CRYPTO_SHA256_SIZE],
		     const uint8_t issuer_sha256[CRYPTO_SHA256_SIZE])
{
	struct known_signature *entry;

	pthread_mutex_lock(&known->lock);
	entry = find(known, signed_sha256, issuer_sha256);
	if (entry) {
		leave_order(known, entry);
		become_newest(known, entry);
	}
	pthread_mutex_unlock(&known->lock);
	return entry;
}

/* ------------------------------------------------------------ what is added */

/* Takes the oldest out; there is one. */
static struct known_signature *take_oldest(struct known_signatures *known)
{
	struct known_signature *oldest = known->oldest;
	struct known_signature **at = bucket_of(known, oldest->signed_sha256);

	while (*at != oldest)
		at = &(*at)->next;
	*at = oldest->next;
	leave_order(known, oldest);
	known->bytes -= oldest->bytes;
	return oldest;
}

static void put_newest(struct known_signatures *known,
		       struct known_signature *entry)
{
	struct known_signature **bucket =
		bucket_of(known, entry->signed_sha256);

	entry->next = *bucket;
	*bucket = entry;
	become_newest(known, entry);
	known->bytes += entry->bytes;
}

static size_t bytes_of_certificate(const struct certificate *cert)
{
	return sizeof(*cert) + cert->der_len + KEY_BYTES + 2 * BLOCK_BYTES;
}

static struct known_signature *
make(const uint8_t signed_sha256[CRYPTO_SHA256_SIZE],
     const uint8_t issuer_sha256[CRYPTO_SHA256_SIZE], struct certificate *cert)
{
	struct known_signature *entry = calloc(1, sizeof(*entry));

	if (!entry)
		return NULL;
	memcpy(entry->signed_sha256, signed_sha256, CRYPTO_SHA256_SIZE);
	memcpy(entry->issuer_sha256, issuer_sha256, CRYPTO_SHA256_SIZE);
	entry->cert = cert ? certificate_hold(cert) : NULL;
	entry->bytes = sizeof(*entry) + BLOCK_BYTES;
	if (cert)
		entry->bytes += bytes_of_certificate(cert);
	return entry;
}

/*
 * Two threads may have verified the same. What is forgotten is put down outside of
 * the lock, since the last reference frees a key.
 */
void known_signatures_add(struct known_signatures *known,
			  const uint8_t signed_sha256[CRYPTO_SHA256_SIZE],
			  const uint8_t issuer_sha256[CRYPTO_SHA256_SIZE],
			  struct certificate *cert)
{
	struct known_signature *entry, *old = NULL;

	if (cert && cert->der_len > KNOWN_CERTIFICATE_MAX)
		return;
	if (known_signature(known, signed_sha256, issuer_sha256))
		return;
	entry = make(signed_sha256, issuer_sha256, cert);
	if (!entry)
		return;
	pthread_mutex_lock(&known->lock);
	if (find(known, signed_sha256, issuer_sha256)) {
		entry->newer = old;
		old = entry;
	} else {
		put_newest(known, entry);
	}
	while (known->bytes > KNOWN_BYTES_MAX) {
		entry = take_oldest(known);
		entry->newer = old;
		old = entry;
	}
	pthread_mutex_unlock(&known->lock);
	while (old) {
		entry = old;
		old = old->newer;
		drop(entry);
	}
}
