// SPDX-License-Identifier: MIT
/*
 * fault_matrix STATE-DIRECTORY [issue|message]: every fault of the emulated host, once and for
 * ever, against every request of the driver.
 *
 * In each cell the request ends as expected_of() says, nothing false comes
 * out, no IV is used twice, and the next request to a host that has turned
 * fair succeeds. Load the module with busy_timeout_ms=2000, or name the command
 * that loads it in DRIVER. Prints TAP, with the table as comments.
 *
 * "issue", "message": the driver has its real carrier, below which somebody else
 * listens to the host. Where that one sends whole messages it waits by itself, two
 * seconds at a time.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <unistd.h>

#include "host/faults.h"
#include "support/requests.h"
#include "support/served_platform.h"
#include "support/tap.h"

#define TRIPS_MAX	12	/* of a request, when the host is not busy */
#define BUSY_TRIPS_MAX	80

#define WORD_BUSY		0x0000000200000000ULL
#define WORD_INVALID_LEN	0x0000000100000000ULL
#define WORD_UNKNOWN		0x8000000000000000ULL
#define WORD_GENERIC		0xffffffff00000000ULL
#define WORD_NONE		UINT64_MAX

enum mode { ONCE, FOREVER, MODES };

/* What is between the driver and the host. */
static enum { EMULATED, ISSUE, MESSAGE } carrier;

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

/* For ever: the caller waits as long as it was told to. */
static struct expected busy(enum mode mode)
{
	if (mode == ONCE)
		return fine;
	return (struct expected){
		.error = ETIMEDOUT,
		/* Who leaves before the host was heard has nothing to tell. */
		.exitinfo2 = carrier == MESSAGE ? WORD_NONE : WORD_BUSY,
	};
}

/* Nobody there: for the architecture's code one error like any other. */
static struct expected dead(void)
{
	return (struct expected){ .error = carrier == EMULATED ? ENODEV : EIO,
				  .exitinfo2 = WORD_NONE };
}

/* Executed; the answer is authentic and of no use. */
static struct expected unusable(void)
{
	return (struct expected){ .error = EPROTO };
}

/* The secure processor's own refusal, sealed, is an answer. */
static struct expected answered(uint32_t status)
{
	return (struct expected){ .status = status };
}

/* Only extended reports have to do with certificates. */
static struct expected by_kind(enum request_kind kind,
			       struct expected of_extended_report,
			       struct expected of_others)
{
	return kind == EXT_REPORT ? of_extended_report : of_others;
}

