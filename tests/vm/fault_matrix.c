// SPDX-License-Identifier: MIT
/*
 * fault_matrix STATE-DIRECTORY: every fault of the emulated host, once and for
 * ever, against every request of the driver.
 *
 * In each cell the request ends as expected_of() says, nothing false comes
 * out, no IV is used twice, and the next request to a host that has turned
 * fair succeeds. Load the module with busy_timeout_ms=1000. Prints TAP, with
 * the table as comments.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <unistd.h>

#include "faults.h"
#include "support/requests.h"
#include "support/served_platform.h"
#include "support/tap.h"

#define BUSY_TIMEOUT_MS	1000
#define TRIPS_MAX	12	/* of a request, when the host is not busy */
#define BUSY_TRIPS_MAX	80

#define WORD_BUSY		0x0000000200000000ULL
#define WORD_INVALID_LEN	0x0000000100000000ULL
#define WORD_UNKNOWN		0x8000000000000000ULL
#define WORD_GENERIC		0xffffffff00000000ULL
#define WORD_NONE		UINT64_MAX

enum mode { ONCE, FOREVER, MODES };

static struct served_platform served;
static int device;
static uint8_t *table, *honest_table;
static uint8_t honest_key[32];
static uint32_t mark;

/* How a request has to end. */
struct expected {
	int error;
	uint64_t exitinfo2;	/* with @error */
	uint32_t status;	/* without @error: in the answer */
	bool or_fine;		/* chance decides */
};

static const struct expected fine;

static struct expected told(uint64_t exitinfo2)
{
	return (struct expected){ .error = EIO, .exitinfo2 = exitinfo2 };
}

/*
 * A host that refuses before anything is executed. One refusal costs one more
 * trip; when it goes on, the caller hears what the host said.
 */
static struct expected refused(enum mode mode, uint64_t exitinfo2)
{
	return mode == ONCE ? fine : told(exitinfo2);
}

/* What a host says that refuses before the firmware is called. */
static struct expected of_refusal(enum platform_fault fault, enum mode mode,
				  enum request_kind kind)
{
	switch (fault) {
	case FAULT_BUSY:
		if (mode == ONCE)
			return fine;
		return (struct expected){ .error = ETIMEDOUT,
					  .exitinfo2 = WORD_BUSY };
	case FAULT_GENERIC:
		return refused(mode, WORD_GENERIC);
	case FAULT_UNKNOWN_CODE:
		return refused(mode, WORD_UNKNOWN);
	case FAULT_INVALID_LEN_ZERO:
	case FAULT_INVALID_LEN_SAME:
	case FAULT_INVALID_LEN_ABSURD:
		/* Room that makes no sense is not made; the caller is told. */
		return kind == EXT_REPORT ? told(WORD_INVALID_LEN) :
					    refused(mode, WORD_INVALID_LEN);
	case FAULT_INVALID_LEN_ONE_MORE:
	case FAULT_INVALID_LEN_DOUBLE:
		return refused(mode, WORD_INVALID_LEN);
	case FAULT_SUCCESS_CLAIMED:
		return mode == ONCE ? fine :
				      (struct expected){ .error = EBADMSG };
	case FAULT_DELAYED:
		return fine;
	default:
		return refused(mode, WORD_NONE);
	}
}

static struct expected of_request(enum platform_fault fault, enum mode mode)
{
	if (fault == FAULT_REQUEST_TAMPERED)
		return refused(mode, 0x0b);
	if (fault == FAULT_REQUEST_REPLAYED)
		return refused(mode, 0x1d);
	return fine;
}

static struct expected of_processor(enum platform_fault fault, enum mode mode)
{
	unsigned int status;

