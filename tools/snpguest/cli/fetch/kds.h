/* SPDX-License-Identifier: MIT */
/* Addresses at AMD's key distribution service, [KDS]; builds strings only. */
#ifndef KDS_H
#define KDS_H

#include <stdbool.h>
#include <stddef.h>

#include <snpguest.h>

#define KDS_HOST "https://kdsintf.amd.com"
#define KDS_URL_SIZE 512

/** What there is besides VCEKs, [KDS] 4. */
enum kds_list { KDS_CHAIN, KDS_CRL };

/**
 * kds_list_url() - certificate chain or revocation list of a product
 * @host: KDS_HOST or that of a cache, without a slash at its end
 *
 * Return: false when it does not fit in @url.
 */
bool kds_list_url(const char *host, enum snpguest_product product, bool vlek,
		  enum kds_list list, char url[KDS_URL_SIZE]);

/** kds_vcek_url() - the VCEK that signed @report on a chip of @product */
bool kds_vcek_url(const char *host, enum snpguest_product product,
		  const struct snpguest_report *report, char url[KDS_URL_SIZE]);

#endif /* KDS_H */
