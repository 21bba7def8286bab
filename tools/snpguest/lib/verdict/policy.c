// SPDX-License-Identifier: MIT
/* What the caller demands beyond a genuine report; one check for each demand. */
#include "policy.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../base/error.h"
#include "judgement.h"
#include "../formats/tcb.h"

#define VMPL_MASK 0xfu
#define SIGNER_MASK 0x3u
#define PRODUCT_MASK 0xeu
#define NOT_DEMANDED "not demanded"

/* ------------------------------------------------------------- validation */

static const struct snpguest_values *values_at(const struct snpguest_policy *p,
					       size_t index)
{
	const struct snpguest_values *const all[] = {
		&p->report_data, &p->host_data, &p->measurement, &p->chip_id,
		&p->family_id, &p->image_id, &p->id_key_digest,
		&p->author_key_digest, &p->report_id,
	};

	return index < sizeof(all) / sizeof(*all) ? all[index] : NULL;
}

static bool floor_fits(const struct snpguest_tcb_floor *f)
{
	return f->fmc <= UINT8_MAX && f->bl <= UINT8_MAX &&
	       f->tee <= UINT8_MAX && f->snp <= UINT8_MAX &&
	       f->ucode <= UINT8_MAX;
}

static bool demand_fits(enum snpguest_demand demand)
{
	return (unsigned int)demand <= SNPGUEST_MUST_NOT;
}

static bool demands_fit(const struct snpguest_policy *p)
{
	return demand_fits(p->debug) && demand_fits(p->migration_agent) &&
	       demand_fits(p->smt) && demand_fits(p->single_socket) &&
	       demand_fits(p->provisional);
}

static bool masks_fit(const struct snpguest_policy *p)
{
	return !(p->vmpl_mask & ~VMPL_MASK) &&
	       !(p->signer_mask & ~SIGNER_MASK) &&
	       !(p->product_mask & ~PRODUCT_MASK);
}

static bool numbers_fit(const struct snpguest_policy *p)
{
	return p->guest_svn_min <= UINT32_MAX && p->abi_min <= 0xffff &&
	       p->firmware_min <= 0xffffff && floor_fits(&p->reported_min) &&
	       floor_fits(&p->committed_min) && floor_fits(&p->current_min) &&
	       floor_fits(&p->launch_min);
}

int policy_validate(const struct snpguest_policy *policy,
		    struct snpguest_error *error)
{
	const struct snpguest_values *values;

	if (policy->size != sizeof(*policy))
		return fail(error, -EINVAL, "policy: size is %zu, must be %zu",
			    policy->size, sizeof(*policy));
	if (!bytes_are_zero((const uint8_t *)policy->reserved,
			    sizeof(policy->reserved)))
		return fail(error, -EINVAL, "policy: reserved is not zero");
	for (size_t i = 0; (values = values_at(policy, i)); i++)
		if (values->count && !values->data)
			return fail(error, -EINVAL,
				    "policy: a list has %zu values at NULL",
				    values->count);
	if (!demands_fit(policy))
		return fail(error, -EINVAL,
			    "policy: a demand is none of ANY, MUST, MUST_NOT");
	if (!masks_fit(policy))
		return fail(error, -EINVAL,
			    "policy: a mask has bits that mean nothing");
	if (!numbers_fit(policy))
		return fail(error, -EINVAL,
			    "policy: a minimum is above what can be reported");
	return 0;
}

/* --------------------------------------------------------- byte strings */

static int check_values(struct judgement *j,
			const struct snpguest_values *values,
			const uint8_t *found, size_t size)
{
	char says[2 * SNPGUEST_REPORT_DATA_SIZE + 1];
	char wanted[2 * SNPGUEST_REPORT_DATA_SIZE + 1];

	if (!values->count)
		return skipped(j, NOT_DEMANDED);
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	hex_text(found, size, says, sizeof(says));
	for (size_t i = 0; i < values->count; i++)
		if (!memcmp(values->data + i * size, found, size))
			return passed(j, "%s", says);
	if (values->count > 1)
		return failed(j, "report says %s, none of the %zu demanded values",
			      says, values->count);
	hex_text(values->data, size, wanted, sizeof(wanted));
	return failed(j, "report says %s, demanded is %s", says, wanted);
}

