/* SPDX-License-Identifier: MIT */
/* The transport under test, a request to it, and what came of it. */
#ifndef LIB_TRANSPORT_H
#define LIB_TRANSPORT_H

#include "lib_files.h"
#include "request/transport.h"

extern struct snpguest_transport transport;
extern struct snpguest_error error;
extern struct snpguest_report_request request;
extern uint8_t report[SNPGUEST_REPORT_SIZE];

/** A request for any VMPL, on 64 bytes of 0x5a; no error so far. */
void fresh_request(void);

/** Sends it. */
int get(uint8_t **table, size_t *len);

#endif
