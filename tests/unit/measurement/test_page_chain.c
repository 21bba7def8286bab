// SPDX-License-Identifier: MIT
/* The chain, the pages of processors and the table of hashes, step by step. */
#include "lib_files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "measurement/firmware.h"
#include "measurement/page_chain.h"
#include "measurement/vmsa.h"

static const struct step {
	const char *name;
	uint32_t type;
	uint64_t gpa;
	const char *digest;
} steps[] = {
	{ "chain: NORMAL", SNPGUEST_PAGE_NORMAL, 0,
	  "9d13634b6014bb21cf059b2dc694e7bff01a8a7137041100cd2b695f3d10fb687267b97808b27f8f471d943bc6f53a20" },
	{ "chain: ZERO", SNPGUEST_PAGE_ZERO, 0x1000,
	  "3bb77aec4f0d90c147b6b7884b6bd5741994d2575305f89639c95186690d949261186702ef51f2fa7c0dd4c90f03ebfd" },
	{ "chain: UNMEASURED", SNPGUEST_PAGE_UNMEASURED, 0x2000,
	  "2904df3d88c1174e011bf113d78e2e6a25a8d43cbe047460257dc617210d9dbad410737337d3abcb02c82f3fff625df4" },
	{ "chain: SECRETS", SNPGUEST_PAGE_SECRETS, 0x3000,
	  "be5cbd2d68b9649eaa74bf51925b7722aeafd3df80590e24a91e6007453a529685fdbfde9c5ec0e2cd0def6f0e65f220" },
	{ "chain: CPUID", SNPGUEST_PAGE_CPUID, 0x4000,
	  "43af46e6b20bf630da0dbc6392e51fee9dfa805945d2411f0ed748bd44e3601c016e737b423dc8af9fd91b48bc8c5cca" },
	{ "chain: VMSA", SNPGUEST_PAGE_VMSA, 0xfffffffff000,
	  "f6741910fc3349f40b1f443300a3ca65c5046c5405db1dc42b13ae3d5cd36382e55114593fd48a9d80da790dbabd7b9d" },
};

#define N_STEPS (sizeof(steps) / sizeof(steps[0]))

static void chain_up_to_here_has_the_known_digest(void **state)
{
	static const uint8_t zeros[SNPGUEST_PAGE_SIZE];
	const struct step *last = *state;
	struct page_chain chain;

	assert_int_equal(page_chain_init(&chain, NULL), 0);
	for (const struct step *s = steps; s <= last; s++) {
		struct page page = { "test", 0, s->type, s->gpa };

		assert_int_equal(page_chain_add(&chain, &page, zeros), 0);
	}
	assert_string_equal(hex_of(chain.ld, sizeof(chain.ld)), last->digest);
	page_chain_free(&chain);
}

/* SHA-384 of a QEMU page, EPYC-v4, features 1. */
static void vmsa_hash_is(uint32_t eip, bool first, const char *expected)
{
	struct vmsa_start start = { .vmm = SNPGUEST_VMM_QEMU, .eip = eip,
				    .rdx = 0x800f12, .features = 1,
				    .first = first };
	uint8_t page[SNPGUEST_PAGE_SIZE], digest[48];
	struct crypto_hash *hash;

	vmsa_build(&start, page);
	assert_int_equal(crypto_hash_new(CRYPTO_HASH_SHA384, &hash), 0);
	assert_int_equal(crypto_hash_once(hash, (struct snpguest_blob){
			page, sizeof(page) }, digest), 0);
	assert_string_equal(hex_of(digest, sizeof(digest)), expected);
	crypto_hash_free(hash);
}

static void first_processor(void **state)
{
	(void)state;
	vmsa_hash_is(VMSA_BSP_EIP, true,
		     "77920c4c629ff47e90c0e174fc1ad0eb6fa664f88cd4739488058a8c6cb1a77b3856f55378e9518d0da99452d51c553a");
}

static void other_processors(void **state)
{
	(void)state;
	vmsa_hash_is(0x0080b004, false,
		     "8413b852790765a310d95867a8b00bfca3a802b5a80830044b45e253fe96222657e11e53fcf63eb0e0afd722385bf7b4");
}

/*
 * Digests 18 and 19 of the published ones are of the same images, with four and
 * two processors: the second is where the first stood before its last two.
 */
static void processors_of_an_svsm_lead_from_digest_19_to_18(void **state)
{
	static const char digest_19[] =
		"9b94745036aafddf4f7f8b00c7513abb5b7703178cb95aaa57928bd963d68d3bfcb715d6019b9167ee2517b11b0d9be7";
	static const char digest_18[] =
		"27d154c27b7b359c935e250ec6fee72aa0ae8c1225e3b0e1cf46a9567e938066d7d6f94bbdc4a857818bdb79277a44b2";
	/* The SVSM is entered at its first byte. */
	struct firmware firmware = { .svsm_gpa = 0xffaea000 };
	struct snpguest_launch launch = SNPGUEST_LAUNCH_INIT;
	struct page page = { "vmsa", 2, SNPGUEST_PAGE_VMSA, launch.vmsa_gpa };
	uint8_t vmsa[SNPGUEST_PAGE_SIZE];
	struct page_chain chain;

	(void)state;
	launch.svsm.len = 1;
	launch.vcpu_signature = 0x800f12;
	launch_vmsa(&launch, &firmware, false, vmsa);
	assert_int_equal(page_chain_init(&chain, NULL), 0);
	for (size_t i = 0; i < sizeof(chain.ld); i++)
		sscanf(digest_19 + 2 * i, "%2hhx", &chain.ld[i]);
	assert_int_equal(page_chain_add(&chain, &page, vmsa), 0);
	assert_int_equal(page_chain_add(&chain, &page, vmsa), 0);
	assert_string_equal(hex_of(chain.ld, sizeof(chain.ld)), digest_18);
	page_chain_free(&chain);
}