int check_policy_report_data(struct judgement *j)
{
	return check_values(j, &j->policy->report_data, j->report.report_data,
			    sizeof(j->report.report_data));
}

int check_policy_host_data(struct judgement *j)
{
	return check_values(j, &j->policy->host_data, j->report.host_data,
			    sizeof(j->report.host_data));
}

int check_policy_measurement(struct judgement *j)
{
	return check_values(j, &j->policy->measurement, j->report.measurement,
			    sizeof(j->report.measurement));
}

int check_policy_chip_id(struct judgement *j)
{
	if (j->policy->chip_id.count && j->has_report &&
	    j->report.masked_chip_id)
		return failed(j, "the report masks its chip id");
	return check_values(j, &j->policy->chip_id, j->report.chip_id,
			    sizeof(j->report.chip_id));
}

int check_policy_family_id(struct judgement *j)
{
	return check_values(j, &j->policy->family_id, j->report.family_id,
			    sizeof(j->report.family_id));
}

int check_policy_image_id(struct judgement *j)
{
	return check_values(j, &j->policy->image_id, j->report.image_id,
			    sizeof(j->report.image_id));
}

int check_policy_id_key_digest(struct judgement *j)
{
	return check_values(j, &j->policy->id_key_digest,
			    j->report.id_key_digest,
			    sizeof(j->report.id_key_digest));
}

int check_policy_author_key_digest(struct judgement *j)
{
	if (j->policy->author_key_digest.count && j->has_report &&
	    !j->report.author_key_en)
		return failed(j, "the guest was launched without an author key");
	return check_values(j, &j->policy->author_key_digest,
			    j->report.author_key_digest,
			    sizeof(j->report.author_key_digest));
}

int check_policy_report_id(struct judgement *j)
{
	return check_values(j, &j->policy->report_id, j->report.report_id,
			    sizeof(j->report.report_id));
}

int check_policy_csp_id(struct judgement *j)
{
	const char *wanted = j->policy->csp_id;
	const char *found;

	if (!wanted)
		return skipped(j, NOT_DEMANDED);
	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	if (!j->chain.vek)
		return not_judged(j, NO_EXTENSIONS);
	found = j->chain.leaf->info.csp_id;
	if (!*found)
		return failed(j, "a VCEK names no provider; demanded is \"%s\"",
			      wanted);
	if (strcmp(found, wanted))
		return failed(j, "the VLEK is of \"%s\", demanded is \"%s\"",
			      found, wanted);
	return passed(j, "%s", wanted);
}

/* ------------------------------------------------------------- flags, sets */

/* One bit of the guest policy. */
static int check_bit(struct judgement *j, enum snpguest_demand demand,
		     uint64_t bit, const char *what)
{
	bool set = j->report.policy & bit;

	if (demand == SNPGUEST_ANY)
		return skipped(j, NOT_DEMANDED);
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (set != (demand == SNPGUEST_MUST))
		return failed(j, "the guest policy (0x%llx) %s %s",
			      (unsigned long long)j->report.policy,
			      set ? "allows" : "does not allow", what);
	return passed(j, "the guest policy %s %s",
		      set ? "allows" : "does not allow", what);
}

int check_policy_debug(struct judgement *j)
{
	return check_bit(j, j->policy->debug, SNPGUEST_POLICY_DEBUG,
			 "debugging by the host");
}

int check_policy_migration_agent(struct judgement *j)
{
	return check_bit(j, j->policy->migration_agent,
			 SNPGUEST_POLICY_MIGRATE_MA, "a migration agent");
}

int check_policy_smt(struct judgement *j)
{
	return check_bit(j, j->policy->smt, SNPGUEST_POLICY_SMT,
			 "simultaneous multithreading");
}

int check_policy_single_socket(struct judgement *j)
{
	bool set = j->report.policy & SNPGUEST_POLICY_SINGLE_SOCKET;

	if (j->policy->single_socket == SNPGUEST_ANY)
		return skipped(j, NOT_DEMANDED);
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (set != (j->policy->single_socket == SNPGUEST_MUST))
		return failed(j, "the guest policy (0x%llx) %s a single socket",
			      (unsigned long long)j->report.policy,
			      set ? "demands" : "does not demand");
	return passed(j, "the guest policy %s a single socket",
		      set ? "demands" : "does not demand");
}

