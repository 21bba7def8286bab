// SPDX-License-Identifier: MIT
/* Any bytes as a report: parsed, decoded, never more than that. */
#include <stdlib.h>

#include "snpguest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snpguest_unverified_report report;
	struct snpguest_error error;
	char text[200];

	if (snpguest_unverified_report_parse(data, size, &report,
					     sizeof(report), &error))
		return 0;
	if (size != SNPGUEST_REPORT_SIZE || report.says.version < 2)
		abort();
	for (int p = 0; p < 4; p++)
		if (snpguest_tcb_decode(p, report.says.reported_tcb.raw).raw !=
		    report.says.reported_tcb.raw)
			abort();
	snpguest_describe_exitinfo2(report.says.policy, text, size % sizeof(text));
	return 0;
}
