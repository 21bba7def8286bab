// SPDX-License-Identifier: MIT
#include "ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "../base/bytes.h"
#include "../base/files.h"

#define LEDGER_FILE	"ledger"
#define LEDGER_MAX	(256UL << 20)
#define DIGEST_SIZE	32

/* One record of the file; the check is over all the rest. */
enum {
	AT_SEQNO = 0,
	AT_VMPCK = 8,
	AT_CHECK = 9,
	AT_DIGEST = 16,
	RECORD_SIZE = 48,
	CHECK_SIZE = AT_DIGEST - AT_CHECK,
};

struct record {
	uint64_t seqno;
	uint8_t vmpck;
	uint8_t digest[DIGEST_SIZE];
	struct record *next;
};

struct ledger {
	struct record **buckets;
	size_t bucket_count, record_count;
	size_t tidy_at;			/* so many records are too many */
	uint64_t newest[4];		/* sequence number, by VMPCK */
	uint64_t conflicts, unjudged;
	int dir, fd;
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
	struct record **old = ledger->buckets, *r, *next, **head;
	struct record **grown = calloc(old_count * 2, sizeof(*grown));

	if (!grown)
		return;
	ledger->buckets = grown;
	ledger->bucket_count = old_count * 2;
	for (i = 0; i < old_count; i++) {
		for (r = old[i]; r; r = next) {
			next = r->next;
			head = &grown[bucket_of(ledger, r->seqno, r->vmpck)];
			r->next = *head;
			*head = r;
		}
	}
	free(old);
}

static struct record **bucket(struct ledger *ledger, uint64_t seqno,
			      uint8_t vmpck)
{
	return &ledger->buckets[bucket_of(ledger, seqno, vmpck)];
}

/* How many messages there are of that number; @same: among them this one. */
static unsigned int look_up(struct ledger *ledger, uint64_t seqno,
			    uint8_t vmpck, const uint8_t *digest, bool *same)
{
	unsigned int found = 0;
	struct record *r;

	*same = false;
	for (r = *bucket(ledger, seqno, vmpck); r; r = r->next) {
		if (r->seqno != seqno || r->vmpck != vmpck)
			continue;
		found++;
		if (digest && !memcmp(r->digest, digest, DIGEST_SIZE))
			*same = true;
	}
	return found;
}

/* A number far ahead is a lie of somebody's, and makes no other number old. */
static bool goes_on(uint64_t newest, uint64_t seqno)
{
	return !newest || (seqno > newest && seqno - newest <= LEDGER_WINDOW);
}

static void enter(struct ledger *ledger, struct record *r, bool conflict)
{
	struct record **head = bucket(ledger, r->seqno, r->vmpck);

	r->next = *head;
	*head = r;
	ledger->conflicts += conflict;
	if (goes_on(ledger->newest[r->vmpck], r->seqno))
		ledger->newest[r->vmpck] = r->seqno;
	if (++ledger->record_count > ledger->bucket_count)
		grow(ledger);
}

static int check_of(const uint8_t *bytes, uint8_t check[CHECK_SIZE])
{
	uint8_t copy[RECORD_SIZE], digest[DIGEST_SIZE];

	memcpy(copy, bytes, sizeof(copy));
	memset(copy + AT_CHECK, 0, CHECK_SIZE);
	if (!EVP_Digest(copy, sizeof(copy), digest, NULL, EVP_sha256(), NULL))
		return -ENOMEM;
	memcpy(check, digest, CHECK_SIZE);
	return 0;
}

static int print(const struct record *r, uint8_t bytes[RECORD_SIZE])
{
	memset(bytes, 0, RECORD_SIZE);
	store64(bytes + AT_SEQNO, r->seqno);
	bytes[AT_VMPCK] = r->vmpck;
	memcpy(bytes + AT_DIGEST, r->digest, DIGEST_SIZE);
	return check_of(bytes, bytes + AT_CHECK);
}

