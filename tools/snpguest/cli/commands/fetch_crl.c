// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>

#include "../base/talk.h"
#include "../fetch/genuine.h"
#include "../fetch/obtain.h"
#include "../output/encode.h"
#include "../output/print.h"

/* What bytes are in it, if it is a list and nothing else; free(@der->data). */
static bool read_list(struct snpguest_blob body, struct buffer *der,
		      struct snpguest_error *why)
{
	struct snpguest_container *container;
	const struct snpguest_blob *crls;
	bool is_list;
	size_t count;

	if (snpguest_container_read(body, &container, why))
		return false;
	crls = snpguest_container_crls(container, &count);
	is_list = count == 1 && encode_raw(crls[0], der) == 0;
	if (!is_list)
		snprintf(why->what, sizeof(why->what),
			 "the answer is no revocation list but %s",
			 snpguest_container_text(container));
	snpguest_container_free(container);
	return is_list;
}

static bool is_list(struct fetch *fetch, const void *about,
		    struct snpguest_blob body, struct snpguest_error *why)
{
	struct buffer der;
	bool genuine;

	(void)about;
	if (!read_list(body, &der, why))
		return false;
	genuine = genuine_crl(fetch,
			      (struct snpguest_blob){ der.data, der.len }, why);
	free(der.data);
	return genuine;
}

static enum exit_code save(const struct fetch *fetch, struct buffer der)
{
	struct buffer bytes;
	enum exit_code status;

	if (encode_crl((struct snpguest_blob){ der.data, der.len }, fetch->pem,
		       &bytes))
		return EXIT_TROUBLE;
	status = fetch_save(fetch, "crl", bytes);
	free(bytes.data);
	if (status || !fetch->settings.json)
		return status;
	return print_json(json_pack("{s:[s+]}", "files", "crl.",
				    encoding_suffix(fetch->pem)),
			  false);
}

/* A list that was kept may be outdone by a newer one. */
static enum exit_code get(struct fetch *fetch, const char *url)
{
	char name[64];
	struct wanted wanted = { .url = url, .name = name, .changes = true,
				 .judge = is_list };
	enum exit_code status;
	struct snpguest_error why;
	struct buffer body, der;

	snprintf(name, sizeof(name), "crl-%s-%s.der",
		 fetch->vlek ? "vlek" : "vcek",
		 fetch_product_name(fetch));
	fetch_open(fetch);
	status = obtain(fetch, &wanted, &body);
	if (status)
		return status;
	if (read_list((struct snpguest_blob){ body.data, body.len }, &der,
		      &why)) {
		status = save(fetch, der);
		free(der.data);
	} else {
		status = trouble("%s: %s", url, why.what);
	}
	free(body.data);
	return status;
}

static enum exit_code run(const struct call *call)
{
	return fetch_list(call, SNPGUEST_KDS_VCEK_CRL, SNPGUEST_KDS_VLEK_CRL,
			  get);
}

static const struct option options[] = {
	{ OPT_REPORT, 'r', "report", "FILE",
	  "take the processor model from this report" },
	{ OPT_ENDORSER, 'e', "endorser", "vcek|vlek",
	  "whose list; vcek unless given" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, fetch_options,
					       common_options, NULL };

const struct command cmd_fetch_crl = {
	.name = "fetch crl",
	.run = run,
	.summary = "Get the revocation list from AMD",
	.operands = "pem|der DIR [MODEL]",
	.min_operands = 2,
	.max_operands = 3,
	.options = groups,
	.configured = true,
	.examples = "snpguest fetch crl der certs/ -r report.bin",
};
