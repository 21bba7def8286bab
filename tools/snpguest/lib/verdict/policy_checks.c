// SPDX-License-Identifier: MIT
/*
 * What the caller demands beyond a genuine report. A rule is a row in verify.c,
 * which says where the demand and the field are; here is how they are compared.
 */
#include <stdio.h>
#include <string.h>

#include "judgement.h"
#include "../formats/tcb.h"

/* The demand of the running rule, and the field of the report it is about. */
static const void *wanted(const struct judgement *j)
{
	return (const uint8_t *)j->policy + j->check->wanted;
}

static const void *found(const struct judgement *j)
{
	return (const uint8_t *)&j->report + j->check->found;
}

bool demands_values(const struct judgement *j)
{
	return ((const struct snpguest_values *)wanted(j))->count;
}

bool demands_text(const struct judgement *j)
{
	return *(const char *const *)wanted(j);
}

bool demands_number(const struct judgement *j)
{
	return *(const uint32_t *)wanted(j);
}

bool demands_bits(const struct judgement *j)
{
	return *(const uint64_t *)wanted(j);
}

/* --------------------------------------------------------- byte strings */

static bool is_among(const struct snpguest_values *values, const uint8_t *value,
		     size_t size)
{
	for (size_t i = 0; i < values->count; i++)
		if (!memcmp(values->data + i * size, value, size))
			return true;
	return false;
}

static int compare(struct judgement *j, const struct snpguest_values *values,
		   const uint8_t *value, size_t size)
{
	char says[2 * SNPGUEST_REPORT_DATA_SIZE + 1];
	char one[2 * SNPGUEST_REPORT_DATA_SIZE + 1];

	hex_text(value, size, says, sizeof(says));
	if (is_among(values, value, size))
		return passed(j, "%s", says);
	if (values->count > 1)
		return failed(j, "report says %s, none of the %zu demanded values",
			      says, values->count);
	hex_text(values->data, size, one, sizeof(one));
	return failed(j, "report says %s, demanded is %s", says, one);
}

int check_policy_values(struct judgement *j)
{
	return compare(j, wanted(j), found(j), j->check->size);
}

int check_policy_chip_id(struct judgement *j)
{
	if (j->report.masked_chip_id)
		return failed(j, "the report masks its chip id");
	return check_policy_values(j);
}

/* Zeros are demanded of a guest that was launched without an author key. */
int check_policy_author_key_digest(struct judgement *j)
{
	const uint8_t *digest = j->report.author_key_digest;
	bool is_zero = bytes_are_zero(digest, SNPGUEST_DIGEST_SIZE);

	if (!j->report.author_key_en && !is_zero)
		return failed(j, "the guest was launched without an author key");
	return check_policy_values(j);
}

int check_policy_author_key(struct judgement *j)
{
	bool used = j->report.author_key_en;

	if (used != (j->policy->author_key == SNPGUEST_MUST))
		return failed(j, "the guest was launched %s an author key",
			      used ? "with" : "without");
	return passed(j, "launched %s an author key",
		      used ? "with" : "without");
}

int check_policy_csp_id(struct judgement *j)
{
	const char *name = j->policy->csp_id;
	const char *leaf = j->chain.leaf->info.csp_id;

	if (!*leaf)
		return failed(j, "a VCEK names no provider; demanded is \"%s\"",
			      name);
	if (strcmp(leaf, name))
		return failed(j, "the VLEK is of \"%s\", demanded is \"%s\"",
			      leaf, name);
	return passed(j, "%s", name);
}

/* ------------------------------------------------------------ report data */

static bool begins_with(const struct judgement *j, struct snpguest_blob start)
{
	return !start.len ||
	       !memcmp(j->report.report_data, start.data, start.len);
}

/* Return: 0 and @is, -ENOMEM, -EIO. */
static int is_digest(const struct judgement *j, bool *is)
{
	uint8_t digest[SNPGUEST_REPORT_DATA_SIZE] = { 0 };
	int err;

	*is = true;
	if (!j->policy->report_data_hash)
		return 0;
	err = crypto_sha2(j->verifier->crypto, j->policy->report_data_hash,
			  j->policy->report_data_of, digest);
	*is = !memcmp(digest, j->report.report_data, sizeof(digest));
	return err;
}

static const char *hash_name(uint32_t hash)
{
	static const char *const names[] = { "", "SHA-256", "SHA-384",
					     "SHA-512" };

	return names[hash];
}

/* Everything that is demanded of it, at once. */
int check_policy_report_data(struct judgement *j)
{
	const struct snpguest_policy *p = j->policy;
	char says[2 * SNPGUEST_REPORT_DATA_SIZE + 1];
	bool is;
	int err;

	if (p->report_data_any)
		return skipped(j, "waived: any report data, so the report may be a replay");
	if (!p->report_data.count && !p->report_data_prefix.len &&
	    !p->report_data_hash)
		return skipped(j, "not demanded; freshness is by user-data");
	hex_text(j->report.report_data, sizeof(j->report.report_data), says,
		 sizeof(says));
	if (!begins_with(j, p->report_data_prefix))
		return failed(j, "report says %s, which does not begin with the %zu bytes demanded",
			      says, p->report_data_prefix.len);
	err = is_digest(j, &is);
	if (err)
		return err;
	if (!is)
		return failed(j, "report says %s, which is not the %s of the %zu bytes demanded",
			      says, hash_name(p->report_data_hash),
			      p->report_data_of.len);
	if (!p->report_data.count)
		return passed(j, "%s", says);
	return compare(j, &p->report_data, j->report.report_data,
		       sizeof(j->report.report_data));
}

