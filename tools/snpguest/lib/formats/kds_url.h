/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_KDS_URL_H
#define SNPGUEST_KDS_URL_H

#include "products.h"

/** snpguest_kds_list_url(), by products. */
int kds_list_url(const struct products *products, const char *host,
		 enum snpguest_product product, enum snpguest_kds_list list,
		 char *url, size_t size, struct snpguest_error *error);

/** snpguest_kds_vcek_url(), by products. */
int kds_vcek_url(const struct products *products, const char *host,
		 enum snpguest_product product,
		 const struct snpguest_report *report, char *url, size_t size,
		 struct snpguest_error *error);

#endif
