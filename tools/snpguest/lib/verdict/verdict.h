/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_VERDICT_H
#define SNPGUEST_VERDICT_H

#include "snpguest.h"

#define VERDICT_CHECKS_MAX 96
#define VERDICT_DETAIL_SIZE 448

/**
 * struct snpguest_verdict - the lines, and what was found on the way
 * @accepted: set by verify.c alone
 * @open: lines that could not be judged because something they need is
 *	  missing. They read "skipped" and stand against acceptance
 * @root: empty when no chain was built
 */
struct snpguest_verdict {
	bool accepted;
	size_t count;
	size_t open;
	size_t failures;
	struct snpguest_check checks[VERDICT_CHECKS_MAX];
	bool has_leaf;
	struct snpguest_cert_info leaf;
	enum snpguest_product product;
	char root[384];
	char details[VERDICT_CHECKS_MAX][VERDICT_DETAIL_SIZE];
};

#endif
