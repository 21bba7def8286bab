/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_REVOCATION_H
#define SNPGUEST_REVOCATION_H

#include "../formats/certificate.h"

/**
 * struct source - where something came from, for messages
 * @name: its caller's, who keeps it; NULL: it is "@what @number"
 */
struct source {
	const char *what;
	size_t number;
	const char *name;
};

#define SOURCE_TEXT_SIZE 128

/** What @source is called; of a long name the end. */
void source_text(const struct source *source, char text[SOURCE_TEXT_SIZE]);

/**
 * struct revocation_list - one that could be read
 * @source: whoever keeps the list sets it
 * @sha256: of its DER bytes
 */
struct revocation_list {
	struct source source;
	struct crypto_crl *crl;
	struct crypto_crl_fields fields;
	uint8_t sha256[CRYPTO_SHA256_SIZE];
};

/** Return: 0; -EBADMSG: it is none, or too large; -ENOMEM; -EIO. */
int revocation_list_read(struct crypto *crypto, struct snpguest_blob der,
			 struct revocation_list *list);

/** True when @list has @root's name as its issuer. */
bool revocation_list_names(const struct revocation_list *list,
			   const struct certificate *root);

/**
 * Did @root sign @list, and is there nothing critical in it that is not known?
 * Return: 0, -EBADMSG, -ENOMEM, -EIO.
 */
int revocation_list_verify(const struct revocation_list *list,
			   struct certificate *root);

#endif
