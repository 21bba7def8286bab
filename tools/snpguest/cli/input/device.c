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

enum exit_code device_open(const struct settings *settings,
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

/** struct wanted - @table, @len: NULL where nobody asks for that */
struct wanted {
	uint8_t *report; /* SNPGUEST_REPORT_MAX bytes with @len */
	struct buffer *table;
	size_t *len;
};

static int ask_for(const struct wanted *wanted,
		   struct snpguest_transport *transport,
		   const struct snpguest_report_request *request,
		   struct snpguest_error *error)
{
	if (wanted->len)
		return snpguest_get_whole_report(transport, request,
						 wanted->report,
						 SNPGUEST_REPORT_MAX,
						 wanted->len, error);
	if (wanted->table)
		return snpguest_get_evidence(transport, request, wanted->report,
					     &wanted->table->data,
					     &wanted->table->len, error);
	return snpguest_get_report(transport, request, wanted->report, NULL,
				   NULL, error);
}

static enum exit_code ask(const struct settings *settings,
			  const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
			  const struct wanted *wanted)
{
	struct snpguest_report_request request = make_request(settings, nonce);
	struct snpguest_transport *transport;
	struct snpguest_error error;
	enum exit_code status = device_open(settings, &transport);
	int ret;

	if (status)
		return status;
	patience_begin(DEVICE_WAITS);
	ret = ask_for(wanted, transport, &request, &error);
	patience_end();
	snpguest_close(transport);
	return ret ? trouble("%s", error.what) : EXIT_DONE;
}

enum exit_code device_report(const struct settings *settings,
			     const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
			     uint8_t report[SNPGUEST_REPORT_SIZE])
{
	return ask(settings, nonce, &(struct wanted){ .report = report });
}

enum exit_code device_whole_report(const struct settings *settings,
				   const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
				   uint8_t report[SNPGUEST_REPORT_MAX],
				   size_t *len)
{
	return ask(settings, nonce,
		   &(struct wanted){ .report = report, .len = len });
}

enum exit_code device_evidence(const struct settings *settings,
			       const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
			       uint8_t report[SNPGUEST_REPORT_SIZE],
			       struct buffer *table)
{
	return ask(settings, nonce,
		   &(struct wanted){ .report = report, .table = table });
}
