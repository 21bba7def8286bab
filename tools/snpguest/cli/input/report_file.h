/* SPDX-License-Identifier: MIT */
/* The report in a file, for commands that want nothing else of it. */
#ifndef REPORT_FILE_H
#define REPORT_FILE_H

#include <snpguest.h>

#include "../base/command.h"
#include "../base/files.h"

/**
 * report_file_read() - the fields of a report, in whatever it comes
 *
 * Names the shape when it is not the bare report. Return: EXIT_DONE;
 * EXIT_REFUSED for what is none; EXIT_TROUBLE.
 */
enum exit_code report_file_read(const char *path,
				struct snpguest_report *report);

/** report_file_parse() - the same for a file that was read; frees @bytes */
enum exit_code report_file_parse(const char *path, struct buffer bytes,
				 struct snpguest_report *report);

#endif /* REPORT_FILE_H */
