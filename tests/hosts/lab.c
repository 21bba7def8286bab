// SPDX-License-Identifier: MIT
/*
 * Guest, secure processor and host from a seed, see lab.h.
 *
 * The host executes any message it ever saw, at any time, shows any page it
 * ever had, also damaged, says anything, is busy for minutes. The guest asks,
 * drains before a reboot, is killed, crashes or is unloaded, and starts again.
 * After all that the host turns fair, and everything has to work again.
 *
 *	hosts N SEED	hosts SEED to SEED + N - 1; TAP
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include <asm/sev.h>

#include "channel.h"
#include "lab.h"
#include "sev-guest.h"

#define BUSY		0x200000000ULL
#define INVALID_LEN	0x100000000ULL
#define GENERIC		0xffffffff00000000ULL

#define MESSAGES	64

#define PROMISE_TEXT(name, text)	[name] = text,
static const char *const promises[] = { LAB_PROMISES(PROMISE_TEXT) };

static unsigned long broken[PROMISES];
static unsigned long seed;

static struct {
	u8 secrets[4096];
	/* the secure processor */
	u64 count;
	/* what was seen under each number / 2, and what was answered */
	u8 seen[MESSAGES][4096];
	u8 answered[MESSAGES][4096];
	unsigned int newest;
	u64 was_seen, was_answered;
	const u8 *shared;	/* the response page */
	/* the host */
	bool lives;
	bool fair;
	unsigned int mood;
	bool refuses;	/* at once, and nothing else */
	struct lab_orders orders;
	u64 said;	/* in this call of the guest, last */
	unsigned long busy_until;
	unsigned long claims_until;
	/* the guest */
	bool crashed;
	u32 timeout_ms;
} lab;

static struct snp_aead *aead;
static u64 generator;
unsigned long lab_killed_at;
static unsigned long stops_at;	/* the machine; 0 for never */
bool lab_stopped;
long lab_allocated;
bool lab_reseals;

static struct {
	unsigned long calls, answers, errors, trips, drains, crashes, unloads, kills;
	unsigned long stops, mercies, complaints;
	unsigned long most_over_ms, full_windows, unloads_asking;
} total;

static void show_first_answer(void);

unsigned long lab_next(unsigned long until)
{
	if (lab_killed_at && lab_killed_at < until)
		until = lab_killed_at;
	if (stops_at && stops_at < until)
		until = stops_at;
	if (lab.orders.shows_at && lab.orders.shows_at < until)
		until = lab.orders.shows_at;
	return until > jiffies ? until : jiffies;
}

bool lab_comes(void)
{
	if (stops_at && stops_at <= jiffies) {
		stops_at = 0;
		lab_stopped = true;
		guest_stop_begins();
	}
	if (lab.orders.shows_at && lab.orders.shows_at <= jiffies) {
		lab.orders.shows_at = 0;
		show_first_answer();
	}
	return lab_killed_at && lab_killed_at <= jiffies;
}

bool lab_pass(unsigned long until)
{
	do {
		if (machine_step(until))
			return true;
	} while (jiffies < until);
	return false;
}

u32 lab_random(u32 bound)
{
	generator = generator * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)((generator >> 33) % bound);
}

static bool one_in(u32 n)
{
	return !lab_random(n);
}

