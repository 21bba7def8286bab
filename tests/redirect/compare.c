// SPDX-License-Identifier: MIT
/*
 * compare STATE DRIVER.ko [--judge|--judge-core]: what one misbehaviour of the host costs,
 * driver by driver, on the kernel's own guest requests (snp-redirect.ko).
 *
 * Each row has a machine of its own: a driver that lost its key in one row must
 * not spoil the next. Prints one line a row, fields separated by tabs: row,
 * errno, exitinfo2, trips to the host, firmware calls, milliseconds, whether
 * the next request to a fair host succeeds. With --judge TAP instead: what our
 * driver has to do; --judge-core for kernels whose own code repeats requests
 * before our driver hears of it (7.2).
 */
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/sev-guest.h>

#include "support/served_platform.h"
#include "support/clock.h"
#include "support/tap.h"

#define MACHINE "/run/compared"
#define CERTS_MAX (128 * 1024)
#define FIRST_CERTS (16 * 1024)
/* A tenth of what the driver itself waits for a busy host. */
#define SOON_MS 6000

/* How a row is played. */
enum play {
	ASK,		/* one extended report, certificates of 16 KiB */
	FOLLOW,		/* as a client does: again with the length it is told */
	WRONG_VERSION,	/* msg_version 2 */
	KILLED,		/* SIGKILL while the host is busy */
};

struct row {
	const char *name;
	const char *order;	/* to the host; NULL: none */
	enum play play;
	int error;		/* what our driver has to answer */
	unsigned int firmware_calls_max;	/* of our driver */
	unsigned int core_repeats;	/* calls more, with --judge-core */
};

/*
 * Where the host lied about an executed request or spoilt its answer, the
 * answer comes through all the same, but the host's word on the certificates
 * does not: they cost a second message. Each refused repetition counts as a
 * firmware call too.
 */
static const struct row rows[] = {
	{ "honest", NULL, ASK, 0, 1, 0 },
	{ "table of 5 pages, client follows certs_len", "table-pages 5", FOLLOW, 0, 2, 1 },
	{ "BUSY twice", "busy 2", ASK, 0, 1, 0 },
	{ "BUSY for 300 ms", "busy-for 300", ASK, 0, 1, 0 },
	{ "killed while BUSY", "fault busy forever", KILLED, 0, 0, 0 },
	{ "generic error once", "fault generic", ASK, 0, 1, 0 },
	{ "firmware status 0x16 once", "fault status-16", ASK, 0, 2, 0 },
	{ "malformed-input complaint once", "fault malformed", ASK, 0, 1, 0 },
	{ "generic error for ever", "fault generic forever", ASK, EIO, 0, 0 },
	{ "INVALID_LEN, absurd page count", "fault invalid-len-absurd", ASK, EIO, 1, 0 },
	{ "answer with a flipped tag once", "fault tag-flipped", ASK, 0, 3, 0 },
	{ "previous answer replayed once", "fault answer-replayed", ASK, 0, 3, 0 },
	{ "answer withheld once", "fault answer-withheld", ASK, 0, 3, 0 },
	{ "executed, then BUSY told", "fault executed-busy", ASK, 0, 2, 1 },
	{ "executed, then generic told", "fault executed-generic", ASK, 0, 2, 0 },
	{ "caller passes msg_version 2", NULL, WRONG_VERSION, EINVAL, 0, 0 },
};

#define ROWS (sizeof(rows) / sizeof(*rows))

struct result {
	int error;
	uint64_t exitinfo2;
	uint64_t trips, firmware_calls;
	unsigned int ms;
	bool next;
	bool iv_reused;
};

static struct served_platform served;
static const char *state, *driver;
static uint8_t certs[CERTS_MAX];

static void shell(const char *format, ...)
{
	char command[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	errno = 0;
	if (system(command))
		give_up(command);
}

/* 0, an errno, or the negative of a positive result, which is a defect. */
static int ask(int device, uint8_t version, uint32_t *certs_len,
	       uint64_t *exitinfo2)
{
	static struct snp_report_resp response;
	struct snp_ext_report_req request = {
		.certs_address = (uintptr_t)certs,
		.certs_len = *certs_len,
	};
	struct snp_guest_request_ioctl argument = {
		.msg_version = version,
		.req_data = (uintptr_t)&request,
		.resp_data = (uintptr_t)&response,
	};
	int result;

	memset(request.data.user_data, 0x5a, sizeof(request.data.user_data));
	memset(&response, 0, sizeof(response));
	result = ioctl(device, SNP_GET_EXT_REPORT, &argument);
	*exitinfo2 = argument.exitinfo2;
	*certs_len = request.certs_len;
	if (result)
		return result < 0 ? errno : -result;
	/* Success without the report that was asked for is none. */
	return memcmp(response.data + 0x20 + 0x50, request.data.user_data,
		      sizeof(request.data.user_data)) ? EBADMSG : 0;
}

static int follow(int device, uint64_t *exitinfo2)
{
	uint32_t certs_len = FIRST_CERTS;
	int error = ask(device, 1, &certs_len, exitinfo2);

	if (error == EIO && *exitinfo2 == SNP_GUEST_VMM_ERR(1) &&
	    certs_len > FIRST_CERTS && certs_len <= CERTS_MAX)
		error = ask(device, 1, &certs_len, exitinfo2);
	return error;
}

/* How long a killed caller stays; EBUSY: it went before it was killed. */
static void kill_while_busy(int device, struct result *result)
{
	uint32_t certs_len = FIRST_CERTS;
	struct platform_counters before;
	uint64_t exitinfo2;
	int64_t start;
	int status = 0;
	pid_t child;

	platform_counters(served.platform, &before);
	child = fork();
	if (!child) {
		ask(device, 1, &certs_len, &exitinfo2);
		_exit(0);
	}
	served_until_busy(&served, &before, child);
	start = now_ms();
	kill(child, SIGKILL);
	if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status))
		result->error = EBUSY;
	result->ms = now_ms() - start;
}

