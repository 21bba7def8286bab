// SPDX-License-Identifier: MIT
/*
 * message.c against the worked vectors of the message format, which two other
 * implementations produced, and against every way to falsify a header.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#include <linux/kernel.h>

#include "message.h"

struct vector {
	const char *name;
	u8 type, vmpck;
	u64 seqno;
	u16 size;
	const char *header, *cipher;
};

static const struct vector report_request = {
	"V1", SNP_MESSAGE_REPORT_REQ, 0, 1, 0x60,
	"0f354f26b13f7433d3674d8eebcaf84700000000000000000000000000000000"
	"0100000000000000000000000000000001016000050160000000000000000000"
	"0000000000000000000000000000000000000000000000000000000000000000",
	"e22d803ca0aaea00420d0fc830cc86c4dc70dd3d68bd7d05560647e5013b996f"
	"ccddd2ea048788e8f0f437f862242ea7c0e4fcb7d1456ca0bbb1da492b891678"
	"bcafa49213c0f2445044cd48be94fd5eb5f3e8b761e80896f353185b4abd740d",
};

static const struct vector key_request = {
	"V2", SNP_MESSAGE_KEY_REQ, 0, 3, 0x20,
	"9845520e7b91139727952a5fc38b193300000000000000000000000000000000"
	"0300000000000000000000000000000001016000030120000000000000000000"
	"0000000000000000000000000000000000000000000000000000000000000000",
	"908c5899595132d8f9388fa492d606c92fd3c064da9bd2e0cb97494f1e4bd012",
};

static const struct vector key_answer = {
	"V3", SNP_MESSAGE_KEY_REQ + 1, 0, 4, 0x40,
	"7f960a108393db1af3c0bf2d77a042f100000000000000000000000000000000"
	"0400000000000000000000000000000001016000040140000000000000000000"
	"0000000000000000000000000000000000000000000000000000000000000000",
	"2095b56185c0e8235b57649e24165159714474f409fe954459fad365e8b42771"
	"757e1c3f7ec008375d3ea5646aaff2370852d6241f40449c6b7016ec2732be1f",
};

static const struct vector tsc_request = {
	"V4", SNP_MESSAGE_TSC_INFO_REQ, 2, 5, 0x80,
	"1775d6d2df3956098338a21263c0609300000000000000000000000000000000"
	"0500000000000000000000000000000001016000110180000000000002000000"
	"0000000000000000000000000000000000000000000000000000000000000000",
	"e66badc133a753d9b48a5d04097e24b225f5cbbe1d147d782ea91513b5c8400c"
	"075893bbb82222f5cc2879fce90ef1a5562a3cb56cf1057774da4a826ae00ee4"
	"8ae3dda94871af5805c984f7d5af81a1493126d5f45e8e2cbff76e54e4b22bf6"
	"ff4ac583a75b03796f71ce272a51a70aa06599be555ab308a44d3e3f65ac336d",
};

/* Of the stand-in: every operation fails. */
extern bool standin_cipher_fails;

static struct snp_aead *aead;

static int make_key(void **state)
{
	u8 key[SNP_AEAD_KEY_SIZE];
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(key); i++)
		key[i] = i;
	aead = snp_aead_new(key);
	return aead ? 0 : -1;
}

static int drop_key(void **state)
{
	(void)state;
	snp_aead_free(aead);
	return 0;
}

static void from_hex(u8 *out, const char *hex)
{
	unsigned int byte;

	for (; *hex; hex += 2, out++) {
		assert_int_equal(sscanf(hex, "%2x", &byte), 1);
		*out = byte;
	}
}

static void page_of(const struct vector *vector, struct snp_message_page *page)
{
	memset(page, 0, sizeof(*page));
	from_hex((u8 *)&page->header, vector->header);
	from_hex(page->payload, vector->cipher);
}

static struct snp_message message_of(const struct vector *vector,
				     const u8 *payload, u16 answer_size)
{
	return (struct snp_message){
		.type = vector->type,
		.version = 1,
		.vmpck = vector->vmpck,
		.seqno = vector->seqno,
		.payload = payload,
		.size = vector->size,
		.answer_min = answer_size,
		.answer_max = answer_size,
	};
}

