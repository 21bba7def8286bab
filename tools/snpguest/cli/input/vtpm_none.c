// SPDX-License-Identifier: MIT
#include "vtpm.h"

#include "../base/talk.h"

enum exit_code vtpm_evidence(const struct settings *settings,
			     const uint8_t user_data[SNPGUEST_REPORT_DATA_SIZE],
			     struct buffer *hcl, bool *fresh)
{
	(void)settings;
	(void)user_data;
	(void)hcl;
	(void)fresh;
	return trouble("--platform: this build does not talk to a vTPM;"
		       " read NV index 0x01400001 with tpm2_nvread and"
		       " give the file to 'snpguest verify evidence'");
}