static void play(const struct row *row, int device, struct result *result)
{
	int64_t start = now_ms();
	uint32_t certs_len = FIRST_CERTS;

	switch (row->play) {
	case ASK:
		result->error = ask(device, 1, &certs_len, &result->exitinfo2);
		break;
	case FOLLOW:
		result->error = follow(device, &result->exitinfo2);
		break;
	case WRONG_VERSION:
		result->error = ask(device, 2, &certs_len, &result->exitinfo2);
		break;
	case KILLED:
		kill_while_busy(device, result);
		return;
	}
	result->ms = now_ms() - start;
}

/* Not more than a client would try. */
static bool next_succeeds(int device)
{
	uint64_t exitinfo2;

	return !follow(device, &exitinfo2);
}

static void power_on(void)
{
	shell("rm -rf %s && cp -r %s %s", MACHINE, state, MACHINE);
	shell("insmod /vm/snp-redirect.ko");
	served_start(&served, MACHINE);
	shell("insmod %s", driver);
}

/* The server has the redirecting module open: it goes between the two. */
static void power_off(void)
{
	shell("rmmod sev_guest");
	served_stop(&served);
	shell("rmmod snp_redirect");
}

static struct result run(const struct row *row)
{
	struct platform_counters before, after;
	struct result result = {};
	int device;

	power_on();
	device = open("/dev/sev-guest", O_RDWR | O_CLOEXEC);
	if (device < 0)
		give_up("/dev/sev-guest");
	/* A replay needs something to replay. */
	next_succeeds(device);
	if (row->order)
		served_order(&served, row->order);
	platform_counters(served.platform, &before);
	play(row, device, &result);
	platform_counters(served.platform, &after);
	result.trips = after.host_calls - before.host_calls;
	result.firmware_calls = after.firmware_calls - before.firmware_calls;
	served_order(&served, "fault off");
	result.next = next_succeeds(device);
	platform_counters(served.platform, &after);
	result.iv_reused = after.ledger_conflicts;
	close(device);
	power_off();
	return result;
}

static void print_row(const struct row *row, const struct result *result)
{
	char told[32];

	if (result->error < 0)
		snprintf(told, sizeof(told), "ioctl returned %d",
			 -result->error);
	else
		snprintf(told, sizeof(told), "%s",
			 row->play == KILLED ? "(killed)" :
					       error_name(result->error));
	printf("row\t%s\t%s\t0x%" PRIx64 "\t%" PRIu64 "\t%" PRIu64 "\t%u\t%s%s\n",
	       row->name, told, result->exitinfo2, result->trips,
	       result->firmware_calls, result->ms,
	       result->next ? "yes" : "no",
	       result->iv_reused ? ", and an IV was used twice" : "");
	fflush(stdout);
}

static void judge(const struct row *row, const struct result *result,
		  bool in_core)
{
	unsigned int calls_max = row->firmware_calls_max +
				 (in_core ? row->core_repeats : 0);

	check(result->error == row->error, "%s: %s", row->name,
	      error_name(row->error));
	check(result->firmware_calls <= calls_max,
	      "%s: at most %u firmware calls", row->name, calls_max);
	check(result->next, "%s: the next request succeeds", row->name);
	check(!result->iv_reused, "%s: no IV is used twice", row->name);
	if (row->play == KILLED)
		check(result->ms < SOON_MS, "%s: gone at once", row->name);
}

int main(int argc, char *argv[])
{
	bool in_core = argc == 4 && !strcmp(argv[3], "--judge-core");
	bool judged = in_core || (argc == 4 && !strcmp(argv[3], "--judge"));

	if (argc != 3 && !judged) {
		fputs("usage: compare STATE DRIVER.ko [--judge|--judge-core]\n",
		      stderr);
		return 2;
	}
	state = argv[1];
	driver = argv[2];
	for (size_t i = 0; i < ROWS; i++) {
		struct result result = run(&rows[i]);

		if (judged)
			judge(&rows[i], &result, in_core);
		else
			print_row(&rows[i], &result);
	}
	return judged ? tap_end() : 0;
}