/* What page_chain_add() makes of them one by one, and as an observer sees it. */
static int count_zeros(void *priv, const struct snpguest_measured *measured)
{
	static const uint8_t zeros[SNPGUEST_PAGE_SIZE];
	uint64_t *next = priv;

	assert_true(measured->gpa == *next);
	assert_int_equal(measured->len, sizeof(zeros));
	assert_memory_equal(measured->data, zeros, sizeof(zeros));
	*next += sizeof(zeros);
	return 0;
}

static void zeros_are_hashed_once_and_chained_page_by_page(void **state)
{
	static const uint8_t zeros[SNPGUEST_PAGE_SIZE];
	struct page page = { "test", 0, SNPGUEST_PAGE_NORMAL, 0x7000 };
	uint64_t next = page.gpa;
	const struct snpguest_observer observer = { count_zeros, &next };
	struct page_chain each, all;

	(void)state;
	assert_int_equal(page_chain_init(&each, NULL), 0);
	assert_int_equal(page_chain_init(&all, &observer), 0);
	assert_int_equal(page_chain_add_zeros(&all, &page, 0x3000), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(page_chain_add(&each, &page, zeros), 0);
		page.gpa += sizeof(zeros);
	}
	assert_memory_equal(each.ld, all.ld, sizeof(all.ld));
	assert_true(next == 0xa000);
	assert_int_equal(all.work, PAGE_CHAIN_PAGE_WORK + 3);
	page_chain_free(&each);
	page_chain_free(&all);
}

static void table_of_an_empty_kernel(void **state)
{
	static const char expected[] =
		"06d63894224fc94cb479a793d411fd21a800d82dd09720bd944caa78e7714d36ab2a3200"
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
		"31f7ba442f3ad74b9af141e29169781d3200"
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
		"3794e74dd2ab7f42b835d5b172d2045b3200"
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
		"0000000000000000";
	struct snpguest_launch launch = SNPGUEST_LAUNCH_INIT;
	uint8_t table[KERNEL_HASHES_SIZE], nothing[SNPGUEST_SHA256_SIZE];
	struct crypto_hash *hash;

	(void)state;
	assert_int_equal(crypto_hash_new(CRYPTO_HASH_SHA256, &hash), 0);
	assert_int_equal(crypto_hash_end(hash, nothing), 0);
	launch.kernel_sha256 = nothing;
	assert_int_equal(kernel_hashes_build(&launch, hash, table), 0);
	assert_string_equal(hex_of(table, sizeof(table)), expected);
	crypto_hash_free(hash);
}

static const struct {
	const char *model;
	uint32_t family, number, stepping, signature;
} processors[] = {
	{ "EPYC-v4", 23, 1, 2, 0x00800f12 },
	{ "EPYC-v5", 23, 1, 2, 0x00800f12 },
	{ "epyc-rome", 23, 49, 0, 0x00830f10 },
	{ "EPYC-Rome-v5", 23, 49, 0, 0x00830f10 },
	{ "EPYC-MILAN-v2", 25, 1, 1, 0x00a00f11 },
	{ "EPYC-Milan-v3", 25, 1, 1, 0x00a00f11 },
	{ "EPYC-Genoa", 25, 17, 0, 0x00a10f10 },
	{ "EPYC-Genoa-v2", 25, 17, 0, 0x00a10f10 },
	{ "EPYC-Turin", 26, 0, 0, 0x00b00f00 },
	{ "EPYC-Turin-v2", 26, 0, 0, 0x00b00f00 },
};

static void signatures(void **state)
{
	uint32_t by_name, by_number;

	(void)state;
	for (size_t i = 0; i < sizeof(processors) / sizeof(*processors); i++) {
		assert_int_equal(snpguest_vcpu_signature(processors[i].model,
							 &by_name), 0);
		assert_int_equal(by_name, processors[i].signature);
		assert_int_equal(snpguest_vcpu_signature_of(
			processors[i].family, processors[i].number,
			processors[i].stepping, &by_number), 0);
		assert_int_equal(by_number, processors[i].signature);
	}
	assert_int_equal(snpguest_vcpu_signature_of(6, 0x8f, 8, &by_number), 0);
	assert_int_equal(by_number, 0x806f8);
	assert_int_equal(snpguest_vcpu_signature("EPYC-v9", &by_name), -ENOENT);
	assert_int_equal(snpguest_vcpu_signature_of(271, 0, 0, &by_name),
			 -EINVAL);
	assert_int_equal(snpguest_vcpu_signature_of(25, 256, 0, &by_name),
			 -EINVAL);
	assert_int_equal(snpguest_vcpu_signature_of(25, 1, 16, &by_name),
			 -EINVAL);
}

int main(void)
{
	struct CMUnitTest tests[N_STEPS + 6] = { 0 };
	const struct CMUnitTest more[] = {
		cmocka_unit_test(first_processor),
		cmocka_unit_test(other_processors),
		cmocka_unit_test(processors_of_an_svsm_lead_from_digest_19_to_18),
		cmocka_unit_test(zeros_are_hashed_once_and_chained_page_by_page),
		cmocka_unit_test(table_of_an_empty_kernel),
		cmocka_unit_test(signatures),
	};

	for (size_t i = 0; i < N_STEPS; i++) {
		tests[i].name = steps[i].name;
		tests[i].test_func = chain_up_to_here_has_the_known_digest;
		tests[i].initial_state = (void *)&steps[i];
	}
	memcpy(tests + N_STEPS, more, sizeof(more));
	return cmocka_run_group_tests_name("page chain", tests, NULL, NULL);
}
