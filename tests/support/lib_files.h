/* SPDX-License-Identifier: MIT */
/* Files and buffers for the library's tests. */
#ifndef LIB_FILES_H
#define LIB_FILES_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "snpguest.h"

/** Directory of genuine evidence; $VECTORS or ../shared/vectors. */
const char *vectors_dir(void);

/** True when it is there; otherwise prints what a skipped test needs. */
bool vectors_there(void);

/** Skips the running test without vectors. */
#define NEED_VECTORS()				\
	do {					\
		if (!vectors_there())		\
			skip();			\
	} while (0)

/** Reads a file below vectors_dir(); fails the test when it cannot. */
struct snpguest_blob vector_read(const char *name);

/** Frees what vector_read() or blob_copy() gave. */
void blob_free(struct snpguest_blob blob);

/** A copy that can be written to through (uint8_t *)blob.data. */
struct snpguest_blob blob_copy(struct snpguest_blob blob);

/**
 * Paths of all files below vectors_dir() that match @pattern (glob), NULL at
 * the end; free with vector_glob_free().
 */
char **vector_glob(const char *pattern, size_t *count);
void vector_glob_free(char **names);

/**
 * A copy of @blob that ends where memory ends: reading one byte more stops the
 * test. Free with guarded_free().
 */
struct snpguest_blob guarded(struct snpguest_blob blob);
void guarded_free(struct snpguest_blob blob);

/** One row of manifest.tsv. */
struct manifest_row {
	bool accept;
	char report[128], leaf[128], product[16], signer[8];
	unsigned int version, vmpl;
	unsigned long long policy;
	char tcb[17], chip_id[129], measurement[97], report_data[129];
	int64_t not_before, not_after;
};

/** All rows; free(). */
struct manifest_row *manifest_read(size_t *count);

/** Seconds since 1970 of "2025-01-24T02:21:48Z". */
int64_t time_of(const char *text);

/** Lower-case hex of @n bytes in a static buffer. */
const char *hex_of(const uint8_t *data, size_t n);

/** Fields of a report that nobody verified. Return: 0, -EBADMSG. */
int report_read(const uint8_t *data, size_t len, struct snpguest_report *report,
		struct snpguest_error *error);

/* ------------------------------------------------------------- verdicts */

/** A policy that waives freshness and measurement; nothing else. */
extern const struct snpguest_policy waived;

/** The same, and the host may debug. */
extern const struct snpguest_policy waived_debug;

/** Line @name of a verdict; fails the test when there is none. */
const struct snpguest_check *line_of(const struct snpguest_verdict *verdict,
				     const char *name);

/** Names of all failed lines, "a b c", in a static buffer. */
const char *failures(const struct snpguest_verdict *verdict);

/** Prints every line that is not a plain pass; for a test about to fail. */
void verdict_print(const struct snpguest_verdict *verdict);

/**
 * The test fails, and the verdict is printed, unless just the checks in @failed
 * did, as failures() names them; accepted when there are none. Frees @verdict.
 */
void verdict_expect(struct snpguest_verdict *verdict, const char *failed);

#endif
