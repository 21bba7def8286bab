// SPDX-License-Identifier: MIT
/*
 * request_cost DEVICE PAGES AWAY: what a request costs between the ioctl and its
 * end, beyond what is counted in the file AWAY, in ns; the least of some. With an
 * extended report there is room for certificates of PAGES pages. Prints a line for
 * each request: name, number. Where time is what was executed (VM_COUNTED) these are
 * instructions.
 */
#include <fcntl.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <linux/sev-guest.h>

#include "support/tap.h"

#define PAGE 4096
#define TIMES 40

static int device, away;
static uint8_t *room;
static size_t room_size;

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint64_t spent_away(void)
{
	char text[32] = "";

	if (pread(away, text, sizeof(text) - 1, 0) <= 0)
		give_up("AWAY");
	return strtoull(text, NULL, 10);
}

static uint64_t ask(unsigned long request, struct snp_guest_request_ioctl *arg)
{
	uint64_t before = spent_away(), start = now(), took;

	arg->msg_version = 1;
	if (ioctl(device, request, arg))
		give_up("a request");
	took = now() - start;
	return took - (spent_away() - before);
}

static uint64_t report(void)
{
	static struct snp_report_resp response;
	struct snp_report_req request = { .vmpl = 0 };
	struct snp_guest_request_ioctl arg = {
		.req_data = (uintptr_t)&request,
		.resp_data = (uintptr_t)&response,
	};

	return ask(SNP_GET_REPORT, &arg);
}

static uint64_t key(void)
{
	static struct snp_derived_key_resp response;
	struct snp_derived_key_req request = { .vmpl = 0 };
	struct snp_guest_request_ioctl arg = {
		.req_data = (uintptr_t)&request,
		.resp_data = (uintptr_t)&response,
	};

	return ask(SNP_GET_DERIVED_KEY, &arg);
}

static uint64_t extended(void)
{
	static struct snp_report_resp response;
	struct snp_ext_report_req request = {
		.certs_address = (uintptr_t)room,
		.certs_len = room_size,
	};
	struct snp_guest_request_ioctl arg = {
		.req_data = (uintptr_t)&request,
		.resp_data = (uintptr_t)&response,
	};

	return ask(SNP_GET_EXT_REPORT, &arg);
}

static void least(const char *name, uint64_t (*once)(void))
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < TIMES; i++) {
		uint64_t took = once();

		best = took < best ? took : best;
	}
	printf("%s %llu\n", name, (unsigned long long)best);
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fputs("usage: request_cost DEVICE PAGES AWAY\n", stderr);
		return 2;
	}
	room_size = strtoul(argv[2], NULL, 10) * PAGE;
	room = malloc(room_size);
	device = open(argv[1], O_RDWR | O_CLOEXEC);
	away = open(argv[3], O_RDONLY | O_CLOEXEC);
	if (device < 0 || away < 0 || !room)
		give_up(argv[1]);
	memset(room, 0xff, room_size);
	least("report", report);
	least("key", key);
	least("extended", extended);
	return 0;
}