void lab_broken(enum lab_promise promise, const char *format, ...)
{
	va_list arguments;

	if (broken[promise]++ >= 5)
		return;
	fprintf(stderr, "host %lu at %lu ms: ", seed, jiffies);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

/* What came of it so far, in TAP. */
static int report(unsigned long lives)
{
	unsigned int i, n;
	int status = 0;

	fprintf(stderr, "%s: %lu hosts, %lu calls (%lu answers, %lu errors), %lu trips, %lu drains, %lu crashes, %lu unloads (%lu with the host being asked), %lu kills, %lu stops, %lu mercies, %lu full windows, at most %lu ms over the bound\n",
		machine_name, lives, total.calls, total.answers, total.errors,
		total.trips, total.drains, total.crashes, total.unloads,
		total.unloads_asking, total.kills, total.stops, total.mercies,
		total.full_windows,
		total.most_over_ms);
	if (lives >= 1000 && (!total.drains || !total.crashes || !total.kills ||
			      !total.unloads || !total.stops || !total.mercies ||
			      (machine_seals && !total.unloads_asking) ||
			      total.full_windows < lives / 100 ||
			      total.answers < lives || total.errors < lives))
		lab_broken(REACH, "something was left out");
	n = machine_seals ? PROMISES : RESEALED;
	printf("1..%d\n# calls %lu\n", n, total.calls);
	for (i = 0; i < n; i++) {
		printf("%s - %s, %s: %s\n", broken[i] ? "not ok" : "ok",
		       machine_name, guest_name, promises[i]);
		status |= !!broken[i];
	}
	return status;
}

/* Beyond this nothing makes sense any more. */
static void give_up(void)
{
	report(0);
	exit(3);
}

void lab_alert(const char *format, ...)
{
	if (!lab_reseals)
		lab_broken(ONE_CALL, "an alarm: %s", format);
}

u8 *lab_secrets(void)
{
	return lab.secrets;
}

struct snp_aead *lab_aead(void)
{
	return aead;
}

bool lab_carrier(struct snp_platform *platform)
{
	struct sev_guest_platform_data data = {};
	struct device dev = { .platform_data = &data };

	platform->carrier = snp_carrier_create(&dev, &platform->secrets);
	return !IS_ERR(platform->carrier);
}

bool lab_fair(void)
{
	return lab.fair;
}

bool lab_short(void)
{
	return lab.lives && !lab.fair && one_in(8);
}

/* What is allocated and not freed; NULL is what is free here. */
static const void *pieces[64];

static const void **piece_of(const void *memory)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pieces); i++)
		if (pieces[i] == memory)
			return &pieces[i];
	return NULL;
}

void *lab_allocate(size_t size)
{
	const void **piece = piece_of(NULL);
	void *memory = lab_short() ? NULL : calloc(1, size);

	if (!piece)
		give_up();
	*piece = memory;
	lab_allocated += !!memory;
	return memory;
}

void lab_free(const void *pointer)
{
	if (pointer)
		*piece_of(pointer) = NULL;
	lab_allocated -= !!pointer;
	free((void *)pointer);
}

/* ------------------------------------------------ the secure processor */

static u64 number_of(const u8 *page)
{
	u64 number;

	memcpy(&number, page + 0x20, sizeof(number));
	return number;
}

static u64 secure_processor(const u8 *page)
{
	u8 plain[4000], answer[LAB_ANSWER_MAX] = {}, iv[12] = {}, *out;
	u64 number = number_of(page);
	size_t size = page[0x36] | page[0x37] << 8;

	if (size > sizeof(plain) || size != LAB_REQUEST_SIZE)
		return 0x16;
	memcpy(iv, &number, 8);
	if (snp_aead_open(aead, iv, page + 0x30, 0x30, page + 0x60, size, page,
			  plain))
		return 0x0b;
	if (number != lab.count + 1)
		return 0x1d;
	if (page[0x34] != 5 || !page[0x35])
		return 0x16;

	lab.count += 2;
	memcpy(answer + 0x70, plain, 64);
	out = lab.answered[number / 2];
	memset(out, 0, 4096);
	number++;
	memcpy(out + 0x20, &number, 8);
	memcpy(out + 0x30, page + 0x30, 0x30);
	out[0x34]++;
	out[0x36] = lab.orders.report_size & 0xff;
	out[0x37] = lab.orders.report_size >> 8;
	memcpy(iv, &number, 8);
	snp_aead_seal(aead, iv, out + 0x30, 0x30, answer, lab.orders.report_size,
		      out + 0x60, out);
	lab.was_answered |= 1ULL << (number / 2 - 1);
	return 0;
}

/* ------------------------------------------------------------- the host */

static bool all_zero(const u8 *bytes, size_t size)
{
	while (size--)
		if (*bytes++)
			return false;
	return true;
}

static u32 counter(void)
{
	u32 value;

	memcpy(&value, lab.secrets + 0xa0, sizeof(value));
	return value;
}

/* Nothing that came before can be the answer to what nobody has seen yet. */
static void look_at_answer(const struct lab_call *call)
{
	u64 index = number_of(call->request) / 2;

	if (guest_outstanding() == 1 && index < MESSAGES &&
	    !(lab.was_seen >> index & 1) && !all_zero(call->response, 4096))
		lab_broken(CLEAN, "there is something in it");
}