static void seals_to(const struct vector *vector, const u8 *payload)
{
	struct snp_message message = message_of(vector, payload, 64);
	static struct snp_image image;
	struct snp_message_page expected;

	page_of(vector, &expected);
	memset(&image, 0x55, sizeof(image));
	assert_int_equal(snp_message_seal(aead, &message, &image), 0);
	assert_memory_equal(&image.page, &expected, sizeof(expected));
	assert_memory_equal(image.plain, payload, vector->size);
	assert_ptr_equal(image.message.payload, image.plain);
}

static void report_request_is_sealed_as_in_vector_1(void **state)
{
	struct snp_message_page page;
	u8 payload[0x60] = {}, digest[32], expected[32];
	unsigned int i;

	(void)state;
	for (i = 0; i < 0x40; i++)
		payload[i] = i;
	seals_to(&report_request, payload);

	page_of(&report_request, &page);
	SHA256((const u8 *)&page, 192, digest);
	from_hex(expected, "37986d2e2816e933c1e342b05eac83a7"
			   "8b121d632b6090da8dff837967ad24aa");
	assert_memory_equal(digest, expected, sizeof(digest));
}

static void key_request_is_sealed_as_in_vector_2(void **state)
{
	u8 payload[0x20] = { [8] = 1 };

	(void)state;
	seals_to(&key_request, payload);
}

static void tsc_request_is_sealed_as_in_vector_4(void **state)
{
	u8 payload[0x80] = {};

	(void)state;
	seals_to(&tsc_request, payload);
}

static u16 opened_size;

static int open_page(const struct snp_message *request,
		     const struct snp_message_page *page, u8 *payload)
{
	opened_size = 0x5555;
	return snp_message_open(aead, request, page, payload, &opened_size);
}

/* The request that vector 3 answers. */
static struct snp_message key_message(void)
{
	return message_of(&key_request, NULL, 0x40);
}

static void key_answer_opens_as_in_vector_3(void **state)
{
	struct snp_message request = key_message();
	u8 payload[SNP_MESSAGE_PAYLOAD_MAX], expected[0x40] = {};
	struct snp_message_page page;

	(void)state;
	memset(expected + 0x20, 0xa5, 0x20);
	memset(payload, 0x55, sizeof(payload));
	page_of(&key_answer, &page);
	assert_int_equal(open_page(&request, &page, payload), 0);
	assert_int_equal(opened_size, 0x40);
	assert_memory_equal(payload, expected, sizeof(expected));
	assert_int_equal(payload[0x40], 0);
	assert_int_equal(payload[SNP_MESSAGE_PAYLOAD_MAX - 1], 0);
}

static void is_refused(const struct snp_message_page *page, const char *what,
		       unsigned int offset)
{
	static const u8 zero[SNP_MESSAGE_PAYLOAD_MAX];
	struct snp_message request = key_message();
	u8 payload[SNP_MESSAGE_PAYLOAD_MAX];
	int err;

	memset(payload, 0x55, sizeof(payload));
	err = open_page(&request, page, payload);
	if (err != -EBADMSG)
		fail_msg("%s at 0x%x: %d", what, offset, err);
	assert_int_equal(opened_size, 0);
	assert_memory_equal(payload, zero, sizeof(zero));
}

/* Header bytes that carry nothing and that no tag covers. */
static bool carries_nothing(unsigned int offset)
{
	return (offset >= 0x10 && offset < 0x20) ||
	       (offset >= 0x28 && offset < 0x30);
}

static void no_bit_of_an_answer_can_be_changed(void **state)
{
	unsigned int offset, bit;
	struct snp_message_page page;

	(void)state;
	for (offset = 0; offset < SNP_MESSAGE_HEADER_SIZE + 0x40; offset++) {
		for (bit = 0; bit < 8; bit++) {
			if (carries_nothing(offset))
				continue;
			page_of(&key_answer, &page);
			((u8 *)&page)[offset] ^= 1 << bit;
			is_refused(&page, "bit", offset);
		}
	}
}

