// SPDX-License-Identifier: MIT
/*
 * The secure processor against the tables of the specification of guest
 * messages: 7 (what is checked, in order), 4.1 (when the counter moves), 6.2
 * and 6.3 (contents). One test per row, named after it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/bytes.h"
#include "firmware/secure_processor.h"
#include "pki/seeded_keys.h"
#include "firmware/tcb.h"
#include "wipes.h"

/* A message on the bench: what goes in, what comes out. */
struct bench {
	struct secure_processor sp;
	EVP_PKEY *vcek, *vlek;
	struct sealed_header header;
	uint8_t payload[SEALED_PAYLOAD_MAX];
	uint8_t request[GUEST_PAGE_SIZE], response[GUEST_PAGE_SIZE];
	uint8_t answer[SEALED_PAYLOAD_MAX];
	uint64_t signed_at;
	int store_fails;
	unsigned int stored;
};

static struct bench bench;

static EVP_PKEY *bench_key(void *owner, enum report_signer signer, uint64_t tcb)
{
	struct bench *b = owner;

	b->signed_at = tcb;
	return signer == SIGNER_VLEK ? b->vlek : b->vcek;
}

static int bench_store(void *owner, const struct firmware_state *state)
{
	struct bench *b = owner;

	(void)state;
	b->stored++;
	return b->store_fails;
}

static int make_keys(void **state)
{
	(void)state;
	bench.vcek = seeded_ec(1, "vcek", "P-384");
	bench.vlek = seeded_ec(1, "vlek", "P-384");
	return bench.vcek && bench.vlek ? 0 : -1;
}

static int free_keys(void **state)
{
	(void)state;
	EVP_PKEY_free(bench.vcek);
	EVP_PKEY_free(bench.vlek);
	return 0;
}

static uint64_t milan_tcb(uint8_t bl, uint8_t tee, uint8_t snp, uint8_t ucode)
{
	return tcb_join(PRODUCT_MILAN, (struct tcb_parts){
		.bl = bl, .tee = tee, .snp = snp, .ucode = ucode });
}

static int power_on(void **state)
{
	struct secure_processor *sp = &bench.sp;
	int i;

	(void)state;
	*sp = (struct secure_processor){
		.product = PRODUCT_MILAN,
		.report_version = 3,
		.strict = true,
		.signing_key = bench_key,
		.store = bench_store,
		.owner = &bench,
	};
	bench.store_fails = 0;
	bench.stored = 0;
	sp->guest.policy = 0x30000;
	sp->guest.guest_svn = 5;
	for (i = 0; i < VMPCK_COUNT; i++)
		memset(sp->guest.vmpck[i], 0x10 + i, SEALED_KEY_SIZE);
	memset(sp->guest.vmrk, 0x20, ROOT_KEY_SIZE);
	memset(sp->chip_root, 0x21, ROOT_KEY_SIZE);
	memset(sp->vlek_root, 0x22, ROOT_KEY_SIZE);
	memset(sp->chip_id, 0xc1, sizeof(sp->chip_id));
	sp->state.current_tcb = milan_tcb(4, 0, 24, 220);
	sp->state.committed_tcb = milan_tcb(4, 0, 24, 219);
	sp->state.reported_tcb = milan_tcb(4, 0, 24, 218);
	sp->state.launch_tcb = milan_tcb(4, 0, 24, 217);
	return 0;
}

/* A message that is right, to be made wrong by a test. */
static void compose(uint8_t type, uint16_t size)
{
	bench.header = sealed_header(type, 1, 0, bench.sp.state.count[0] + 1,
				     size);
	memset(bench.payload, 0, sizeof(bench.payload));
}

static void compose_report(void)
{
	compose(MESSAGE_REPORT_REQ, 0x60);
}

static void compose_key(void)
{
	compose(MESSAGE_KEY_REQ, 0x20);
}

/* Seals with the key that the header names, or VMPCK0 when there is none. */
static void seal(void)
{
	unsigned int key = bench.header.vmpck < 4 ? bench.header.vmpck : 0;

	assert_int_equal(sealed_message_seal(bench.sp.guest.vmpck[key],
					     &bench.header, bench.payload,
					     bench.request), 0);
}

static enum firmware_status submit(void)
{
	memset(bench.response, 0xee, sizeof(bench.response));
	return secure_processor_request(&bench.sp, bench.request,
					bench.response);
}

/* The message as it stands has to be refused, and nothing else happen. */
static void refused_sealed(enum firmware_status status)
{
	uint8_t untouched[GUEST_PAGE_SIZE];
	uint64_t before[VMPCK_COUNT];

	memset(untouched, 0xee, sizeof(untouched));
	memcpy(before, bench.sp.state.count, sizeof(before));
	bench.stored = 0;
	assert_int_equal(submit(), status);
	assert_memory_equal(bench.response, untouched, sizeof(untouched));
	assert_memory_equal(bench.sp.state.count, before, sizeof(before));
	assert_int_equal(bench.stored, 0);
}

static void refused(enum firmware_status status)
{
	seal();
	refused_sealed(status);
	/* A right one still goes through: the channel is alive. */
	compose_report();
	seal();
	assert_int_equal(submit(), STATUS_SUCCESS);
}

