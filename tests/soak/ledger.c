// SPDX-License-Identifier: MIT
/*
 * ledger COUNT DIR: COUNT messages, each with its answer, through a ledger in DIR,
 * which is opened anew ten times on the way. Prints the most that file and process
 * had, and whether an IV that is used twice is still seen at the end.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machine/ledger.h"

static uint8_t keys[4][SEALED_KEY_SIZE];
static struct ledger *ledger;
static int dir;

static void fail(const char *what)
{
	fprintf(stderr, "ledger: %s\n", what);
	exit(1);
}

static void see(uint64_t seqno, uint8_t byte)
{
	struct sealed_header header =
		sealed_header(MESSAGE_REPORT_REQ, 1, 0, seqno, 0x60);
	uint8_t payload[0x60], page[GUEST_PAGE_SIZE];

	memset(payload, byte, sizeof(payload));
	if (sealed_message_seal(keys[0], &header, payload, page) ||
	    ledger_see(ledger, keys, page))
		fail("a message cannot be recorded");
}

static void reopen(void)
{
	char text[300] = "";

	ledger_close(ledger);
	if (ledger_open(dir, &ledger, (struct why){ text, sizeof(text) }))
		fail(text);
}

static void measure(off_t *largest)
{
	struct stat st;

	if (fstatat(dir, "ledger", &st, 0))
		fail("no ledger");
	if (st.st_size > *largest)
		*largest = st.st_size;
}

int main(int argc, char **argv)
{
	unsigned long long count, i;
	struct rusage usage;
	off_t largest = 0;

	if (argc != 3)
		return 2;
	count = strtoull(argv[1], NULL, 10);
	dir = open(argv[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		fail(argv[2]);
	memset(keys[1], 1, 3 * SEALED_KEY_SIZE);
	reopen();
	for (i = 1; i <= count; i++) {
		see(2 * i - 1, 1);
		see(2 * i, 2);
		if (i % 1000 == 0)
			measure(&largest);
		if (i % (count / 10 + 1) == 0)
			reopen();
	}
	if (ledger_conflicts(ledger) || ledger_unjudged(ledger))
		fail("an honest guest is blamed");
	see(2 * count - 100, 3);
	getrusage(RUSAGE_SELF, &usage);
	printf("file %lld\nmemory %ld\ntwice %llu\n", (long long)largest,
	       usage.ru_maxrss, (unsigned long long)ledger_conflicts(ledger));
	ledger_close(ledger);
	return 0;
}