/* A fault without a required answer does not compile. */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wswitch"
static struct expected expected_of(enum platform_fault fault, enum mode mode,
				   enum request_kind kind)
{
	switch (fault) {
	/* Refused before the firmware was called. */
	case FAULT_BUSY:
		return busy(mode);
	case FAULT_GENERIC:
		return refused(mode, WORD_GENERIC);
	case FAULT_UNKNOWN_CODE:
		return refused(mode, WORD_UNKNOWN);
	case FAULT_INVALID_LEN_ZERO:
	case FAULT_INVALID_LEN_SAME:
	case FAULT_INVALID_LEN_ABSURD:
		/* Room that makes no sense is not made; the caller is told. */
		return by_kind(kind, told(WORD_INVALID_LEN),
			       refused(mode, WORD_INVALID_LEN));
	case FAULT_INVALID_LEN_ONE_MORE:
	case FAULT_INVALID_LEN_DOUBLE:
		return refused(mode, WORD_INVALID_LEN);
	case FAULT_EXCEPTION_UD:
	case FAULT_EXCEPTION_GP:
	case FAULT_EXCEPTION_PF:
	case FAULT_MALFORMED:
	case FAULT_UNKNOWN_INFO1:
		return refused(mode, WORD_NONE);
	case FAULT_SUCCESS_CLAIMED:
		if (mode == ONCE)
			return fine;
		return (struct expected){ .error = EBADMSG };
	case FAULT_DELAYED:
		return fine;

	/* On the way to the firmware. */
	case FAULT_REQUEST_TAMPERED:
		return refused(mode, 0x0b);
	case FAULT_REQUEST_REPLAYED:
		return refused(mode, 0x1d);
	case FAULT_EXECUTED_TWICE:
		return fine;

	/* The firmware. */
	case FAULT_STATUS_01:
		return refused(mode, 0x01);
	case FAULT_STATUS_02:
		return refused(mode, 0x02);
	case FAULT_STATUS_09:
		return refused(mode, 0x09);
	case FAULT_STATUS_0B:
		return refused(mode, 0x0b);
	case FAULT_STATUS_10:
		return refused(mode, 0x10);
	case FAULT_STATUS_13:
		return refused(mode, 0x13);
	case FAULT_STATUS_14:
		return refused(mode, 0x14);
	case FAULT_STATUS_15:
		return refused(mode, 0x15);
	case FAULT_STATUS_16:
		return refused(mode, 0x16);
	case FAULT_STATUS_19:
		return refused(mode, 0x19);
	case FAULT_STATUS_1A:
		return refused(mode, 0x1a);
	case FAULT_STATUS_1D:
		return refused(mode, 0x1d);
	case FAULT_STATUS_27:
		return refused(mode, 0x27);
	case FAULT_CONTENT_13:
		return answered(0x13);
	case FAULT_CONTENT_14:
		return answered(0x14);
	case FAULT_CONTENT_15:
		return answered(0x15);
	case FAULT_CONTENT_16:
		return answered(0x16);
	case FAULT_CONTENT_27:
		return answered(0x27);
	case FAULT_SEALED_WRONG_SEQNO:
		/* Executed, and its answer can never be had. */
		return told(0x1d);
	case FAULT_SEALED_WRONG_TYPE:
	case FAULT_SEALED_WRONG_VERSION:
	case FAULT_SEALED_WRONG_VMPCK:
	case FAULT_SEALED_WRONG_SIZE:
		return unusable();

	/* The answer spoilt: the next message acknowledges it. */
	case FAULT_TAG_FLIPPED:
	case FAULT_HEADER_FLIPPED:
	case FAULT_PAYLOAD_FLIPPED:
	case FAULT_SEQNO_CHANGED:
	case FAULT_TYPE_CHANGED:
	case FAULT_VERSION_CHANGED:
	case FAULT_VMPCK_CHANGED:
	case FAULT_SIZE_OVER_PAGE:
	case FAULT_SIZE_OVER:
	case FAULT_SIZE_UNDER:
	case FAULT_SIZE_ZERO:
	case FAULT_ANSWER_REPLAYED:
	case FAULT_ANSWER_OTHER_TYPE:
	case FAULT_REQUEST_REFLECTED:
	case FAULT_ANSWER_ZERO:
	case FAULT_ANSWER_RANDOM:
	case FAULT_ANSWER_WITHHELD:
		return refused(mode, 0x1d);
	case FAULT_ANSWER_CHANGING:
		return (struct expected){ .error = EIO, .exitinfo2 = 0x1d,
					  .or_fine = true };

	/* What the table is worth is for the caller to judge. */
	case FAULT_TABLE_WRAPS:
	case FAULT_TABLE_OVERLAPS:
	case FAULT_TABLE_UNTERMINATED:
	case FAULT_TABLE_LENGTH_ZERO:
	case FAULT_TABLE_LENGTH_4G:
	case FAULT_TABLE_OUTSIDE:
	case FAULT_TABLE_NOISE:
	case FAULT_TABLE_ZERO:
		return fine;

	/*
	 * Lies about a request that was executed. As long as the answer gets
	 * through, they do not matter; an answer that was kept back is
	 * delivered again when the request is.
	 */
	case FAULT_EXECUTED_BUSY:
	case FAULT_EXECUTED_GENERIC:
	case FAULT_EXECUTED_STATUS:
		return fine;
	case FAULT_EXECUTED_INVALID_LEN:
		return by_kind(kind, refused(mode, WORD_INVALID_LEN), fine);
	case FAULT_LOST_BUSY:
		return busy(mode);
	case FAULT_LOST_INVALID_LEN:
		return refused(mode, WORD_INVALID_LEN);
	case FAULT_LOST_GENERIC:
		return refused(mode, WORD_GENERIC);
	case FAULT_LOST_STATUS:
		return refused(mode, 0x1d);

	/* An answer that is in the page counts, host or no host. */
	case FAULT_DIE_ANSWERED:
		return fine;
	case FAULT_DIE_BEFORE:
	case FAULT_DIE_EXECUTED:
		return dead();

	case FAULT_COUNT:
		break;
	}
	return fine;
}
#pragma GCC diagnostic pop

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