/* Opens the answer and returns the status in it. */
static uint32_t answered(uint8_t type, uint16_t size)
{
	unsigned int key = bench.header.vmpck;
	struct sealed_header h;
	uint64_t before;

	before = bench.sp.state.count[key];
	seal();
	assert_int_equal(submit(), STATUS_SUCCESS);
	assert_int_equal(bench.sp.state.count[key], before + 2);
	h = sealed_header_read(bench.response);
	assert_int_equal(h.seqno, bench.header.seqno + 1);
	assert_int_equal(h.type, type);
	assert_int_equal(h.version, 1);
	assert_int_equal(h.algo, 1);
	assert_int_equal(h.header_version, 1);
	assert_int_equal(h.header_size, 0x60);
	assert_int_equal(h.vmpck, key);
	assert_int_equal(h.size, size);
	assert_true(sealed_header_reserved_zero(bench.response));
	memset(bench.answer, 0, sizeof(bench.answer));
	assert_int_equal(sealed_message_open(bench.sp.guest.vmpck[key],
					     bench.response, bench.answer), 0);
	return load32(bench.answer);
}

static uint32_t report_status(void)
{
	return answered(MESSAGE_REPORT_REQ + 1, 0x4c0);
}

static uint32_t key_status(void)
{
	uint32_t status = answered(MESSAGE_KEY_REQ + 1, 0x40);

	/* A caller that ignores the status must find no key. */
	if (status)
		assert_true(all_zero(bench.answer + 0x20, 32));
	else
		assert_false(all_zero(bench.answer + 0x20, 32));
	return status;
}

/* Table 7 */

static void row_1_to_7_states_of_platform_and_pages(void **state)
{
	static const enum firmware_status rows[] = {
		STATUS_INVALID_PARAM,	 STATUS_INVALID_PLATFORM_STATE,
		STATUS_INVALID_ADDRESS,	 STATUS_INVALID_GUEST,
		STATUS_INVALID_PAGE_STATE, STATUS_INVALID_PAGE_SIZE,
		STATUS_INVALID_GUEST_STATE,
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		compose_report();
		seal();
		bench.sp.orders.refuse = rows[i];
		refused_sealed(rows[i]);
		bench.sp.orders.refuse = 0;
		assert_int_equal(submit(), STATUS_SUCCESS);
	}
}

static void row_8_payload_beyond_the_page(void **state)
{
	(void)state;
	compose_report();
	seal();
	store16(bench.request + SEALED_SIZE, 4016);
	refused_sealed(STATUS_INVALID_PARAM);
}

static void row_9_header_version(void **state)
{
	(void)state;
	compose_report();
	bench.header.header_version = 2;
	refused(STATUS_INVALID_PARAM);
}

static void row_9_header_size(void **state)
{
	(void)state;
	compose_report();
	bench.header.header_size = 0x61;
	refused(STATUS_INVALID_PARAM);
}

static void row_9_algo(void **state)
{
	(void)state;
	compose_report();
	bench.header.algo = 0;
	refused(STATUS_INVALID_PARAM);
	compose_report();
	bench.header.algo = 2;
	refused(STATUS_INVALID_PARAM);
}

static void row_10_size_zero(void **state)
{
	(void)state;
	compose_report();
	bench.header.size = 0;
	refused(STATUS_INVALID_PARAM);
}

static void row_10_size_no_multiple_of_16(void **state)
{
	(void)state;
	bench.sp.strict = false;	/* or the exact size would refuse it */
	compose_report();
	bench.header.size = 0x68;
	refused(STATUS_INVALID_PARAM);
	compose_report();
	bench.header.size = 0x61;
	refused(STATUS_INVALID_PARAM);
}

static void row_11_vmpck_above_3(void **state)
{
	(void)state;
	compose_report();
	bench.header.vmpck = 4;
	refused(STATUS_INVALID_PARAM);
}

static void row_12_authentication(void **state)
{
	(void)state;
	compose_report();
	seal();
	bench.request[SEALED_HEADER_SIZE] ^= 1;
	refused_sealed(STATUS_BAD_MEASUREMENT);
	bench.request[SEALED_HEADER_SIZE] ^= 1;
	assert_int_equal(submit(), STATUS_SUCCESS);
}

static void row_12_comes_before_13_for_an_altered_seqno(void **state)
{
	(void)state;
	compose_report();
	seal();
	bench.request[SEALED_SEQNO] = 3;
	refused_sealed(STATUS_BAD_MEASUREMENT);
}

static void row_12_sealed_with_another_vmpck(void **state)
{
	(void)state;
	compose_report();
	assert_int_equal(sealed_message_seal(bench.sp.guest.vmpck[1],
					     &bench.header, bench.payload,
					     bench.request), 0);
	refused_sealed(STATUS_BAD_MEASUREMENT);
}

static void row_13_seqno_too_low_too_high_and_replayed(void **state)
{
	(void)state;
	compose_report();
	bench.header.seqno = 0;
	refused(STATUS_AEAD_OFLOW);
	compose_report();
	bench.header.seqno += 2;
	refused(STATUS_AEAD_OFLOW);
	compose_report();
	bench.header.seqno -= 2;
	refused(STATUS_AEAD_OFLOW);
	compose_report();
	seal();
	assert_int_equal(submit(), STATUS_SUCCESS);
	refused_sealed(STATUS_AEAD_OFLOW);
}

