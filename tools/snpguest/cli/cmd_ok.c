// SPDX-License-Identifier: MIT
/* Is this an SNP guest that can ask for reports? Proves nothing to anybody. */
#include <endian.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "device.h"
#include "print.h"
#include "talk.h"

/* [APM] SEV_STATUS */
#define MSR_SEV_STATUS 0xc0010131
#define SEV_STATUS_SNP (UINT64_C(1) << 2)

/** What the processor says about this guest. */
enum machine { MACHINE_UNKNOWN, MACHINE_SNP, MACHINE_OTHER };

static enum machine ask_machine(void)
{
	int fd = open("/dev/cpu/0/msr", O_RDONLY | O_CLOEXEC);
	uint64_t value;
	ssize_t n;

	if (fd < 0)
		return MACHINE_UNKNOWN;
	n = pread(fd, &value, sizeof(value), MSR_SEV_STATUS);
	close(fd);
	if (n != sizeof(value))
		return MACHINE_UNKNOWN;
	return le64toh(value) & SEV_STATUS_SNP ? MACHINE_SNP : MACHINE_OTHER;
}

static enum exit_code say_missing(const struct snpguest_error *error)
{
	if (ask_machine() != MACHINE_OTHER)
		return trouble("%s", error->what);
	trouble("this is no SNP guest: SEV_STATUS says so");
	return EXIT_REFUSED;
}

static enum exit_code run(const struct call *call)
{
	struct snpguest_transport transport;
	struct snpguest_error error;
	struct settings settings;
	enum exit_code status = settings_read(call, &settings);

	if (status)
		return status;
	if (snpguest_open(settings.device, &transport, &error))
		return say_missing(&error);
	snpguest_close(&transport);
	if (settings.json)
		return print_json(json_pack("{s:b}", "device", 1), false);
	if (!settings.quiet)
		puts("reports can be asked for; 'snpguest attest' does it");
	return EXIT_DONE;
}

static const struct option options[] = {
	{ OPT_DEVICE, 0, "device", "auto|tsm|PATH",
	  "where requests go; auto takes configfs-tsm, else /dev/sev-guest" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, common_options, NULL };

const struct command cmd_ok = {
	.name = "ok",
	.run = run,
	.summary = "See whether this guest can ask for reports",
	.operands = "",
	.options = groups,
	.notes = "Exit status 1: the processor says that this is no SNP guest.",
};
