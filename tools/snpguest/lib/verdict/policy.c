// SPDX-License-Identifier: MIT
/* Is it a policy? A mistake must not read as "not demanded". */
#include "policy.h"

#include <errno.h>
#include <string.h>

#include "../base/bytes.h"
#include "../base/error.h"
#include "../base/input.h"
#include "../crypto/crypto.h"
#include "../formats/products.h"
#include "claims.h"

#define VMPL_MASK 0xfu
#define SIGNER_MASK 0x3u
#define PRODUCT_MASK 0xffff000eu
#define TCB_MASK 0xfu
#define GUEST_ABI_MASK UINT64_C(0xffff) /* of the guest policy: no flags */

static bool list_fits(const void *data, size_t count)
{
	return !data == !count;
}

static bool lists_fit(const struct snpguest_policy *p)
{
	return list_fits(p->report_data.data, p->report_data.count) &&
	       list_fits(p->report_data_prefix.data,
			 p->report_data_prefix.len) &&
	       list_fits(p->user_data.data, p->user_data.len) &&
	       list_fits(p->claims.data, p->claims.len) &&
	       list_fits(p->report_data_of.data, p->report_data_of.len) &&
	       list_fits(p->measurement.data, p->measurement.count) &&
	       list_fits(p->host_data.data, p->host_data.count) &&
	       list_fits(p->chip_id.data, p->chip_id.count) &&
	       list_fits(p->family_id.data, p->family_id.count) &&
	       list_fits(p->image_id.data, p->image_id.count) &&
	       list_fits(p->id_key_digest.data, p->id_key_digest.count) &&
	       list_fits(p->author_key_digest.data,
			 p->author_key_digest.count) &&
	       list_fits(p->report_id.data, p->report_id.count) &&
	       list_fits(p->tcb_floors, p->n_tcb_floors);
}

/* A hash of no bytes is the same for everybody: it is nobody's freshness. */
static bool digest_fits(const struct snpguest_policy *p)
{
	return !p->report_data_of.len == !p->report_data_hash;
}

static bool flags_fit(const struct snpguest_policy *p)
{
	return p->report_data_any <= 1 && p->measurement_any <= 1 &&
	       p->masked_chip_id <= 1 && p->any_root <= 1 &&
	       p->crl_required <= 1;
}

static bool choices_fit(const struct snpguest_policy *p)
{
	return p->author_key <= SNPGUEST_MUST_NOT &&
	       p->provisional <= SNPGUEST_MUST_NOT &&
	       p->report_data_hash <= SNPGUEST_SHA512;
}

static bool masks_fit(const struct snpguest_policy *p)
{
	return !(p->vmpl_mask & ~VMPL_MASK) &&
	       !(p->signer_mask & ~SIGNER_MASK) &&
	       !(p->product_mask & ~PRODUCT_MASK) &&
	       !((p->guest_require | p->guest_forbid | p->guest_allow) &
		 GUEST_ABI_MASK);
}

static bool contradicts(const struct snpguest_policy *p)
{
	return p->guest_require & p->guest_forbid ||
	       p->platform_require & p->platform_forbid;
}

static bool floor_fits(const struct snpguest_tcb_floor *f)
{
	bool is_empty = !f->fmc && !f->bl && !f->tee && !f->snp && !f->ucode;

	return f->which && !(f->which & ~TCB_MASK) &&
	       (f->product <= SNPGUEST_PRODUCT_TURIN ||
		product_is_added(f->product)) &&
	       (f->product || !is_empty) &&
	       bytes_are_zero(f->reserved, sizeof(f->reserved));
}

static bool floors_fit(const struct snpguest_policy *p)
{
	for (size_t i = 0; i < p->n_tcb_floors; i++)
		if (!floor_fits(&p->tcb_floors[i]))
			return false;
	return true;
}

bool policy_demands_freshness(const struct snpguest_policy *p)
{
	return p->report_data.count || p->report_data_prefix.len ||
	       p->report_data_hash || p->user_data.len;
}

static int check_spoken(const struct snpguest_policy *p,
			struct snpguest_error *error)
{
	if (policy_demands_freshness(p) == p->report_data_any)
		return fail(error, -EINVAL,
			    "policy: demand a report_data, so that the report is no replay, or say that any will do (report_data_any)%s",
			    p->report_data_any ? ", not both" : "");
	if (!p->measurement.count == !p->measurement_any)
		return fail(error, -EINVAL,
			    "policy: demand a measurement, so that the guest is yours, or say that any will do (measurement_any)%s",
			    p->measurement_any ? ", not both" : "");
	return 0;
}

static int check_claims(const struct snpguest_policy *p,
			struct snpguest_error *error)
{
	const char *problem = p->claims.len ? claims_problem(p->claims) : NULL;

