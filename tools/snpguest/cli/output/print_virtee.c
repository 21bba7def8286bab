// SPDX-License-Identifier: MIT
/*
 * What programs look for that were written for virtee's tool: its headings of a
 * report, as of its 0.10, and its lines of success.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "print.h"

#define PER_LINE 16

/** struct named_bit - a bit and virtee's name for it */
struct named_bit {
	const char *name;
	uint64_t bit;
};

static const struct named_bit policy_bits[] = {
	{ "SMT Allowed", SNPGUEST_POLICY_SMT },
	{ "Migrate MA", SNPGUEST_POLICY_MIGRATE_MA },
	{ "Debug Allowed", SNPGUEST_POLICY_DEBUG },
	{ "Single Socket", SNPGUEST_POLICY_SINGLE_SOCKET },
	{ "CXL Allowed", SNPGUEST_POLICY_CXL_ALLOW },
	{ "AES 256 XTS", SNPGUEST_POLICY_MEM_AES_256_XTS },
	{ "RAPL Disabled", SNPGUEST_POLICY_RAPL_DIS },
	{ "Ciphertext Hiding", SNPGUEST_POLICY_CIPHERTEXT_HIDING },
	{ "Page Swap Disable", SNPGUEST_POLICY_PAGE_SWAP_DISABLE },
	{ NULL, 0 },
};

static const struct named_bit platform_bits[] = {
	{ "SMT Enabled", SNPGUEST_PLATFORM_SMT_EN },
	{ "TSME Enabled", SNPGUEST_PLATFORM_TSME_EN },
	{ "ECC Enabled", SNPGUEST_PLATFORM_ECC_EN },
	{ "RAPL Disabled", SNPGUEST_PLATFORM_RAPL_DIS },
	{ "Ciphertext Hiding Enabled", SNPGUEST_PLATFORM_CIPHERTEXT_HIDING_EN },
	{ "Alias Check Complete", SNPGUEST_PLATFORM_ALIAS_CHECK_COMPLETE },
	{ "SEV-TIO Enabled", SNPGUEST_PLATFORM_TIO_EN },
	{ NULL, 0 },
};

static void print_bits(const struct named_bit *bits, uint64_t value, int width)
{
	for (; bits->name; bits++)
		printf("  %s:%*s%s\n", bits->name,
		       width - (int)strlen(bits->name) - 1, "",
		       value & bits->bit ? "true" : "false");
	putchar('\n');
}

/* Two digits a byte, 16 bytes a line. */
static void print_bytes(const char *heading, const uint8_t *bytes, size_t len)
{
	printf("%s:\n", heading);
	for (size_t i = 0; i < len; i++)
		printf("%02x%c", bytes[i],
		       i % PER_LINE == PER_LINE - 1 || i + 1 == len ? '\n' : ' ');
	putchar('\n');
}

#define BYTES(heading, field) print_bytes(heading, r->field, sizeof(r->field))

static void print_number(const char *heading, uint64_t number)
{
	printf("%s:%*s%" PRIu64 "\n\n", heading, 29 - (int)strlen(heading), "",
	       number);
}

static void print_text(const char *heading, const char *text)
{
	printf("%s:%*s%s\n\n", heading, 29 - (int)strlen(heading), "", text);
}

/*
 * Reports of version 2 do not tell the product; a chip id of 8 bytes is Turin's,
 * and all others have Milan's layout.
 */
static enum snpguest_product layout_of(const struct snpguest_report *r)
{
	static const uint8_t zero[SNPGUEST_CHIP_ID_SIZE - 8];

	if (r->product != SNPGUEST_PRODUCT_UNKNOWN)
		return r->product;
	if (!r->masked_chip_id && !memcmp(r->chip_id + 8, zero, sizeof(zero)))
		return SNPGUEST_PRODUCT_TURIN;
	return SNPGUEST_PRODUCT_MILAN;
}

static void print_tcb(const char *heading, const struct snpguest_report *r,
		      uint64_t raw)
{
	struct snpguest_tcb tcb = snpguest_tcb_decode(layout_of(r), raw);

	printf("%s:\n\nTCB Version:\n", heading);
	printf("  Microcode:   %u\n", tcb.ucode);
	printf("  SNP:         %u\n", tcb.snp);
	printf("  TEE:         %u\n", tcb.tee);
	printf("  Boot Loader: %u\n", tcb.bl);
	if (tcb.has_fmc)
		printf("  FMC:         %u\n\n", tcb.fmc);
	else
		puts("  FMC:         None\n");
}

static void print_policy(uint64_t policy)
{
	printf("Guest Policy (0x%" PRIx64 "):\n", policy);
	printf("  ABI Major:         %u\n", (unsigned int)(policy >> 8 & 0xff));
	printf("  ABI Minor:         %u\n", (unsigned int)(policy & 0xff));
	print_bits(policy_bits, policy, 19);
}

/* In small letters. */
static void print_signer(const struct snpguest_report *r)
{
	const char *name = snpguest_signing_key_name(r->signing_key);

	fputs("    signing key:        ", stdout);
	while (*name)
		putchar(tolower((unsigned char)*name++));
	fputs("\n\n", stdout);
}

