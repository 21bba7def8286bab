/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_VERIFIER_H
#define SNPGUEST_VERIFIER_H

#include "known_signatures.h"
#include "revocation.h"

#define VERIFIER_CRLS_MAX 16
#define VERIFIER_AUTHORITIES_MAX 32

/**
 * struct snpguest_verifier - trusted authorities and verified certificates
 * @trusted: AMD's, then the caller's roots
 * @authorities: ASKs and ASVKs of the caller's files; below one of @trusted
 * @products: of the caller's files
 * @crls: the caller's, each signed by one of @trusted
 */
struct snpguest_verifier {
	struct crypto *crypto;
	struct certificate **trusted;
	size_t count;
	struct certificate *authorities[VERIFIER_AUTHORITIES_MAX];
	size_t n_authorities;
	struct products products;
	struct revocation_list crls[VERIFIER_CRLS_MAX];
	size_t n_crls;
	struct known_signatures known;
};

/**
 * verifier_certificate() - a trusted certificate, one that was verified before,
 * or a new one
 * @sha256: of @der
 *
 * Return: as certificate_new(). Drop @cert with certificate_put().
 */
int verifier_certificate(struct snpguest_verifier *verifier,
			 struct snpguest_blob der,
			 const uint8_t sha256[CRYPTO_SHA256_SIZE],
			 struct certificate **cert);

/** struct mark - how much a verifier trusts; what a caller's file adds to */
struct mark {
	size_t count, n_authorities, n_products;
};

/** As it is now; and forgets what was added since. */
struct mark verifier_mark(const struct snpguest_verifier *verifier);
void verifier_go_back(struct snpguest_verifier *verifier,
		      const struct mark *mark);

/**
 * verifier_add_product() - trust a product's authorities, of a caller's file
 * @product: its name and ranges; @number is written here
 * @certs: DER; at least one root among them, the others signed by one of those
 *
 * Return: 0; -EBADMSG with @why, static; -ENOMEM; -EIO. After those of what is
 * trusted some was added: verifier_go_back().
 */
int verifier_add_product(struct snpguest_verifier *verifier,
			 struct product *product, bool like_turin,
			 const struct snpguest_blob *certs, size_t n_certs,
			 const char **why);

/** Is @issuer known to have signed what has this digest? */
bool verifier_knows(struct snpguest_verifier *verifier,
		    const uint8_t sha256[CRYPTO_SHA256_SIZE],
		    const struct certificate *issuer);

/**
 * Remembers that @issuer, which has to be trusted, signed what has this digest.
 * @cert: what it is, if a certificate; else NULL
 */
void verifier_remember(struct snpguest_verifier *verifier,
		       const uint8_t sha256[CRYPTO_SHA256_SIZE],
		       const struct certificate *issuer,
		       struct certificate *cert);

#endif