/*
 * A host that speaks of an error beside an answer has not said that certificates
 * are there. An answer that changes while it is copied may come out right only
 * when it comes again, beside the firmware's 0x1d.
 */
static bool withholds_certs(enum platform_fault fault)
{
	return fault == FAULT_EXECUTED_TWICE || fault == FAULT_EXECUTED_BUSY ||
	       fault == FAULT_EXECUTED_GENERIC ||
	       fault == FAULT_EXECUTED_STATUS || fault == FAULT_DIE_ANSWERED ||
	       fault == FAULT_ANSWER_CHANGING;
}

/* Certificates come whole or not at all. */
static bool table_is_true(bool withheld)
{
	if (withheld && is_empty(table, CERTS_ROOM))
		return true;
	return !memcmp(table, honest_table, CERTS_ROOM);
}

/* Whether what came out, if anything did, is what was asked for. */
static bool is_true(enum request_kind kind, const struct outcome *outcome,
		    bool table_is_honest, bool withheld)
{
	if (outcome->error || outcome->status)
		return true;
	if (kind == DERIVED_KEY)
		return !memcmp(outcome->key, honest_key, sizeof(honest_key));
	if (kind == EXT_REPORT && table_is_honest && !table_is_true(withheld))
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
	return !outcome->exitinfo2 && outcome->status == expected->status;
}

/* A request to a fair host; after a death, to its successor. */
static bool recovers(enum platform_fault fault, enum request_kind kind)
{
	struct outcome outcome;

	if (fault_stage(fault) == STAGE_DEATH)
		served_revive(&served);
	else
		served_order(&served, "fault off");
	outcome = issue(kind);
	if (!outcome.error && !outcome.status && is_true(kind, &outcome, true, false))
		return true;
	fprintf(stderr, "after %s, %s: %s, exitinfo2 %#" PRIx64 ", status %#x\n",
		fault_name(fault), request_name(kind), error_name(outcome.error),
		outcome.exitinfo2, outcome.status);
	return false;
}

/* Whoever sends whole messages answers INVALID_LEN by a trip of its own. */
static unsigned int trips_max(const struct outcome *outcome)
{
	if (outcome->error == ETIMEDOUT)
		return BUSY_TRIPS_MAX;
	return carrier == MESSAGE ? 2 * TRIPS_MAX : TRIPS_MAX;
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

	truth = is_true(kind, &outcome, fault_stage(fault) != STAGE_TABLE,
			withholds_certs(fault));
	bounded = after.host_calls <= trips_max(&outcome);
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
	if (argc == 3)
		carrier = strcmp(argv[2], "issue") ? MESSAGE : ISSUE;
	if (argc != 2 && argc != 3) {
		fputs("usage: fault_matrix STATE-DIRECTORY [issue|message]\n",
		      stderr);
		return 2;
	}
	table = calloc(1, CERTS_ROOM);
	honest_table = calloc(1, CERTS_ROOM);
	if (!table || !honest_table)
		give_up("memory");
	served.driver = getenv("DRIVER");
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
