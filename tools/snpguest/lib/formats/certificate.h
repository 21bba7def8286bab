/* SPDX-License-Identifier: MIT */
/* One certificate of AMD's hierarchy ([KDS]), and what is known of it. */
#ifndef SNPGUEST_CERTIFICATE_H
#define SNPGUEST_CERTIFICATE_H

#include <stdatomic.h>

#include "anchors.h"
#include "products.h"
#include "../crypto/crypto_x509.h"
#include "vek_extensions.h"

/**
 * struct certificate - never changes once made; shared by counting references
 * @info: what it says; of AMD's own no texts
 * @issuer_role, @issuer_product: by the issuer's common name
 * @subject, @issuer: names, DER
 * @serial: big endian
 * @pss: signed as AMD signs; see struct crypto_cert_fields
 * @ca_problem: why it cannot be an authority; static; NULL: it can
 * @has_vek: @vek holds a leaf's extensions; otherwise @vek_problem says why not
 * @key: P-384 of a leaf, RSA of an authority. It is loaded when it is asked for,
 *	 since that takes longer than all the rest: use certificate_key()
 * @crypto: what AMD's key is made with
 * @no_key: it is none of AMD's kind
 * @der_len: bytes that it was read from
 * @amd: AMD's, compiled in; NULL for one that was parsed
 * @x509: NULL for AMD's
 */
struct certificate {
	atomic_uint references;
	struct snpguest_cert_info info;
	enum snpguest_cert_role issuer_role;
	enum snpguest_product issuer_product;
	struct snpguest_blob subject, issuer, serial;
	bool pss;
	const char *ca_problem;
	bool has_vek;
	struct vek_extensions vek;
	char vek_problem[128];
	struct crypto *crypto;
	_Atomic(struct crypto_key *) key;
	atomic_bool no_key;
	size_t der_len;
	const struct anchor *amd;
	struct crypto_cert *x509;
};

/**
 * certificate_new() - parse a DER certificate
 * @products: known beside the library's own; NULL: none
 * @sha256: of @der
 *
 * A leaf's malformed extensions, or a key that is not AMD's kind, are remarks
 * in @cert. Return: 0, -EBADMSG: no X.509 certificate, -ENOMEM, -EIO. Drop it
 * with certificate_put().
 */
int certificate_new(struct crypto *crypto, const struct products *products,
		    struct snpguest_blob der,
		    const uint8_t sha256[CRYPTO_SHA256_SIZE],
		    struct certificate **cert);

/** One of AMD's authorities; NULL without memory. */
struct certificate *certificate_of_anchor(struct crypto *crypto,
					  const struct anchor *anchor);

/** Another reference to @cert. */
struct certificate *certificate_hold(struct certificate *cert);

/** Drops a reference. NULL is allowed. */
void certificate_put(struct certificate *cert);

bool certificate_is_leaf(const struct certificate *cert);

/** Does @issued name @issuer as its issuer? */
bool certificate_names(const struct certificate *issued,
		       const struct certificate *issuer);

/**
 * The key of @cert, which keeps it; NULL where it has none of AMD's kind.
 *
 * Return: 0, -ENOMEM, -EIO.
 */
int certificate_key(struct certificate *cert, struct crypto_key **key);

/** snpguest_cert_describe(), by products. */
int cert_describe(const struct products *products, struct snpguest_blob cert,
		  struct snpguest_cert_info *info, size_t size,
		  struct snpguest_error *error);

/** Role and product of a common name. */
enum snpguest_cert_role role_of_name(const struct products *products,
				     struct snpguest_blob common_name,
				     enum snpguest_product *product);

/** Lower-case hexadecimal of at most as many bytes as fit; terminated. */
void hex_text(const uint8_t *data, size_t n, char *text, size_t len);

#endif
