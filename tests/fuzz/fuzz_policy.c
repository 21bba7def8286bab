// SPDX-License-Identifier: MIT
/*
 * Any bytes as a policy: what is read points to as many bytes as it says, is
 * within what a policy may be, and permits nothing that no key of it names.
 */
#include <stdlib.h>
#include <string.h>

#include "snpguest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(const uint8_t *data, size_t len)
{
	volatile uint8_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum ^= data[i];
	(void)sum;
}

static void check_memory(const struct snpguest_policy *p)
{
	read_all(p->report_data.data, p->report_data.count * 64);
	read_all(p->host_data.data, p->host_data.count * 32);
	read_all(p->measurement.data, p->measurement.count * 48);
	read_all(p->chip_id.data, p->chip_id.count * 64);
	read_all(p->family_id.data, p->family_id.count * 16);
	read_all(p->image_id.data, p->image_id.count * 16);
	read_all(p->id_key_digest.data, p->id_key_digest.count * 48);
	read_all(p->author_key_digest.data, p->author_key_digest.count * 48);
	read_all(p->report_id.data, p->report_id.count * 32);
	read_all(p->report_data_prefix.data, p->report_data_prefix.len);
	read_all(p->report_data_of.data, p->report_data_of.len);
	read_all(p->user_data.data, p->user_data.len);
	read_all(p->claims.data, p->claims.len);
	read_all((const uint8_t *)p->tcb_floors,
		 p->n_tcb_floors * sizeof(*p->tcb_floors));
	if (p->csp_id && !*p->csp_id)
		abort();
}

static void check_bounds(const struct snpguest_policy *p)
{
	if (p->vmpl_mask > 15 || p->signer_mask > 3 || p->product_mask > 15 ||
	    p->abi_min > 0xffff || p->firmware_min > 0xffffff ||
	    p->claims.len > 4096 || p->user_data.len > 64 || p->report_data_prefix.len > 64 ||
	    p->any_root > 1 || p->guest_allow & 0xffff)
		abort();
}

/* Every permission has a key; a text without it, and without escapes, has none. */
static void check_permissions(const struct snpguest_policy *p,
			      const uint8_t *data, size_t size)
{
	static const char *const keys[] = {
		"debug", "allow", "_any", "any_root", "masked",
	};

	if (memchr(data, '\\', size))
		return;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (memmem(data, size, keys[i], strlen(keys[i])))
			return;
	if (p->guest_allow || p->key_info_allow || p->report_data_any ||
	    p->measurement_any || p->any_root || p->masked_chip_id)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snpguest_blob text = { data, size };
	struct snpguest_policy_json *policy;
	struct snpguest_error error = { .what = "" };
	const struct snpguest_policy *p;

	if (snpguest_policy_json_read(text, &policy, &error)) {
		if (!error.what[0])
			abort();
		return 0;
	}
	p = snpguest_policy_json_policy(policy);
	check_memory(p);
	check_bounds(p);
	check_permissions(p, data, size);
	snpguest_policy_json_free(policy);
	return 0;
}
