// SPDX-License-Identifier: MIT
/* A policy whose measurements are those of a launch that is described. */
#include <stdlib.h>

#include "../base/talk.h"
#include "../base/values.h"
#include "../input/launch.h"
#include "../input/settings.h"
#include "../output/print.h"

/* SEV_FEATURES: hosts differ in whether they set it. */
#define DEBUG_SWAP UINT64_C(0x20)

static json_t *json_of_digest(const struct launch_input *input)
{
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	char hex[2 * SNPGUEST_DIGEST_SIZE + 1];

	if (launch_digest(input, NULL, digest))
		return NULL;
	value_hex(digest, sizeof(digest), hex);
	return json_string(hex);
}

/* The image is the same for all: hashed once. */
static enum exit_code hash_image(struct launch_input *input)
{
	struct snpguest_error error;
	int ret;

	if (input->is_igvm || input->launch.ovmf_hash)
		return EXIT_DONE;
	ret = snpguest_ovmf_hash(input->launch.ovmf, input->ovmf_hash, &error);
	if (ret)
		return launch_failed(ret, &error);
	input->launch.ovmf_hash = input->ovmf_hash;
	return EXIT_DONE;
}

static json_t *add_counts(json_t *list, struct launch_input *input,
			  uint32_t most)
{
	uint32_t *vcpus = input->is_igvm ? &input->igvm.vcpus :
					   &input->launch.vcpus;

	for (*vcpus = 1; list && *vcpus <= most; ++*vcpus)
		list = json_list_add(list, json_of_digest(input));
	return list;
}

static json_t *add_features(struct launch_input *input, uint32_t most)
{
	uint64_t *features = input->is_igvm ? &input->igvm.features :
					      &input->launch.features;
	json_t *list = add_counts(json_array(), input, most);

	if (input->is_igvm && !input->igvm.set_features)
		return list;
	*features ^= DEBUG_SWAP;
	return add_counts(list, input, most);
}

static json_t *only_this(struct launch_input *input)
{
	return json_list_add(json_array(), json_of_digest(input));
}

static enum exit_code print_policy(struct launch_input *input, bool only)
{
	uint32_t most = input->is_igvm ? input->igvm.vcpus :
					 input->launch.vcpus;
	json_t *list;

	if (!most)
		only = true;
	list = only ? only_this(input) : add_features(input, most);
	if (!list)
		return EXIT_TROUBLE;
	return print_json(json_pack("{s:o}", "measurement", list), false);
}

static enum exit_code check_call(const struct call *call,
				 const struct launch_input *input)
{
	if (!input->is_igvm && input->launch.mode != SNPGUEST_LAUNCH_SNP)
		return usage("a policy is for reports, which SNP alone has");
	if (given(call, OPT_QUIET))
		return usage("generate policy prints nothing but the policy;"
			     " --quiet would leave nothing");
	return EXIT_DONE;
}

static enum exit_code run(const struct call *call)
{
	struct launch_input input;
	struct settings settings;
	enum exit_code status;

	status = settings_read(call, &settings);
	if (status)
		return status;
	if (!given(call, OPT_FROM_LAUNCH))
		return usage("generate policy needs --from-launch and how the"
			     " guest is launched");
	status = launch_read(call, false, &input);
	if (!status)
		status = check_call(call, &input);
	if (!status)
		status = hash_image(&input);
	if (!status)
		status = print_policy(&input, given(call, OPT_ONLY));
	launch_free(&input);
	return status;
}

static const struct option options[] = {
	{ OPT_FROM_LAUNCH, 0, "from-launch", NULL,
	  "measurements of the launch described by the other options" },
	{ OPT_ONLY, 0, "only", NULL,
	  "exactly this launch, not 1 to N vCPUs with and without DebugSwap" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, launch_options,
					       common_options, NULL };

const struct command cmd_generate_policy = {
	.name = "generate policy",
	.run = run,
	.summary = "Write a policy that accepts a guest launched as described",
	.operands = "",
	.max_operands = 0,
	.options = groups,
	.notes = "With --vcpus N it has a measurement for each of 1 to N vCPUs,"
		 " with and without the\nfeature DebugSwap (0x20).",
};
