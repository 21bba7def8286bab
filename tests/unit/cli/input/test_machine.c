// SPDX-License-Identifier: MIT
/* What sysfs and the processor say of a guest, below a folder that stands in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input/machine.h"

static char root[] = "/tmp/test_machine.XXXXXX";

static void run(const char *format, const char *path)
{
	char command[512];

	snprintf(command, sizeof(command), format, root, path, root, path);
	assert_int_equal(system(command), 0);
}

static void make(const char *path, const char *text)
{
	char name[256];
	FILE *file;

	run("mkdir -p $(dirname %s%s)", path);
	snprintf(name, sizeof(name), "%s%s", root, path);
	file = fopen(name, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int make_root(void **state)
{
	(void)state;
	strcpy(root + strlen(root) - 6, "XXXXXX");
	return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
	(void)state;
	run("rm -rf %s%s", "");
	return 0;
}

/* The register at its address, as the msr device has it. */
static void make_status(uint64_t status)
{
	char name[256];
	FILE *file;

	make("/dev/cpu/0/msr", "");
	snprintf(name, sizeof(name), "%s/dev/cpu/0/msr", root);
	file = fopen(name, "w");
	assert_non_null(file);
	assert_int_equal(fseeko(file, 0xc0010131, SEEK_SET), 0);
	assert_int_equal(fwrite(&status, 1, sizeof(status), file),
			 sizeof(status));
	fclose(file);
}

static void nothing_there_is_unknown(void **state)
{
	struct machine machine;

	(void)state;
	machine_look(root, &machine);
	assert_int_equal(machine.snp, SNP_UNKNOWN);
	assert_int_equal(machine.driver, DRIVER_NONE);
	assert_int_equal(machine.vmpl, -1);
	assert_false(machine.tsm);
	assert_false(machine.azure);
	assert_string_not_equal(machine.release, "");
}

static void sysfs_tells_without_msr(void **state)
{
	struct machine machine;

	(void)state;
	make("/sys/devices/platform/sev-guest/modalias", "");
	make("/sys/devices/system/cpu/sev/vmpl", "2\n");
	make("/sys/kernel/config/tsm/report/x", "");
	machine_look(root, &machine);
	assert_int_equal(machine.snp, SNP_YES);
	assert_int_equal(machine.vmpl, 2);
	assert_true(machine.tsm);
}

/* A kernel that shows a level runs in an SNP guest; one that is none is none. */
static void a_level_tells_by_itself(void **state)
{
	static const struct {
		const char *line;
		int vmpl;
		enum machine_snp snp;
	} rows[] = {
		{ "0\n", 0, SNP_YES }, { "3\n", 3, SNP_YES },
		{ "4\n", -1, SNP_UNKNOWN }, { "/\n", -1, SNP_UNKNOWN },
		{ "", -1, SNP_UNKNOWN },
	};
	struct machine machine;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		make("/sys/devices/system/cpu/sev/vmpl", rows[i].line);
		machine_look(root, &machine);
		assert_int_equal(machine.vmpl, rows[i].vmpl);
		assert_int_equal(machine.snp, rows[i].snp);
	}
}

static void half_a_register_says_nothing(void **state)
{
	struct machine machine;
	char name[256];

	(void)state;
	make_status(UINT64_MAX);
	snprintf(name, sizeof(name), "%s/dev/cpu/0/msr", root);
	assert_int_equal(truncate(name, 0xc0010131 + 4), 0);
	machine_look(root, &machine);
	assert_int_equal(machine.snp, SNP_UNKNOWN);
	assert_string_equal(machine.features, "");
}

static void the_register_has_the_last_word(void **state)
{
	struct machine machine;

	(void)state;
	make_status(0x1 | 0x2);
	machine_look(root, &machine);
	assert_int_equal(machine.snp, SNP_NO);
	assert_string_equal(machine.features, "SEV, SEV-ES");
	make_status(0x7 | 0x80);
	machine_look(root, &machine);
	assert_int_equal(machine.snp, SNP_YES);
	assert_string_equal(machine.features, "SEV, SEV-ES, SNP, DEBUG-SWAP");
}

static void whose_driver_it_is(void **state)
{
	struct machine machine;

	(void)state;
	make("/sys/module/sev_guest/initstate", "live\n");
	machine_look(root, &machine);
	assert_int_equal(machine.driver, DRIVER_IN_TREE);
	make("/sys/module/sev_guest/parameters/certs_max", "1048576\n");
	machine_look(root, &machine);
	assert_int_equal(machine.driver, DRIVER_OURS);
	make("/sys/module/sev_guest_emulated/initstate", "live\n");
	machine_look(root, &machine);
	assert_int_equal(machine.driver, DRIVER_EMULATED);
}

static void a_guest_of_azure_is_known(void **state)
{
	struct machine machine;

	(void)state;
	make("/sys/class/dmi/id/sys_vendor", "Microsoft Corporation\n");
	machine_look(root, &machine);
	assert_true(machine.azure);
	assert_false(machine.tpm);
	make("/dev/tpmrm0", "");
	machine_look(root, &machine);
	assert_true(machine.tpm);
	run("mv %s%srm0 %s%s0", "/dev/tpm");
	machine_look(root, &machine);
	assert_true(machine.tpm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_root, remove_root)
		TEST(nothing_there_is_unknown),
		TEST(sysfs_tells_without_msr),
		TEST(a_level_tells_by_itself),
		TEST(half_a_register_says_nothing),
		TEST(the_register_has_the_last_word),
		TEST(whose_driver_it_is),
		TEST(a_guest_of_azure_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
