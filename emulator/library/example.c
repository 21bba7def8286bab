// SPDX-License-Identifier: MIT
/* A machine, one report, its certificate table: what a test begins with. */
#include <snp_emulator.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	static const char *const settings[] = { "seed=1", "date=1767225600",
						NULL };
	static const char *const rotate[] = { "rotate" };
	uint8_t nonce[64] = { 1, 2, 3 }, report[SNP_EMULATOR_REPORT_SIZE];
	struct snp_emulator *machine;
	char why[300] = "";
	uint8_t *table;
	size_t size;

	if (argc != 2)
		return 2;
	if (snp_emulator_init(argv[1], "genoa", settings, why, sizeof(why)) ||
	    snp_emulator_open(argv[1], &machine, why, sizeof(why))) {
		fprintf(stderr, "%s\n", why);
		return 1;
	}
	if (snp_emulator_control(machine, 1, rotate, NULL) ||
	    snp_emulator_report(machine, nonce, 0, 0, report, &table, &size))
		return 1;
	fwrite(report, 1, sizeof(report), stdout);
	fwrite(table, 1, size, stdout);
	free(table);
	snp_emulator_close(machine);
	return 0;
}
