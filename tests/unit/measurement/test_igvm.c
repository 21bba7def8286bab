// SPDX-License-Identifier: MIT
/* IGVM files: a synthetic one whose digests are known, and hostile ones. */
#include "lib_igvm.h"

#include <errno.h>
#include <string.h>

#include "base/little_endian.h"
#include "measurement/crc32.h"
#include "measurement/igvm_plan.h"
#include "measurement/vmsa.h"

#define DATA_AT 0x138 /* of the synthetic file */

/* The file of the vector. */
static struct made synthetic(void)
{
	struct made m = { .headers_end = FIXED_SIZE };
	struct vmsa_start start = { .vmm = SNPGUEST_VMM_QEMU,
				    .eip = VMSA_BSP_EIP, .rdx = 0x800f12,
				    .features = 1, .first = true };

	add_platform(&m, 1, 2);
	add_policy(&m, 0x30000);
	add_page(&m, 0x100000, DATA_AT, 0, 0);
	add_page(&m, 0x101000, 0, 0, 0);
	add_page(&m, 0x102000, DATA_AT, IGVM_PAGE_UNMEASURED, 0);
	add_page(&m, 0x103000, 0, 0, IGVM_DATA_SECRETS);
	add_page(&m, 0x104000, 0, 0, IGVM_DATA_CPUID);
	add_area(&m, 0x2000, 0);
	add_insert(&m, 0x105000, 0);
	add_context(&m, SNPGUEST_VMSA_GPA, 1, DATA_AT + 4096, 0);
	m.len = DATA_AT + 2 * 4096;
	memset(m.bytes + DATA_AT, 0xaa, 4096);
	vmsa_build(&start, m.bytes + DATA_AT + 4096);
	seal(&m, 1);
	return m;
}

static void digest_is(const struct snpguest_igvm *igvm, const char *expected)
{
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	struct snpguest_error error;

	if (snpguest_igvm_digest(igvm, NULL, digest, &error))
		fail_msg("%s", error.what);
	assert_string_equal(hex_of(digest, sizeof(digest)), expected);
}

static const char all_pages[] =
	"a6371125341ad1cbb918572594bb83f52095840c53fc3d9dff13ded5bf20d69975373cc000e9370e00b9017c011b6420";
static const char first_page[] =
	"1a489d34a75eb353ae0d3347eef57f45eb74b67672adeb8a9767ce84a8893a2a505aed3637729b345b40992050519859";
static const char native_zero[] =
	"1b75f57f5b9e4b5ad29f5ca3ce3669117e19b75e9998238f60310f6ef6df60ef4368e87a8efe85b70eac93a2a27aa2bf";

static void synthetic_file_is_the_one_described(void **state)
{
	struct made m = synthetic();
	uint8_t digest[SNPGUEST_SHA256_SIZE];
	struct crypto_hash *hash;

	(void)state;
	assert_int_equal(m.len, 8504);
	assert_int_equal(m.headers_end - FIXED_SIZE, 0x120);
	assert_memory_equal(m.bytes + 20, "\x2e\x56\xf8\x04", 4);
	assert_int_equal(crypto_hash_new(CRYPTO_HASH_SHA256, &hash), 0);
	assert_int_equal(crypto_hash_once(hash, blob_of(&m), digest), 0);
	assert_string_equal(hex_of(digest, sizeof(digest)),
			    "ead16299eb60524112949abfa9090a6d14aba511d4ceb1486b185e1e26538d66");
	crypto_hash_free(hash);
}

static void vector_all_parameter_pages(void **state)
{
	struct made m = synthetic();
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;

	(void)state;
	igvm.file = blob_of(&m);
	digest_is(&igvm, all_pages);
	igvm.rules = SNPGUEST_IGVM_FILE;
	digest_is(&igvm, all_pages);
}