int check_policy_measurement(struct judgement *j)
{
	if (j->policy->measurement_any)
		return skipped(j, "waived: any measurement, so the guest may be any");
	return compare(j, &j->policy->measurement, j->report.measurement,
		       sizeof(j->report.measurement));
}

/* -------------------------------------------------------------- bit sets */

/* Names of guest policy bits, for those who do not count them. */
static const char *bit_name(uint64_t bits)
{
	static const struct {
		uint64_t bit;
		const char *name;
	} names[] = {
		{ SNPGUEST_POLICY_SMT, "smt" },
		{ SNPGUEST_POLICY_MIGRATE_MA, "migrate_ma" },
		{ SNPGUEST_POLICY_DEBUG, "debug" },
		{ SNPGUEST_POLICY_SINGLE_SOCKET, "single_socket" },
		{ SNPGUEST_POLICY_CXL_ALLOW, "cxl_allow" },
		{ SNPGUEST_POLICY_MEM_AES_256_XTS, "mem_aes_256_xts" },
		{ SNPGUEST_POLICY_RAPL_DIS, "rapl_dis" },
		{ SNPGUEST_POLICY_CIPHERTEXT_HIDING, "ciphertext_hiding" },
		{ SNPGUEST_POLICY_PAGE_SWAP_DISABLE, "page_swap_disable" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (bits & names[i].bit)
			return names[i].name;
	return "a bit without a name";
}

static const char *field_name(const struct judgement *j)
{
	return found(j) == &j->report.policy ? "the guest policy" :
					       "platform info";
}

static const char *named(const struct judgement *j, uint64_t bits)
{
	return found(j) == &j->report.policy ? bit_name(bits) : "bits";
}

int check_policy_bits_set(struct judgement *j)
{
	uint64_t bits = *(const uint64_t *)found(j);
	uint64_t missing = *(const uint64_t *)wanted(j) & ~bits;

	if (missing)
		return failed(j, "%s is 0x%llx; of the demanded bits 0x%llx are missing: %s",
			      field_name(j), (unsigned long long)bits,
			      (unsigned long long)missing, named(j, missing));
	return passed(j, "%s is 0x%llx", field_name(j),
		      (unsigned long long)bits);
}

int check_policy_bits_clear(struct judgement *j)
{
	uint64_t bits = *(const uint64_t *)found(j);
	uint64_t unwanted = *(const uint64_t *)wanted(j) & bits;

	if (unwanted)
		return failed(j, "%s is 0x%llx; of the forbidden bits 0x%llx are set: %s",
			      field_name(j), (unsigned long long)bits,
			      (unsigned long long)unwanted,
			      named(j, unwanted));
	return passed(j, "%s is 0x%llx", field_name(j),
		      (unsigned long long)bits);
}

int check_policy_mitigations(struct judgement *j)
{
	uint64_t bits = *(const uint64_t *)found(j);
	uint64_t missing = *(const uint64_t *)wanted(j) & ~bits;

	if (!j->report.has_mitigations)
		return failed(j, "version %u reports no mitigations",
			      j->report.version);
	if (missing)
		return failed(j, "mitigations are 0x%llx; of the demanded bits 0x%llx are missing",
			      (unsigned long long)bits,
			      (unsigned long long)missing);
	return passed(j, "mitigations 0x%llx", (unsigned long long)bits);
}

int check_policy_debug(struct judgement *j)
{
	bool set = j->report.policy & SNPGUEST_POLICY_DEBUG;

	if (j->policy->guest_allow & SNPGUEST_POLICY_DEBUG)
		return skipped(j, "waived: the host may debug the guest");
	if (set)
		return failed(j, "the guest policy (0x%llx) allows debugging by the host",
			      (unsigned long long)j->report.policy);
	return passed(j, "the guest policy does not allow debugging by the host");
}

/* ------------------------------------------------------------------- sets */

int check_policy_root(struct judgement *j)
{
	const struct certificate *root = j->chain.root;

	if (root->amd)
		return passed(j, "AMD's");
	if (j->policy->any_root)
		return skipped(j, "waived: any root that the caller trusts");
	return failed(j, "the root is not AMD's: %s", root->info.subject);
}

int check_policy_vmpl(struct judgement *j)
{
	uint32_t vmpl = j->report.vmpl;

	if (vmpl > 3 || !(j->policy->vmpl_mask >> vmpl & 1))
		return failed(j, "VMPL %u is not among those demanded (mask 0x%x)",
			      vmpl, j->policy->vmpl_mask);
	return passed(j, "VMPL %u", vmpl);
}

int check_policy_signer(struct judgement *j)
{
	enum snpguest_cert_role role = j->chain.leaf->info.role;
	const char *name = snpguest_cert_role_name(role);
	unsigned int bit = role == SNPGUEST_CERT_VLEK ? 2 : 1;

	if (!(j->policy->signer_mask & bit))
		return failed(j, "a %s signed; it is not among the signers demanded",
			      name);
	return passed(j, "%s", name);
}

int check_policy_product(struct judgement *j)
{
	const char *name = product_text(j, j->product);

	if (!(j->policy->product_mask >> j->product & 1))
		return failed(j, "%s is not among the products demanded", name);
	return passed(j, "%s", name);
}

/* ----------------------------------------------------------------- floors */

int check_policy_guest_svn(struct judgement *j)
{
	if (j->report.guest_svn < j->policy->guest_svn_min)
		return failed(j, "guest SVN %u, demanded is at least %u",
			      j->report.guest_svn, j->policy->guest_svn_min);
	return passed(j, "guest SVN %u", j->report.guest_svn);
}

int check_policy_abi(struct judgement *j)
{
	uint32_t abi = j->report.policy & 0xffff;
	uint32_t min = j->policy->abi_min;

	if (abi < min)
		return failed(j, "the guest policy allows ABI %u.%u, demanded is at least %u.%u",
			      abi >> 8, abi & 255, min >> 8, min & 255);
	return passed(j, "ABI %u.%u", abi >> 8, abi & 255);
}

int check_policy_firmware(struct judgement *j)
{
	const struct snpguest_firmware_version *v =
		&j->report.committed_version;
	uint32_t version = v->major << 16 | v->minor << 8 | v->build;
	uint32_t min = j->policy->firmware_min;

	if (version < min)
		return failed(j, "committed firmware %u.%u.%u, demanded is at least %u.%u.%u",
			      v->major, v->minor, v->build, min >> 16,
			      min >> 8 & 255, min & 255);
	return passed(j, "committed firmware %u.%u.%u", v->major, v->minor,
		      v->build);
}

static uint8_t floor_part(const struct snpguest_tcb_floor *floor,
			  enum tcb_part part)
{
	const uint8_t parts[TCB_PARTS] = {
		[TCB_FMC] = floor->fmc, [TCB_BL] = floor->bl,
		[TCB_TEE] = floor->tee, [TCB_SNP] = floor->snp,
		[TCB_UCODE] = floor->ucode,
	};

	return parts[part];
}

/* Floors for the TCB of the running rule. */
static bool is_for_tcb(const struct judgement *j,
		       const struct snpguest_tcb_floor *floor)
{
	return floor->which & j->check->size;
}

bool demands_floor(const struct judgement *j)
{
	for (size_t i = 0; i < j->policy->n_tcb_floors; i++)
		if (is_for_tcb(j, &j->policy->tcb_floors[i]))
			return true;
	return false;
}

/* The first part of @tcb that is too low; TCB_PARTS when none is. */
static enum tcb_part below(const struct snpguest_tcb *tcb,
			   const struct snpguest_tcb_floor *floor)
{
	enum tcb_part part;

	for (part = 0; part < TCB_PARTS; part++)
		if (tcb_part(tcb, part) < floor_part(floor, part))
			break;
	return part;
}

static int told_below(struct judgement *j, const struct snpguest_tcb *tcb,
		      const struct snpguest_tcb_floor *floor,
		      enum tcb_part part)
{
	const char *product = product_text(j, j->product);

	if (part == TCB_FMC && !tcb->has_fmc)
		return failed(j, "fmc is demanded, %s has none", product);
	return failed(j, "%s is %u, demanded of %s is at least %u",
		      tcb_part_name(part), tcb_part(tcb, part),
		      floor->product ? product : "every product",
		      floor_part(floor, part));
}

int check_policy_floor(struct judgement *j)
{
	const struct snpguest_tcb *tcb = found(j);
	char text[64];
	size_t floors = 0;

	for (size_t i = 0; i < j->policy->n_tcb_floors; i++) {
		const struct snpguest_tcb_floor *floor =
			&j->policy->tcb_floors[i];
		enum tcb_part part;

		if (!is_for_tcb(j, floor) ||
		    (floor->product && floor->product != j->product))
			continue;
		floors++;
		part = below(tcb, floor);
		if (part != TCB_PARTS)
			return told_below(j, tcb, floor, part);
	}
	if (!floors)
		return failed(j, "there are floors for other products, none for %s",
			      product_text(j, j->product));
	tcb_text(tcb, text, sizeof(text));
	return passed(j, "%s", text);
}

static bool is_provisional(const struct snpguest_report *report)
{
	return report->current_tcb.raw != report->committed_tcb.raw ||
	       memcmp(&report->current_version, &report->committed_version,
		      sizeof(report->current_version));
}

int check_policy_provisional(struct judgement *j)
{
	bool is = is_provisional(&j->report);

	if (is != (j->policy->provisional == SNPGUEST_MUST))
		return failed(j, "the firmware in use is %s",
			      is ? "not committed: version or TCB differ" :
				   "committed");
	return passed(j, "the firmware in use is %s",
		      is ? "not committed" : "committed");
}
