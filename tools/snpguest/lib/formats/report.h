/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_REPORT_H
#define SNPGUEST_REPORT_H

#include "snpguest.h"

/* [ABI] ATTESTATION_REPORT: what lies where, of what matters outside parsing. */
#define REPORT_SIGNED_SIZE 0x2a0
#define REPORT_R 0x2a0
#define REPORT_RS_SIZE 72
#define REPORT_SCALAR_SIZE 48 /* of the 72 bytes; the others are zero */
#define REPORT_TAIL 0x330
#define REPORT_DATA 0x50

#define REPORT_VERSION_MIN 2
#define REPORT_VERSION_MAX 5
#define REPORT_VMPL_HOST UINT32_MAX /* the host asked for this report */

/* [ABI] KEY_INFO: bits that have no meaning yet. */
#define REPORT_KEY_INFO_RESERVED (~UINT32_C(0x1f))

/** The fields of @bytes, unverified. Return: 0, -EBADMSG. */
int report_parse(struct snpguest_blob bytes, struct snpguest_report *report,
		 struct snpguest_error *error);

/**
 * Turns a number of the signature around, big endian then; false when it is not
 * within 1 to n-1 of P-384, in 72 bytes.
 */
bool report_scalar(const uint8_t number[REPORT_RS_SIZE],
		   uint8_t scalar[REPORT_SCALAR_SIZE]);

/** Decodes the four TCBs again, with @product's layout. */
void report_set_product(struct snpguest_report *report,
			enum snpguest_product product);

#endif