static void vector_igvmmeasure(void **state)
{
	struct made m = synthetic();
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;

	(void)state;
	igvm.file = blob_of(&m);
	igvm.rules = SNPGUEST_IGVM_IGVMMEASURE;
	digest_is(&igvm, first_page);
}

static void vector_native_zero(void **state)
{
	struct made m = synthetic();
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;

	(void)state;
	igvm.file = blob_of(&m);
	igvm.native_zero = true;
	digest_is(&igvm, native_zero);
	igvm.set_features = true;
	igvm.features = 1;
	digest_is(&igvm, native_zero);
}

/* ------------------------------------------------------ what KVM would do */

static void kvm_says(struct made *m, int expected, const char *why)
{
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;
	struct snpguest_error error = { 0 };

	seal(m, 1);
	igvm.file = blob_of(m);
	assert_int_equal(snpguest_igvm_check_kvm(&igvm, &error), expected);
	if (why && !strstr(error.what, why))
		fail_msg("'%s' does not say '%s'", error.what, why);
}

static void kvm_takes_one_context_at_the_end(void **state)
{
	struct made m = plain();

	(void)state;
	add_page(&m, 0x1000, PAGE_AT, 0, 0);
	kvm_says(&m, 1, "no processor context");
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 0);
	kvm_says(&m, 0, NULL);
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 1);
	kvm_says(&m, 1, "more than one");

	m = plain();
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 0);
	add_page(&m, 0x1000, PAGE_AT, 0, 0);
	kvm_says(&m, 1, "before");

	m = plain();
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 1);
	kvm_says(&m, 1, "a context for vCPU 1");

	m = plain();
	add_context(&m, 0x1000, 1, VMSA_AT, 0);
	kvm_says(&m, 1, "0xfffffffff000");

	m = plain();
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT + 4096, 0);
	kvm_says(&m, 1, "CR0");
}

/* Its own launch is what the question is on, not the file alone. */
static void kvm_is_asked_of_the_launch_as_described(void **state)
{
	static const struct {
		struct snpguest_igvm igvm;
		int expected;
		const char *why;
	} cases[] = {
		{ SNPGUEST_IGVM_INIT, 0, "" },
		{ { .rules = SNPGUEST_IGVM_IGVMMEASURE }, 1, "rules" },
		{ { .rules = SNPGUEST_IGVM_FILE }, 0, "" },
		{ { .vcpus = 1 }, 0, "" },
		{ { .vcpus = 4 }, 1, "more than one vCPU" },
		{ { .vmsa_gpa = 0x1000 }, 1, "not at 0x1000" },
		{ { .set_features = true, .features = 1 }, 0, "" },
		{ { .set_features = true, .features = 0x21 }, 1, "not with 0x21" },
		{ { .native_zero = true }, 1, "normal pages" },
	};
	struct made m = plain();

	(void)state;
	add_policy(&m, 0x30000);
	add_page(&m, 0x1000, PAGE_AT, 0, 0);
	add_page(&m, 0x2000, 0, 0, 0);
	add_area(&m, 0x3000, 0);
	add_insert(&m, 0x10000, 0);
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 0);
	seal(&m, 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct snpguest_igvm igvm = cases[i].igvm;
		struct snpguest_error error = { 0 };

		igvm.size = sizeof(igvm);
		igvm.file = blob_of(&m);
		if (!igvm.vmsa_gpa)
			igvm.vmsa_gpa = SNPGUEST_VMSA_GPA;
		assert_int_equal(snpguest_igvm_check_kvm(&igvm, &error),
				 cases[i].expected);
		assert_non_null(strstr(error.what, cases[i].why));
	}
}

/* A record of an ID block for the platforms of @mask. */
static void add_id_block(struct made *m, uint8_t mask)
{
	const uint8_t block[0x2b8] = { mask };

	add_header(m, IGVM_SNP_ID_BLOCK, block, sizeof(block));
	seal(m, 1);
}

