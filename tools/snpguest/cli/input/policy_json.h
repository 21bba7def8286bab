/* SPDX-License-Identifier: MIT */
/* A policy file: JSON, every key optional, nothing else allowed. */
#ifndef POLICY_JSON_H
#define POLICY_JSON_H

#include <snpguest.h>

#include "../base/command.h"
#include "../base/files.h"

#define POLICY_ALLOCATIONS 16
#define POLICY_FLOORS 32

/**
 * struct policy_file - a policy and the memory it points into
 * @forbids_debug: the file says so, not only the default
 */
struct policy_file {
	struct snpguest_policy policy;
	bool forbids_debug;
	struct snpguest_tcb_floor floors[POLICY_FLOORS];
	size_t n_floors;
	void *allocated[POLICY_ALLOCATIONS];
	int n_allocated;
};

/**
 * policy_file_load() - read a policy, strictly
 *
 * Return: EXIT_DONE; EXIT_TROUBLE when the file cannot be read; EXIT_USAGE when
 * it is not a policy: the message names file, key and cause. Free in every
 * case with policy_file_free().
 */
enum exit_code policy_file_load(const char *path, struct policy_file *file);

/** policy_file_parse() - the same for a file that was read */
enum exit_code policy_file_parse(const char *name, struct buffer bytes,
				 struct policy_file *file);

void policy_file_free(struct policy_file *file);

#endif /* POLICY_JSON_H */
