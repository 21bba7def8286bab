// SPDX-License-Identifier: MIT
#include "machine.h"

#include <endian.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* [APM] SEV_STATUS, by bits. */
#define MSR_SEV_STATUS 0xc0010131
#define SEV_STATUS_SNP (UINT64_C(1) << 2)

static const char *const status_bits[] = {
	"SEV", "SEV-ES", "SNP", "VTOM", "REFLECT-VC", "RESTRICTED-INJECTION",
	"ALTERNATE-INJECTION", "DEBUG-SWAP", "PREVENT-HOST-IBS",
	"BTB-ISOLATION", "VMPL-SSS", "SECURE-TSC", "VMGEXIT-PARAMETER",
	NULL, "IBS-VIRTUALIZATION", NULL, "VMSA-REGISTER-PROTECTION",
	"SMT-PROTECTION",
};

#define STATUS_BITS (sizeof(status_bits) / sizeof(status_bits[0]))

static void path_in(const char *root, const char *path, char out[PATH_MAX])
{
	snprintf(out, PATH_MAX, "%s%s", root, path);
}

static bool is_there(const char *root, const char *path)
{
	char name[PATH_MAX];

	path_in(root, path, name);
	return access(name, F_OK) == 0;
}

/* The first line of a small file. */
static bool read_line(const char *root, const char *path, char *line,
		      size_t size)
{
	char name[PATH_MAX];
	FILE *file;
	bool read;

	path_in(root, path, name);
	file = fopen(name, "re");
	if (!file)
		return false;
	read = fgets(line, (int)size, file);
	fclose(file);
	if (read)
		line[strcspn(line, "\n")] = '\0';
	return read;
}

static void name_features(struct machine *machine, uint64_t status)
{
	for (size_t i = 0; i < STATUS_BITS; i++) {
		size_t len = strlen(machine->features);

		if (status_bits[i] && status >> i & 1)
			snprintf(machine->features + len,
				 sizeof(machine->features) - len, "%s%s",
				 len ? ", " : "", status_bits[i]);
	}
}

/* Needs the module msr, and its owner's rights. */
static bool read_status(const char *root, struct machine *machine)
{
	char name[PATH_MAX];
	uint64_t value;
	ssize_t n;
	int fd;

	path_in(root, "/dev/cpu/0/msr", name);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = pread(fd, &value, sizeof(value), MSR_SEV_STATUS);
	close(fd);
	if (n != sizeof(value))
		return false;
	value = le64toh(value);
	machine->snp = value & SEV_STATUS_SNP ? SNP_YES : SNP_NO;
	name_features(machine, value);
	return true;
}

/* Linux makes this device in SNP guests alone, and from 6.17 on shows the VMPL. */
static void look_at_sysfs(const char *root, struct machine *machine)
{
	char line[32];

	machine->vmpl = -1;
	machine->platform_device =
		is_there(root, "/sys/devices/platform/sev-guest");
	if (read_line(root, "/sys/devices/system/cpu/sev/vmpl", line,
		      sizeof(line)) &&
	    *line >= '0' && *line <= '3')
		machine->vmpl = *line - '0';
	if (machine->platform_device || machine->vmpl >= 0)
		machine->snp = SNP_YES;
}

static enum machine_driver find_driver(const char *root)
{
	if (is_there(root, "/sys/module/sev_guest_emulated"))
		return DRIVER_EMULATED;
	if (is_there(root, "/sys/module/sev_guest/parameters/certs_max"))
		return DRIVER_OURS;
	if (is_there(root, "/sys/module/sev_guest") ||
	    is_there(root, "/sys/bus/platform/drivers/sev-guest"))
		return DRIVER_IN_TREE;
	return DRIVER_NONE;
}

void machine_look(const char *root, struct machine *machine)
{
	char vendor[64] = "";
	struct utsname name;

	memset(machine, 0, sizeof(*machine));
	look_at_sysfs(root, machine);
	read_status(root, machine);
	machine->driver = find_driver(root);
	machine->tsm = is_there(root, "/sys/kernel/config/tsm/report");
	read_line(root, "/sys/class/dmi/id/sys_vendor", vendor, sizeof(vendor));
	machine->azure = strcmp(vendor, "Microsoft Corporation") == 0;
	machine->tpm = is_there(root, "/dev/tpmrm0") ||
		       is_there(root, "/dev/tpm0");
	if (uname(&name) == 0)
		snprintf(machine->release, sizeof(machine->release), "%.64s",
			 name.release);
}