static void two_id_blocks_are_not_launched_by_qemu(void **state)
{
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	struct snpguest_error error = { 0 };
	struct made m = plain();

	(void)state;
	add_policy(&m, 0x30000);
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 0);
	add_id_block(&m, 1);
	/* Those of other platforms are nothing to it. */
	add_id_block(&m, 2);
	add_id_block(&m, 4);
	igvm.file = blob_of(&m);
	assert_int_equal(snpguest_igvm_digest(&igvm, NULL, digest, NULL), 0);
	add_id_block(&m, 3);
	assert_int_equal(snpguest_igvm_digest(&igvm, NULL, digest, &error),
			 -EBADMSG);
	assert_non_null(strstr(error.what, "more than one ID block"));
	for (igvm.rules = 1; igvm.rules < 3; igvm.rules++)
		assert_int_equal(snpguest_igvm_digest(&igvm, NULL, digest,
						      NULL), 0);
}

static void what_a_file_says(void **state)
{
	struct snpguest_igvm_facts facts;
	struct made m = plain();

	(void)state;
	seal(&m, 1);
	assert_int_equal(snpguest_igvm_read(blob_of(&m), &facts, NULL), 0);
	assert_false(facts.has_policy);
	assert_int_equal(facts.vcpus, 1);
	assert_int_equal(facts.features, 1);
	assert_int_equal(facts.contexts, 0);
	add_policy(&m, 0x70000);
	m.bytes[VMSA_AT + VMSA_SEV_FEATURES] = 0x29;
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 2);
	seal(&m, 1);
	assert_int_equal(snpguest_igvm_read(blob_of(&m), &facts, NULL), 0);
	assert_true(facts.has_policy);
	assert_int_equal(facts.policy, 0x70000);
	assert_int_equal(facts.vcpus, 3);
	assert_int_equal(facts.features, 0x29);
	assert_int_equal(facts.contexts, 1);
	m.bytes[0] ^= 1;
	assert_int_equal(snpguest_igvm_read(blob_of(&m), &facts, NULL),
			 -EBADMSG);
	assert_int_equal(facts.vcpus, 0);
}

static void digest_of(struct made *m, uint32_t rules, char digest[97])
{
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;
	uint8_t bytes[SNPGUEST_DIGEST_SIZE];
	struct snpguest_error error;

	seal(m, 1);
	igvm.file = blob_of(m);
	igvm.rules = rules;
	if (snpguest_igvm_digest(&igvm, NULL, bytes, &error))
		fail_msg("%s", error.what);
	strcpy(digest, hex_of(bytes, sizeof(bytes)));
}

/* Where a context stands, and at what address, is nothing to KVM. */
static void kvm_measures_processors_last(void **state)
{
	struct made first = plain(), last = plain();
	char a[97], b[97], other[97];

	(void)state;
	add_policy(&first, 0x30000);
	add_policy(&last, 0x30000);
	add_context(&first, 0x7000, 1, VMSA_AT, 0);
	add_page(&first, 0x1000, PAGE_AT, 0, 0);
	add_page(&last, 0x1000, PAGE_AT, 0, 0);
	add_context(&last, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 0);
	digest_of(&first, SNPGUEST_IGVM_VMM, a);
	digest_of(&last, SNPGUEST_IGVM_VMM, b);
	assert_string_equal(a, b);
	digest_of(&first, SNPGUEST_IGVM_FILE, other);
	assert_string_not_equal(a, other);
	digest_of(&last, SNPGUEST_IGVM_FILE, other);
	assert_string_equal(a, other);
}

static void shared_pages_and_foreign_contexts_are_igvmmeasures(void **state)
{
	struct made with = plain(), without = plain();
	char a[97], b[97];

	(void)state;
	add_policy(&with, 0x30000);
	add_policy(&without, 0x30000);
	add_page(&with, 0x1000, PAGE_AT, IGVM_PAGE_SHARED, 0);
	add_context(&with, SNPGUEST_VMSA_GPA, 2, VMSA_AT, 0);
	for (uint32_t rules = 0; rules < 2; rules++) {
		digest_of(&with, rules, a);
		digest_of(&without, rules, b);
		assert_string_equal(a, b);
	}
	digest_of(&with, SNPGUEST_IGVM_IGVMMEASURE, a);
	digest_of(&without, SNPGUEST_IGVM_IGVMMEASURE, b);
	assert_string_not_equal(a, b);
}