/* To the file, whole or not at all. */
static int append(struct ledger *ledger, const struct record *r)
{
	uint8_t bytes[RECORD_SIZE];
	off_t end = lseek(ledger->fd, 0, SEEK_END);
	ssize_t n;
	int err;

	err = end < 0 ? -errno : print(r, bytes);
	if (err)
		return err;
	n = write(ledger->fd, bytes, sizeof(bytes));
	if (n == RECORD_SIZE)
		return 0;
	err = n < 0 ? -errno : -ENOSPC;
	return ftruncate(ledger->fd, end) ? -errno : err;
}

static bool too_old(const struct ledger *ledger, uint64_t seqno, uint8_t vmpck)
{
	return seqno + LEDGER_WINDOW <= ledger->newest[vmpck];
}

/* A conflict is kept: both of its records. */
static bool kept(struct ledger *ledger, const struct record *r)
{
	bool same;

	return !too_old(ledger, r->seqno, r->vmpck) ||
	       look_up(ledger, r->seqno, r->vmpck, NULL, &same) > 1;
}

/* What is kept, as it stands in the file; *@size bytes. */
static uint8_t *print_kept(struct ledger *ledger, size_t *size)
{
	uint8_t *bytes = malloc(ledger->record_count * RECORD_SIZE + 1);
	struct record *r;
	size_t i;

	*size = 0;
	for (i = 0; bytes && i < ledger->bucket_count; i++) {
		for (r = ledger->buckets[i]; r; r = r->next) {
			if (!kept(ledger, r))
				continue;
			if (print(r, bytes + *size)) {
				free(bytes);
				return NULL;
			}
			*size += RECORD_SIZE;
		}
	}
	return bytes;
}

static void forget_old(struct ledger *ledger)
{
	struct record **at, *r;
	size_t i;

	for (i = 0; i < ledger->bucket_count; i++) {
		for (at = &ledger->buckets[i]; (r = *at);) {
			if (kept(ledger, r)) {
				at = &r->next;
				continue;
			}
			*at = r->next;
			ledger->record_count--;
			free(r);
		}
	}
}

static int open_file(struct ledger *ledger)
{
	int fd = openat(ledger->dir, LEDGER_FILE,
			O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0)
		return -errno;
	if (ledger->fd >= 0)
		close(ledger->fd);
	ledger->fd = fd;
	return 0;
}

/* The file first, whole or not at all; without room it grows on for a while. */
static int tidy(struct ledger *ledger)
{
	size_t size;
	uint8_t *bytes = print_kept(ledger, &size);
	int err = bytes ? file_write(ledger->dir, LEDGER_FILE, 0644, bytes, size)
			: -ENOMEM;

	free(bytes);
	ledger->tidy_at = ledger->record_count * 2;
	if (err)
		return 0;
	forget_old(ledger);
	if (ledger->record_count > LEDGER_WINDOW)
		ledger->tidy_at = ledger->record_count * 2;
	else
		ledger->tidy_at = LEDGER_WINDOW * 2;
	return open_file(ledger);
}

/* A record of its own, when there is none like it yet; else NULL in @new. */
static int new_record(struct ledger *ledger, uint64_t seqno, uint8_t vmpck,
		      const uint8_t *digest, struct record **new,
		      bool *conflict)
{
	bool same;

	*new = NULL;
	*conflict = look_up(ledger, seqno, vmpck, digest, &same) > 0;
	if (same)
		return 0;
	*new = calloc(1, sizeof(**new));
	if (!*new)
		return -ENOMEM;
	**new = (struct record){ .seqno = seqno, .vmpck = vmpck };
	memcpy((*new)->digest, digest, DIGEST_SIZE);
	return 0;
}

static int read_record(struct ledger *ledger, const uint8_t *bytes)
{
	uint8_t check[CHECK_SIZE];
	struct record *r;
	bool conflict;
	int err = check_of(bytes, check);

	if (!err && (memcmp(check, bytes + AT_CHECK, CHECK_SIZE) ||
		     bytes[AT_VMPCK] > 3))
		return -EBADMSG;
	if (!err)
		err = new_record(ledger, load64(bytes + AT_SEQNO),
				 bytes[AT_VMPCK], bytes + AT_DIGEST, &r,
				 &conflict);
	if (!err && r)
		enter(ledger, r, conflict);
	return err;
}