static void print_key_information(const struct snpguest_report *r)
{
	puts("Key Information:");
	printf("    author key enabled: %s\n", r->author_key_en ? "true" : "false");
	printf("    mask chip key:      %s\n", r->mask_chip_key ? "true" : "false");
	print_signer(r);
}

static void print_guest(const struct snpguest_report *r)
{
	print_number("Version", r->version);
	print_number("Guest SVN", r->guest_svn);
	print_policy(r->policy);
	BYTES("Family ID", family_id);
	BYTES("Image ID", image_id);
	print_number("VMPL", r->vmpl);
	print_number("Signature Algorithm", r->signature_algo);
	print_tcb("Current TCB", r, r->current_tcb.raw);
	printf("Platform Info (%" PRIu64 "):\n", r->platform_info);
	print_bits(platform_bits, r->platform_info, 27);
	print_key_information(r);
}

static void print_digests(const struct snpguest_report *r)
{
	BYTES("Report Data", report_data);
	BYTES("Measurement", measurement);
	BYTES("Host Data", host_data);
	BYTES("ID Key Digest", id_key_digest);
	BYTES("Author Key Digest", author_key_digest);
	BYTES("Report ID", report_id);
	BYTES("Report ID Migration Agent", report_id_ma);
}

static void print_cpuid(const char *heading, bool there, uint8_t number)
{
	if (there)
		print_number(heading, number);
	else
		print_text(heading, "None");
}

static void print_version(const char *heading,
			  struct snpguest_firmware_version version)
{
	char text[16];

	snprintf(text, sizeof(text), "%u.%u.%u", version.major, version.minor,
		 version.build);
	print_text(heading, text);
}

static void print_mitigations(const char *heading, bool there, uint64_t vector)
{
	if (there)
		print_number(heading, vector);
	else
		print_text(heading, "None");
}

static void print_chip(const struct snpguest_report *r)
{
	print_tcb("Reported TCB", r, r->reported_tcb.raw);
	print_cpuid("CPUID Family ID", r->has_cpuid, r->cpuid_family);
	print_cpuid("CPUID Model ID", r->has_cpuid, r->cpuid_model);
	print_cpuid("CPUID Stepping", r->has_cpuid, r->cpuid_stepping);
	BYTES("Chip ID", chip_id);
	print_tcb("Committed TCB", r, r->committed_tcb.raw);
	print_version("Current Version", r->current_version);
	print_version("Committed Version", r->committed_version);
	print_tcb("Launch TCB", r, r->launch_tcb.raw);
	print_mitigations("Launch Mitigation Vector", r->has_mitigations,
			  r->launch_mit_vector);
	print_mitigations("Current Mitigation Vector", r->has_mitigations,
			  r->current_mit_vector);
}

void print_virtee_report(const struct snpguest_report *report)
{
	const struct snpguest_report *r = report;

	puts("Attestation Report:\n");
	print_guest(report);
	print_digests(report);
	print_chip(report);
	puts("Signature:");
	BYTES("  R", signature_r);
	BYTES("  S", signature_s);
}

/** struct success - a line, and the check that has to have passed */
struct success {
	enum snpguest_check_id id;
	const char *line;
};

static bool has_passed(const struct outcome *outcome, enum snpguest_check_id id)
{
	const struct snpguest_check *check =
		snpguest_verdict_find(outcome->verdict, id);

	return check && check->result == SNPGUEST_PASS;
}

static void print_report_lines(const struct outcome *outcome)
{
	static const struct success lines[] = {
		{ SNPGUEST_CHECK_TCB_BL,
		  "Reported TCB Boot Loader from certificate matches the"
		  " attestation report." },
		{ SNPGUEST_CHECK_TCB_TEE,
		  "Reported TCB TEE from certificate matches the attestation"
		  " report." },
		{ SNPGUEST_CHECK_TCB_SNP,
		  "Reported TCB SNP from certificate matches the attestation"
		  " report." },
		{ SNPGUEST_CHECK_TCB_UCODE,
		  "Reported TCB Microcode from certificate matches the"
		  " attestation report." },
		{ SNPGUEST_CHECK_TCB_FMC,
		  "Reported TCB FMC from certificate matches the attestation"
		  " report." },
		{ SNPGUEST_CHECK_CHIP_ID,
		  "Chip ID from certificate matches the attestation report." },
		{ SNPGUEST_CHECK_REPORT_SIGNATURE,
		  "VEK signed the Attestation Report!" },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (has_passed(outcome, lines[i].id))
			puts(lines[i].line);
}

/* Not of a root that is somebody else's. */
static void print_chain_lines(const struct outcome *outcome)
{
	const struct snpguest_cert_info *leaf =
		snpguest_chain_verdict_leaf(outcome->chain);
	bool vlek = leaf && leaf->role == SNPGUEST_CERT_VLEK;

	if (!snpguest_chain_verdict_root_is_amd(outcome->chain))
		return;
	puts("The AMD ARK was self-signed!");
	printf("The AMD %s was signed by the AMD ARK!\n", vlek ? "ASVK" : "ASK");
	printf("The %s was signed by the AMD %s!\n", vlek ? "VLEK" : "VCEK",
	       vlek ? "ASVK" : "ASK");
}

void print_as_virtee(const struct outcome *outcome)
{
	if (outcome_status(outcome) != 0)
		return;
	if (outcome->verdict)
		print_report_lines(outcome);
	else
		print_chain_lines(outcome);
}
