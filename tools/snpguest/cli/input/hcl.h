/* SPDX-License-Identifier: MIT */
/*
 * The report of an Azure confidential VM as its vTPM hands it out: the SNP
 * report, and runtime claims whose digest the report carries in REPORT_DATA.
 */
#ifndef HCL_H
#define HCL_H

#include "bundle.h"

/** True when @bytes begin like one. */
bool hcl_is(struct buffer bytes);

/**
 * hcl_read() - take one apart
 * @bytes: belong to @bundle already
 *
 * Return: 0, with flaws for what is malformed; -1 after trouble().
 */
int hcl_read(struct bundle *bundle, const char *name, struct buffer bytes);

#endif /* HCL_H */
