/* SPDX-License-Identifier: MIT */
/* Reports for configfs-tsm, by the emulated driver's extended requests. */
#ifndef EMULATOR_SEV_PROVIDER_H
#define EMULATOR_SEV_PROVIDER_H

#include "../guest/guest_driver.h"
#include "report_entry.h"

/* The guest, and the SVSM below it, each with its driver. */
struct sev_guests {
	struct guest_driver guest, svsm;
	bool has_svsm;
	uint64_t seed;		/* what the services are made of */
};

/* A provider on @guests, which outlive it. */
struct tsm_provider sev_provider(struct sev_guests *guests);

#endif /* EMULATOR_SEV_PROVIDER_H */
