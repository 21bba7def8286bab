// SPDX-License-Identifier: MIT
/*
 * The scripted host, see driver_host_model.h. Offsets and rules are written
 * out here once more, from the message format, on OpenSSL.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <endian.h>
#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include <linux/err.h>

#include "driver_host_model.h"

#define BAD_MEASUREMENT	0x0b
#define INVALID_PARAM	0x16
#define AEAD_OFLOW	0x1d

static const u8 key[32] = MODEL_KEY;

static u64 seqno_of(const struct snp_message_page *page)
{
	u64 seqno;

	memcpy(&seqno, (const u8 *)page + 0x20, 8);
	return le64toh(seqno);
}

static u16 size_of(const struct snp_message_page *page)
{
	const u8 *bytes = (const u8 *)page;

	return bytes[0x36] | bytes[0x37] << 8;
}

static bool gcm(bool encrypt, u8 *page, u16 size, const u8 *in, u8 *out)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	u8 iv[12] = {};
	bool good;
	int n;

	memcpy(iv, page + 0x20, 8);
	EVP_CipherInit_ex(context, EVP_aes_256_gcm(), NULL, key, iv, encrypt);
	EVP_CipherUpdate(context, NULL, &n, page + 0x30, 0x30);
	EVP_CipherUpdate(context, out, &n, in, size);
	if (!encrypt)
		EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, page);
	good = EVP_CipherFinal_ex(context, out + n, &n) > 0;
	if (encrypt)
		EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, page);
	EVP_CIPHER_CTX_free(context);
	return good;
}

/* What a request is answered with: its first bytes, somewhere in it. */
static u16 make_answer(const u8 *plain, u16 size, u8 type, u8 *answer)
{
	if (type == 1) {
		memcpy(answer + 4, plain, 4);
		memcpy(answer + 0x10, plain + 0x10, size - 0x10);
		return size;
	}
	if (type == 3) {
		memcpy(answer + 0x20, plain, 0x20);
		return 0x40;
	}
	memcpy(answer + 0x70, plain, 0x40);
	return 0x4c0;
}

/* Firmware of other days: its answers are longer, or shorter. */
static u16 stretch(const struct model_host *host, u16 size, u8 *answer)
{
	int i;

	for (i = 0; i < host->longer; i++)
		answer[size + i] = 0xee;
	return size + host->longer;
}

static u64 firmware(struct model_host *host, const struct snp_message_page *request)
{
	u8 page[4096], plain[4096] = {}, answer[4096] = {};
	u64 seqno = seqno_of(request);
	u16 size = size_of(request);

	memcpy(page, request, sizeof(page));
	if (page[0x30] != 1 || page[0x31] != 1 || page[0x32] != 0x60 ||
	    !size || size % 16 || size > 4000)
		return INVALID_PARAM;
	if (!gcm(false, page, size, page + 0x60, plain))
		return BAD_MEASUREMENT;
	if (seqno != host->count + 1)
		return AEAD_OFLOW;
	if (page[0x35] != 1 ||
	    (page[0x34] != 1 && page[0x34] != 3 && page[0x34] != 5))
		return INVALID_PARAM;

	host->executed++;
	host->count += 2;
	size = make_answer(plain, size, page[0x34], answer);
	size = stretch(host, size, answer);
	memset(page, 0, sizeof(page));
	seqno = htole64(seqno + 1);
	memcpy(page + 0x20, &seqno, 8);
	memcpy(page + 0x30, (const u8 *)request + 0x30, 0x30);
	page[0x34]++;
	page[0x36] = size & 0xff;
	page[0x37] = size >> 8;
	gcm(true, page, size, answer, page + 0x60);
	host->before = host->bounce;
	memcpy(&host->bounce, page, sizeof(page));
	return 0;
}

static void fill_response(struct model_host *host, enum model_page page)
{
	u8 *response = (u8 *)&host->response;
	unsigned int i;
	u64 seqno;

	switch (page) {
	case MODEL_KEEP:
		break;
	case MODEL_FAIR:
		host->response = host->bounce;
		break;
	case MODEL_TAMPER:
		host->response = host->bounce;
		response[0x60] ^= 1;
		break;
	case MODEL_NOISE:
		for (i = 0; i < 4096; i++)
			response[i] = rand();
		break;
	case MODEL_OLD:
		host->response = host->before;
		break;
	case MODEL_REFLECT:
		host->response = host->request;
		seqno = htole64(seqno_of(&host->request) + 1);
		memcpy(response + 0x20, &seqno, 8);
		break;
	}
}

/* Every byte of every message is written down before anything else is done. */
static void enter(struct model_host *host, const struct snp_message_page *page)
{
	u64 seqno = seqno_of(page);
	struct snp_message_page **seen;

	assert_true(seqno & 1);
	assert_true(seqno / 2 < MODEL_LEDGER || seqno > 0xfffff000);
	/* Write-ahead: a crash right now must not bring this number back. */
	assert_true(host->counter >= seqno + 1);
	seen = &host->seen[seqno / 2 % MODEL_LEDGER];
	if (*seen) {
		assert_memory_equal(*seen, page, sizeof(*page));
		return;
	}
	*seen = malloc(sizeof(**seen));
	assert_non_null(*seen);
	**seen = *page;
}

