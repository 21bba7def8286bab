// SPDX-License-Identifier: MIT
#include "chain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../base/talk.h"
#include "genuine.h"
#include "obtain.h"

void chain_free(struct ca_chain *chain)
{
	free(chain->ark.data);
	free(chain->issuer.data);
	*chain = (struct ca_chain){ { NULL, 0 }, { NULL, 0 } };
}

/* Return: where it belongs, if it is one of the two and not there yet. */
static struct buffer *place_of(const struct fetch *fetch,
			       struct ca_chain *chain,
			       const struct snpguest_cert_info *info)
{
	enum snpguest_cert_role issuer =
		fetch->vlek ? SNPGUEST_CERT_ASVK : SNPGUEST_CERT_ASK;
	struct buffer *place = NULL;

	if (info->product != fetch->product)
		return NULL;
	if (info->role == SNPGUEST_CERT_ARK)
		place = &chain->ark;
	else if (info->role == issuer)
		place = &chain->issuer;
	return place && !place->data ? place : NULL;
}

static bool take(const struct fetch *fetch, struct ca_chain *chain,
		 struct buffer der, struct snpguest_error *why)
{
	struct snpguest_blob blob = { der.data, der.len };
	struct snpguest_cert_info info;
	struct buffer *place;

	if (snpguest_cert_describe(fetch->verifier, blob, &info, sizeof(info),
				   why)) {
		free(der.data);
		return false;
	}
	place = place_of(fetch, chain, &info);
	if (!place) {
		free(der.data);
		snprintf(why->what, sizeof(why->what),
			 "%.120s does not belong in this chain", info.subject);
		return false;
	}
	*place = der;
	return true;
}

/* chain_free() in every case. */
static bool split(const struct fetch *fetch, struct ca_chain *chain,
		  struct snpguest_blob pem, struct snpguest_error *why)
{
	for (;;) {
		struct buffer der;
		int ret = snpguest_pem_next(&pem, &der.data, &der.len, why);

		if (ret == -ENOENT)
			break;
		if (ret || !take(fetch, chain, der, why))
			return false;
	}
	if (chain->ark.data && chain->issuer.data)
		return true;
	snprintf(why->what, sizeof(why->what), "the chain is not complete");
	return false;
}

static bool is_chain(struct fetch *fetch, const void *about,
		     struct snpguest_blob body, struct snpguest_error *why)
{
	struct ca_chain chain = { { NULL, 0 }, { NULL, 0 } };
	bool genuine = split(fetch, &chain, body, why);

	(void)about;
	genuine = genuine &&
		  genuine_chain(fetch,
				(struct snpguest_blob){ chain.ark.data,
							chain.ark.len },
				(struct snpguest_blob){ chain.issuer.data,
							chain.issuer.len },
				why);
	chain_free(&chain);
	return genuine;
}

enum exit_code chain_obtain(struct fetch *fetch, const char *url,
			    struct ca_chain *chain)
{
	char name[64];
	struct wanted wanted = { .url = url, .name = name, .judge = is_chain };
	struct snpguest_error why;
	enum exit_code status;
	struct buffer body;

	*chain = (struct ca_chain){ { NULL, 0 }, { NULL, 0 } };
	snprintf(name, sizeof(name), "chain-%s-%s.pem",
		 fetch->vlek ? "vlek" : "vcek",
		 fetch_product_name(fetch));
	status = obtain(fetch, &wanted, &body);
	if (status)
		return status;
	if (!split(fetch, chain,
		   (struct snpguest_blob){ body.data, body.len }, &why)) {
		chain_free(chain);
		status = trouble("%s: %s", url, why.what);
	}
	free(body.data);
	return status;
}
