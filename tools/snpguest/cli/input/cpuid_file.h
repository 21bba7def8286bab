/* SPDX-License-Identifier: MIT */
/* Our driver's check of CPUID by the secure processor. */
#ifndef CPUID_FILE_H
#define CPUID_FILE_H

/* A line per leaf and one for all, the result its last word. */
#define CPUID_FILE "/sys/kernel/debug/sev-guest/cpuid"

/**
 * struct cpuid - what became of it
 * @result: "ok", "differs" or "not-checked"
 * @leaves: leaves that differ, a space before each
 * @error: errno of reading, or 0
 */
struct cpuid {
	const char *result;
	char leaves[128];
	int error;
};

/** The driver asks the secure processor when its file is read. */
struct cpuid cpuid_check(void);

#endif /* CPUID_FILE_H */
