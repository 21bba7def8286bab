/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_VERDICT_H
#define SNPGUEST_VERDICT_H

#include "../formats/products.h"

#define VERDICT_CHECKS_MAX 96
#define VERDICT_DETAIL_SIZE 448

/**
 * struct snpguest_verdict - the lines, and what was found on the way
 * @status: 0, SNPGUEST_REFUSED or -ENODATA; set by verify.c alone
 * @report: the bytes that were judged, read, where @has_report; verified when
 *	    @status is 0
 * @product_name: of @product; where there is none, of what the report alone says
 * @root: empty when no chain was built
 * @details: of all lines, one behind the other, @told bytes of them; not zero behind
 *	     that, and on most machines no page there was ever written to
 */
struct snpguest_verdict {
	int status;
	size_t count;
	struct snpguest_check checks[VERDICT_CHECKS_MAX];
	struct snpguest_report report;
	bool has_report;
	bool has_leaf;
	struct snpguest_cert_info leaf;
	enum snpguest_product product;
	char product_name[PRODUCT_NAME_SIZE];
	bool root_is_amd;
	char root[384];
	int64_t at;
	bool has_policy_sha256;
	uint8_t policy_sha256[32];
	size_t told;
	char details[VERDICT_CHECKS_MAX * VERDICT_DETAIL_SIZE];
};

/** struct snpguest_chain_verdict - the same, without a report; may be cast */
struct snpguest_chain_verdict {
	struct snpguest_verdict verdict;
};

/** One of either kind, without a line; NULL without memory. */
struct snpguest_verdict *verdict_new(void);

#endif
