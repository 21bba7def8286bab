/* SPDX-License-Identifier: MIT */
/* What there is to say of a report and of a certificate, as JSON. */
#ifndef SNPGUEST_DESCRIBE_H
#define SNPGUEST_DESCRIBE_H

#include "build.h"

/** All fields; @product for the parts of the TCBs, else the report's own. */
void describe_report(struct json_build *out,
		     const struct snpguest_report *report,
		     enum snpguest_product product);

/** A certificate, with the AMD extensions of a leaf. */
void describe_certificate(struct json_build *out,
			  const struct snpguest_cert_info *info);

#endif