static void row_13_counter_exhausted(void **state)
{
	(void)state;
	bench.sp.state.count[0] = UINT64_MAX - 1;
	compose_report();
	seal();
	refused_sealed(STATUS_AEAD_OFLOW);
	bench.sp.state.count[0] = UINT64_MAX - 3;
	compose_report();
	seal();
	assert_int_equal(submit(), STATUS_SUCCESS);
	compose_report();
	seal();
	refused_sealed(STATUS_AEAD_OFLOW);
}

static void row_14_version_zero_and_above_the_maximum(void **state)
{
	(void)state;
	compose_report();
	bench.header.version = 0;
	refused(STATUS_INVALID_PARAM);
	compose_report();
	bench.header.version = 2;
	refused(STATUS_INVALID_PARAM);
	compose_key();
	bench.header.version = 2;
	refused(STATUS_INVALID_PARAM);
}

static void row_15_unknown_type(void **state)
{
	static const uint8_t types[] = { 0, 2, 4, 6, 7, 9, 11, 13, 15, 18, 19,
					 255 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(types); i++) {
		compose_report();
		bench.header.type = types[i];
		refused(STATUS_INVALID_PARAM);
	}
}

static void row_13_comes_before_14_and_15(void **state)
{
	(void)state;
	compose_report();
	bench.header.seqno = 7;
	bench.header.version = 9;
	bench.header.type = 99;
	refused(STATUS_AEAD_OFLOW);
}

static void row_12_comes_before_14(void **state)
{
	(void)state;
	compose_report();
	bench.header.version = 9;
	seal();
	bench.request[0] ^= 1;
	refused_sealed(STATUS_BAD_MEASUREMENT);
}

static void strict_mode_refuses_reserved_header_bytes(void **state)
{
	(void)state;
	compose_report();
	seal();
	bench.request[SEALED_RESERVED_28] = 1;	/* not authenticated */
	refused_sealed(STATUS_INVALID_PARAM);
	bench.sp.strict = false;
	assert_int_equal(submit(), STATUS_SUCCESS);
}

static void strict_mode_refuses_other_than_exact_sizes(void **state)
{
	(void)state;
	compose_report();
	bench.header.size = 0x70;
	refused(STATUS_INVALID_PARAM);
	compose_report();
	bench.header.size = 0x50;
	refused(STATUS_INVALID_PARAM);
	compose_key();
	bench.header.size = 0x30;
	refused(STATUS_INVALID_PARAM);
}

static void lenient_mode_reads_zeros_behind_a_short_payload(void **state)
{
	(void)state;
	bench.sp.strict = false;
	compose_report();
	bench.header.size = 0x40;
	assert_int_equal(report_status(), 0);
	assert_int_equal(load32(bench.answer + 0x20 + REPORT_VMPL), 0);
}

static void each_vmpck_has_its_own_counter(void **state)
{
	uint64_t expected[VMPCK_COUNT] = { 2, 0, 4, 0 };

	(void)state;
	compose_report();
	assert_int_equal(report_status(), 0);
	compose_report();
	bench.header = sealed_header(MESSAGE_REPORT_REQ, 1, 2, 1, 0x60);
	store32(bench.payload + 0x40, 2);
	assert_int_equal(report_status(), 0);
	bench.header.seqno = 3;
	assert_int_equal(report_status(), 0);
	assert_memory_equal(bench.sp.state.count, expected, sizeof(expected));
}

static void a_resend_of_an_unconsumed_request_succeeds(void **state)
{
	(void)state;
	compose_report();
	seal();
	bench.sp.orders.refuse = STATUS_HWERROR_PLATFORM;
	refused_sealed(STATUS_HWERROR_PLATFORM);
	bench.sp.orders.refuse = 0;
	assert_int_equal(submit(), STATUS_SUCCESS);
}

static void a_counter_that_cannot_be_stored_does_not_move(void **state)
{
	uint8_t untouched[GUEST_PAGE_SIZE];

	(void)state;
	memset(untouched, 0xee, sizeof(untouched));
	compose_report();
	seal();
	bench.store_fails = -ENOSPC;
	assert_int_equal(submit(), STATUS_HWERROR_PLATFORM);
	assert_int_equal(bench.sp.state.count[0], 0);
	assert_memory_equal(bench.response, untouched, sizeof(untouched));
	bench.store_fails = 0;
	assert_int_equal(submit(), STATUS_SUCCESS);
}

/* Table 6.2 */

static void report_reserved_bytes(void **state)
{
	size_t at;

	(void)state;
	for (at = 0x48; at < 0x60; at++) {
		compose_report();
		bench.payload[at] = 1;
		assert_int_equal(report_status(), STATUS_INVALID_PARAM);
		assert_int_equal(load32(bench.answer + 4), 0x4a0);
		assert_true(all_zero(bench.answer + 0x20, 0x4a0));
	}
}

