// SPDX-License-Identifier: MIT
#include "ovmf_hash.h"

#include <errno.h>
#include <stdlib.h>

#include <snpguest_measure.h>

#include "../base/talk.h"
#include "../base/values.h"
#include "../input/digest_text.h"
#include "../input/launch.h"
#include "../input/settings.h"
#include "../output/print.h"

static enum exit_code print(const struct call *call,
			    const struct settings *settings, bool base64,
			    const uint8_t digest[SNPGUEST_DIGEST_SIZE])
{
	char hex[2 * SNPGUEST_DIGEST_SIZE + 1];
	enum exit_code status;

	status = digest_print("", digest, SNPGUEST_DIGEST_SIZE, base64,
			      settings->quiet || settings->json,
			      call->values[OPT_MEASUREMENT_FILE]);
	if (status || !settings->json)
		return status;
	value_hex(digest, SNPGUEST_DIGEST_SIZE, hex);
	return print_json(json_pack("{s:s}", "ovmf_hash", hex), false);
}

enum exit_code ovmf_hash(const struct call *call)
{
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	struct snpguest_error error;
	struct settings settings;
	enum exit_code status;
	struct buffer image;
	bool base64;
	int ret;

	status = settings_read(call, &settings);
	if (!status)
		status = output_format(call, &base64);
	if (status)
		return status;
	if (!given(call, OPT_OVMF))
		return usage("%s needs --ovmf FILE", call->command->name);
	if (file_read(call->values[OPT_OVMF], IMAGE_LIMIT, &image))
		return EXIT_TROUBLE;
	ret = snpguest_ovmf_hash((struct snpguest_blob){ image.data,
							 image.len },
				 digest, &error);
	free(image.data);
	if (ret == -EBADMSG)
		return image_refused(call->values[OPT_OVMF], &error);
	if (ret)
		return trouble("%s", error.what);
	return print(call, &settings, base64, digest);
}

static const struct option options[] = {
	{ OPT_OVMF, 'o', "ovmf", "FILE", "firmware image" },
	{ OPT_OUTPUT_FORMAT, 'f', "output-format", "hex|base64",
	  "of the digest; hex unless given" },
	{ OPT_MEASUREMENT_FILE, 0, "hash-file", "FILE",
	  "write the digest here, too" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, common_options, NULL };

const struct command cmd_generate_ovmf_hash = {
	.name = "generate ovmf-hash",
	.run = ovmf_hash,
	.summary = "Compute the launch digest after a firmware image alone",
	.operands = "",
	.max_operands = 0,
	.options = groups,
	.instead = "files are named by options, as in --ovmf FILE",
	.notes = "'generate measurement --ovmf-hash' goes on from it.",
	.examples = "snpguest generate ovmf-hash --ovmf OVMF.fd",
};
