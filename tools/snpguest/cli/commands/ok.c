// SPDX-License-Identifier: MIT
/* Is this an SNP guest that can get reports? Proves nothing to anybody. */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../input/device.h"
#include "../output/print.h"
#include "../base/talk.h"

/* [APM] SEV_STATUS */
#define MSR_SEV_STATUS 0xc0010131
#define SEV_STATUS_SNP (UINT64_C(1) << 2)

/* Our driver's; a line per leaf and one for all, the result its last word. */
#define CPUID_FILE "/sys/kernel/debug/sev-guest/cpuid"

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

/* Any report will do: what counts is that there is one, to our own request. */
static int try_report(const struct snpguest_transport *transport,
		      const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
		      struct snpguest_error *error)
{
	struct snpguest_report_request request = {
		.size = sizeof(request),
		.vmpl = -1,
		.key_sel = SNPGUEST_KEY_SEL_AUTO,
	};
	uint8_t report[SNPGUEST_REPORT_SIZE];

	memcpy(request.report_data, nonce, sizeof(request.report_data));
	return snpguest_get_report(transport, &request, report, NULL, NULL,
				   error);
}

/* Whether the device is there, and whether it gives a report. */
static enum exit_code check_device(const char *device)
{
	uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE];
	struct snpguest_transport *transport;
	enum exit_code status = nonce_make(nonce);
	struct snpguest_error error;
	int ret;

	if (status)
		return status;
	if (snpguest_open(device, &transport, &error))
		return say_missing(&error);
	ret = try_report(transport, nonce, &error);
	snpguest_close(transport);
	return ret ? trouble("%s", error.what) : EXIT_DONE;
}

/**
 * struct cpuid - what became of the driver's check of CPUID
 * @result: "ok", "differs" or "not-checked"
 * @leaves: leaves that differ, a space before each
 * @error: errno of reading, or 0
 */
struct cpuid {
	const char *result;
	char leaves[128];
	int error;
};

/* "leaf 0000000d 1 seen ... differs" */
static void add_leaf(struct cpuid *cpuid, const char *line)
{
	size_t len = strlen(cpuid->leaves);
	char leaf[9], subleaf[9];

	if (sscanf(line, "leaf %8s %8s", leaf, subleaf) == 2)
		snprintf(cpuid->leaves + len, sizeof(cpuid->leaves) - len,
			 " %s.%s", leaf, subleaf);
}

static bool ends_with(const char *line, const char *word)
{
	const char *last = strrchr(line, ' ');

	return last && strcmp(last + 1, word) == 0;
}

static void take_line(struct cpuid *cpuid, const char *line)
{
	bool differs = ends_with(line, "differs\n");

	if (strncmp(line, "leaf ", 5) == 0) {
		if (differs)
			add_leaf(cpuid, line);
	} else if (strncmp(line, "status ", 7) == 0) {
		if (differs)
			cpuid->result = "differs";
		else if (ends_with(line, "ok\n"))
			cpuid->result = "ok";
	}
}

/* The driver asks the secure processor when this is read. */
static struct cpuid check_cpuid(void)
{
	struct cpuid cpuid = { .result = "not-checked" };
	FILE *file = fopen(CPUID_FILE, "re");
	char line[256];

	if (!file) {
		cpuid.error = errno;
		return cpuid;
	}
	while (fgets(line, sizeof(line), file))
		take_line(&cpuid, line);
	if (ferror(file))
		cpuid.error = errno;
	fclose(file);
	return cpuid;
}

static void say_cpuid(const struct cpuid *cpuid)
{
	if (strcmp(cpuid->result, "ok") == 0)
		puts("CPUID: ok, the secure processor agrees with it");
	else if (strcmp(cpuid->result, "differs") == 0)
		printf("CPUID: differs from what the secure processor allows, leaf%s; see %s\n",
		       cpuid->leaves, CPUID_FILE);
	else if (cpuid->error == ENOENT)
		puts("CPUID: not checked, no " CPUID_FILE
		     "; the driver has it with cpuid_check=1, where debugfs is mounted");
	else
		printf("CPUID: not checked, %s: %s\n", CPUID_FILE,
		       cpuid->error ? strerror(cpuid->error) :
				      "the secure processor did not judge");
}

static enum exit_code run(const struct call *call)
{
	struct settings settings;
	struct cpuid cpuid;
	enum exit_code status = settings_read(call, &settings);

	if (!status)
		status = check_device(settings.device);
	if (status)
		return status;
	if (settings.quiet && !settings.json)
		return EXIT_DONE;
	cpuid = check_cpuid();
	if (settings.json)
		return print_json(json_pack("{s:b, s:b, s:s}", "device", 1,
					    "report", 1, "cpuid", cpuid.result), false);
	puts("reports can be had: a trial request was answered;"
	     " 'snpguest attest' verifies one");
	say_cpuid(&cpuid);
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
	.summary = "See whether this guest can get reports",
	.operands = "",
	.options = groups,
	.notes = "Asks for one report and throws it away; nothing is verified.\n"
		 "Where the driver shows it, also says whether the secure\n"
		 "processor agrees with what CPUID claims here.\n"
		 "Exit status 1: the processor says that this is no SNP guest;\n"
		 "3: there is no device, or it gives no report, and why.",
	.examples = "snpguest ok\n"
		    "snpguest ok --json",
};