static void report_key_sel_reserved_bits(void **state)
{
	int bit;

	(void)state;
	for (bit = 2; bit < 32; bit++) {
		compose_report();
		store32(bench.payload + 0x44, 1U << bit);
		assert_int_equal(report_status(), STATUS_INVALID_PARAM);
	}
}

static void report_vmpl_below_the_vmpck(void **state)
{
	(void)state;
	compose_report();
	bench.header = sealed_header(MESSAGE_REPORT_REQ, 1, 2, 1, 0x60);
	store32(bench.payload + 0x40, 1);
	assert_int_equal(report_status(), STATUS_INVALID_PARAM);
	bench.header.seqno = 3;
	store32(bench.payload + 0x40, 3);
	assert_int_equal(report_status(), 0);
	assert_int_equal(load32(bench.answer + 0x20 + REPORT_VMPL), 3);
}

static uint32_t report_with_key_sel(uint32_t key_sel)
{
	compose_report();
	store32(bench.payload + 0x44, key_sel);
	return report_status();
}

static unsigned int signing_key_named(void)
{
	return load32(bench.answer + 0x20 + REPORT_KEY_INFO) >> 2 & 7;
}

static void report_key_sel_3(void **state)
{
	(void)state;
	bench.sp.state.vlek_loaded = true;
	assert_int_equal(report_with_key_sel(3), STATUS_INVALID_KEY);
}

static void report_key_sel_2_without_vlek(void **state)
{
	(void)state;
	assert_int_equal(report_with_key_sel(2), STATUS_INVALID_KEY);
	bench.sp.state.vlek_loaded = true;
	assert_int_equal(report_with_key_sel(2), 0);
	assert_int_equal(signing_key_named(), SIGNER_VLEK);
}

static void report_key_sel_1_with_vcek_disabled(void **state)
{
	(void)state;
	bench.sp.state.vlek_loaded = true;
	assert_int_equal(report_with_key_sel(1), 0);
	assert_int_equal(signing_key_named(), SIGNER_VCEK);
	bench.sp.state.vcek_disabled = true;
	assert_int_equal(report_with_key_sel(1), STATUS_INVALID_KEY);
}

static void report_key_sel_0_with_vcek_disabled_and_no_vlek(void **state)
{
	(void)state;
	assert_int_equal(report_with_key_sel(0), 0);
	assert_int_equal(signing_key_named(), SIGNER_VCEK);
	bench.sp.state.vcek_disabled = true;
	assert_int_equal(report_with_key_sel(0), STATUS_INVALID_KEY);
	bench.sp.state.vlek_loaded = true;
	assert_int_equal(report_with_key_sel(0), 0);
	assert_int_equal(signing_key_named(), SIGNER_VLEK);
}

static void report_order_reserved_then_key_sel_then_vmpl(void **state)
{
	(void)state;
	compose_report();
	bench.header = sealed_header(MESSAGE_REPORT_REQ, 1, 1, 1, 0x60);
	store32(bench.payload + 0x44, 3);
	bench.payload[0x50] = 1;
	assert_int_equal(report_status(), STATUS_INVALID_PARAM);
	bench.payload[0x50] = 0;
	bench.header.seqno = 3;
	assert_int_equal(report_status(), STATUS_INVALID_KEY);
}

static void report_hardware_failure(void **state)
{
	(void)state;
	bench.sp.orders.refuse_content = STATUS_HWERROR_PLATFORM;
	assert_int_equal(report_with_key_sel(0), STATUS_HWERROR_PLATFORM);
	bench.sp.orders.refuse_content = STATUS_HWERROR_UNSAFE;
	assert_int_equal(report_with_key_sel(0), STATUS_HWERROR_UNSAFE);
}

static void report_is_unsigned_when_the_chip_key_is_masked(void **state)
{
	const uint8_t *report = bench.answer + 0x20;

	(void)state;
	bench.sp.state.mask_chip_key = true;
	assert_int_equal(report_with_key_sel(0), 0);
	assert_int_equal(signing_key_named(), SIGNER_NONE);
	assert_int_equal(report[REPORT_KEY_INFO] & 2, 2);
	assert_true(all_zero(report + REPORT_SIGNATURE, 512));
	bench.sp.state.vlek_loaded = true;
	assert_int_equal(report_with_key_sel(0), 0);
	assert_int_equal(signing_key_named(), SIGNER_VLEK);
	assert_false(all_zero(report + REPORT_SIGNATURE, 96));
}

static void report_has_no_chip_id_when_it_is_masked(void **state)
{
	const uint8_t *report = bench.answer + 0x20;

	(void)state;
	assert_int_equal(report_with_key_sel(0), 0);
	assert_memory_equal(report + REPORT_CHIP_ID, bench.sp.chip_id, 64);
	bench.sp.state.mask_chip_id = true;
	assert_int_equal(report_with_key_sel(0), 0);
	assert_true(all_zero(report + REPORT_CHIP_ID, 64));
}

