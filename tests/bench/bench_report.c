// SPDX-License-Identifier: MIT
/* bench_report STATE FILE: writes a report of the platform in STATE. */
#include <stdio.h>
#include <stdlib.h>

#include "guest/guest_client.h"

static int write_file(const char *name, const uint8_t *data, size_t size)
{
	FILE *file = fopen(name, "wb");
	size_t written;

	if (!file)
		return -1;
	written = fwrite(data, 1, size, file);
	return fclose(file) || written != size ? -1 : 0;
}

int main(int argc, char *argv[])
{
	static const uint8_t report_data[64] = "bench";
	uint8_t report[GUEST_REPORT_SIZE];
	struct platform *platform;
	char why[256] = "";
	int err;

	if (argc != 3) {
		fprintf(stderr, "usage: bench_report STATE FILE\n");
		return 2;
	}
	if (platform_open(argv[1], &platform, why, sizeof(why))) {
		fprintf(stderr, "bench_report: %s\n", why);
		return 3;
	}
	err = emulated_guest_report(platform, report_data, 0, 0, report, NULL,
				    NULL);
	platform_close(platform);
	if (err || write_file(argv[2], report, sizeof(report))) {
		fprintf(stderr, "bench_report: no report in %s\n", argv[2]);
		return 3;
	}
	return 0;
}
