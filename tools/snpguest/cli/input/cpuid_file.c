// SPDX-License-Identifier: MIT
#include "cpuid_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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

struct cpuid cpuid_check(void)
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