static void report_carries_the_request_and_the_four_tcbs(void **state)
{
	const uint8_t *report = bench.answer + 0x20;

	(void)state;
	compose_report();
	memset(bench.payload, 0x77, 64);
	assert_int_equal(report_status(), 0);
	assert_int_equal(load32(bench.answer + 4), 0x4a0);
	assert_memory_equal(report + REPORT_REPORT_DATA, bench.payload, 64);
	assert_int_equal(report[REPORT_CURRENT_TCB + 7], 220);
	assert_int_equal(report[REPORT_COMMITTED_TCB + 7], 219);
	assert_int_equal(report[REPORT_REPORTED_TCB + 7], 218);
	assert_int_equal(report[REPORT_LAUNCH_TCB + 7], 217);
	assert_int_equal(bench.signed_at, bench.sp.state.reported_tcb);
}

/* Table 6.3 */

enum {
	AT_ROOT = 0,
	AT_FIELDS = 8,
	AT_VMPL = 0x10,
	AT_SVN = 0x14,
	AT_TCB = 0x18,
};

static void key_row_1_reserved(void **state)
{
	int bit;

	(void)state;
	for (bit = 3; bit < 32; bit++) {
		compose_key();
		store32(bench.payload + AT_ROOT, 1U << bit);
		assert_int_equal(key_status(), STATUS_INVALID_PARAM);
	}
	for (bit = 0; bit < 32; bit++) {
		compose_key();
		store32(bench.payload + 4, 1U << bit);
		assert_int_equal(key_status(), STATUS_INVALID_PARAM);
	}
}

static void key_row_2_chip_key_masked_even_with_vlek(void **state)
{
	(void)state;
	bench.sp.state.mask_chip_key = true;
	bench.sp.state.vlek_loaded = true;
	compose_key();
	assert_int_equal(key_status(), STATUS_INVALID_KEY);
	compose_key();
	store32(bench.payload + AT_ROOT, 1);	/* VMRK */
	assert_int_equal(key_status(), 0);
}

/* The plain answer is a whole page, in which the key stood. */
static void key_is_wiped_where_it_was_answered_from(void **state)
{
	uint8_t key[32];

	(void)state;
	compose_key();
	assert_int_equal(key_status(), 0);
	memcpy(key, bench.answer + 0x20, sizeof(key));
	wipes_forget();
	wipes_watch(key, sizeof(key));
	compose_key();
	assert_int_equal(key_status(), 0);
	assert_memory_equal(key, bench.answer + 0x20, sizeof(key));
	assert_true(wipes_held(sizeof(bench.answer)));
	wipes_watch(NULL, 0);
}

static uint32_t key_with_root(uint32_t root, uint32_t key_sel)
{
	compose_key();
	store32(bench.payload + AT_ROOT, root | key_sel << 1);
	return key_status();
}

static void key_row_3_key_sel(void **state)
{
	(void)state;
	assert_int_equal(key_with_root(0, 3), STATUS_INVALID_KEY);
	assert_int_equal(key_with_root(0, 2), STATUS_INVALID_KEY);
	assert_int_equal(key_with_root(0, 1), 0);
	bench.sp.state.vcek_disabled = true;
	assert_int_equal(key_with_root(0, 1), STATUS_INVALID_KEY);
	assert_int_equal(key_with_root(0, 0), STATUS_INVALID_KEY);
	assert_int_equal(key_with_root(1, 3), 0);
	bench.sp.state.vlek_loaded = true;
	assert_int_equal(key_with_root(0, 0), 0);
	assert_int_equal(key_with_root(0, 2), 0);
}

static void key_row_4_vmpl_below_the_vmpck(void **state)
{
	(void)state;
	compose_key();
	bench.header = sealed_header(MESSAGE_KEY_REQ, 1, 1, 1, 0x20);
	assert_int_equal(key_status(), STATUS_INVALID_PARAM);
	bench.header.seqno = 3;
	store32(bench.payload + AT_VMPL, 1);
	assert_int_equal(key_status(), 0);
}

static void key_row_5_unknown_fields(void **state)
{
	int bit;

	(void)state;
	for (bit = 6; bit < 64; bit++) {
		compose_key();
		store64(bench.payload + AT_FIELDS, 1ULL << bit);
		assert_int_equal(key_status(), STATUS_INVALID_PARAM);
	}
}

static uint32_t key_with_tcb(uint64_t tcb, uint64_t fields)
{
	compose_key();
	store64(bench.payload + AT_FIELDS, fields);
	store64(bench.payload + AT_TCB, tcb);
	return key_status();
}

static void key_row_6_tcb_above_the_committed_in_any_part(void **state)
{
	(void)state;
	assert_int_equal(key_with_tcb(milan_tcb(4, 0, 24, 219), 0x20), 0);
	assert_int_equal(key_with_tcb(milan_tcb(4, 0, 24, 220), 0x20), 0x16);
	assert_int_equal(key_with_tcb(milan_tcb(5, 0, 0, 0), 0x20), 0x16);
	assert_int_equal(key_with_tcb(milan_tcb(0, 1, 0, 0), 0x20), 0x16);
	assert_int_equal(key_with_tcb(milan_tcb(0, 0, 25, 0), 0x20), 0x16);
	/* Not selected: not looked at. */
	assert_int_equal(key_with_tcb(milan_tcb(9, 9, 99, 255), 0), 0);
}

static uint32_t key_with_svn(uint32_t svn, uint64_t fields)
{
	compose_key();
	store64(bench.payload + AT_FIELDS, fields);
	store32(bench.payload + AT_SVN, svn);
	return key_status();
}

