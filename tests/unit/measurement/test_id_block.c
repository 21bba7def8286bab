// SPDX-License-Identifier: MIT
/* The published blocks again, from their public keys and signatures alone. */
#include "lib_files.h"

#include <errno.h>
#include <string.h>

#include "snpguest_measure.h"

enum {
	ID_SIGNATURE = 0x040,
	ID_KEY = 0x240,
	AUTHOR_SIGNATURE = 0x680,
	AUTHOR_KEY = 0x880,
	NUMBER_SIZE = 72, /* as the firmware has R and S */
	RAW_SIZE = 96,
};

/** struct published - what is in the vectors */
static struct published {
	struct snpguest_blob block, auth;
	struct snpguest_id_key *id, *author;
} published;

static struct snpguest_id_key *read_key(const char *name)
{
	struct snpguest_blob pem = vector_read(name);
	struct snpguest_id_key *key;
	struct snpguest_error error;

	if (snpguest_id_key_parse(pem, &key, &error))
		fail_msg("%s", error.what);
	blob_free(pem);
	return key;
}

static int set_up(void **state)
{
	(void)state;
	if (!vectors_there())
		return 0;
	published.block = vector_read("idblock/virtee-id-block.bin");
	published.auth = vector_read("idblock/virtee-id-auth-info.bin");
	published.id = read_key("idblock/virtee-id-key.pub.pem");
	published.author = read_key("idblock/virtee-author-key.pub.pem");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	blob_free(published.block);
	blob_free(published.auth);
	snpguest_id_key_free(published.id);
	snpguest_id_key_free(published.author);
	return 0;
}

/* R and S, big endian, 48 bytes each, of what the firmware has at @at. */
static void raw_signature(size_t at, uint8_t raw[RAW_SIZE])
{
	for (int i = 0; i < 48; i++) {
		raw[i] = published.auth.data[at + 47 - (size_t)i];
		raw[48 + i] = published.auth.data[at + NUMBER_SIZE + 47 -
						  (size_t)i];
	}
}

/** struct signed_by - both parties, with signatures made elsewhere */
struct signed_by {
	uint8_t raw[2][RAW_SIZE];
	struct snpguest_id_party id, author;
};

static void by_both(struct signed_by *by)
{
	raw_signature(ID_SIGNATURE, by->raw[0]);
	raw_signature(AUTHOR_SIGNATURE, by->raw[1]);
	by->id = (struct snpguest_id_party){
		published.id, { by->raw[0], RAW_SIZE } };
	by->author = (struct snpguest_id_party){
		published.author, { by->raw[1], RAW_SIZE } };
}

static void signatures_of_96_bytes(void **state)
{
	uint8_t auth[SNPGUEST_ID_AUTH_SIZE];
	struct signed_by by;

	(void)state;
	NEED_VECTORS();
	by_both(&by);
	assert_int_equal(snpguest_id_auth(published.block.data, &by.id,
					  &by.author, auth, NULL), 0);
	assert_memory_equal(auth, published.auth.data, sizeof(auth));
}

/* Each byte counts, of either signature and of the block. */
static void what_does_not_hold_is_refused(void **state)
{
	uint8_t auth[SNPGUEST_ID_AUTH_SIZE], block[SNPGUEST_ID_BLOCK_SIZE];
	struct signed_by by;

	(void)state;
	NEED_VECTORS();
	memcpy(block, published.block.data, sizeof(block));
	for (int who = 0; who < 2; who++)
		for (int i = 0; i < RAW_SIZE; i += 5) {
			by_both(&by);
			by.raw[who][i] ^= 1;
			assert_int_equal(snpguest_id_auth(block, &by.id,
							  &by.author, auth,
							  NULL), -EBADMSG);
		}
	by_both(&by);
	by.id.signature.len--;
	assert_int_equal(snpguest_id_auth(block, &by.id, &by.author, auth,
					  NULL), -EBADMSG);
	by_both(&by);
	block[0x54] ^= 1;
	assert_int_equal(snpguest_id_auth(block, &by.id, &by.author, auth,
					  NULL), -EBADMSG);
}

static void all_zero(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		assert_int_equal(bytes[i], 0);
}

/* The record of an IGVM file: numbers as there, and a word behind each curve. */
static void records(void **state)
{
	uint8_t auth[SNPGUEST_ID_AUTH_SIZE], record[SNPGUEST_ID_IGVM_SIZE];
	const uint8_t *body = record + 8, *of = published.auth.data;
	struct signed_by by;

	(void)state;
	NEED_VECTORS();
	by_both(&by);
	snpguest_id_igvm(published.block.data, of, 4, record);
	assert_int_equal(body[0], 4);
	assert_int_equal(body[4], 1);
	assert_memory_equal(body + 8, published.block.data, 0x58);
	assert_memory_equal(body + 0x60, of, 8);
	assert_memory_equal(body + 0x68, of + ID_SIGNATURE, 2 * NUMBER_SIZE);
	assert_memory_equal(body + 0xf8, of + ID_KEY, 4);
	all_zero(body + 0xfc, 4);
	assert_memory_equal(body + 0x100, of + ID_KEY + 4, 2 * NUMBER_SIZE);
	assert_memory_equal(body + 0x190, of + AUTHOR_SIGNATURE,
			    2 * NUMBER_SIZE);
	assert_memory_equal(body + 0x220, of + AUTHOR_KEY, 4);
	all_zero(body + 0x224, 4);
	assert_memory_equal(body + 0x228, of + AUTHOR_KEY + 4,
			    2 * NUMBER_SIZE);
	/* Without an author nothing says that there is one. */
	assert_int_equal(snpguest_id_auth(published.block.data, &by.id, NULL,
					  auth, NULL), 0);
	all_zero(auth + 4, 4);
	all_zero(auth + AUTHOR_SIGNATURE, sizeof(auth) - AUTHOR_SIGNATURE);
	snpguest_id_igvm(published.block.data, auth, 1, record);
	assert_int_equal(body[4], 0);
	all_zero(body + 0x64, 4);
	all_zero(body + 0x190, 0x2b8 - 0x190);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures_of_96_bytes),
		cmocka_unit_test(what_does_not_hold_is_refused),
		cmocka_unit_test(records),
	};

	return cmocka_run_group_tests_name("ID blocks", tests, set_up,
					   tear_down);
}
