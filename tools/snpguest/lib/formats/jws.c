// SPDX-License-Identifier: MIT
/* JSON Web Signatures in compact form (RFC 7515), to write. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../crypto/base64.h"
#include "../crypto/crypto_sign.h"
#include "snpguest.h"

static const char header_es384[] = "{\"alg\":\"ES384\",\"typ\":\"JWT\"}";
static const char header_es256[] = "{\"alg\":\"ES256\",\"typ\":\"JWT\"}";

/* Base64url without padding (RFC 7515 2). Return: behind the last character. */
static char *put_base64url(char *to, struct snpguest_blob data)
{
	base64_encode(data, to);
	for (; *to && *to != '='; to++) {
		if (*to == '+')
			*to = '-';
		else if (*to == '/')
			*to = '_';
	}
	*to = '\0';
	return to;
}

/* Header, payload and room for the signature; all that is signed is there. */
static char *begin(enum crypto_curve curve, struct snpguest_blob payload,
		   char **end)
{
	const char *header = curve == CRYPTO_P384 ? header_es384 : header_es256;
	struct snpguest_blob head = { (const uint8_t *)header, strlen(header) };
	char *token = malloc(base64_size(head.len) + base64_size(payload.len) +
			     base64_size(2 * CRYPTO_P384_SIZE) + 3);

	if (!token)
		return NULL;
	*end = put_base64url(token, head);
	*(*end)++ = '.';
	*end = put_base64url(*end, payload);
	return token;
}

static int sign(const struct crypto_signer *signer,
		struct snpguest_blob payload, char **token,
		struct snpguest_error *error)
{
	uint8_t raw[2 * CRYPTO_P384_SIZE];
	enum crypto_curve curve;
	char *text, *end;
	int err = crypto_signer_curve(signer, &curve);

	if (err)
		return fail(error, err, "no P-384 or P-256 key");
	text = begin(curve, payload, &end);
	if (!text)
		return fail_memory(error);
	err = crypto_signer_raw(signer,
				(struct snpguest_blob){ (uint8_t *)text,
							(size_t)(end - text) },
				curve, raw);
	if (err) {
		free(text);
		return fail(error, err == -EIO ? -EBADMSG : err,
			    "the key does not sign; is it the private one?");
	}
	*end++ = '.';
	put_base64url(end, (struct snpguest_blob){ raw, 2 * (size_t)curve });
	*token = text;
	return 0;
}

int snpguest_jws_sign(struct snpguest_blob key, struct snpguest_blob payload,
		      char **token, struct snpguest_error *error)
{
	struct crypto_signer *signer;
	struct crypto *crypto;
	int err = crypto_shared(&crypto);

	*token = NULL;
	if (err)
		return fail(error, err, "no cryptography");
	err = crypto_signer_parse(crypto, key, &signer);
	if (err == -ENOKEY)
		fail(error, err, "the key is encrypted; hand in a plain one");
	else if (err)
		fail(error, err, "no key in PEM or DER");
	if (!err) {
		err = sign(signer, payload, token, error);
		crypto_signer_free(signer);
	}
	crypto_put(crypto);
	return err;
}
