// SPDX-License-Identifier: MIT
/*
 * Any bytes as a policy: what is read demands nothing less than the default
 * unless a key says so, and a rule never points to nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "input/policy_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_values(const struct snpguest_values *values, size_t size)
{
	volatile uint8_t sum = 0;

	for (size_t i = 0; i < values->count * size; i++)
		sum ^= values->data[i];
	(void)sum;
}

static void check_policy(const struct snpguest_policy *policy)
{
	check_values(&policy->report_data, 64);
	check_values(&policy->host_data, 32);
	check_values(&policy->measurement, 48);
	check_values(&policy->chip_id, 64);
	check_values(&policy->family_id, 16);
	check_values(&policy->image_id, 16);
	check_values(&policy->id_key_digest, 48);
	check_values(&policy->author_key_digest, 48);
	if (policy->vmpl_mask > 15 || policy->signer_mask > 3 ||
	    policy->product_mask > 15 || policy->abi_min > 0xffff ||
	    policy->firmware_min > 0xffffff || policy->reported_min.snp > 255)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer bytes = { malloc(size + 1), size };
	struct policy_file file;

	if (!bytes.data)
		return 0;
	memcpy(bytes.data, data, size);
	if (policy_file_parse("fuzz", bytes, &file) == EXIT_DONE) {
		check_policy(&file.policy);
		if (!memmem(data, size, "debug", 5) &&
		    !memchr(data, '\\', size) &&
		    file.policy.debug != SNPGUEST_MUST_NOT)
			abort();
	}
	policy_file_free(&file);
	free(bytes.data);
	return 0;
}