static void more_vcpus_start_at_reset(void **state)
{
	struct made m = plain();
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;
	uint8_t one[48], two[48];

	(void)state;
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 0);
	add_policy(&m, 0);
	seal(&m, 1);
	/* The policy stands behind a directive. */
	igvm.file = blob_of(&m);
	assert_int_equal(snpguest_igvm_digest(&igvm, NULL, one, NULL),
			 -EBADMSG);
	m = plain();
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 0);
	seal(&m, 1);
	assert_int_equal(snpguest_igvm_digest(&igvm, NULL, one, NULL), 0);
	igvm.vcpus = 2;
	assert_int_equal(snpguest_igvm_digest(&igvm, NULL, two, NULL), 0);
	assert_memory_not_equal(one, two, sizeof(one));
	igvm.rules = SNPGUEST_IGVM_IGVMMEASURE;
	assert_int_equal(snpguest_igvm_digest(&igvm, NULL, two, NULL),
			 -EINVAL);
}

/* --------------------------------------------------------------- hostile */

static void refused(const struct made *m, const char *why)
{
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;
	struct snpguest_error error = { 0 };
	uint8_t digest[48];

	igvm.file = guarded(blob_of(m));
	assert_int_equal(snpguest_igvm_digest(&igvm, NULL, digest, &error),
			 -EBADMSG);
	if (!strstr(error.what, why))
		fail_msg("'%s' does not say '%s'", error.what, why);
	guarded_free(igvm.file);
}

static void fixed_header(void **state)
{
	static const struct {
		size_t at;
		uint32_t value;
		const char *why;
	} bad[] = {
		{ 0, 0x4d564748, "not an IGVM" },
		{ 4, 0, "version" },
		{ 4, 3, "version" },
		{ 4, 2, "4 KiB" },
		{ 8, 0, "not within" },
		{ 8, 16, "not within" },
		{ 8, 28, "not within" },
		{ 8, 0xfffffff8, "not within" },
		{ 12, 0xffffffff, "not within" },
		{ 12, 0x121, "checksum" },
		{ 12, 0, "checksum" },
		{ 16, 8505, "8505" },
		{ 16, 0, "header says 0" },
		{ 20, 0, "checksum" },
		{ 32, 2, "checksum" },
	};
	struct made m;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		m = synthetic();
		put_le32(m.bytes + bad[i].at, bad[i].value);
		refused(&m, bad[i].why);
	}
	for (size_t len = 0; len < FIXED_SIZE; len++) {
		m = synthetic();
		m.len = len;
		refused(&m, "IGVM");
	}
}

/* Every byte of the headers: the checksum stands for all of them. */
static void one_flipped_bit_is_seen(void **state)
{
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;
	struct made m = synthetic();
	uint8_t digest[48];

	(void)state;
	igvm.file = blob_of(&m);
	for (size_t bit = 0; bit < 8 * m.headers_end; bit++) {
		m.bytes[bit / 8] ^= 1 << bit % 8;
		assert_int_equal(snpguest_igvm_digest(&igvm, NULL, digest,
						      NULL), -EBADMSG);
		m.bytes[bit / 8] ^= 1 << bit % 8;
	}
}

static void sealed_is_refused(struct made *m, const char *why)
{
	seal(m, 1);
	refused(m, why);
}

