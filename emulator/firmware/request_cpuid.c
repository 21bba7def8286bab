// SPDX-License-Identifier: MIT
/*
 * MSG_CPUID_REQ: the guest shows what the hypervisor's CPUID told it; values
 * that the processor cannot have are put right and refused. Which values those
 * are is simplified: a table of the leaves that carry security features.
 */
#include <string.h>

#include "../base/bytes.h"
#include "requests.h"

enum {
	AT_COUNT = 0x00,
	AT_RESERVED = 0x04,
	AT_ENTRIES = 0x10,
	ENTRY_SIZE = 0x30,
	ENTRY_REGS = 0x18,
	ENTRY_RESERVED = 0x28,
	ENTRIES_MAX = 64,
};

enum { EAX, EBX, ECX, EDX, REGS };

/*
 * Bits outside @may cannot be set.
 */
struct leaf_rule {
	uint32_t leaf, subleaf;
	uint32_t may[REGS];	/* bits that can be set */
};

static const struct leaf_rule rules[] = {
	/* highest standard leaf 0x10, vendor string */
	{ 0x00000000, 0, { 0x1f, ~0U, ~0U, ~0U } },
	/* structured features: no SGX, no AVX512_VP2INTERSECT */
	{ 0x00000007, 0, { 0xf, 0xf1bf97a9, 0x00405fce, 0xd0000010 } },
	/* extended features: no reserved bits */
	{ 0x80000001, 0, { ~0U, 0xf0000000, 0x75c237ff, 0x2fd3fbff } },
	/* memory encryption: SME, SEV, SEV-ES, SNP, VMPL, and their details */
	{ 0x8000001f, 0, { 0x1fffffff, 0x00007fff, 0x0000ffff, 0x0000ffff } },
};

static bool leaf_in_range(uint32_t leaf)
{
	return leaf <= 0xffff ||
	       (leaf >= 0x80000000 && leaf <= 0x8000ffff);
}

static const struct leaf_rule *rule_of(uint32_t leaf, uint32_t subleaf)
{
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i].leaf == leaf && rules[i].subleaf == subleaf)
			return &rules[i];
	return NULL;
}

/* Puts @at to @right; true when it was so already. */
static bool put_right(uint8_t *at, uint32_t right)
{
	bool same = load32(at) == right;

	store32(at, right);
	return same;
}

static bool correct_entry(const struct secure_processor *sp, uint8_t *entry)
{
	uint32_t leaf = load32(entry), subleaf = load32(entry + 4);
	const struct leaf_rule *rule = rule_of(leaf, subleaf);
	uint8_t *regs = entry + ENTRY_REGS;
	bool fine = true;
	int i;

	if (!leaf_in_range(leaf))
		return true;
	if (leaf == 1)
		return put_right(regs, sp->cpuid ? sp->cpuid
							     : product_cpuid(sp->product));
	if (!rule)
		return true;
	for (i = 0; i < REGS; i++)
		fine &= put_right(regs + 4 * i,
				  load32(regs + 4 * i) & rule->may[i]);
	return fine;
}

enum firmware_status request_cpuid(struct request *request)
{
	uint32_t i, count = load32(request->payload + AT_COUNT);
	const struct secure_processor *sp = request->sp;
	uint8_t *entry;
	bool fine = true;

	if (count > ENTRIES_MAX ||
	    AT_ENTRIES + count * ENTRY_SIZE > request->size ||
	    !all_zero(request->payload + AT_RESERVED, 12))
		return STATUS_INVALID_PARAM;
	store32(request->answer + 4, count);
	memcpy(request->answer + AT_ENTRIES, request->payload + AT_ENTRIES,
	       count * ENTRY_SIZE);
	for (i = 0; i < count; i++) {
		entry = request->answer + AT_ENTRIES + i * ENTRY_SIZE;
		fine &= all_zero(entry + ENTRY_RESERVED, 8);
		fine &= correct_entry(sp, entry);
	}
	return fine ? STATUS_SUCCESS : STATUS_INVALID_PARAM;
}