static void bytes_outside_the_tag_are_ignored(void **state)
{
	struct snp_message request = key_message();
	u8 payload[SNP_MESSAGE_PAYLOAD_MAX];
	struct snp_message_page page;

	(void)state;
	page_of(&key_answer, &page);
	memset(page.header.authtag + 16, 0xff, 16);
	memset(page.header.rsvd28, 0xff, 8);
	memset(page.payload + 0x40, 0xff, SNP_MESSAGE_PAYLOAD_MAX - 0x40);
	assert_int_equal(open_page(&request, &page, payload), 0);
	assert_int_equal(payload[0x20], 0xa5);
	assert_int_equal(payload[0x40], 0);
}

static void absurd_sizes_are_refused_before_decryption(void **state)
{
	static const u16 sizes[] = { 0, 0x3f, 0x41, 4001, 4096, 0xffff };
	struct snp_message_page page;
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		page_of(&key_answer, &page);
		page.header.msg_sz = cpu_to_le16(sizes[i]);
		is_refused(&page, "size", sizes[i]);
	}
}

static void a_request_is_not_its_own_answer(void **state)
{
	struct snp_message_page page;

	(void)state;
	page_of(&key_request, &page);
	is_refused(&page, "reflected", 0);
	page.header.msg_seqno = cpu_to_le64(4);
	is_refused(&page, "reflected, renumbered", 0);
}

static void answer_to_another_request_is_refused(void **state)
{
	struct snp_message request = key_message();
	u8 payload[SNP_MESSAGE_PAYLOAD_MAX];
	struct snp_message_page page;

	(void)state;
	page_of(&key_answer, &page);
	request.seqno = 5;
	assert_int_equal(open_page(&request, &page, payload),
			 -EBADMSG);
	request.seqno = 1;
	assert_int_equal(open_page(&request, &page, payload),
			 -EBADMSG);
}

/* Seals @header and 0x40 bytes as the secure processor would, for seqno 4. */
static void seal_answer(struct snp_message_page *page)
{
	const u8 iv[SNP_AEAD_IV_SIZE] = { 4 };
	const u8 plain[0x60] = { [0x20] = 0xa5 };

	assert_int_equal(snp_aead_seal(aead, iv, (u8 *)page + 0x30, 0x30, plain,
				       le16_to_cpu(page->header.msg_sz),
				       page->payload, page->header.authtag), 0);
}

static void wrong_kind_of_authentic_answer_is_a_protocol_error(void **state)
{
	static const u8 zero[SNP_MESSAGE_PAYLOAD_MAX];
	static const struct {
		unsigned int offset;
		u8 value;
	} wrong[] = {
		{ 0x30, 2 }, { 0x31, 2 }, { 0x32, 0x61 }, { 0x34, 6 },
		{ 0x35, 2 }, { 0x36, 0x30 }, { 0x36, 0x50 }, { 0x3c, 1 },
	};
	struct snp_message request = key_message();
	u8 payload[SNP_MESSAGE_PAYLOAD_MAX];
	struct snp_message_page page;
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		page_of(&key_answer, &page);
		((u8 *)&page)[wrong[i].offset] = wrong[i].value;
		seal_answer(&page);
		memset(payload, 0x55, sizeof(payload));
		assert_int_equal(open_page(&request, &page, payload), -EPROTO);
		assert_int_equal(opened_size, 0);
		assert_memory_equal(payload, zero, sizeof(zero));
	}
}

static void an_answer_may_have_any_size_within_its_bounds(void **state)
{
	static const struct {
		u16 min, max;
		int err;
	} bounds[] = {
		{ 0x40, 0x40, 0 }, { 0x30, 0x50, 0 }, { 0x40, 4000, 0 },
		{ 0x10, 0x40, 0 }, { 0x41, 4000, -EPROTO },
		{ 0x10, 0x3f, -EPROTO },
	};
	u8 payload[SNP_MESSAGE_PAYLOAD_MAX];
	struct snp_message_page page;
	unsigned int i;

	(void)state;
	page_of(&key_answer, &page);
	for (i = 0; i < ARRAY_SIZE(bounds); i++) {
		struct snp_message request = key_message();

		request.answer_min = bounds[i].min;
		request.answer_max = bounds[i].max;
		assert_int_equal(open_page(&request, &page, payload),
				 bounds[i].err);
		assert_int_equal(opened_size, bounds[i].err ? 0 : 0x40);
	}
}