static void variable_headers(void **state)
{
	static const uint8_t body[0x2b8];
	struct made m;

	(void)state;
	m = plain();
	add_header(&m, 0x306, body, 8);
	sealed_is_refused(&m, "not known");
	m = plain();
	add_header(&m, 0x80000306, body, 8);
	add_page(&m, 0x1001, 0, 0, 0);
	sealed_is_refused(&m, "address");
	m = plain();
	add_header(&m, 0x500, body, 8);
	sealed_is_refused(&m, "no section");
	m = plain();
	add_header(&m, 0x80000500, body, 8);
	sealed_is_refused(&m, "no section");
	m = plain();
	add_header(&m, IGVM_PAGE_DATA, body, 23);
	sealed_is_refused(&m, "wrong size");
	m = plain();
	add_header(&m, IGVM_SNP_ID_BLOCK, body, 0x2b0);
	sealed_is_refused(&m, "wrong size");
	m = plain();
	add_header(&m, IGVM_PAGE_DATA, body, 24);
	put_le32(m.bytes + m.headers_end - 28, 0xffffffff);
	sealed_is_refused(&m, "does not fit");
	m = plain();
	add_page(&m, 0x1000, 0, 0, 0);
	add_policy(&m, 0);
	sealed_is_refused(&m, "behind a later");
	m = plain();
	m.headers_end += 4;
	sealed_is_refused(&m, "does not fit");
}

static void platforms(void **state)
{
	struct made m = { .headers_end = FIXED_SIZE, .len = ROOM };

	(void)state;
	sealed_is_refused(&m, "not for SEV-SNP");
	add_platform(&m, 1, 0);
	sealed_is_refused(&m, "not for SEV-SNP");
	add_platform(&m, 3, 2);
	sealed_is_refused(&m, "not one bit");
	m = plain();
	add_platform(&m, 2, 2);
	sealed_is_refused(&m, "second platform");
}

static void pages(void **state)
{
	static const struct {
		uint64_t gpa;
		uint32_t offset, flags;
		uint16_t type;
		const char *why;
	} bad[] = {
		{ 0x1001, 0, 0, 0, "address" },
		{ 0x1000, 1, 0, 0, "within the file" },
		{ 0x1000, ROOM - 4095, 0, 0, "within the file" },
		{ 0x1000, ROOM, 0, 0, "within the file" },
		{ 0x1000, 0xffffffff, 0, 0, "within the file" },
		{ 0x200000, PAGE_AT, 1, 0, "2 MiB" },
		{ 0x1000, PAGE_AT, 8, 0, "flags" },
		{ 0x1000, PAGE_AT, 0x80000000, 0, "flags" },
		{ 0x1000, PAGE_AT, 0, 4, "data type" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct made m = plain();

		add_page(&m, bad[i].gpa, bad[i].offset, bad[i].flags,
			 bad[i].type);
		sealed_is_refused(&m, bad[i].why);
	}
}

static void parameter_areas(void **state)
{
	struct made m;

	(void)state;
	m = plain();
	add_insert(&m, 0x1000, 0);
	sealed_is_refused(&m, "no parameter area");
	m = plain();
	add_area(&m, 0x1000, 7);
	add_area(&m, 0x1000, 7);
	sealed_is_refused(&m, "second area");
	m = plain();
	add_area(&m, 0, 0);
	sealed_is_refused(&m, "absurd");
	m = plain();
	add_area(&m, UINT64_MAX, 0);
	sealed_is_refused(&m, "absurd");
	m = plain();
	add_area(&m, UINT64_C(1) << 32, 0);
	add_insert(&m, 0, 0);
	add_insert(&m, UINT64_C(1) << 40, 0);
	sealed_is_refused(&m, "4 GiB");
	m = plain();
	add_area(&m, 0x2000, 0);
	add_insert(&m, UINT64_MAX - 0xfff, 0);
	sealed_is_refused(&m, "wraps");
	m = plain();
	for (uint32_t i = 0; i < 257; i++)
		add_area(&m, 0x1000, i);
	sealed_is_refused(&m, "too many");
}

static void things_given_twice(void **state)
{
	struct made m;

	(void)state;
	m = plain();
	add_page(&m, 0x3000, 0, 0, 0);
	add_page(&m, 0x1000, 0, 0, 0);
	add_page(&m, 0x3000, 0, 0, IGVM_DATA_CPUID);
	sealed_is_refused(&m, "0x3000 is given twice");
	m = plain();
	add_area(&m, 0x3000, 0);
	add_insert(&m, 0x1000, 0);
	add_page(&m, 0x3000, 0, 0, 0);
	sealed_is_refused(&m, "0x3000 is given twice");
	m = plain();
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 3);
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 3);
	sealed_is_refused(&m, "vCPU 3 has two");
	m = plain();
	add_policy(&m, 0);
	add_policy(&m, 0);
	sealed_is_refused(&m, "second guest policy");
}