	if (sscanf(fault_name(fault), "status-%x", &status) == 1)
		return refused(mode, status);
	if (sscanf(fault_name(fault), "content-%x", &status) == 1)
		return (struct expected){ .status = status };
	/* Executed, and its answer can never be had: the caller is told. */
	if (fault == FAULT_SEALED_WRONG_SEQNO)
		return told(0x1d);
	return (struct expected){ .error = EPROTO };
}

/*
 * The host tells lies about a request that was executed. As long as the answer
 * gets through, they do not matter; an answer that was kept back is delivered
 * again when the request is.
 */
static struct expected of_verdict(enum platform_fault fault, enum mode mode,
				  enum request_kind kind)
{
	switch (fault) {
	case FAULT_EXECUTED_INVALID_LEN:
		return kind == EXT_REPORT ? refused(mode, WORD_INVALID_LEN) :
					    fine;
	case FAULT_LOST_BUSY:
		return of_refusal(FAULT_BUSY, mode, kind);
	case FAULT_LOST_INVALID_LEN:
		return refused(mode, WORD_INVALID_LEN);
	case FAULT_LOST_GENERIC:
		return refused(mode, WORD_GENERIC);
	case FAULT_LOST_STATUS:
		return refused(mode, 0x1d);
	default:
		return fine;
	}
}

static struct expected expected_of(enum platform_fault fault, enum mode mode,
				   enum request_kind kind)
{
	switch (fault_stage(fault)) {
	case STAGE_VMGEXIT:
		return of_refusal(fault, mode, kind);
	case STAGE_REQUEST:
		return of_request(fault, mode);
	case STAGE_PROCESSOR:
		return of_processor(fault, mode);
	case STAGE_ANSWER:
		if (fault == FAULT_ANSWER_CHANGING)
			return (struct expected){ .error = EIO,
						  .exitinfo2 = 0x1d,
						  .or_fine = true };
		return refused(mode, 0x1d);
	case STAGE_VERDICT:
		return of_verdict(fault, mode, kind);
	case STAGE_DEATH:
		/* An answer that is in the page counts, host or no host. */
		if (fault == FAULT_DIE_ANSWERED)
			return fine;
		return (struct expected){ .error = ENODEV,
					  .exitinfo2 = WORD_NONE };
	case STAGE_TABLE:
		/* What the table is worth is for the caller to judge. */
		return fine;
	}
	return fine;
}

static const char *mode_name(enum mode mode)
{
	return mode == ONCE ? "once" : "for ever";
}

static struct outcome issue(enum request_kind kind)
{
	memset(table, 0, CERTS_ROOM);
	return request_issue(device, kind, ++mark, table);
}

static bool is_empty(const uint8_t *bytes, size_t size)
{
	return !bytes[0] && !memcmp(bytes, bytes + 1, size - 1);
}

/* Certificates come with the host's word that they are there, or not at all. */
static bool table_is_true(const struct outcome *outcome)
{
	if (outcome->exitinfo2)
		return is_empty(table, CERTS_ROOM);
	return !memcmp(table, honest_table, CERTS_ROOM);
}

/* Whether what came out, if anything did, is what was asked for. */
static bool is_true(enum request_kind kind, const struct outcome *outcome,
		    bool table_is_honest)
{
	if (outcome->error || outcome->status)
		return true;
	if (kind == DERIVED_KEY)
		return !memcmp(outcome->key, honest_key, sizeof(honest_key));
	if (kind == EXT_REPORT && table_is_honest && !table_is_true(outcome))
		return false;
	return outcome->is_mine;
}

static bool as_expected(const struct outcome *outcome,
			const struct expected *expected)
{
	if (expected->or_fine && !outcome->error && !outcome->status)
		return true;
	if (outcome->error || expected->error)
		return outcome->error == expected->error &&
		       outcome->exitinfo2 == expected->exitinfo2;
	return outcome->status == expected->status;
}