static void key_row_7_svn_above_the_id_block_s(void **state)
{
	(void)state;
	assert_int_equal(key_with_svn(5, 0x10), 0);
	assert_int_equal(key_with_svn(6, 0x10), STATUS_INVALID_PARAM);
	assert_int_equal(key_with_svn(6, 0), 0);
	bench.sp.guest.guest_svn = 0;
	assert_int_equal(key_with_svn(1, 0x10), STATUS_INVALID_PARAM);
}

/* What a key depends on. */

static void derive(uint64_t fields, uint8_t key[32])
{
	compose_key();
	store64(bench.payload + AT_FIELDS, fields);
	assert_int_equal(key_status(), 0);
	memcpy(key, bench.answer + 0x20, 32);
}

static void key_is_the_same_for_the_same_request(void **state)
{
	uint8_t a[32], b[32];

	(void)state;
	derive(0x3f, a);
	derive(0x3f, b);
	assert_memory_equal(a, b, 32);
}

static void key_differs_for_every_bitmap(void **state)
{
	uint8_t keys[64][32];
	int i, j;

	(void)state;
	for (i = 0; i < 64; i++) {
		derive((uint64_t)i, keys[i]);
		for (j = 0; j < i; j++)
			assert_memory_not_equal(keys[i], keys[j], 32);
	}
}

/* Changes something, and says whether the key for @fields noticed. */
static bool key_notices(void *what, uint64_t fields)
{
	uint8_t before[32], after[32], *first = what;

	derive(fields, before);
	first[0] ^= 1;
	derive(fields, after);
	first[0] ^= 1;
	return memcmp(before, after, 32) != 0;
}

static void key_mixes_a_field_when_it_is_selected_and_only_then(void **state)
{
	struct guest_context *g = &bench.sp.guest;

	(void)state;
	assert_true(key_notices(&g->policy, 1));
	assert_false(key_notices(&g->policy, 0x3e));
	assert_true(key_notices(g->image_id, 2));
	assert_false(key_notices(g->image_id, 0x3d));
	assert_true(key_notices(g->family_id, 4));
	assert_false(key_notices(g->family_id, 0x3b));
	assert_true(key_notices(g->measurement, 8));
	assert_false(key_notices(g->measurement, 0x37));
}

static void key_mixes_host_data_and_owner_always(void **state)
{
	struct guest_context *g = &bench.sp.guest;

	(void)state;
	assert_true(key_notices(g->host_data, 0));
	assert_true(key_notices(g->id_key_digest, 0));
	assert_false(key_notices(g->author_key_digest, 0));
	g->author_key_en = true;
	assert_true(key_notices(g->author_key_digest, 0));
	assert_false(key_notices(g->id_key_digest, 0));
}

static void key_mixes_svn_and_tcb_of_the_request(void **state)
{
	uint8_t a[32];

	(void)state;
	assert_int_equal(key_with_svn(1, 0x10), 0);
	memcpy(a, bench.answer + 0x20, 32);
	assert_int_equal(key_with_svn(2, 0x10), 0);
	assert_memory_not_equal(a, bench.answer + 0x20, 32);
	assert_int_equal(key_with_tcb(milan_tcb(1, 0, 0, 0), 0x20), 0);
	memcpy(a, bench.answer + 0x20, 32);
	assert_int_equal(key_with_tcb(milan_tcb(2, 0, 0, 0), 0x20), 0);
	assert_memory_not_equal(a, bench.answer + 0x20, 32);
}

static void key_differs_by_root_and_vmpl(void **state)
{
	uint8_t vcek[32], vlek[32], vmrk[32];

	(void)state;
	bench.sp.state.vlek_loaded = true;
	assert_int_equal(key_with_root(0, 1), 0);
	memcpy(vcek, bench.answer + 0x20, 32);
	assert_int_equal(key_with_root(0, 2), 0);
	memcpy(vlek, bench.answer + 0x20, 32);
	assert_int_equal(key_with_root(1, 0), 0);
	memcpy(vmrk, bench.answer + 0x20, 32);
	assert_memory_not_equal(vcek, vlek, 32);
	assert_memory_not_equal(vcek, vmrk, 32);
	assert_memory_not_equal(vlek, vmrk, 32);
	compose_key();
	store32(bench.payload + AT_ROOT, 2);
	store32(bench.payload + AT_VMPL, 1);
	assert_int_equal(key_status(), 0);
	assert_memory_not_equal(vcek, bench.answer + 0x20, 32);
}

static void key_mixes_the_root_s_name_even_if_roots_were_equal(void **state)
{
	uint8_t vcek[32];

	(void)state;
	memcpy(bench.sp.guest.vmrk, bench.sp.chip_root, ROOT_KEY_SIZE);
	assert_int_equal(key_with_root(0, 0), 0);
	memcpy(vcek, bench.answer + 0x20, 32);
	assert_int_equal(key_with_root(1, 0), 0);
	assert_memory_not_equal(vcek, bench.answer + 0x20, 32);
}

/* 6.5 and 6.6 */

static uint8_t *cpuid_entry(unsigned int i)
{
	return bench.payload + 16 + 48 * i;
}