/* The ledger: one ciphertext per number, and the counter ahead of it. */
static void look_at(const u8 *page)
{
	u64 number = number_of(page);
	u64 index = number / 2;

	if (number % 2 == 0 || index >= MESSAGES) {
		lab_broken(ONE_CIPHERTEXT, "message number %llu", number);
		give_up();
	}
	if (counter() < number + 1)
		lab_broken(WRITE_AHEAD, "number %llu is in shared memory before the counter moved",
			    number);
	if (lab.was_seen >> index & 1) {
		if (memcmp(lab.seen[index], page, 4096))
			lab_broken(ONE_CIPHERTEXT, "two ciphertexts under number %llu", number);
		return;
	}
	memcpy(lab.seen[index], page, 4096);
	lab.was_seen |= 1ULL << index;
	if (index > lab.newest)
		lab.newest = index;
}

static void show_last_answer(struct lab_call *call)
{
	u64 last = lab.count / 2;

	if (last && lab.was_answered >> (last - 1) & 1)
		memcpy(call->response, lab.answered[last - 1], 4096);
}

static void show_something(struct lab_call *call)
{
	unsigned int index = lab_random(lab.newest + 1);
	unsigned int i;

	switch (lab_random(8)) {
	case 0:
	case 1:
	case 2:
		show_last_answer(call);
		break;
	case 3:
		if (lab.was_answered >> index & 1)
			memcpy(call->response, lab.answered[index], 4096);
		break;
	case 4:
		show_last_answer(call);
		call->response[lab_random(0x520)] ^= 1U << lab_random(8);
		break;
	case 5:
		memcpy(call->response, call->request, 4096);
		call->response[0x20]++;
		break;
	case 6:
		for (i = 0; i < 0x60; i++)
			call->response[i] = lab_random(256);
		break;
	default:
		break;
	}
}

/* One certificate up to the end of the last page. */
static void write_certs(u8 *certs)
{
	u32 entry[2] = { 48, LAB_CERTS * 4096 - 48 };

	memset(certs, 0xce, LAB_CERTS * 4096);
	memcpy(certs + 16, entry, sizeof(entry));
	memset(certs + 24, 0, 24);
}

bool lab_are_certs(const u8 *certs)
{
	u8 written[LAB_CERTS * 4096];

	write_certs(written);
	return !memcmp(certs, written, sizeof(written));
}

void lab_copied(u8 *response)
{
	if (lab.orders.meddles || (lab.lives && !lab.fair && one_in(4)))
		response[lab_random(0x520)] ^= 1U << lab_random(8);
}

static void show_first_answer(void)
{
	secure_processor(lab.seen[0]);
	memcpy((u8 *)lab.shared, lab.answered[0], 4096);
}

void lab_complained(void)
{
	total.complaints++;
}

static u64 any_code(void)
{
	static const u64 codes[] = {
		0, BUSY, INVALID_LEN, GENERIC, 0x1d, 0x1d, 0x16, 0x0b,
		BUSY | 1, INVALID_LEN | 1,
	};

	return codes[lab_random(ARRAY_SIZE(codes))];
}

/* What fills the window: claims the message was consumed, shows nothing. */
static int claim_consumed(struct lab_call *call)
{
	if (one_in(4))
		secure_processor(call->request);
	call->exitinfo2 = 0x1d;
	return 0;
}

/* Every host has its own mood; some let little through. */
static int be_hostile(struct lab_call *call)
{
	u64 status = 0;
	u32 times;

	if (lab.refuses) {
		call->exitinfo2 = GENERIC;
		return 0;
	}
	if (one_in(20 + lab.mood * 5))
		lab.busy_until = jiffies + lab_random(150000);
	if (jiffies < lab.busy_until && !one_in(10)) {
		if (one_in(8))
			secure_processor(call->request);
		call->exitinfo2 = BUSY;
		return 0;
	}
	if (lab.mood == 0 && jiffies < lab.claims_until)
		return claim_consumed(call);
	if (lab.mood == 0 && one_in(10))
		lab.claims_until = jiffies + lab_random(3000);
	for (times = lab_random(3); times; times--) {
		u32 index = lab_random(lab.newest + 1);

		if (lab.was_seen >> index & 1)
			secure_processor(lab.seen[index]);
	}
	if (!one_in(2 + lab.mood))
		status = secure_processor(call->request);
	show_something(call);
	call->npages = lab_random(24);
	if (one_in(16))
		return LAB_COMPLAINT;
	call->exitinfo2 = lab_random(lab.mood + 2) ? any_code() : status;
	return 0;
}

