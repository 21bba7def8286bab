// SPDX-License-Identifier: MIT
/* The message format against the specification's worked vectors V1 to V4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <openssl/sha.h>

#include "base/bytes.h"
#include "firmware/sealed_message.h"

static uint8_t key[32];

static int make_key(void **state)
{
	uint8_t i;

	(void)state;
	for (i = 0; i < 32; i++)
		key[i] = i;
	return 0;
}

static void from_hex(const char *hex, uint8_t *bytes, size_t size)
{
	unsigned int byte;
	size_t i;

	assert_int_equal(strlen(hex), 2 * size);
	for (i = 0; i < size; i++) {
		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		bytes[i] = (uint8_t)byte;
	}
}

struct vector {
	uint8_t type, vmpck;
	uint64_t seqno;
	uint16_t size;
	void (*fill)(uint8_t *payload);
	const char *header, *cipher;
};

static void fill_v1(uint8_t *payload)
{
	uint8_t i;

	for (i = 0; i < 64; i++)
		payload[i] = i;
}

static void fill_v2(uint8_t *payload)
{
	payload[8] = 1;
}

static void fill_v3(uint8_t *payload)
{
	memset(payload + 0x20, 0xa5, 32);
}

static void fill_v4(uint8_t *payload)
{
	(void)payload;
}

static const struct vector v1 = {
	5, 0, 1, 0x60, fill_v1,
	"0f354f26b13f7433d3674d8eebcaf84700000000000000000000000000000000"
	"0100000000000000000000000000000001016000050160000000000000000000"
	"0000000000000000000000000000000000000000000000000000000000000000",
	"e22d803ca0aaea00420d0fc830cc86c4dc70dd3d68bd7d05560647e5013b996f"
	"ccddd2ea048788e8f0f437f862242ea7c0e4fcb7d1456ca0bbb1da492b891678"
	"bcafa49213c0f2445044cd48be94fd5eb5f3e8b761e80896f353185b4abd740d",
};

static const struct vector v2 = {
	3, 0, 3, 0x20, fill_v2,
	"9845520e7b91139727952a5fc38b193300000000000000000000000000000000"
	"0300000000000000000000000000000001016000030120000000000000000000"
	"0000000000000000000000000000000000000000000000000000000000000000",
	"908c5899595132d8f9388fa492d606c92fd3c064da9bd2e0cb97494f1e4bd012",
};

static const struct vector v3 = {
	4, 0, 4, 0x40, fill_v3,
	"7f960a108393db1af3c0bf2d77a042f100000000000000000000000000000000"
	"0400000000000000000000000000000001016000040140000000000000000000"
	"0000000000000000000000000000000000000000000000000000000000000000",
	"2095b56185c0e8235b57649e24165159714474f409fe954459fad365e8b42771"
	"757e1c3f7ec008375d3ea5646aaff2370852d6241f40449c6b7016ec2732be1f",
};

static const struct vector v4 = {
	17, 2, 5, 128, fill_v4,
	"1775d6d2df3956098338a21263c0609300000000000000000000000000000000"
	"0500000000000000000000000000000001016000110180000000000002000000"
	"0000000000000000000000000000000000000000000000000000000000000000",
	"e66badc133a753d9b48a5d04097e24b225f5cbbe1d147d782ea91513b5c8400c"
	"075893bbb82222f5cc2879fce90ef1a5562a3cb56cf1057774da4a826ae00ee4"
	"8ae3dda94871af5805c984f7d5af81a1493126d5f45e8e2cbff76e54e4b22bf6"
	"ff4ac583a75b03796f71ce272a51a70aa06599be555ab308a44d3e3f65ac336d",
};

static void seal_vector(const struct vector *v, uint8_t *page)
{
	struct sealed_header header =
		sealed_header(v->type, 1, v->vmpck, v->seqno, v->size);
	uint8_t payload[SEALED_PAYLOAD_MAX] = { 0 };

	v->fill(payload);
	assert_int_equal(sealed_message_seal(key, &header, payload, page), 0);
}

static void check_vector(const struct vector *v)
{
	uint8_t page[GUEST_PAGE_SIZE], expected[GUEST_PAGE_SIZE] = { 0 };
	uint8_t payload[SEALED_PAYLOAD_MAX], plain[SEALED_PAYLOAD_MAX] = { 0 };

	from_hex(v->header, expected, 0x60);
	from_hex(v->cipher, expected + 0x60, v->size);
	v->fill(plain);
	seal_vector(v, page);
	assert_memory_equal(page, expected, sizeof(page));
	assert_int_equal(sealed_message_open(key, expected, payload), 0);
	assert_memory_equal(payload, plain, v->size);
}

static void v1_report_request_is_the_specification_s(void **state)
{
	uint8_t page[GUEST_PAGE_SIZE], digest[32], expected[32];

	(void)state;
	check_vector(&v1);
	seal_vector(&v1, page);
	SHA256(page, 192, digest);
	from_hex("37986d2e2816e933c1e342b05eac83a7"
		 "8b121d632b6090da8dff837967ad24aa", expected, 32);
	assert_memory_equal(digest, expected, 32);
}

static void v2_key_request_is_the_specification_s(void **state)
{
	(void)state;
	check_vector(&v2);
}

static void v3_key_response_is_the_specification_s(void **state)
{
	(void)state;
	check_vector(&v3);
}

static void v4_tsc_request_is_the_specification_s(void **state)
{
	(void)state;
	check_vector(&v4);
}

/* Header bytes that are neither authenticated nor the IV have no effect. */
static bool flip_matters(size_t at)
{
	return !(at >= 0x10 && at < 0x20) && !(at >= 0x28 && at < 0x30);
}

