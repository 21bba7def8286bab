/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_KNOWN_SIGNATURES_H
#define SNPGUEST_KNOWN_SIGNATURES_H

#include <pthread.h>

#include "../formats/certificate.h"

/*
 * What is remembered has a bound in bytes, counted as the most that it can take: over
 * a thousand leaves of AMD's size, which take half of that.
 */
#define KNOWN_BYTES_MAX (16 << 20)

/* A certificate that is larger is not remembered. AMD's leaves have some 1,400. */
#define KNOWN_CERTIFICATE_MAX 4096

#define KNOWN_BUCKETS 512

/**
 * struct known_signature - one that was verified
 * @signed_sha256: of the certificate or list that is signed
 * @issuer_sha256: of the certificate whose key signed it
 * @cert: the certificate that is signed; NULL of a list
 * @bytes: that it counts for
 * @next: in the same bucket
 * @newer, @older: remembered, or asked for, after it and before it
 *
 * Only that the one signed the other is remembered, and only of issuers that are
 * trusted or that a trusted root signed. Dates are looked at in every call.
 */
struct known_signature {
	uint8_t signed_sha256[CRYPTO_SHA256_SIZE];
	uint8_t issuer_sha256[CRYPTO_SHA256_SIZE];
	struct certificate *cert;
	size_t bytes;
	struct known_signature *next, *newer, *older;
};

/**
 * struct known_signatures - may be used by several threads at once
 * @buckets: by @signed_sha256
 * @oldest, @newest: in the order in which they came or were last asked for; the oldest
 *		     is forgotten first
 * @bytes: of all; at most KNOWN_BYTES_MAX
 */
struct known_signatures {
	pthread_mutex_t lock; /* of what follows */
	struct known_signature *buckets[KNOWN_BUCKETS];
	struct known_signature *oldest, *newest;
	size_t bytes;
};

/** @known: zeroed. */
void known_signatures_init(struct known_signatures *known);

/** Forgets everything. */
void known_signatures_free(struct known_signatures *known);

/** Another reference to the certificate with this digest; NULL if not known. */
struct certificate *known_certificate(struct known_signatures *known,
				      const uint8_t sha256[CRYPTO_SHA256_SIZE]);

/**
 * Is it known that who has @issuer_sha256 signed what has @signed_sha256? What is
 * asked for is the last to be forgotten.
 */
bool known_signature(struct known_signatures *known,
		     const uint8_t signed_sha256[CRYPTO_SHA256_SIZE],
		     const uint8_t issuer_sha256[CRYPTO_SHA256_SIZE]);

/**
 * Remembers a signature, or not: without memory, and of a certificate that is too
 * large. @cert: what is signed, if a certificate; else NULL.
 */
void known_signatures_add(struct known_signatures *known,
			  const uint8_t signed_sha256[CRYPTO_SHA256_SIZE],
			  const uint8_t issuer_sha256[CRYPTO_SHA256_SIZE],
			  struct certificate *cert);

#endif