	return problem ? fail(error, -EINVAL, "policy: claims: %s", problem) :
			 0;
}

static int validate(const struct snpguest_policy *p,
		    struct snpguest_error *error)
{
	if (!lists_fit(p))
		return fail(error, -EINVAL,
			    "policy: a list has a pointer without a count, or a count without a pointer");
	if (!digest_fits(p))
		return fail(error, -EINVAL,
			    "policy: report_data_of has no report_data_hash, or report_data_hash has no bytes in report_data_of");
	if (p->report_data_prefix.len > SNPGUEST_REPORT_DATA_SIZE)
		return fail(error, -EINVAL,
			    "policy: report_data_prefix has %zu bytes, report data have %d",
			    p->report_data_prefix.len,
			    SNPGUEST_REPORT_DATA_SIZE);
	if (p->user_data.len > SNPGUEST_REPORT_DATA_SIZE)
		return fail(error, -EINVAL,
			    "policy: user_data has %zu bytes, a guest has room for %d",
			    p->user_data.len, SNPGUEST_REPORT_DATA_SIZE);
	if (!flags_fit(p))
		return fail(error, -EINVAL, "policy: a flag is neither 0 nor 1");
	if (!choices_fit(p))
		return fail(error, -EINVAL,
			    "policy: a choice is none of ANY, MUST, MUST_NOT, or a hash is none");
	if (!masks_fit(p))
		return fail(error, -EINVAL,
			    "policy: a mask has bits that mean nothing");
	if (contradicts(p))
		return fail(error, -EINVAL,
			    "policy: a bit is both required and forbidden");
	if (!floors_fit(p))
		return fail(error, -EINVAL,
			    "policy: a TCB floor is for no TCB, for no product or demands nothing");
	if (p->abi_min > UINT16_MAX || p->firmware_min >> 24)
		return fail(error, -EINVAL,
			    "policy: a minimum is above what can be reported");
	if (check_claims(p, error))
		return -EINVAL;
	return check_spoken(p, error);
}

/* Whoever wants a young list wants a list. */
static void imply(struct snpguest_policy *p)
{
	if (p->crl_max_age)
		p->crl_required = 1;
}

int policy_read(const struct snpguest_policy *from,
		struct snpguest_policy *policy, struct snpguest_error *error)
{
	int err;

	if (!from)
		return fail(error, -EINVAL, "there is no policy");
	err = input_copy(policy, sizeof(*policy), from, "policy", error);
	if (!err)
		err = validate(policy, error);
	if (!err)
		imply(policy);
	return err;
}

int snpguest_policy_identify(struct snpguest_policy *policy,
			     struct snpguest_blob file,
			     struct snpguest_error *error)
{
	struct crypto *crypto;
	int err;

	if (policy->size < offsetof(struct snpguest_policy, report_data))
		return fail(error, -EINVAL, "policy: its size is %llu",
			    (unsigned long long)policy->size);
	err = crypto_shared(&crypto);
	if (err)
		return fail(error, err, "cannot compute SHA-256");
	err = crypto_sha256(crypto, file, policy->sha256);
	crypto_put(crypto);
	return err ? fail(error, err, "cannot compute SHA-256") : 0;
}

int snpguest_report_data_of(enum snpguest_hash hash, struct snpguest_blob bytes,
			    uint8_t report_data[SNPGUEST_REPORT_DATA_SIZE],
			    struct snpguest_error *error)
{
	struct crypto *crypto;
	int err;

	if (hash < SNPGUEST_SHA256 || hash > SNPGUEST_SHA512)
		return fail(error, -EINVAL, "there is no hash %d", (int)hash);
	err = crypto_shared(&crypto);
	if (err)
		return fail(error, err, "cannot compute a digest");
	memset(report_data, 0, SNPGUEST_REPORT_DATA_SIZE);
	err = crypto_sha2(crypto, hash, bytes, report_data);
	crypto_put(crypto);
	return err ? fail(error, err, "cannot compute a digest") : 0;
}

int chain_policy_read(const struct snpguest_chain_policy *from,
		      struct snpguest_policy *policy,
		      struct snpguest_error *error)
{
	struct snpguest_chain_policy own = { 0 };
	int err = 0;

	memset(policy, 0, sizeof(*policy));
	if (from)
		err = input_copy(&own, sizeof(own), from, "chain policy",
				 error);
	if (err)
		return err;
	policy->any_root = own.any_root;
	policy->crl_required = own.crl_required;
	policy->crl_max_age = own.crl_max_age;
	if (!flags_fit(policy) || own.reserved)
		return fail(error, -EINVAL,
			    "chain policy: a flag is neither 0 nor 1, or reserved is not zero");
	imply(policy);
	return 0;
}
