// SPDX-License-Identifier: MIT
#include "kds.h"

#include <stdio.h>

#include "../base/values.h"

/* [KDS] 3: a Turin is known by its first 8 bytes. */
static size_t hwid_size(enum snpguest_product product)
{
	return product == SNPGUEST_PRODUCT_TURIN ? 8 : SNPGUEST_CHIP_ID_SIZE;
}

static bool fits(int written)
{
	return written > 0 && written < KDS_URL_SIZE;
}

bool kds_list_url(const char *host, enum snpguest_product product, bool vlek,
		  enum kds_list list, char url[KDS_URL_SIZE])
{
	return fits(snprintf(url, KDS_URL_SIZE, "%s/%s/v1/%s/%s", host,
			     vlek ? "vlek" : "vcek",
			     snpguest_product_name(product),
			     list == KDS_CRL ? "crl" : "cert_chain"));
}

bool kds_vcek_url(const char *host, enum snpguest_product product,
		  const struct snpguest_report *report, char url[KDS_URL_SIZE])
{
	struct snpguest_tcb tcb =
		snpguest_tcb_decode(product, report->reported_tcb.raw);
	char hwid[2 * SNPGUEST_CHIP_ID_SIZE + 1];
	char fmc[16] = "";

	value_hex(report->chip_id, hwid_size(product), hwid);
	if (tcb.has_fmc)
		snprintf(fmc, sizeof(fmc), "fmcSPL=%02u&", tcb.fmc);
	return fits(snprintf(url, KDS_URL_SIZE,
			     "%s/vcek/v1/%s/%s?%sblSPL=%02u&teeSPL=%02u"
			     "&snpSPL=%02u&ucodeSPL=%02u",
			     host, snpguest_product_name(product), hwid, fmc,
			     tcb.bl, tcb.tee, tcb.snp, tcb.ucode));
}
