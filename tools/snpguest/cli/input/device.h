/* SPDX-License-Identifier: MIT */
/* Reports and keys from the device that the settings name. */
#ifndef DEVICE_H
#define DEVICE_H

#include "../base/files.h"
#include "settings.h"

/** Fills @nonce with random bytes. Return: EXIT_DONE, EXIT_TROUBLE. */
enum exit_code nonce_make(uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE]);

/** Opens the device that they name; close it with snpguest_close(). */
enum exit_code device_of_settings(const struct settings *settings,
				  struct snpguest_transport **transport);

/**
 * device_report() - a report that carries @nonce
 *
 * An answer to another request is trouble.
 */
enum exit_code device_report(const struct settings *settings,
			     const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
			     uint8_t report[SNPGUEST_REPORT_SIZE]);

/**
 * device_whole_report() - the same, with what newer firmware adds to it
 * @len: out: SNPGUEST_REPORT_SIZE, or more
 */
enum exit_code device_whole_report(const struct settings *settings,
				   const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
				   uint8_t report[SNPGUEST_REPORT_MAX],
				   size_t *len);

/**
 * device_evidence() - what the device answers, and the host's table
 * @table: out: free(@table->data)
 *
 * The answer is not compared with @nonce here: a wrong one is evidence, too, to
 * be kept and judged; see demands_report_data().
 */
enum exit_code device_evidence(const struct settings *settings,
			       const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
			       uint8_t report[SNPGUEST_REPORT_SIZE],
			       struct buffer *table);

/** For patience_begin() around a request. */
#define DEVICE_WAITS "waiting for the secure processor; a busy host lets wait"

#endif /* DEVICE_H */
