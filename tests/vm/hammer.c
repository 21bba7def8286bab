// SPDX-License-Identifier: MIT
/*
 * hammer STATE-DIRECTORY [SECONDS]: many processes ask at once while the host
 * does wrong things at random and some of the processes are killed; one of them
 * asks through configfs-tsm where there is such a thing.
 *
 * Whoever gets an answer gets the one to its own question; no IV is used
 * twice; afterwards everything works. Prints TAP.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/requests.h"
#include "support/served_platform.h"
#include "support/tap.h"

#define CLIENTS		8
#define REQUESTS	30	/* of each client, at least */
#define KILLS		12	/* at least */
#define TSM_CLIENT	(CLIENTS - 1)
#define TSM		"/sys/kernel/config/tsm/report"
#define REPORT_DATA	0x50

/*
 * Not among them: sealed-wrong-seqno. A secure processor that executes both
 * messages of the window and never answers them leaves no way on, which is a
 * limit that SECURITY.md states; at random it happens within minutes.
 */
static const char *const orders[] = {
	"fault busy random 20 1",
	"fault generic random 4 2",
	"fault malformed random 4 3",
	"fault invalid-len-one-more random 5 4",
	"fault request-tampered random 4 5",
	"fault status-16 random 4 6",
	"fault tag-flipped random 6 7",
	"fault answer-replayed random 5 8",
	"fault answer-other-type random 5 9",
	"fault answer-withheld random 5 10",
	"fault executed-busy random 6 11",
	"fault lost-generic random 5 12",
};

/* What the clients report, in shared memory. */
struct tally {
	uint32_t asked, answered, failed;
	uint32_t foreign;	/* answers to somebody else's question */
	uint32_t strange;	/* errors no request may end with */
};

static struct served_platform served;
static struct tally *tallies;
static uint8_t honest_key[32];
static time_t end;	/* of the hammering, on the monotonic clock */

static bool time_is_left(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec < end;
}

static bool is_possible(int error)
{
	switch (error) {
	case EIO:
	case EAGAIN:
	case EBADMSG:
	case ETIMEDOUT:
	case EPROTO:
		return true;
	default:
		return false;
	}
}

static void count(struct tally *tally, enum request_kind kind,
		  const struct outcome *outcome)
{
	bool mine = kind == DERIVED_KEY ?
		!memcmp(outcome->key, honest_key, sizeof(honest_key)) :
		outcome->is_mine;

	__atomic_add_fetch(&tally->asked, 1, __ATOMIC_RELAXED);
	if (outcome->error) {
		tally->failed++;
		tally->strange += !is_possible(outcome->error);
		if (!is_possible(outcome->error))
			fprintf(stderr, "%s: %s\n", request_name(kind),
				error_name(outcome->error));
		return;
	}
	tally->answered++;
	tally->foreign += outcome->status || !mine;
}

static int open_device(void)
{
	int device = open("/dev/sev-guest", O_RDWR | O_CLOEXEC);

	if (device < 0)
		give_up("/dev/sev-guest");
	return device;
}

static int write_file(const char *path, const void *data, size_t size)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);
	int error = file < 0 || write(file, data, size) != (ssize_t)size;

	if (file >= 0)
		close(file);
	return error ? -1 : 0;
}

/* The entry of @client in configfs-tsm. */
static void name_entry(char *dir, size_t size, pid_t client)
{
	snprintf(dir, size, TSM "/hammer-%d", client);
}

/* One report through configfs-tsm. */
static struct outcome ask_tsm(uint32_t mark)
{
	uint32_t data[16];
	uint8_t report[4096] = {};
	struct outcome outcome = {};
	char dir[64], path[96];
	int file;

	for (int i = 0; i < 16; i++)
		data[i] = mark;
	name_entry(dir, sizeof(dir), getpid());
	mkdir(dir, 0700);
	snprintf(path, sizeof(path), "%s/inblob", dir);
	if (write_file(path, data, sizeof(data)))
		give_up(path);
	snprintf(path, sizeof(path), "%s/outblob", dir);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || read(file, report, sizeof(report)) < 0)
		outcome.error = errno;
	if (file >= 0)
		close(file);
	rmdir(dir);
	outcome.is_mine = !memcmp(report + REPORT_DATA, data, sizeof(data));
	return outcome;
}