int check_policy_vmpl(struct judgement *j)
{
	uint32_t vmpl = j->report.vmpl;

	if (!j->policy->vmpl_mask)
		return skipped(j, NOT_DEMANDED);
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (vmpl > 3 || !(j->policy->vmpl_mask >> vmpl & 1))
		return failed(j, "VMPL %u is not among those demanded (mask 0x%x)",
			      vmpl, j->policy->vmpl_mask);
	return passed(j, "VMPL %u", vmpl);
}

int check_policy_signer(struct judgement *j)
{
	enum snpguest_cert_role role;
	const char *name;
	unsigned int bit;

	if (!j->policy->signer_mask)
		return skipped(j, NOT_DEMANDED);
	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	role = j->chain.leaf->info.role;
	name = snpguest_cert_role_name(role);
	bit = role == SNPGUEST_CERT_VLEK ? 2 : 1;
	if (!(j->policy->signer_mask & bit))
		return failed(j, "a %s signed; it is not among the signers demanded",
			      name);
	return passed(j, "%s", name);
}

int check_policy_product(struct judgement *j)
{
	const char *name = snpguest_product_name(j->product);

	if (!j->policy->product_mask)
		return skipped(j, NOT_DEMANDED);
	if (!j->product)
		return not_judged(j, "the certificates name no known product");
	if (!(j->policy->product_mask >> j->product & 1))
		return failed(j, "%s is not among the products demanded", name);
	return passed(j, "%s", name);
}

/* ----------------------------------------------------------------- floors */

int check_policy_guest_svn(struct judgement *j)
{
	if (j->policy->guest_svn_min < 0)
		return skipped(j, NOT_DEMANDED);
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (j->report.guest_svn < j->policy->guest_svn_min)
		return failed(j, "guest SVN %u, demanded is at least %lld",
			      j->report.guest_svn,
			      (long long)j->policy->guest_svn_min);
	return passed(j, "guest SVN %u", j->report.guest_svn);
}

int check_policy_abi(struct judgement *j)
{
	int32_t abi = j->report.policy & 0xffff;
	int32_t min = j->policy->abi_min;

	if (min < 0)
		return skipped(j, NOT_DEMANDED);
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (abi < min)
		return failed(j, "the guest policy allows ABI %d.%d, demanded is at least %d.%d",
			      abi >> 8, abi & 255, min >> 8, min & 255);
	return passed(j, "ABI %d.%d", abi >> 8, abi & 255);
}

int check_policy_firmware(struct judgement *j)
{
	const struct snpguest_firmware_version *v =
		&j->report.committed_version;
	int32_t version = v->major << 16 | v->minor << 8 | v->build;
	int32_t min = j->policy->firmware_min;

	if (min < 0)
		return skipped(j, NOT_DEMANDED);
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (version < min)
		return failed(j, "committed firmware %u.%u.%u, demanded is at least %d.%d.%d",
			      v->major, v->minor, v->build, min >> 16,
			      min >> 8 & 255, min & 255);
	return passed(j, "committed firmware %u.%u.%u", v->major, v->minor,
		      v->build);
}

static int floor_part(const struct snpguest_tcb_floor *floor,
		      enum tcb_part part)
{
	const int parts[TCB_PARTS] = {
		[TCB_FMC] = floor->fmc, [TCB_BL] = floor->bl,
		[TCB_TEE] = floor->tee, [TCB_SNP] = floor->snp,
		[TCB_UCODE] = floor->ucode,
	};

	return parts[part];
}

static bool any_floor(const struct snpguest_tcb_floor *floor)
{
	for (int part = 0; part < TCB_PARTS; part++)
		if (floor_part(floor, part) >= 0)
			return true;
	return false;
}

