// SPDX-License-Identifier: MIT
#include "hcl_report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "../base/bytes.h"
#include "../firmware/report_writer.h"
#include "../guest/driver_report.h"

#define HEADER_SIZE	32U
#define CLAIMS_HEADER	20U
#define CLAIMS_OFFSET	(HEADER_SIZE + REPORT_SIZE + CLAIMS_HEADER)
#define CLAIMS_SIZE	(HCL_REPORT_SIZE - CLAIMS_OFFSET)

/* The claims fill their room: behind them goes what JSON ignores. */
static void write_claims(const uint8_t user_data[64], char *claims)
{
	char text[CLAIMS_SIZE + 1];
	int i, n = snprintf(text, sizeof(text),
			    "{\"keys\":[],\"vm-configuration\":{\"secure-boot\":true},\"user-data\":\"");

	for (i = 0; i < 64; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "%02X",
			      user_data[i]);
	n += snprintf(text + n, sizeof(text) - (size_t)n, "\"}");
	memset(claims, ' ', CLAIMS_SIZE);
	memcpy(claims, text, (size_t)n);
}

static void write_header(uint8_t *blob)
{
	uint8_t *claims = blob + HEADER_SIZE + REPORT_SIZE;

	memset(blob, 0, HEADER_SIZE);
	memcpy(blob, "HCLA", 4);
	store32(blob + 4, 1);
	store32(blob + 8, HCL_REPORT_SIZE - HEADER_SIZE);
	store32(blob + 12, 2);		/* for attestation */
	store32(claims, CLAIMS_HEADER + CLAIMS_SIZE);
	store32(claims + 4, 1);
	store32(claims + 8, 2);		/* SNP */
	store32(claims + 12, 1);	/* SHA-256 */
	store32(claims + 16, CLAIMS_SIZE);
}

int hcl_report(struct guest_driver *driver, const uint8_t user_data[64],
	       uint8_t blob[HCL_REPORT_SIZE])
{
	uint8_t answer[DRIVER_ANSWER_SIZE], digest[64] = { 0 };
	int err;

	write_header(blob);
	write_claims(user_data, (char *)blob + CLAIMS_OFFSET);
	if (EVP_Digest(blob + CLAIMS_OFFSET, CLAIMS_SIZE, digest, NULL,
		       EVP_sha256(), NULL) != 1)
		return -ENOMEM;
	err = driver_report(driver, digest, driver->channel.machine.vmpl, NULL,
			    0, answer);
	if (!err)
		memcpy(blob + HEADER_SIZE, answer + DRIVER_ANSWER_REPORT,
		       REPORT_SIZE);
	return err;
}
