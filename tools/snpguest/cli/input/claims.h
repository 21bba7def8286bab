/* SPDX-License-Identifier: MIT */
/* Runtime claims of an HCL report: whose digest is in REPORT_DATA. */
#ifndef CLAIMS_H
#define CLAIMS_H

#include "bundle.h"

/** Sets what the bundle says of its claims. Return: 0; -1 after trouble(). */
int claims_bind(struct bundle *bundle);

#endif /* CLAIMS_H */