/* A part that the product has not got cannot be at or above anything. */
static int check_floor(struct judgement *j,
		       const struct snpguest_tcb_floor *floor,
		       const struct snpguest_tcb *tcb)
{
	char text[64];

	if (!any_floor(floor))
		return skipped(j, NOT_DEMANDED);
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (!j->product)
		return not_judged(j, "the layout of the TCB is not known without a product");
	if (floor->fmc >= 0 && !tcb->has_fmc)
		return failed(j, "fmc is demanded, %s has none",
			      snpguest_product_name(j->product));
	for (int part = 0; part < TCB_PARTS; part++)
		if (tcb_part(tcb, part) < floor_part(floor, part))
			return failed(j, "%s is %u, demanded is at least %d",
				      tcb_part_name(part), tcb_part(tcb, part),
				      floor_part(floor, part));
	tcb_text(tcb, text, sizeof(text));
	return passed(j, "%s", text);
}

int check_policy_tcb_reported(struct judgement *j)
{
	return check_floor(j, &j->policy->reported_min,
			   &j->report.reported_tcb);
}

int check_policy_tcb_committed(struct judgement *j)
{
	return check_floor(j, &j->policy->committed_min,
			   &j->report.committed_tcb);
}

int check_policy_tcb_current(struct judgement *j)
{
	return check_floor(j, &j->policy->current_min, &j->report.current_tcb);
}

int check_policy_tcb_launch(struct judgement *j)
{
	return check_floor(j, &j->policy->launch_min, &j->report.launch_tcb);
}

static bool is_provisional(const struct snpguest_report *report)
{
	return report->current_tcb.raw != report->committed_tcb.raw ||
	       memcmp(&report->current_version, &report->committed_version,
		      sizeof(report->current_version));
}

int check_policy_provisional(struct judgement *j)
{
	bool found = is_provisional(&j->report);

	if (j->policy->provisional == SNPGUEST_ANY)
		return skipped(j, NOT_DEMANDED);
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (found != (j->policy->provisional == SNPGUEST_MUST))
		return failed(j, "the firmware in use is %s",
			      found ? "not committed: version or TCB differ" :
				      "committed");
	return passed(j, "the firmware in use is %s",
		      found ? "not committed" : "committed");
}

/* -------------------------------------------------------------- bit sets */

int check_policy_platform_require(struct judgement *j)
{
	uint64_t wanted = j->policy->platform_require;
	uint64_t missing = wanted & ~j->report.platform_info;

	if (!wanted)
		return skipped(j, NOT_DEMANDED);
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (missing)
		return failed(j, "platform info is 0x%llx; of the demanded bits 0x%llx are missing",
			      (unsigned long long)j->report.platform_info,
			      (unsigned long long)missing);
	return passed(j, "platform info 0x%llx",
		      (unsigned long long)j->report.platform_info);
}

int check_policy_platform_forbid(struct judgement *j)
{
	uint64_t unwanted = j->policy->platform_forbid;
	uint64_t found = unwanted & j->report.platform_info;

	if (!unwanted)
		return skipped(j, NOT_DEMANDED);
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (found)
		return failed(j, "platform info is 0x%llx; of the forbidden bits 0x%llx are set",
			      (unsigned long long)j->report.platform_info,
			      (unsigned long long)found);
	return passed(j, "platform info 0x%llx",
		      (unsigned long long)j->report.platform_info);
}

static int check_mitigations(struct judgement *j, uint64_t wanted,
			     uint64_t found)
{
	if (!wanted)
		return skipped(j, NOT_DEMANDED);
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (!j->report.has_mitigations)
		return failed(j, "version %u reports no mitigations",
			      j->report.version);
	if (wanted & ~found)
		return failed(j, "mitigations are 0x%llx; of the demanded bits 0x%llx are missing",
			      (unsigned long long)found,
			      (unsigned long long)(wanted & ~found));
	return passed(j, "mitigations 0x%llx", (unsigned long long)found);
}

int check_policy_mitigations_launch(struct judgement *j)
{
	return check_mitigations(j, j->policy->mitigations_launch,
				 j->report.launch_mit_vector);
}

int check_policy_mitigations_current(struct judgement *j)
{
	return check_mitigations(j, j->policy->mitigations_current,
				 j->report.current_mit_vector);
}
