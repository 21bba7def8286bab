// SPDX-License-Identifier: MIT
/*
 * starve STATE-DIRECTORY: in each request, let every allocation and every copy
 * from and to user memory fail once.
 *
 * The request ends with ENOMEM or EFAULT or does without, and the next one
 * succeeds. Needs a kernel with fault injection. Prints TAP.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <unistd.h>

#include "support/requests.h"
#include "support/served_platform.h"
#include "support/tap.h"

#define FAILURES_MAX	400	/* that one request can meet */

static struct served_platform served;
static int device, fail_nth;
static uint8_t *table;

/*
 * The @nth call of this thread that can fail will; 0: none. The file itself is
 * written and read with calls that can fail.
 */
static void let_fail(unsigned int nth)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", nth), tries;

	for (tries = 0; tries < 3; tries++)
		if (pwrite(fail_nth, text, length, 0) == length)
			return;
	give_up("fail-nth");
}

/* Whether the failure that was ordered had not come before this. */
static bool still_to_fail(void)
{
	char text[16] = "";

	if (pread(fail_nth, text, sizeof(text) - 1, 0) >= 0)
		return atoi(text) != 0;
	if (errno != EFAULT && errno != ENOMEM)
		give_up("fail-nth");
	return true;
}

static bool succeeds(enum request_kind kind, unsigned int mark)
{
	struct outcome outcome = request_issue(device, kind, mark, table);

	return !outcome.error && !outcome.status &&
	       (kind == DERIVED_KEY || outcome.is_mine);
}

static bool is_possible(int error)
{
	return !error || error == ENOMEM || error == EFAULT;
}

static void starve(enum request_kind kind)
{
	unsigned int nth, failed = 0, strange = 0, lasting = 0;
	bool complete = false;

	for (nth = 1; nth < FAILURES_MAX && !complete; nth++) {
		struct outcome outcome;

		let_fail(nth);
		outcome = request_issue(device, kind, nth, table);
		complete = still_to_fail();
		let_fail(0);

		failed += outcome.error != 0;
		if (!is_possible(outcome.error)) {
			fprintf(stderr, "%s, failure %u: %s\n",
				request_name(kind), nth,
				error_name(outcome.error));
			strange++;
		}
		lasting += !succeeds(kind, nth);
	}
	printf("# %s: %u places to fail, %u failed it\n", request_name(kind),
	       nth - 2, failed);
	check(complete && nth > 2, "%s was made to fail everywhere",
	      request_name(kind));
	check(!strange, "%s fails with ENOMEM or EFAULT", request_name(kind));
	check(!lasting, "%s succeeds after each failure", request_name(kind));
}

int main(int argc, char **argv)
{
	struct platform_counters counters;

	if (argc != 2) {
		fputs("usage: starve STATE-DIRECTORY\n", stderr);
		return 2;
	}
	table = calloc(1, CERTS_ROOM);
	fail_nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (!table || fail_nth < 0)
		give_up("/proc/thread-self/fail-nth");
	served_start(&served, argv[1]);
	device = open("/dev/sev-guest", O_RDWR | O_CLOEXEC);
	if (device < 0)
		give_up("/dev/sev-guest");

	for (int kind = 0; kind < REQUEST_KINDS; kind++)
		starve(kind);
	platform_counters(served.platform, &counters);
	check(!counters.ledger_conflicts, "no IV was used twice");
	served_stop(&served);
	return tap_end();
}
