// SPDX-License-Identifier: MIT
/*
 * bench_host STATE: what a busy host, and certificates that outgrow their
 * room, cost the driver. Prints "name value" lines for tests/bench/bench.sh.
 *
 * An emulated processor is slow and not alone: what a request to an idle host
 * takes is measured too and taken off, and the best of several runs counts.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "support/requests.h"
#include "support/served_platform.h"
#include "support/tap.h"

#define REPORTS 10

static struct served_platform served;
static int device;
static uint8_t *certs;

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void ask(enum request_kind kind)
{
	static uint32_t mark;
	struct outcome outcome = request_issue(device, kind, ++mark, certs);

	if (!outcome.error && !outcome.status && outcome.is_mine)
		return;
	errno = outcome.error;
	give_up(request_name(kind));
}

static double smaller(double a, double b)
{
	return a < b ? a : b;
}

static uint64_t busy_answers(void)
{
	struct platform_counters counters;

	platform_counters(served.platform, &counters);
	return counters.busy;
}

/* One report. */
static double report_takes(void)
{
	double start = now_ms();

	ask(REPORT);
	return now_ms() - start;
}

/* The same; the host is busy for the first @busy_ms. */
static double report_at_busy_host_takes(unsigned int busy_ms)
{
	double start = now_ms();
	char order[32];

	snprintf(order, sizeof(order), "busy-for %u", busy_ms);
	served_order(&served, order);
	ask(REPORT);
	return now_ms() - start;
}

static double best_idle(unsigned int runs)
{
	double best = report_takes();

	while (--runs)
		best = smaller(best, report_takes());
	return best;
}

/* A run in which the host was never met busy says nothing. */
static double best_busy(unsigned int runs, unsigned int busy_ms)
{
	double best = 1e9;

	for (unsigned int tries = 10 * runs; runs && tries; tries--) {
		uint64_t before = busy_answers();
		double took = report_at_busy_host_takes(busy_ms);

		if (busy_answers() == before)
			continue;
		best = smaller(best, took);
		runs--;
	}
	if (!runs)
		return best;
	errno = ETIME;
	give_up("the host was hardly ever met busy");
}

/* The first one has to make room. */
static void count_firmware_calls(void)
{
	struct platform_counters before, after;

	platform_counters(served.platform, &before);
	ask(EXT_REPORT);
	platform_counters(served.platform, &after);
	if (after.invalid_len == before.invalid_len) {
		errno = ENODATA;
		give_up("the table fits without more room");
	}
	for (int i = 1; i < REPORTS; i++)
		ask(EXT_REPORT);
	platform_counters(served.platform, &after);
	printf("firmware_calls %.2f\n",
	       (double)(after.firmware_calls - before.firmware_calls) /
		       REPORTS);
}

static void measure_waits(void)
{
	static const struct {
		unsigned int busy_ms, runs;
	} hosts[] = { { 5, 10 }, { 50, 10 }, { 500, 5 }, { 5000, 3 } };
	double idle = best_idle(20);

	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		double took = best_busy(hosts[i].runs, hosts[i].busy_ms);
		double beyond = took - idle - hosts[i].busy_ms;

		printf("wait_%u %.1f\n", hosts[i].busy_ms, beyond > 0 ? beyond : 0);
	}
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: bench_host STATE-DIRECTORY\n", stderr);
		return 2;
	}
	certs = malloc(CERTS_ROOM);
	if (!certs)
		give_up("memory");
	served_start(&served, argv[1]);
	device = open("/dev/sev-guest", O_RDWR | O_CLOEXEC);
	if (device < 0)
		give_up("/dev/sev-guest");
	count_firmware_calls();
	measure_waits();
	served_stop(&served);
	return 0;
}
