// SPDX-License-Identifier: MIT
#include "lib_transport.h"

#include <string.h>

struct snpguest_transport transport;
struct snpguest_error error;
struct snpguest_report_request request;
uint8_t report[SNPGUEST_REPORT_SIZE];

void fresh_request(void)
{
	memset(&error, 0, sizeof(error));
	request = (struct snpguest_report_request)SNPGUEST_REPORT_REQUEST_INIT;
	request.vmpl = -1;
	memset(request.report_data, 0x5a, sizeof(request.report_data));
}

int get(uint8_t **table, size_t *len)
{
	return snpguest_get_report(&transport, &request, report, table, len,
				   &error);
}
