// SPDX-License-Identifier: MIT
/* What needs the products of a caller's file of anchors beside the library's own. */
#include "../formats/certificate.h"
#include "../formats/kds_url.h"
#include "verifier.h"

static const struct products *told(const struct snpguest_verifier *verifier)
{
	return verifier ? &verifier->products : NULL;
}

enum snpguest_product
snpguest_product_named(const struct snpguest_verifier *verifier,
		       const char *name)
{
	return products_called(told(verifier), name);
}

enum snpguest_product
snpguest_product_of_cpuid(const struct snpguest_verifier *verifier,
			  uint8_t family, uint8_t model)
{
	return products_of_cpuid(told(verifier), family, model);
}

const char *snpguest_product_name(const struct snpguest_verifier *verifier,
				  uint32_t product)
{
	return products_name(told(verifier), product);
}

int snpguest_cert_describe(const struct snpguest_verifier *verifier,
			   struct snpguest_blob cert,
			   struct snpguest_cert_info *info, size_t size,
			   struct snpguest_error *error)
{
	return cert_describe(told(verifier), cert, info, size, error);
}

int snpguest_kds_list_url(const struct snpguest_verifier *verifier,
			  const char *host, uint32_t product,
			  enum snpguest_kds_list list, char *url, size_t size,
			  struct snpguest_error *error)
{
	return kds_list_url(told(verifier), host, product, list, url, size,
			    error);
}

int snpguest_kds_vcek_url(const struct snpguest_verifier *verifier,
			  const char *host, uint32_t product,
			  const struct snpguest_report *report, char *url,
			  size_t size, struct snpguest_error *error)
{
	return kds_vcek_url(told(verifier), host, product, report, url, size,
			    error);
}