static int be_fair(struct lab_call *call)
{
	if (call->extended && call->npages < LAB_CERTS) {
		call->npages = LAB_CERTS;
		call->exitinfo2 = INVALID_LEN;
		return 0;
	}
	if (call->extended)
		write_certs(call->certs);
	call->exitinfo2 = secure_processor(call->request);
	show_last_answer(call);
	return 0;
}

/* A table, if only an empty one, into what the guest has shared. */
static void write_certificates(const struct lab_call *call)
{
	if (!call->extended || !call->certs || !call->npages)
		return;
	if (piece_of(call->certs))
		memset(call->certs, 0, 24);
	else
		lab_broken(HELD, "memory that the guest has freed");
}

int lab_exit(struct lab_call *call)
{
	int complaint;

	total.trips++;
	write_certificates(call);
	lab.shared = call->response;
	look_at_answer(call);
	look_at(call->request);
	complaint = lab.fair ? be_fair(call) : be_hostile(call);
	lab.said = call->exitinfo2;
	return complaint;
}

int lab_issue(struct lab_call *call)
{
	int complaint = lab_exit(call);

	if (complaint || !call->exitinfo2)
		return complaint;
	if (call->exitinfo2 == BUSY)
		return -EAGAIN;
	if (call->exitinfo2 == INVALID_LEN && call->extended)
		return -ENOSPC;
	return -EIO;
}

/* ------------------------------------------------------------ the guest */

/* No call may last longer than its bound, whatever it is for. */
static void check_time(unsigned long since, u32 margin_ms)
{
	unsigned long over = jiffies - since;

	over = over > lab.timeout_ms ? over - lab.timeout_ms : 0;
	if (over > total.most_over_ms)
		total.most_over_ms = over;
	if (over > margin_ms)
		lab_broken(BOUND, "a call took %lu ms, allowed are %u + %u",
			   jiffies - since, lab.timeout_ms, margin_ms);
}

static void judge_answer(int err, const u8 *payload, const u8 *answer, size_t size)
{
	if (!err && (size != lab.orders.report_size ||
		     memcmp(answer + 0x70, payload, 64)))
		lab_broken(ANSWER, "the answer to another request");
	if (err && !all_zero(answer, LAB_ANSWER_MAX))
		lab_broken(NO_BYTES, "bytes beside error %d", err);
	if (err == -EBADMSG && lab.said)
		lab_broken(CLAIM, "EBADMSG, and the host said 0x%llx", lab.said);
}

/* The answer to the outstanding message that is @older messages back. */
static bool is_shown(unsigned int older)
{
	unsigned int index = (counter() - 1) / 2 - older;

	return lab.shared && index < MESSAGES && lab.was_answered >> index & 1 &&
	       !memcmp(lab.shared, lab.answered[index], 4096);
}

static void judge_state(void)
{
	unsigned int i;

	for (i = 0; i < guest_outstanding(); i++)
		if (!lab.crashed && is_shown(i))
			lab_broken(SHOWN, "it is in the page, and its message still outstanding");
	if (guest_outstanding() > SNP_CHANNEL_WINDOW)
		lab_broken(WINDOW, "%u outstanding", guest_outstanding());
	if (guest_dead())
		lab_broken(STARTS, "the key was given up");
	total.full_windows += guest_outstanding() == SNP_CHANNEL_WINDOW;
}

/* A request that nobody made before. */
static const u8 *new_payload(void)
{
	static u8 payload[LAB_REQUEST_SIZE];
	unsigned int i;

	for (i = 0; i < sizeof(payload); i++)
		payload[i] = lab_random(256);
	return payload;
}

