// SPDX-License-Identifier: MIT
/* A policy whose measurements are those of a launch that is described. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/talk.h"
#include "../base/values.h"
#include "../input/launch.h"
#include "../input/settings.h"
#include "../output/print.h"

/* SEV_FEATURES: hosts differ in whether they set it. */
#define DEBUG_SWAP UINT64_C(0x20)

/**
 * struct measurements - a list on its way
 * @from, @to: numbers of vCPUs
 */
struct measurements {
	struct launch_input *input;
	json_t *list;
	uint32_t from, to;
};

static int add(struct measurements *m,
	       const uint8_t digest[SNPGUEST_DIGEST_SIZE])
{
	char hex[2 * SNPGUEST_DIGEST_SIZE + 1];

	value_hex(digest, SNPGUEST_DIGEST_SIZE, hex);
	m->list = json_list_add(m->list, json_string(hex));
	return m->list ? 0 : -ENOMEM;
}

static enum exit_code add_one(struct measurements *m)
{
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	enum exit_code status = launch_digest(m->input, NULL, digest);

	if (status)
		return status;
	return add(m, digest) ? trouble("out of memory") : EXIT_DONE;
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
		return launch_failed(input, ret, &error);
	input->launch.ovmf_hash = input->ovmf_hash;
	return EXIT_DONE;
}

/* The digest after a processor is that of a launch with it as the last. */
static int add_processor(void *priv, const struct snpguest_measured *measured)
{
	struct measurements *m = priv;

	if (strcmp(measured->origin, "vmsa") != 0 ||
	    measured->index + 1 < m->from)
		return 0;
	return add(m, measured->digest);
}

static enum exit_code add_counts(struct measurements *m)
{
	const struct snpguest_observer observer = { add_processor, m };
	uint8_t digest[SNPGUEST_DIGEST_SIZE];

	m->input->igvm.vcpus = m->to;
	m->input->launch.vcpus = m->to;
	/* Processors in the order of a file are as many as it has. */
	if (m->from == m->to)
		return add_one(m);
	return launch_digest(m->input, &observer, digest);
}

static enum exit_code add_all(struct measurements *m)
{
	struct snpguest_igvm *igvm = &m->input->igvm;
	enum exit_code status = add_counts(m);

	if (status)
		return status;
	igvm->set_features = true;
	igvm->features ^= DEBUG_SWAP;
	m->input->launch.features ^= DEBUG_SWAP;
	return add_counts(m);
}

/* A file has contexts, and features of its own. */
static enum exit_code range_of_igvm(struct measurements *m)
{
	struct snpguest_igvm *igvm = &m->input->igvm;
	struct snpguest_igvm_facts facts;
	struct snpguest_error error;
	int ret = snpguest_igvm_read(igvm->file, &facts, &error);

	if (ret)
		return launch_failed(m->input, ret, &error);
	m->from = facts.vcpus;
	m->to = igvm->vcpus ? igvm->vcpus : facts.vcpus;
	if (!igvm->set_features)
		igvm->features = facts.features;
	if (m->to >= m->from)
		return EXIT_DONE;
	return usage("--vcpus: %u are fewer than the %u that the file has"
		     " contexts for", m->to, m->from);
}

static enum exit_code measure_all(struct measurements *m)
{
	enum exit_code status = EXIT_DONE;

	m->from = 1;
	m->to = m->input->launch.vcpus;
	if (m->input->is_igvm)
		status = range_of_igvm(m);
	return status ? status : add_all(m);
}

static enum exit_code print_policy(struct launch_input *input, bool only)
{
	struct measurements m = { .input = input, .list = json_array() };
	enum exit_code status;

	if (!m.list)
		return trouble("out of memory");
	status = only ? add_one(&m) : measure_all(&m);
	if (status) {
		json_decref(m.list);
		return status;
	}
	return print_json(json_pack("{s:o}", "measurement", m.list), false);
}

static enum exit_code check_call(const struct call *call,
				 const struct launch_input *input)
{
	uint32_t vcpus = input->is_igvm ? input->igvm.vcpus :
					  input->launch.vcpus;

	if (vcpus > SNPGUEST_VCPUS_MAX || (!vcpus && !input->is_igvm))
		return usage("--vcpus: %u are not from 1 to %u", vcpus,
			     SNPGUEST_VCPUS_MAX);
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
	.instead = "files are named by options, as in --ovmf FILE",
	.notes = "With --vcpus N it has a measurement for each of 1 to N vCPUs,\n"
		 "with and without the feature DebugSwap (0x20). An IGVM file\n"
		 "counts from as many as it has contexts for.",
	.examples = "snpguest generate policy --from-launch -o OVMF.fd -v 4 --vcpu-type EPYC-v4 \\\n"
		    "    >policy.json",
};
