/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_KDS_URL_H
#define SNPGUEST_KDS_URL_H

#include "products.h"

/** snpguest_kds_vcek_url() of products that a verifier knows, too. */
int kds_vcek_url(const struct products *products, const char *host,
		 enum snpguest_product product,
		 const struct snpguest_report *report, char *url, size_t size,
		 struct snpguest_error *error);

#endif