/* A last record that was cut off when the server died is forgotten. */
static int read_back(struct ledger *ledger, int dir)
{
	uint8_t *bytes;
	size_t at, size;
	int err = file_read(dir, LEDGER_FILE, LEDGER_MAX, &bytes, &size);

	if (err)
		return err;
	for (at = 0; !err && at + RECORD_SIZE <= size; at += RECORD_SIZE)
		err = read_record(ledger, bytes + at);
	free(bytes);
	if (!err && size % RECORD_SIZE &&
	    ftruncate(ledger->fd, (off_t)(size - size % RECORD_SIZE)))
		return -errno;
	return err;
}

static int ledger_start(struct ledger *ledger, int dir)
{
	int err;

	ledger->bucket_count = 1024;
	ledger->buckets = calloc(ledger->bucket_count, sizeof(struct record *));
	if (!ledger->buckets)
		return -ENOMEM;
	ledger->tidy_at = LEDGER_WINDOW * 2;
	ledger->dir = dir;
	err = open_file(ledger);
	return err ? err : read_back(ledger, dir);
}

int ledger_open(int dir, struct ledger **ledger, struct why why)
{
	struct ledger *opened = calloc(1, sizeof(*opened));
	int err;

	if (!opened)
		return because(why, -ENOMEM, "not enough memory");
	opened->fd = -1;
	err = ledger_start(opened, dir);
	if (!err) {
		*ledger = opened;
		return 0;
	}
	ledger_close(opened);
	if (err == -EBADMSG)
		return because(why, err,
			       "%s: damaged; put a copy back or make a new state with init",
			       LEDGER_FILE);
	return because(why, err, "%s: %s", LEDGER_FILE, strerror(-err));
}

bool ledger_knows(struct ledger *ledger, uint8_t vmpck, uint64_t seqno)
{
	bool same;

	return look_up(ledger, seqno, vmpck, NULL, &same) > 0;
}

static void empty(struct ledger *ledger)
{
	struct record *r, *next;
	size_t i;

	for (i = 0; ledger->buckets && i < ledger->bucket_count; i++) {
		for (r = ledger->buckets[i]; r; r = next) {
			next = r->next;
			free(r);
		}
		ledger->buckets[i] = NULL;
	}
	ledger->record_count = 0;
	ledger->conflicts = ledger->unjudged = 0;
	memset(ledger->newest, 0, sizeof(ledger->newest));
}

int ledger_forget(struct ledger *ledger)
{
	if (ftruncate(ledger->fd, 0))
		return -errno;
	empty(ledger);
	return 0;
}

void ledger_close(struct ledger *ledger)
{
	if (!ledger)
		return;
	empty(ledger);
	free(ledger->buckets);
	if (ledger->fd >= 0)
		close(ledger->fd);
	free(ledger);
}

static int write_down(struct ledger *ledger, uint64_t seqno, uint8_t vmpck,
		      const uint8_t *digest)
{
	struct record *r;
	bool conflict;
	int err = new_record(ledger, seqno, vmpck, digest, &r, &conflict);

	if (err || !r)
		return err;
	if (!conflict && too_old(ledger, seqno, vmpck)) {
		ledger->unjudged++;
		free(r);
		return 0;
	}
	err = append(ledger, r);
	if (err) {
		free(r);
		return err;
	}
	enter(ledger, r, conflict);
	return ledger->record_count >= ledger->tidy_at ? tidy(ledger) : 0;
}

int ledger_see(struct ledger *ledger, const uint8_t keys[4][SEALED_KEY_SIZE],
	       const uint8_t page[GUEST_PAGE_SIZE])
{
	struct sealed_header header = sealed_header_read(page);
	uint8_t payload[SEALED_PAYLOAD_MAX], digest[DIGEST_SIZE];
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
	return write_down(ledger, header.seqno, vmpck, digest);
}

uint64_t ledger_unjudged(const struct ledger *ledger)
{
	return ledger->unjudged;
}

uint64_t ledger_conflicts(const struct ledger *ledger)
{
	return ledger->conflicts;
}

uint64_t ledger_messages(const struct ledger *ledger)
{
	return ledger->record_count;
}