static void contexts(void **state)
{
	struct made m;

	(void)state;
	m = plain();
	add_context(&m, SNPGUEST_VMSA_GPA, 1, 0, 0);
	sealed_is_refused(&m, "within the file");
	m = plain();
	add_context(&m, SNPGUEST_VMSA_GPA, 1, ROOM - 1, 0);
	sealed_is_refused(&m, "within the file");
	m = plain();
	add_context(&m, 0x1234, 1, VMSA_AT, 0);
	sealed_is_refused(&m, "address");
	m = plain();
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, SNPGUEST_VCPUS_MAX);
	sealed_is_refused(&m, "absurd");
}

static void a_policy_is_needed_by_the_files_rules(void **state)
{
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;
	struct made m = plain();
	uint8_t digest[48];

	(void)state;
	seal(&m, 1);
	igvm.file = blob_of(&m);
	assert_int_equal(snpguest_igvm_digest(&igvm, NULL, digest, NULL), 0);
	igvm.rules = SNPGUEST_IGVM_FILE;
	assert_int_equal(snpguest_igvm_digest(&igvm, NULL, digest, NULL),
			 -EBADMSG);
	igvm.rules = 3;
	assert_int_equal(snpguest_igvm_digest(&igvm, NULL, digest, NULL),
			 -EINVAL);
}

static void policies_of_other_platforms(void **state)
{
	struct snpguest_igvm_facts facts;
	struct made m = plain();
	uint8_t body[16] = { 0 };

	(void)state;
	put_le64(body, 0x70000);
	put_le32(body + 8, 2);
	add_header(&m, IGVM_GUEST_POLICY, body, sizeof(body));
	seal(&m, 1);
	assert_int_equal(snpguest_igvm_read(blob_of(&m), &facts, NULL), 0);
	assert_false(facts.has_policy);
	add_policy(&m, 0x30000);
	seal(&m, 1);
	assert_int_equal(snpguest_igvm_read(blob_of(&m), &facts, NULL), 0);
	assert_true(facts.has_policy);
	assert_int_equal(facts.policy, 0x30000);
}

/* Of which nothing is launched, so that it may be anywhere. */
static void contexts_of_other_platforms(void **state)
{
	struct snpguest_igvm_facts facts;
	struct made m = plain();

	(void)state;
	add_context(&m, SNPGUEST_VMSA_GPA, 2, 0xffffffff, 5);
	add_context(&m, SNPGUEST_VMSA_GPA, 2, VMSA_AT, 5);
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 1);
	seal(&m, 1);
	assert_int_equal(snpguest_igvm_read(blob_of(&m), &facts, NULL), 0);
	assert_int_equal(facts.vcpus, 2);
	assert_int_equal(facts.contexts, 1);
}

