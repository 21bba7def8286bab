/* SPDX-License-Identifier: MIT */
/* 'report --service': a report on what an SVSM serves, and its manifest. */
#ifndef REPORT_SERVICE_H
#define REPORT_SERVICE_H

#include "../input/settings.h"

extern const struct option service_options[];

/**
 * service_check() - --service and --manifest, which need each other
 *
 * Return: EXIT_DONE, EXIT_USAGE.
 */
enum exit_code service_check(const struct call *call);

/**
 * service_report() - ask, and write the manifest
 * @report: out
 *
 * Return: EXIT_DONE, EXIT_TROUBLE.
 */
enum exit_code service_report(const struct settings *settings,
			      const struct call *call,
			      const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
			      uint8_t report[SNPGUEST_REPORT_SIZE]);

#endif /* REPORT_SERVICE_H */