static void compose_cpuid(uint32_t count)
{
	compose(MESSAGE_CPUID_REQ, (uint16_t)(16 + 48 * count));
	store32(bench.payload, count);
}

static void cpuid_gives_allowed_values_back(void **state)
{
	(void)state;
	compose_cpuid(2);
	store32(cpuid_entry(0), 1);
	store32(cpuid_entry(0) + 0x18, product_cpuid(PRODUCT_MILAN));
	store32(cpuid_entry(1), 0x8000001f);
	assert_int_equal(answered(2, 16 + 96), 0);
	assert_int_equal(load32(bench.answer + 4), 2);
	assert_memory_equal(bench.answer + 16, bench.payload + 16, 96);
}

static void cpuid_puts_a_wrong_value_right_and_says_so(void **state)
{
	(void)state;
	compose_cpuid(1);
	store32(cpuid_entry(0), 1);
	store32(cpuid_entry(0) + 0x18, 0x00800f12);
	assert_int_equal(answered(2, 16 + 48), STATUS_INVALID_PARAM);
	assert_int_equal(load32(bench.answer + 16 + 0x18), 0x00a00f11);
	compose_cpuid(1);
	store32(cpuid_entry(0), 0x8000001f);
	store32(cpuid_entry(0) + 0x18, 0xffffffff);
	assert_int_equal(answered(2, 16 + 48), STATUS_INVALID_PARAM);
	assert_int_equal(load32(bench.answer + 16 + 0x18), 0x1fffffff);
}

static void cpuid_does_not_look_at_other_ranges(void **state)
{
	(void)state;
	compose_cpuid(1);
	store32(cpuid_entry(0), 0x40000000);
	store32(cpuid_entry(0) + 0x18, 0xffffffff);
	assert_int_equal(answered(2, 16 + 48), 0);
}

static void cpuid_takes_64_entries_and_not_65(void **state)
{
	(void)state;
	compose_cpuid(64);
	assert_int_equal(answered(2, 16 + 64 * 48), 0);
	bench.sp.strict = false;
	compose_cpuid(64);
	store32(bench.payload, 65);
	assert_int_equal(answered(2, 16 + 64 * 48), STATUS_INVALID_PARAM);
}

/* Also where the sum of sizes wraps in 32 bits: 89478486 * 48 is 2^32 + 32. */
static void cpuid_takes_no_more_entries_than_the_message_has(void **state)
{
	static const uint32_t counts[] = { 2, 64, 65, 89478486, UINT32_MAX };
	size_t i;

	(void)state;
	bench.sp.strict = false;
	for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		compose_cpuid(1);
		store32(bench.payload, counts[i]);
		assert_int_equal(answered(2, 16 + 48), STATUS_INVALID_PARAM);
		assert_int_equal(load32(bench.answer + 4), 0);
	}
}

static void tsc_info_has_the_factor(void **state)
{
	(void)state;
	compose(MESSAGE_TSC_INFO_REQ, 128);
	assert_int_equal(answered(18, 128), 0);
	assert_int_equal(load32(bench.answer + 0x18), 200);
	assert_true(all_zero(bench.answer + 0x1c, 100));
	compose(MESSAGE_TSC_INFO_REQ, 128);
	bench.payload[127] = 1;
	assert_int_equal(answered(18, 128), STATUS_INVALID_PARAM);
}

/* TCBs, as SNP_COMMIT, SNP_SET_CONFIG and SNP_VLEK_LOAD move them. */

static void an_update_moves_the_current_tcb_only(void **state)
{
	struct firmware_state before = bench.sp.state;
	uint64_t tcb = milan_tcb(5, 0, 25, 221);

	(void)state;
	assert_int_equal(secure_processor_update(&bench.sp, tcb), 0);
	assert_int_equal(bench.sp.state.current_tcb, tcb);
	assert_int_equal(bench.sp.state.committed_tcb, before.committed_tcb);
	assert_int_equal(bench.sp.state.reported_tcb, before.reported_tcb);
	assert_int_equal(bench.sp.state.launch_tcb, before.launch_tcb);
	tcb = milan_tcb(3, 9, 25, 221);
	assert_int_equal(secure_processor_update(&bench.sp, tcb),
			 STATUS_INVALID_PARAM);
}

static void a_commit_moves_committed_and_reported_and_drops_the_vlek(
	void **state)
{
	uint64_t launch = bench.sp.state.launch_tcb;

	(void)state;
	bench.sp.state.vlek_loaded = true;
	assert_int_equal(secure_processor_commit(&bench.sp), 0);
	assert_int_equal(bench.sp.state.committed_tcb,
			 bench.sp.state.current_tcb);
	assert_int_equal(bench.sp.state.reported_tcb,
			 bench.sp.state.current_tcb);
	assert_int_equal(bench.sp.state.launch_tcb, launch);
	assert_false(bench.sp.state.vlek_loaded);
}

