// SPDX-License-Identifier: MIT
#include "device.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "../base/patience.h"
#include "../base/talk.h"

enum exit_code nonce_make(uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE])
{
	if (getrandom(nonce, SNPGUEST_REPORT_DATA_SIZE, 0) ==
	    SNPGUEST_REPORT_DATA_SIZE)
		return EXIT_DONE;
	return trouble("no random numbers for a nonce: %s", strerror(errno));
}

enum exit_code device_of_settings(const struct settings *settings,
				  struct snpguest_transport **transport)
{
	struct snpguest_error error;

	if (snpguest_open(settings->device, transport, &error))
		return trouble("%s", error.what);
	return EXIT_DONE;
}

static struct snpguest_report_request
make_request(const struct settings *settings,
	     const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE])
{
	struct snpguest_report_request request = SNPGUEST_REPORT_REQUEST_INIT;

	request.vmpl = settings->vmpl;
	request.key_sel = SNPGUEST_KEY_SEL_AUTO;
	memcpy(request.report_data, nonce, sizeof(request.report_data));
	return request;
}

/** struct asked - @table, @len: NULL where nobody asks for that */
struct asked {
	uint8_t *report; /* SNPGUEST_REPORT_MAX bytes with @len */
	struct buffer *table;
	size_t *len;
};

static int ask_for(const struct asked *asked,
		   struct snpguest_transport *transport,
		   const struct snpguest_report_request *request,
		   struct snpguest_error *error)
{
	if (asked->len)
		return snpguest_get_whole_report(transport, request,
						 asked->report,
						 SNPGUEST_REPORT_MAX,
						 asked->len, error);
	if (asked->table)
		return snpguest_get_evidence(transport, request, asked->report,
					     &asked->table->data,
					     &asked->table->len, error);
	return snpguest_get_report(transport, request, asked->report, NULL,
				   NULL, error);
}

static enum exit_code ask(const struct settings *settings,
			  const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
			  const struct asked *asked)
{
	struct snpguest_report_request request = make_request(settings, nonce);
	struct snpguest_transport *transport;
	struct snpguest_error error;
	enum exit_code status = device_of_settings(settings, &transport);
	int ret;

	if (status)
		return status;
	patience_begin(DEVICE_WAITS);
	ret = ask_for(asked, transport, &request, &error);
	patience_end();
	snpguest_close(transport);
	return ret ? trouble("%s", error.what) : EXIT_DONE;
}

enum exit_code device_report(const struct settings *settings,
			     const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
			     uint8_t report[SNPGUEST_REPORT_SIZE])
{
	return ask(settings, nonce, &(struct asked){ .report = report });
}

enum exit_code device_whole_report(const struct settings *settings,
				   const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
				   uint8_t report[SNPGUEST_REPORT_MAX],
				   size_t *len)
{
	return ask(settings, nonce,
		   &(struct asked){ .report = report, .len = len });
}

enum exit_code device_evidence(const struct settings *settings,
			       const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
			       uint8_t report[SNPGUEST_REPORT_SIZE],
			       struct buffer *table)
{
	return ask(settings, nonce,
		   &(struct asked){ .report = report, .table = table });
}