static void a_message_names_the_key_that_seals_it(void **state)
{
	static const u8 payload[16] = { 1 };
	struct snp_message message = {
		.type = 5, .version = 1, .seqno = 1, .payload = payload,
		.size = 16, .answer_min = 16, .answer_max = 16,
	};
	static struct snp_image image;

	(void)state;
	for (message.vmpck = 0; message.vmpck <= 3; message.vmpck++) {
		assert_int_equal(snp_message_seal(aead, &message, &image), 0);
		assert_int_equal(((u8 *)&image.page)[0x3c], message.vmpck);
	}
}

/* The stand-in leaves what it has decrypted, as a cipher may. */
static void nothing_is_left_when_the_cipher_fails(void **state)
{
	static const u8 zero[SNP_MESSAGE_PAYLOAD_MAX], plain[0x60] = { 1 };
	static struct snp_image image, empty;
	struct snp_message message = message_of(&report_request, plain, 0x4c0);
	struct snp_message request = key_message();
	u8 payload[SNP_MESSAGE_PAYLOAD_MAX];
	struct snp_message_page page;
	int sealed, opened;

	(void)state;
	page_of(&key_answer, &page);
	standin_cipher_fails = true;
	sealed = snp_message_seal(aead, &message, &image);
	opened = open_page(&request, &page, payload);
	standin_cipher_fails = false;
	assert_int_equal(sealed, -EIO);
	assert_memory_equal(&image, &empty, sizeof(empty));
	assert_int_equal(opened, -EIO);
	assert_int_equal(opened_size, 0);
	assert_memory_equal(payload, zero, sizeof(zero));
}

static void what_the_firmware_would_not_take_is_not_sealed(void **state)
{
	static const u8 payload[SNP_MESSAGE_PAYLOAD_MAX + 16] = { 1 };
	static const struct snp_message good = {
		.type = 5, .version = 1, .vmpck = 3, .seqno = 1,
		.payload = payload, .size = 4000, .answer_min = 4000,
		.answer_max = 4000,
	};
	static struct snp_image image, zero;
	struct snp_message bad[8];
	unsigned int i;

	(void)state;
	assert_int_equal(snp_message_seal(aead, &good, &image), 0);

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		bad[i] = good;
	bad[0].type = 0;
	bad[1].version = 0;
	bad[2].vmpck = 4;
	bad[3].seqno = 2;
	bad[4].size = 0;
	bad[5].size = 24;
	bad[6].size = 4016;
	bad[7].answer_max = 4001;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(snp_message_seal(aead, &bad[i], &image),
				 -EINVAL);
		assert_memory_equal(&image, &zero, sizeof(zero));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(report_request_is_sealed_as_in_vector_1),
		cmocka_unit_test(key_request_is_sealed_as_in_vector_2),
		cmocka_unit_test(tsc_request_is_sealed_as_in_vector_4),
		cmocka_unit_test(key_answer_opens_as_in_vector_3),
		cmocka_unit_test(no_bit_of_an_answer_can_be_changed),
		cmocka_unit_test(bytes_outside_the_tag_are_ignored),
		cmocka_unit_test(absurd_sizes_are_refused_before_decryption),
		cmocka_unit_test(a_request_is_not_its_own_answer),
		cmocka_unit_test(answer_to_another_request_is_refused),
		cmocka_unit_test(wrong_kind_of_authentic_answer_is_a_protocol_error),
		cmocka_unit_test(an_answer_may_have_any_size_within_its_bounds),
		cmocka_unit_test(a_message_names_the_key_that_seals_it),
		cmocka_unit_test(nothing_is_left_when_the_cipher_fails),
		cmocka_unit_test(what_the_firmware_would_not_take_is_not_sealed),
	};

	return cmocka_run_group_tests(tests, make_key, drop_key);
}
