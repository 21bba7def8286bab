// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "../base/talk.h"
#include "../base/values.h"
#include "../input/digest_text.h"
#include "../input/id_key.h"
#include "../input/settings.h"
#include "../output/print.h"

static enum exit_code print(const struct call *call,
			    const struct settings *settings,
			    const uint8_t digest[SNPGUEST_DIGEST_SIZE])
{
	bool silent = settings->quiet || settings->json;
	char hex[2 * SNPGUEST_DIGEST_SIZE + 1];
	enum exit_code status;

	if (!silent)
		printf("Key Digest:\n");
	status = digest_print("", digest, SNPGUEST_DIGEST_SIZE, false, silent,
			      call->values[OPT_KEY_DIGEST_FILE]);
	if (status || !settings->json)
		return status;
	value_hex(digest, SNPGUEST_DIGEST_SIZE, hex);
	return print_json(json_pack("{s:s}", "key_digest", hex), false);
}

static enum exit_code run(const struct call *call)
{
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	struct snpguest_id_key *key;
	struct snpguest_error error;
	struct settings settings;
	enum exit_code status;
	int ret;

	status = settings_read(call, &settings);
	if (!status)
		status = id_key_load(call->operands[0], &key);
	if (status)
		return status;
	ret = snpguest_id_key_digest(key, digest, &error);
	snpguest_id_key_free(key);
	if (ret)
		return trouble("%s", error.what);
	return print(call, &settings, digest);
}

static const struct option options[] = {
	{ OPT_KEY_DIGEST_FILE, 'd', "key-digest-file", "FILE",
	  "write the digest here, too" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, common_options, NULL };

const struct command cmd_generate_key_digest = {
	.name = "generate key-digest",
	.run = run,
	.summary = "Compute the digest that reports have of an ID or author key",
	.operands = "KEY",
	.min_operands = 1,
	.max_operands = 1,
	.options = groups,
	.configured = true,
	.notes = "KEY is a P-384 key, public or private, PEM or DER, or the URI"
		 " of one in a\nprovider of OpenSSL's.",
	.examples = "snpguest generate key-digest id.pem",
};
