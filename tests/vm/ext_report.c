// SPDX-License-Identifier: MIT
/*
 * ext_report DEVICE PAGES [TRACEFS]: one extended report, with room for
 * certificates of PAGES pages. The room goes to standard output as the driver
 * left it. With TRACEFS, what this process does in the kernel is traced for as
 * long as the ioctl takes, and nothing else is.
 *
 * Exit status: 0 when a report on the right data came, 1 when not, 2, 3.
 */
#include <fcntl.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/sev-guest.h>

#include "support/tap.h"

#define PAGE 4096
#define REPORT_DATA_OFFSET (0x20 + 0x50)

static int open_in(const char *folder, const char *name)
{
	char path[256];
	int file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = open(path, O_WRONLY | O_CLOEXEC);
	if (file < 0)
		give_up(path);
	return file;
}

static void say(int file, const char *words)
{
	if (write(file, words, strlen(words)) < 0)
		give_up(words);
}

/* The switch of the tracer, which looks at this process alone; or -1. */
static int prepare_tracing(const char *tracefs)
{
	char pid[16];
	int whom;

	if (!tracefs)
		return -1;
	snprintf(pid, sizeof(pid), "%d", getpid());
	whom = open_in(tracefs, "set_event_pid");
	say(whom, pid);
	close(whom);
	return open_in(tracefs, "tracing_on");
}

static int traced_ioctl(int device, struct snp_guest_request_ioctl *arg,
			int tracing)
{
	int result;

	if (tracing >= 0)
		say(tracing, "1");
	result = ioctl(device, SNP_GET_EXT_REPORT, arg);
	if (tracing >= 0)
		say(tracing, "0");
	return result;
}

static int ask(int device, uint8_t *room, size_t size, int tracing)
{
	static struct snp_report_resp response;
	struct snp_ext_report_req request = {
		.certs_address = (uintptr_t)room,
		.certs_len = size,
	};
	struct snp_guest_request_ioctl arg = {
		.msg_version = 1,
		.req_data = (uintptr_t)&request,
		.resp_data = (uintptr_t)&response,
	};

	/* Every page is there before, so that only the driver's doing shows. */
	memset(room, 0xff, size);
	memset(&response, 0xff, sizeof(response));
	memset(request.data.user_data, 0x3c, sizeof(request.data.user_data));
	if (traced_ioctl(device, &arg, tracing)) {
		fprintf(stderr, "ext_report: %s, exitinfo2 %#llx, certs_len %#x\n",
			strerror(errno), (unsigned long long)arg.exitinfo2,
			request.certs_len);
		return 1;
	}
	return !!memcmp(response.data + REPORT_DATA_OFFSET,
			request.data.user_data, sizeof(request.data.user_data));
}

static int put(const uint8_t *room, size_t size)
{
	while (size) {
		ssize_t done = write(STDOUT_FILENO, room, size);

		if (done < 0)
			give_up("standard output");
		room += done;
		size -= done;
	}
	return 0;
}

int main(int argc, char **argv)
{
	size_t size;
	uint8_t *room;
	int device;

	if (argc != 3 && argc != 4) {
		fputs("usage: ext_report DEVICE PAGES [TRACEFS]\n", stderr);
		return 2;
	}
	size = strtoul(argv[2], NULL, 10) * PAGE;
	room = malloc(size);
	device = open(argv[1], O_RDWR | O_CLOEXEC);
	if (device < 0 || !room)
		give_up(argv[1]);
	return ask(device, room, size, prepare_tracing(argv[3])) ||
	       put(room, size);
}
