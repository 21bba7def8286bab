/* SPDX-License-Identifier: MIT */
/* What a paravisor as Azure's puts into the TPM of its guest. */
#ifndef EMULATOR_HCL_REPORT_H
#define EMULATOR_HCL_REPORT_H

#include "../guest/guest_driver.h"

#define HCL_REPORT_SIZE		1460U

/*
 * hcl_report() - a report on the digest of claims that hold @user_data
 *
 * Its header, the SNP report, and the claims. Returns 0 or a negative errno.
 */
int hcl_report(struct guest_driver *driver, const uint8_t user_data[64],
	       uint8_t blob[HCL_REPORT_SIZE]);

#endif /* EMULATOR_HCL_REPORT_H */