static void every_flipped_bit_is_noticed_where_it_is_authenticated(void **state)
{
	uint8_t page[GUEST_PAGE_SIZE], payload[SEALED_PAYLOAD_MAX];
	size_t at, bit;
	int expected;

	(void)state;
	seal_vector(&v2, page);
	for (at = 0; at < 0x60 + 0x20; at++) {
		for (bit = 0; bit < 8; bit++) {
			page[at] ^= (uint8_t)(1 << bit);
			expected = flip_matters(at) ? -EBADMSG : 0;
			assert_int_equal(sealed_message_open(key, page, payload),
					 expected);
			page[at] ^= (uint8_t)(1 << bit);
		}
	}
	assert_int_equal(sealed_message_open(key, page, payload), 0);
}

static void a_wrong_key_opens_nothing_and_leaves_nothing(void **state)
{
	uint8_t page[GUEST_PAGE_SIZE], payload[SEALED_PAYLOAD_MAX];
	uint8_t other[32] = { 1 };

	(void)state;
	seal_vector(&v1, page);
	memset(payload, 0x55, sizeof(payload));
	assert_int_equal(sealed_message_open(other, page, payload), -EBADMSG);
	assert_true(all_zero(payload, v1.size));
}

static void the_largest_payload_fits_and_one_more_does_not(void **state)
{
	struct sealed_header header = sealed_header(5, 1, 0, 1, 4000);
	uint8_t payload[SEALED_PAYLOAD_MAX + 16] = { 0 };
	uint8_t page[GUEST_PAGE_SIZE];

	(void)state;
	assert_int_equal(sealed_message_seal(key, &header, payload, page), 0);
	assert_int_equal(sealed_message_open(key, page, payload), 0);
	header.size = 4001;
	assert_int_equal(sealed_message_seal(key, &header, payload, page),
			 -EINVAL);
	store16(page + SEALED_SIZE, 4001);
	assert_int_equal(sealed_message_open(key, page, payload), -EBADMSG);
}

static void every_reserved_header_byte_is_seen(void **state)
{
	uint8_t page[GUEST_PAGE_SIZE];
	size_t at, seen = 0;

	(void)state;
	seal_vector(&v1, page);
	assert_true(sealed_header_reserved_zero(page));
	for (at = 0; at < 0x60; at++) {
		uint8_t old = page[at];

		page[at] ^= 0x80;
		seen += !sealed_header_reserved_zero(page);
		page[at] = old;
	}
	assert_int_equal(seen, 16 + 8 + 4 + 35);
}

static void a_header_is_read_as_it_was_written(void **state)
{
	const struct sealed_header header = {
		.seqno = 0x0102030405060708, .algo = 9, .header_version = 10,
		.header_size = 0x1112, .type = 13, .version = 14, .size = 32,
		.vmpck = 15 };
	uint8_t page[GUEST_PAGE_SIZE], payload[32] = { 0 };
	struct sealed_header read;

	(void)state;
	assert_int_equal(sealed_message_seal(key, &header, payload, page), 0);
	read = sealed_header_read(page);
	assert_int_equal(read.seqno, header.seqno);
	assert_int_equal(read.algo, 9);
	assert_int_equal(read.header_version, 10);
	assert_int_equal(read.header_size, 0x1112);
	assert_int_equal(read.type, 13);
	assert_int_equal(read.version, 14);
	assert_int_equal(read.size, 32);
	assert_int_equal(read.vmpck, 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(v1_report_request_is_the_specification_s),
		cmocka_unit_test(v2_key_request_is_the_specification_s),
		cmocka_unit_test(v3_key_response_is_the_specification_s),
		cmocka_unit_test(v4_tsc_request_is_the_specification_s),
		cmocka_unit_test(
			every_flipped_bit_is_noticed_where_it_is_authenticated),
		cmocka_unit_test(a_wrong_key_opens_nothing_and_leaves_nothing),
		cmocka_unit_test(the_largest_payload_fits_and_one_more_does_not),
		cmocka_unit_test(every_reserved_header_byte_is_seen),
		cmocka_unit_test(a_header_is_read_as_it_was_written),
	};

	return cmocka_run_group_tests_name("sealed_message", tests, make_key,
					   NULL);
}
