// SPDX-License-Identifier: MIT
#include "ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "bytes.h"
#include "files.h"

#define LEDGER_FILE	"ledger"
#define LEDGER_MAX	(256UL << 20)
#define DIGEST_SIZE	32

/* One record of the file. */
enum { AT_SEQNO = 0, AT_VMPCK = 8, AT_DIGEST = 16, RECORD_SIZE = 48 };

struct record {
	uint64_t seqno;
	uint8_t vmpck;
	uint8_t digest[DIGEST_SIZE];
	struct record *next;
};

struct ledger {
	struct record **buckets;
	size_t bucket_count, record_count;
	uint64_t conflicts;
	int fd;
};

static size_t bucket_of(const struct ledger *ledger, uint64_t seqno,
			uint8_t vmpck)
{
	return (size_t)((seqno * 4 + vmpck) * 0x9e3779b97f4a7c15ULL >> 20) %
	       ledger->bucket_count;
}

/* Twice as many buckets; a failure only leaves longer chains. */
static void grow(struct ledger *ledger)
{
	size_t i, old_count = ledger->bucket_count;
	struct record **old = ledger->buckets, *r, *next, **bucket;
	struct record **grown = calloc(old_count * 2, sizeof(*grown));

	if (!grown)
		return;
	ledger->buckets = grown;
	ledger->bucket_count = old_count * 2;
	for (i = 0; i < old_count; i++) {
		for (r = old[i]; r; r = next) {
			next = r->next;
			bucket = &grown[bucket_of(ledger, r->seqno, r->vmpck)];
			r->next = *bucket;
			*bucket = r;
		}
	}
	free(old);
}

/* 1: new; 0: known, the same or a conflict; or -ENOMEM. */
static int enter(struct ledger *ledger, uint64_t seqno, uint8_t vmpck,
		 const uint8_t *digest)
{
	struct record **bucket, *r;
	int known = 0;

	bucket = &ledger->buckets[bucket_of(ledger, seqno, vmpck)];
	for (r = *bucket; r; r = r->next) {
		if (r->seqno != seqno || r->vmpck != vmpck)
			continue;
		if (!memcmp(r->digest, digest, DIGEST_SIZE))
			return 0;
		known = 1;
	}
	r = calloc(1, sizeof(*r));
	if (!r)
		return -ENOMEM;
	*r = (struct record){ .seqno = seqno, .vmpck = vmpck, .next = *bucket };
	memcpy(r->digest, digest, DIGEST_SIZE);
	*bucket = r;
	ledger->conflicts += known;
	if (++ledger->record_count > ledger->bucket_count)
		grow(ledger);
	return 1;
}

static int append(struct ledger *ledger, uint64_t seqno, uint8_t vmpck,
		  const uint8_t *digest)
{
	uint8_t bytes[RECORD_SIZE] = { 0 };
	ssize_t n;

	store64(bytes + AT_SEQNO, seqno);
	bytes[AT_VMPCK] = vmpck;
	memcpy(bytes + AT_DIGEST, digest, DIGEST_SIZE);
	n = write(ledger->fd, bytes, sizeof(bytes));
	if (n == RECORD_SIZE)
		return 0;
	return n < 0 ? -errno : -ENOSPC;
}

/* A last record that was cut off by a full disk is forgotten. */
static int read_back(struct ledger *ledger, int dir)
{
	uint8_t *bytes;
	size_t at, size;
	int err = file_read(dir, LEDGER_FILE, LEDGER_MAX, &bytes, &size);

	if (err)
		return err;
	for (at = 0; err >= 0 && at + RECORD_SIZE <= size; at += RECORD_SIZE)
		err = enter(ledger, load64(bytes + at + AT_SEQNO),
			    bytes[at + AT_VMPCK], bytes + at + AT_DIGEST);
	free(bytes);
	if (err >= 0 && size % RECORD_SIZE &&
	    ftruncate(ledger->fd, (off_t)(size - size % RECORD_SIZE)))
		return -errno;
	return err < 0 ? err : 0;
}

static int ledger_start(struct ledger *ledger, int dir)
{
	ledger->bucket_count = 1024;
	ledger->buckets = calloc(ledger->bucket_count, sizeof(struct record *));
	if (!ledger->buckets)
		return -ENOMEM;
	ledger->fd = openat(dir, LEDGER_FILE,
			    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	if (ledger->fd < 0)
		return -errno;
	return read_back(ledger, dir);
}

int ledger_open(int dir, struct ledger **ledger, struct why why)
{
	struct ledger *opened = calloc(1, sizeof(*opened));
	int err;

	if (!opened)
		return because(why, -ENOMEM, "not enough memory");
	opened->fd = -1;
	err = ledger_start(opened, dir);
	if (err) {
		ledger_close(opened);
		return because(why, err, "%s: %s", LEDGER_FILE, strerror(-err));
	}
	*ledger = opened;
	return 0;
}

void ledger_close(struct ledger *ledger)
{
	struct record *r, *next;
	size_t i;

	if (!ledger)
		return;
	for (i = 0; ledger->buckets && i < ledger->bucket_count; i++) {
		for (r = ledger->buckets[i]; r; r = next) {
			next = r->next;
			free(r);
		}
	}
	free(ledger->buckets);
	if (ledger->fd >= 0)
		close(ledger->fd);
	free(ledger);
}

int ledger_see(struct ledger *ledger, const uint8_t keys[4][SEALED_KEY_SIZE],
	       const uint8_t page[GUEST_PAGE_SIZE])
{
	struct sealed_header header = sealed_header_read(page);
	uint8_t payload[SEALED_PAYLOAD_MAX], digest[DIGEST_SIZE];
	int err;
	uint8_t vmpck;

	/* The header's VMPCK is only a claim: the key that opens it counts. */
	for (vmpck = 0; vmpck < 4; vmpck++)
		if (sealed_message_open(keys[vmpck], page, payload) == 0)
			break;
	OPENSSL_cleanse(payload, sizeof(payload));
	if (vmpck == 4)
		return 0;
	if (!EVP_Digest(page, SEALED_HEADER_SIZE + header.size, digest, NULL,
			EVP_sha256(), NULL))
		return -ENOMEM;
	err = enter(ledger, header.seqno, vmpck, digest);
	if (err <= 0)
		return err;
	return append(ledger, header.seqno, vmpck, digest);
}

uint64_t ledger_conflicts(const struct ledger *ledger)
{
	return ledger->conflicts;
}

uint64_t ledger_messages(const struct ledger *ledger)
{
	return ledger->record_count;
}
