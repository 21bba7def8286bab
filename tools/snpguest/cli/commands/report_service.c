// SPDX-License-Identifier: MIT
#include "report_service.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/patience.h"
#include "../base/talk.h"
#include "../input/device.h"

const struct option service_options[] = {
	{ OPT_SERVICE, 0, "service", "all|GUID",
	  "on services of the SVSM below; by configfs-tsm" },
	{ OPT_MANIFEST, 0, "manifest", "FILE",
	  "with --service: where its manifest goes" },
	{ .id = OPT_NONE },
};

/* As the kernel reads it, 8-4-4-4-12. */
static bool is_guid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t i = 0; i < sizeof(form); i++) {
		if (form[i] == 'x' ? !isxdigit((unsigned char)text[i]) :
				     text[i] != form[i])
			return false;
	}
	return true;
}

enum exit_code service_check(const struct call *call)
{
	const char *service = call->values[OPT_SERVICE];

	if (!service != !given(call, OPT_MANIFEST))
		return usage("--service and --manifest need each other");
	if (!service || strcmp(service, "all") == 0 || is_guid(service))
		return EXIT_DONE;
	return usage("--service: '%s' is neither all nor a GUID", service);
}

/* No other way has them. */
static struct settings by_tsm(const struct settings *settings)
{
	struct settings own = *settings;

	if (strcmp(own.device, "auto") == 0)
		own.device = "tsm";
	return own;
}

enum exit_code service_report(const struct settings *settings,
			      const struct call *call,
			      const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
			      uint8_t report[SNPGUEST_REPORT_SIZE])
{
	const char *service = call->values[OPT_SERVICE];
	struct settings own = by_tsm(settings);
	struct buffer table = { NULL, 0 }, manifest = { NULL, 0 };
	struct snpguest_transport *transport;
	struct snpguest_error error;
	enum exit_code status = device_of_settings(&own, &transport);
	int ret;

	if (status)
		return status;
	patience_begin(DEVICE_WAITS);
	ret = snpguest_get_service(transport, nonce,
				   strcmp(service, "all") ? service : NULL,
				   report, &table.data, &table.len,
				   &manifest.data, &manifest.len, &error);
	patience_end();
	snpguest_close(transport);
	if (ret)
		status = trouble("%s", error.what);
	else if (file_write(call->values[OPT_MANIFEST], manifest.data,
			    manifest.len, MODE_PUBLIC))
		status = EXIT_TROUBLE;
	free(table.data);
	free(manifest.data);
	return status;
}