static int ask(unsigned long since, bool killable, u32 margin_ms)
{
	const u8 *payload = new_payload();
	u8 answer[LAB_ANSWER_MAX];
	size_t size = 0;
	int err;

	memset(answer, 0xa5, sizeof(answer));
	if (killable)
		lab_killed_at = one_in(8) ?
				jiffies + lab_random(lab.timeout_ms) : 0;
	total.kills += !!lab_killed_at;
	lab.said = ~0ULL;
	err = guest_ask(payload, answer, &size, since);
	if (lab_killed_at && jiffies > lab_killed_at)
		lab_broken(KILLED, "killed, and still there %lu ms later",
			   jiffies - lab_killed_at);
	lab_killed_at = 0;

	total.calls++;
	total.answers += !err;
	total.errors += !!err;
	check_time(since, margin_ms);
	judge_answer(err, payload, answer, size);
	judge_state();
	return err;
}

/* Five callers who come together, and are served in turn. */
static void ask_together(void)
{
	unsigned long since = jiffies;
	unsigned int i;

	for (i = 0; i < 5; i++)
		ask(since, false, guest_late_ms * (i + 1));
}

static int drain(void)
{
	unsigned long since = jiffies;
	int err = guest_drain(2000);

	total.drains++;
	if (!err && machine_is_asking())
		lab_broken(DRAIN, "drained, and the host is still being asked");
	if (jiffies - since > 2000 + SNP_CHANNEL_TRIP_MS)
		lab_broken(DRAIN, "a drain of 2000 ms took %lu", jiffies - since);
	return err;
}

/* The machine stops while somebody asks, if he is not done before. */
static void stop_meanwhile(u32 within_ms)
{
	unsigned long at = jiffies + 1 + lab_random(within_ms);

	stops_at = at;
	ask(jiffies, false, guest_late_ms);
	total.stops += !stops_at;
	if (!stops_at && jiffies > at)
		lab_broken(STOPPED, "somebody did, for %lu ms", jiffies - at);
	stops_at = 0;
	lab_stopped = false;
	drain();
}

/* However often it has refused before. */
static void have_mercy(void)
{
	if (machine_is_asking() || lab.crashed)
		return;
	lab.fair = true;
	total.mercies++;
	if (drain())
		lab_broken(DRAINED, "%u outstanding", guest_outstanding());
	lab.fair = false;
}

/* As fast as it gets refused. */
static void ask_on(void)
{
	unsigned int i;

	lab.refuses = true;
	for (i = 0; i < 50; i++)
		ask(jiffies, false, guest_late_ms);
	lab.refuses = false;
	if (one_in(2))
		have_mercy();
	else
		stop_meanwhile(5000);
}

static void boot(void)
{
	lab.lives = false;
	lab.shared = NULL;
	if (!guest_start(lab.timeout_ms)) {
		lab_broken(STARTS, "the guest does not start");
		give_up();
	}
	lab.lives = true;
}

static void end(void)
{
	guest_end();
	if (machine_is_asking())
		lab_broken(LEFT, "the host is still being asked");
	machine_stop();
	if (lab_allocated)
		lab_broken(LEFT, "%ld pieces of memory, or pages", lab_allocated);
	lab_allocated = 0;
	memset(pieces, 0, sizeof(pieces));
}

/* The kernel is gone; the next one has the secrets page. */
static void crash(void)
{
	total.crashes++;
	if (guest_outstanding())
		lab.crashed = true;
	machine_stop();
	end();
	boot();
}

/* The module goes, whoever asks the host, and comes again. */
static void unload(void)
{
	total.unloads++;
	total.unloads_asking += machine_is_asking();
	if (guest_outstanding())
		lab.crashed = true;
	end();
	boot();
}

static void live(void)
{
	unsigned int i, acts = 2 + lab_random(7);

	for (i = 0; i < acts; i++) {
		switch (lab_random(12)) {
		case 0:
			drain();
			break;
		case 1:
			if (lab.newest < MESSAGES - 20)
				ask_together();
			break;
		case 2:
			if (one_in(4))
				crash();
			else if (one_in(8))
				unload();
			break;
		case 3:
			if (one_in(32))
				ask_on();
			if (one_in(16))
				have_mercy();
			break;
		case 4:
			stop_meanwhile(lab.timeout_ms);
			break;
		default:
			ask(jiffies, true, guest_late_ms);
		}
		jiffies += lab_random(4) ? lab_random(500) :
			   lab_random(100000);
	}
}

