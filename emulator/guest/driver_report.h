/* SPDX-License-Identifier: MIT */
/* A report for this process itself, by the emulated driver. */
#ifndef EMULATOR_DRIVER_REPORT_H
#define EMULATOR_DRIVER_REPORT_H

#include "guest_driver.h"

#define DRIVER_ANSWER_SIZE	4000
/* In the answer: how long the report is, and where it begins. */
#define DRIVER_ANSWER_LENGTH	0x04
#define DRIVER_ANSWER_REPORT	0x20

/*
 * driver_report() - a report on 64 bytes of @data
 * @certs: room for certificates, @certs_size bytes; NULL: none are asked for
 *
 * Returns 0, -EINVAL or -ENXIO where the firmware refuses, -EIO, or another
 * negative errno of the ioctl.
 */
int driver_report(struct guest_driver *driver, const uint8_t data[64],
		  uint32_t vmpl, uint8_t *certs, uint32_t certs_size,
		  uint8_t answer[DRIVER_ANSWER_SIZE]);

#endif /* EMULATOR_DRIVER_REPORT_H */