static void set_config_moves_the_reported_tcb_up_to_the_committed(void **state)
{
	struct processor_config config = {
		.reported_tcb = milan_tcb(4, 0, 24, 220) };

	(void)state;
	assert_int_equal(secure_processor_set_config(&bench.sp, &config),
			 STATUS_INVALID_PARAM);
	config.reported_tcb = milan_tcb(1, 0, 2, 3);
	config.mask_chip_id = true;
	assert_int_equal(secure_processor_set_config(&bench.sp, &config), 0);
	assert_int_equal(bench.sp.state.reported_tcb, config.reported_tcb);
	assert_true(bench.sp.state.mask_chip_id);
	config.reported_tcb = 0;
	assert_int_equal(secure_processor_set_config(&bench.sp, &config), 0);
	assert_int_equal(bench.sp.state.reported_tcb,
			 bench.sp.state.committed_tcb);
}

static void a_vlek_loads_only_for_the_reported_tcb(void **state)
{
	(void)state;
	assert_int_equal(secure_processor_vlek_load(&bench.sp, 1),
			 STATUS_BAD_SVN);
	assert_false(bench.sp.state.vlek_loaded);
	assert_int_equal(secure_processor_vlek_load(
				 &bench.sp, bench.sp.state.reported_tcb), 0);
	assert_true(bench.sp.state.vlek_loaded);
}

static void a_state_that_cannot_be_stored_stays(void **state)
{
	uint64_t tcb = bench.sp.state.current_tcb;

	(void)state;
	bench.store_fails = -ENOSPC;
	assert_int_equal(secure_processor_update(&bench.sp,
						 milan_tcb(9, 9, 99, 255)),
			 STATUS_HWERROR_PLATFORM);
	assert_int_equal(bench.sp.state.current_tcb, tcb);
}

#define ROW(name)	cmocka_unit_test_setup(name, power_on)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(row_1_to_7_states_of_platform_and_pages),
		ROW(row_8_payload_beyond_the_page),
		ROW(row_9_header_version),
		ROW(row_9_header_size),
		ROW(row_9_algo),
		ROW(row_10_size_zero),
		ROW(row_10_size_no_multiple_of_16),
		ROW(row_11_vmpck_above_3),
		ROW(row_12_authentication),
		ROW(row_12_comes_before_13_for_an_altered_seqno),
		ROW(row_12_sealed_with_another_vmpck),
		ROW(row_13_seqno_too_low_too_high_and_replayed),
		ROW(row_13_counter_exhausted),
		ROW(row_14_version_zero_and_above_the_maximum),
		ROW(row_15_unknown_type),
		ROW(row_13_comes_before_14_and_15),
		ROW(row_12_comes_before_14),
		ROW(strict_mode_refuses_reserved_header_bytes),
		ROW(strict_mode_refuses_other_than_exact_sizes),
		ROW(lenient_mode_reads_zeros_behind_a_short_payload),
		ROW(each_vmpck_has_its_own_counter),
		ROW(a_resend_of_an_unconsumed_request_succeeds),
		ROW(a_counter_that_cannot_be_stored_does_not_move),
		ROW(report_reserved_bytes),
		ROW(report_key_sel_reserved_bits),
		ROW(report_vmpl_below_the_vmpck),
		ROW(report_key_sel_3),
		ROW(report_key_sel_2_without_vlek),
		ROW(report_key_sel_1_with_vcek_disabled),
		ROW(report_key_sel_0_with_vcek_disabled_and_no_vlek),
		ROW(report_order_reserved_then_key_sel_then_vmpl),
		ROW(report_hardware_failure),
		ROW(report_is_unsigned_when_the_chip_key_is_masked),
		ROW(report_has_no_chip_id_when_it_is_masked),
		ROW(report_carries_the_request_and_the_four_tcbs),
		ROW(key_row_1_reserved),
		ROW(key_is_wiped_where_it_was_answered_from),
		ROW(key_row_2_chip_key_masked_even_with_vlek),
		ROW(key_row_3_key_sel),
		ROW(key_row_4_vmpl_below_the_vmpck),
		ROW(key_row_5_unknown_fields),
		ROW(key_row_6_tcb_above_the_committed_in_any_part),
		ROW(key_row_7_svn_above_the_id_block_s),
		ROW(key_is_the_same_for_the_same_request),
		ROW(key_differs_for_every_bitmap),
		ROW(key_mixes_a_field_when_it_is_selected_and_only_then),
		ROW(key_mixes_host_data_and_owner_always),
		ROW(key_mixes_svn_and_tcb_of_the_request),
		ROW(key_differs_by_root_and_vmpl),
		ROW(key_mixes_the_root_s_name_even_if_roots_were_equal),
		ROW(cpuid_gives_allowed_values_back),
		ROW(cpuid_puts_a_wrong_value_right_and_says_so),
		ROW(cpuid_does_not_look_at_other_ranges),
		ROW(cpuid_takes_64_entries_and_not_65),
		ROW(cpuid_takes_no_more_entries_than_the_message_has),
		ROW(tsc_info_has_the_factor),
		ROW(an_update_moves_the_current_tcb_only),
		ROW(a_commit_moves_committed_and_reported_and_drops_the_vlek),
		ROW(set_config_moves_the_reported_tcb_up_to_the_committed),
		ROW(a_vlek_loads_only_for_the_reported_tcb),
		ROW(a_state_that_cannot_be_stored_stays),
	};

	return cmocka_run_group_tests_name("secure_processor", tests, make_keys,
					   free_keys);
}