/*
 * A fair host leads back, unless a crash has lost a message: then that VMPCK is
 * lost, safely.
 */
static void recover(void)
{
	int err = -EAGAIN;
	unsigned int i;

	lab.fair = true;
	/* Behind the pause after many refusals, in which no call reaches a host. */
	lab_pass(jiffies + 7000);
	for (i = 0; i < 2; i++)
		err = ask(jiffies, false, guest_late_ms);
	if (lab.crashed)
		return;
	if (err || guest_outstanding())
		lab_broken(RECOVERY, "a fair host does not lead back: %d, %u outstanding",
			   err, guest_outstanding());
	if (!guest_gets_certs(new_payload()))
		lab_broken(CERTS, "%u pages of them do not", LAB_CERTS);
}

static void begin(void)
{
	static const u32 timeouts[] = { 1000, 5000, 60000 };

	lab.orders = (struct lab_orders){ .report_size = LAB_REPORT_SIZE };
	memset(&lab.secrets, 0, sizeof(lab.secrets));
	memset(lab.secrets + 0x20, 0x5a, 32);
	lab.count = lab.was_seen = lab.was_answered = lab.newest = 0;
	lab.fair = lab.crashed = false;
	lab.busy_until = lab.claims_until = 0;
	generator = seed * 0x9e3779b97f4a7c15ULL + 1;
	lab_random(2);
	lab.mood = lab_random(6);
	lab.timeout_ms = timeouts[lab_random(ARRAY_SIZE(timeouts))];
	if (one_in(4))
		lab.orders.report_size +=
			lab_random(LAB_ANSWER_MAX - LAB_REPORT_SIZE + 1);
	jiffies = 1000;
	boot();
}

static void host(void)
{
	begin();
	live();
	recover();
	end();
}

/* Whoever is asked for more room has not refused: nobody pauses for that. */
static void asked_for_room(void)
{
	static const struct lab_orders orders = {
		.report_size = LAB_REPORT_SIZE,
	};
	unsigned long since;
	unsigned int i;

	lab_begin(60000, &orders);
	for (i = 0; i < 12; i++)
		lab_ask();
	lab.refuses = false;
	lab.fair = true;
	since = jiffies;
	for (i = 0; i < 25; i++)
		if (lab_ask() || jiffies != since)
			lab_broken(RECOVERY, "somebody waits for a fair host");
	lab_end();
}

/* Whoever stops the machine after many refusals, at the end of one and in between. */
static void refused_often(void)
{
	static const struct lab_orders orders = {
		.report_size = LAB_REPORT_SIZE,
	};
	unsigned int i;

	lab_begin(60000, &orders); /* longer than any pause */
	for (i = 0; i < 25; i++) {
		lab.refuses = true;
		lab_ask();
		drain();
		lab.refuses = false;
		have_mercy();
	}
	lab.refuses = true;
	for (i = 0; i < 25; i++)
		stop_meanwhile(4000);
	lab_end();
}

void lab_begin(u32 timeout_ms, const struct lab_orders *orders)
{
	begin();
	end();
	lab.orders = *orders;
	lab.timeout_ms = timeout_ms;
	lab.fair = orders->fair;
	lab.refuses = !orders->fair;
	boot();
	lab.lives = false;
}

int lab_ask(void)
{
	return ask(jiffies, false, guest_late_ms);
}

void lab_end(void)
{
	lab.refuses = false;
	end();
}

unsigned long lab_trips(void)
{
	return total.trips;
}

unsigned long lab_complaints(void)
{
	return total.complaints;
}

int main(int argc, char **argv)
{
	static const u8 key[32] = { [0 ... 31] = 0x5a };
	unsigned long hosts = argc > 1 ? strtoul(argv[1], NULL, 0) : 1000;
	unsigned long first = argc > 2 ? strtoul(argv[2], NULL, 0) : 1;
	int status;

	aead = snp_aead_new(key);
	lab_allocated = 0;
	for (seed = first; seed < first + hosts; seed++)
		host();
	refused_often();
	asked_for_room();
	if (machine_seals)
		scenes();
	status = report(hosts);
	snp_aead_free(aead);
	return status;
}
