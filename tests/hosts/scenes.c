// SPDX-License-Identifier: MIT
/*
 * What chance would bring about too rarely, or not so that it is seen: on a carrier
 * whose kernel seals and opens messages itself. See lab.h.
 */
#include <errno.h>

#include <linux/jiffies.h>

#include "lab.h"

#define REFUSALS	40
#define REFUSALS_MS	5000

/*
 * A kernel that seals something else than it is told to: two ciphertexts may
 * exist under that number, and there must be no third.
 */
static void resealing_kernel(void)
{
	static const struct lab_orders orders = {
		.fair = true, .report_size = LAB_REPORT_SIZE,
	};
	u8 payload[LAB_REQUEST_SIZE] = {}, answer[LAB_ANSWER_MAX];
	unsigned long trips;
	size_t size;
	int err;

	lab_begin(60000, &orders);
	lab_reseals = true;
	err = guest_ask(payload, answer, &size, jiffies);
	trips = lab_trips();
	if (!err || !guest_dead() ||
	    guest_ask(payload, answer, &size, jiffies) != -ENOTTY ||
	    lab_trips() != trips)
		lab_broken(RESEALED, "the key is still in use");
	lab_reseals = false;
	lab_end();
}

/* Ten reports under these orders: they come, and the kernel is content. */
static void ask_in_peace(const struct lab_orders *orders,
			 enum lab_promise promise)
{
	unsigned long complaints = lab_complaints();
	unsigned int i;
	int err;

	lab_begin(60000, orders);
	for (i = 0; i < 10; i++) {
		err = lab_ask();
		if (err || lab_complaints() != complaints)
			lab_broken(promise, "error %d, %lu complaints", err,
				   lab_complaints() - complaints);
	}
	lab_end();
}

static void the_longest_answer(void)
{
	static const struct lab_orders orders = {
		.fair = true, .report_size = LAB_ANSWER_MAX,
	};

	ask_in_peace(&orders, QUIET);
}

static void a_page_changed_after_the_copy(void)
{
	static const struct lab_orders orders = {
		.fair = true, .meddles = true, .report_size = LAB_REPORT_SIZE,
	};

	ask_in_peace(&orders, COPIED);
}

/* Until the carrier has enough of it: returns when the first refusal was. */
static unsigned long be_refused(void)
{
	unsigned long trips = lab_trips(), since = jiffies;
	unsigned int i;

	for (i = 0; i < REFUSALS && jiffies == since; i++)
		lab_ask();
	if (lab_trips() - trips != REFUSALS)
		lab_broken(PAUSE, "%lu refusals without a pause",
			   lab_trips() - trips);
	return since;
}

/* Whoever has less time than the pause takes goes without asking. */
static void a_pause(void)
{
	static const struct lab_orders orders = {
		.report_size = LAB_REPORT_SIZE,
	};
	unsigned long since, trips;
	unsigned int i;

	lab_begin(1000, &orders);
	since = be_refused();
	trips = lab_trips();
	for (i = 0; i < 3; i++)
		if (lab_ask() != -ETIMEDOUT || lab_trips() != trips)
			lab_broken(PAUSE, "asked after %lu ms",
				   jiffies - since);
	lab_pass(since + REFUSALS_MS);
	lab_ask();
	if (lab_trips() == trips)
		lab_broken(PAUSE, "it does not end");
	/* What is over is not waited for. */
	lab_pass(jiffies + REFUSALS_MS);
	be_refused();
	lab_pass(jiffies + 2 * REFUSALS_MS);
	since = jiffies;
	lab_ask();
	if (jiffies != since)
		lab_broken(PAUSE, "one that is over takes %lu ms",
			   jiffies - since);
	lab_end();
}

static void killed_in_a_pause(void)
{
	static const struct lab_orders orders = {
		.report_size = LAB_REPORT_SIZE,
	};
	unsigned long trips;

	lab_begin(1000, &orders);
	be_refused();
	trips = lab_trips();
	lab_killed_at = jiffies + 500;
	if (lab_ask() != -EINTR || machine_is_asking() || lab_trips() != trips)
		lab_broken(KILLED, "a host is asked for who was killed");
	lab_end();
}

/* It counts for the message, and the next one goes on. */
static void an_answer_shown_in_a_pause(void)
{
	/* The clock begins at 1000, and the second pause a second later. */
	static const struct lab_orders orders = {
		.shows_at = 2500, .report_size = LAB_REPORT_SIZE,
	};

	lab_begin(1000, &orders);
	be_refused();
	lab_ask();
	lab_end();
}

void scenes(void)
{
	resealing_kernel();
	the_longest_answer();
	a_page_changed_after_the_copy();
	a_pause();
	killed_in_a_pause();
	an_answer_shown_in_a_pause();
}