/* A request to a fair host; after a death, to its successor. */
static bool recovers(enum platform_fault fault, enum request_kind kind)
{
	struct outcome outcome;

	if (fault_stage(fault) == STAGE_DEATH)
		served_revive(&served);
	else
		served_order(&served, "fault off");
	/* It goes on for so long after the exit that it was armed for. */
	if (fault == FAULT_ANSWER_CHANGING)
		usleep(1000000);
	outcome = issue(kind);
	if (!outcome.error && !outcome.status && is_true(kind, &outcome, true))
		return true;
	fprintf(stderr, "after %s, %s: %s, exitinfo2 %#" PRIx64 ", status %#x\n",
		fault_name(fault), request_name(kind), error_name(outcome.error),
		outcome.exitinfo2, outcome.status);
	return false;
}

static void test_cell(enum platform_fault fault, enum mode mode,
		      enum request_kind kind)
{
	struct expected expected = expected_of(fault, mode, kind);
	struct platform_counters before, after;
	bool truth, bounded, next;
	struct outcome outcome;
	char order[64];

	snprintf(order, sizeof(order), "fault %s%s", fault_name(fault),
		 mode == FOREVER ? " forever" : "");
	platform_counters(served.platform, &before);
	served_order(&served, order);
	outcome = issue(kind);
	platform_counters(served.platform, &after);
	after.host_calls -= before.host_calls;
	after.firmware_calls -= before.firmware_calls;

	truth = is_true(kind, &outcome, fault_stage(fault) != STAGE_TABLE);
	bounded = after.host_calls <= (outcome.error == ETIMEDOUT ?
				       BUSY_TRIPS_MAX : TRIPS_MAX);
	next = recovers(fault, kind);
	printf("# %-22s %-8s %-15s %-9s %016" PRIx64 " %02x %7u %5" PRIu64 " %4" PRIu64 " %5u  %s\n",
	       fault_name(fault), mode_name(mode), request_name(kind),
	       error_name(outcome.error), outcome.exitinfo2, outcome.status,
	       kind == EXT_REPORT ? outcome.certs_len : 0, after.host_calls,
	       after.firmware_calls, outcome.ms, next ? "yes" : "NO");
	check(as_expected(&outcome, &expected) && truth && bounded && next &&
	      !after.ledger_conflicts,
	      "%s %s, %s: %s%s%s%s%s", fault_name(fault), mode_name(mode),
	      request_name(kind), error_name(expected.error),
	      truth ? "" : "; what came out is false",
	      bounded ? "" : "; too many trips",
	      next ? "" : "; the next request fails",
	      after.ledger_conflicts ? "; an IV was used twice" : "");
}

static void learn_honest_answers(void)
{
	struct outcome key = issue(DERIVED_KEY), report = issue(EXT_REPORT);

	if (key.error || key.status || report.error || report.status) {
		errno = key.error ? key.error : report.error;
		give_up("the first, honest requests");
	}
	memcpy(honest_key, key.key, sizeof(honest_key));
	memcpy(honest_table, table, CERTS_ROOM);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: fault_matrix STATE-DIRECTORY\n", stderr);
		return 2;
	}
	table = calloc(1, CERTS_ROOM);
	honest_table = calloc(1, CERTS_ROOM);
	if (!table || !honest_table)
		give_up("memory");
	served_start(&served, argv[1]);
	device = open("/dev/sev-guest", O_RDWR | O_CLOEXEC);
	if (device < 0)
		give_up("/dev/sev-guest");
	learn_honest_answers();

	printf("# %-22s %-8s %-15s %-9s %-16s %s %7s %5s %4s %5s  %s\n",
	       "fault", "how long", "request", "errno", "exitinfo2", "st",
	       "certs", "trips", "fw", "ms", "next fine");
	for (int fault = 0; fault < FAULT_COUNT; fault++)
		for (int mode = 0; mode < MODES; mode++)
			for (int kind = 0; kind < REQUEST_KINDS; kind++)
				test_cell(fault, mode, kind);
	served_stop(&served);
	return tap_end();
}
