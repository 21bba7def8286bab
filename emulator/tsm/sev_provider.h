/* SPDX-License-Identifier: MIT */
/* Reports for configfs-tsm, by the emulated driver's extended requests. */
#ifndef EMULATOR_SEV_PROVIDER_H
#define EMULATOR_SEV_PROVIDER_H

#include "../guest/guest_driver.h"
#include "report_entry.h"

/* A provider on @driver, which outlives it. */
struct tsm_provider sev_provider(struct guest_driver *driver);

#endif /* EMULATOR_SEV_PROVIDER_H */