static const struct snp_message_page *replayed(struct model_host *host,
					       unsigned int back)
{
	u64 index = seqno_of(&host->request) / 2;

	return index >= back ? host->seen[index - back] : NULL;
}

/* The host that has nothing against this guest. */
static u64 be_fair(struct model_host *host, struct snp_trip *trip)
{
	u64 status;

	if (host->now < host->busy_until)
		return MODEL_BUSY;
	if (trip->class == SNP_REQUEST_EXTENDED &&
	    trip->certs_npages < host->table_npages) {
		trip->certs_needed = host->table_npages;
		return MODEL_INVALID_LEN;
	}
	if (host->forgets)
		memset(&host->bounce, 0, sizeof(host->bounce));
	status = firmware(host, &host->request);
	host->response = host->bounce;
	return status;
}

static int follow(struct model_host *host, const struct model_step *step,
		  struct snp_trip *trip)
{
	const struct snp_message_page *other = NULL;
	u64 status = 0;

	if (step->replay)
		other = replayed(host, step->replay);
	if (other)
		status = firmware(host, other);
	if (step->execute)
		status = firmware(host, &host->request);
	fill_response(host, step->page);
	trip->exitinfo2 = step->say ? step->code : status;
	trip->certs_needed = step->rbx;
	trip->fetched = step->fetched;
	return step->carried;
}

static const struct model_step *next_step(struct model_host *host)
{
	while (host->steps) {
		unsigned int times = host->script->times ? host->script->times : 1;

		if (host->done++ < times)
			return host->script;
		host->script++;
		host->steps--;
		host->done = 0;
	}
	return NULL;
}

static int carry(void *context, struct snp_trip *trip)
{
	struct model_host *host = context;
	const struct model_step *step = next_step(host);
	int err = 0;

	host->trips++;
	if (step && (step->carried == -ENODEV || step->carried == -ENOMEM))
		return step->carried;

	assert_true(trip->class == SNP_REQUEST_EXTENDED || !trip->certs_npages);
	assert_true(trip->certs_npages <= host->certs_npages);
	assert_true(trip->timeout_ms >= SNP_CHANNEL_TRIP_MS);
	host->last_timeout_ms = trip->timeout_ms;
	host->last_class = trip->class;
	host->last_offer = trip->certs_npages;
	host->firsts += trip->first;
	if (trip->first)
		memset(&host->response, 0, sizeof(host->response));
	if (host->trip_ms > trip->timeout_ms) {
		host->now += trip->timeout_ms;
		memset(trip->response, 0, sizeof(*trip->response));
		return -ETIMEDOUT;
	}
	host->now += host->trip_ms;
	host->request = trip->image->page;
	enter(host, &host->request);
	if (step)
		err = follow(host, step, trip);
	else
		trip->exitinfo2 = be_fair(host, trip);
	*trip->response = host->response;
	return err;
}

static int seal(void *context, const struct snp_message *message,
		struct snp_image *image)
{
	struct model_host *host = context;

	if (host->seal_fails)
		return host->seal_fails;
	return snp_message_seal(host->aead, message, image);
}

static int open_answer(void *context, const struct snp_message *request,
		       const struct snp_message_page *page, u8 *payload,
		       u16 *size)
{
	struct model_host *host = context;

	if (host->open_fails)
		return host->open_fails;
	return snp_message_open(host->aead, request, page, payload, size);
}

static int grow(void *context, unsigned int npages)
{
	struct model_host *host = context;

	if (host->grow_fails)
		return -ENOMEM;
	if (host->certs_npages < npages)
		host->certs_npages = npages;
	return 0;
}

static u32 load_counter(void *context)
{
	return ((struct model_host *)context)->counter;
}

static void store_counter(void *context, u32 value)
{
	((struct model_host *)context)->counter = value;
}

static u64 now(void *context)
{
	return ((struct model_host *)context)->now;
}

static int wait_ms(void *context, u32 ms)
{
	struct model_host *host = context;

	host->waits++;
	assert_in_range(ms, 1, SNP_CHANNEL_WAIT_MAX_MS);
	if (host->killed_at && host->now + ms >= host->killed_at) {
		if (host->now < host->killed_at)
			host->now = host->killed_at;
		return -EINTR;
	}
	host->now += ms;
	return 0;
}

static u32 next_random(void *context)
{
	struct model_host *host = context;

	host->random = host->random * 1664525 + 1013904223;
	return host->random >> 8;
}

const struct snp_channel_ops model_ops = {
	.seal = seal,
	.open = open_answer,
	.carry = carry,
	.grow = grow,
	.load_counter = load_counter,
	.store_counter = store_counter,
	.now = now,
	.wait = wait_ms,
	.random = next_random,
};

struct model_host *model_host_new(void)
{
	struct model_host *host = calloc(1, sizeof(*host));

	assert_non_null(host);
	host->now = 1000;
	host->aead = snp_aead_new(key);
	assert_false(IS_ERR(host->aead));
	return host;
}

void model_host_free(struct model_host *host)
{
	unsigned int i;

	for (i = 0; i < MODEL_LEDGER; i++)
		free(host->seen[i]);
	snp_aead_free(host->aead);
	free(host);
}

void model_host_follow(struct model_host *host, const struct model_step *script,
		       unsigned int steps)
{
	host->script = script;
	host->steps = steps;
	host->done = 0;
}