/* The same headers behind a fixed header of 32 bytes. */
static void version_2_is_read_as_version_1(void **state)
{
	struct made m = plain(), v2;
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;
	uint8_t of_1[48], of_2[48];

	(void)state;
	add_page(&m, 0x1000, PAGE_AT, 0, 0);
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 0);
	seal(&m, 1);
	v2 = m;
	memcpy(v2.bytes + 32, m.bytes + FIXED_SIZE, m.headers_end - FIXED_SIZE);
	v2.headers_end += 8;
	put_le32(v2.bytes + 4, 2);
	put_le32(v2.bytes + 8, 32);
	put_le32(v2.bytes + 20, 0);
	put_le32(v2.bytes + 24, 0); /* x86 */
	put_le32(v2.bytes + 28, 4096);
	put_le32(v2.bytes + 20, crc32_add(0, v2.bytes, v2.headers_end));
	igvm.file = blob_of(&m);
	assert_int_equal(snpguest_igvm_digest(&igvm, NULL, of_1, NULL), 0);
	igvm.file = blob_of(&v2);
	assert_int_equal(snpguest_igvm_digest(&igvm, NULL, of_2, NULL), 0);
	assert_memory_equal(of_1, of_2, sizeof(of_1));
	/* Another machine, other pages. */
	put_le32(v2.bytes + 24, 1);
	refused(&v2, "4 KiB");
	put_le32(v2.bytes + 24, 0);
	put_le32(v2.bytes + 28, 65536);
	refused(&v2, "4 KiB");
}

static void contradictory_launches(void **state)
{
	struct made m = plain();
	struct snpguest_igvm good = SNPGUEST_IGVM_INIT, i;
	uint8_t digest[48];

	(void)state;
	add_policy(&m, 0x30000);
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 0);
	add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 1);
	seal(&m, 1);
	good.file = blob_of(&m);
	assert_int_equal(snpguest_igvm_digest(&good, NULL, digest, NULL), 0);
#define BAD(change)							\
	do {								\
		i = good;						\
		change;							\
		assert_int_equal(snpguest_igvm_digest(&i, NULL,	digest, \
						      NULL), -EINVAL);	\
	} while (0)
	BAD(i.size--);
	BAD(i.reserved[7] = 1);
	BAD(i.rules = SNPGUEST_IGVM_IGVMMEASURE + 1);
	BAD(i.vcpus = 1);
	BAD(i.vcpus = SNPGUEST_VCPUS_MAX + 1);
	BAD(i.vcpus = 3; i.rules = SNPGUEST_IGVM_FILE);
	BAD(i.vmsa_gpa = 1);
	BAD(i.vmsa_gpa = SNPGUEST_VMSA_GPA + SNPGUEST_PAGE_SIZE / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(synthetic_file_is_the_one_described),
		cmocka_unit_test(vector_all_parameter_pages),
		cmocka_unit_test(vector_igvmmeasure),
		cmocka_unit_test(vector_native_zero),
		cmocka_unit_test(kvm_takes_one_context_at_the_end),
		cmocka_unit_test(kvm_is_asked_of_the_launch_as_described),
		cmocka_unit_test(two_id_blocks_are_not_launched_by_qemu),
		cmocka_unit_test(what_a_file_says),
		cmocka_unit_test(kvm_measures_processors_last),
		cmocka_unit_test(shared_pages_and_foreign_contexts_are_igvmmeasures),
		cmocka_unit_test(more_vcpus_start_at_reset),
		cmocka_unit_test(fixed_header),
		cmocka_unit_test(one_flipped_bit_is_seen),
		cmocka_unit_test(variable_headers),
		cmocka_unit_test(platforms),
		cmocka_unit_test(pages),
		cmocka_unit_test(parameter_areas),
		cmocka_unit_test(things_given_twice),
		cmocka_unit_test(contexts),
		cmocka_unit_test(a_policy_is_needed_by_the_files_rules),
		cmocka_unit_test(policies_of_other_platforms),
		cmocka_unit_test(contexts_of_other_platforms),
		cmocka_unit_test(version_2_is_read_as_version_1),
		cmocka_unit_test(contradictory_launches),
	};

	return cmocka_run_group_tests_name("IGVM files", tests, NULL, NULL);
}