static void be_client(unsigned int number)
{
	bool through_tsm = number == TSM_CLIENT && !access(TSM, W_OK);
	struct tally *tally = &tallies[number];
	uint8_t *table = calloc(1, CERTS_ROOM);
	int device = open_device();

	if (!table)
		give_up("memory");
	while (tally->asked < REQUESTS || time_is_left()) {
		enum request_kind kind = through_tsm ? REPORT :
			(number + tally->asked) % REQUEST_KINDS;
		uint32_t mark = number << 24 | tally->asked << 8 | 0x5a;
		struct outcome outcome = through_tsm ? ask_tsm(mark) :
			request_issue(device, kind, mark, table);

		count(tally, kind, &outcome);
	}
	_exit(0);
}

static pid_t start_client(unsigned int number)
{
	pid_t pid = fork();

	if (pid < 0)
		give_up("fork");
	if (!pid)
		be_client(number);
	return pid;
}

/* What is left of @client when it has been killed. */
static void clean_up_after(pid_t client)
{
	char dir[64];

	waitpid(client, NULL, 0);
	name_entry(dir, sizeof(dir), client);
	rmdir(dir);
}

/* Kills one client after the other, each in the middle of something. */
static void kill_some(pid_t pids[CLIENTS])
{
	struct timespec pause = { .tv_nsec = 150000000 };

	for (unsigned int i = 0; i < KILLS || time_is_left(); i++) {
		unsigned int number = i % CLIENTS;

		nanosleep(&pause, NULL);
		kill(pids[number], SIGKILL);
		clean_up_after(pids[number]);
		pids[number] = start_client(number);
	}
}

static void run_clients(void)
{
	pid_t pids[CLIENTS];

	for (unsigned int i = 0; i < CLIENTS; i++)
		pids[i] = start_client(i);
	kill_some(pids);
	for (unsigned int i = 0; i < CLIENTS; i++)
		waitpid(pids[i], NULL, 0);
}

static struct tally sum_of_tallies(void)
{
	struct tally sum = {};

	for (unsigned int i = 0; i < CLIENTS; i++) {
		sum.asked += tallies[i].asked;
		sum.answered += tallies[i].answered;
		sum.failed += tallies[i].failed;
		sum.foreign += tallies[i].foreign;
		sum.strange += tallies[i].strange;
	}
	return sum;
}

static void learn_key(void)
{
	int device = open_device();
	struct outcome key = request_issue(device, DERIVED_KEY, 0, NULL);

	errno = key.error;
	if (key.error || key.status)
		give_up("the first, honest request");
	memcpy(honest_key, key.key, sizeof(honest_key));
	close(device);
}

static void works_again(void)
{
	uint8_t *table = calloc(1, CERTS_ROOM);
	int device = open_device();

	served_order(&served, "fault off");
	for (int kind = 0; kind < REQUEST_KINDS; kind++) {
		struct outcome outcome = request_issue(device, kind, 77, table);

		check(!outcome.error && !outcome.status,
		      "afterwards %s succeeds (got %s)", request_name(kind),
		      error_name(outcome.error));
	}
	close(device);
	free(table);
}

int main(int argc, char **argv)
{
	struct platform_counters counters;
	struct tally sum;

	if (argc != 2 && argc != 3) {
		fputs("usage: hammer STATE-DIRECTORY [SECONDS]\n", stderr);
		return 2;
	}
	if (argc == 3) {
		struct timespec now;

		clock_gettime(CLOCK_MONOTONIC, &now);
		end = now.tv_sec + atoi(argv[2]);
	}
	tallies = mmap(NULL, CLIENTS * sizeof(*tallies), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (tallies == MAP_FAILED)
		give_up("mmap");
	served.driver = getenv("DRIVER");
	served_start(&served, argv[1]);
	learn_key();
	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++)
		served_order(&served, orders[i]);

	run_clients();
	sum = sum_of_tallies();
	platform_counters(served.platform, &counters);
	printf("# %u asked, %u answered, %u failed, %" PRIu64 " trips, %" PRIu64 " firmware calls\n",
	       sum.asked, sum.answered, sum.failed, counters.host_calls,
	       counters.firmware_calls);
	check(sum.asked >= CLIENTS * REQUESTS && sum.answered > sum.asked / 4,
	      "clients of a bad host ask and are answered");
	check(!sum.foreign, "nobody gets an answer to another question");
	check(!sum.strange, "every failure has a documented errno");
	check(counters.busy && counters.generic && counters.invalid_len &&
	      counters.host_calls > sum.asked,
	      "the host was bad indeed: %" PRIu64 " BUSY, %" PRIu64 " generic errors, %" PRIu64 " INVALID_LEN",
	      counters.busy, counters.generic, counters.invalid_len);
	works_again();
	platform_counters(served.platform, &counters);
	check(!counters.ledger_conflicts, "no IV was used twice");
	served_stop(&served);
	return tap_end();
}
