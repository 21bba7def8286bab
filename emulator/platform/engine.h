/* SPDX-License-Identifier: MIT */
/*
 * The machine from inside, for those who build it and change it while it runs:
 * powering on, updater, control. Doors use platform.h.
 */
#ifndef EMULATOR_ENGINE_H
#define EMULATOR_ENGINE_H

#include <pthread.h>

#include "platform.h"
#include "../machine/config.h"
#include "../host/hostile_host.h"
#include "../pki/identity.h"
#include "../host/vmm.h"

struct platform {
	pthread_mutex_t mutex;		/* the machine: all below but @updating */
	pthread_mutex_t updating;	/* one updater at a time */
	int dir, identity_dir;
	int firmware_fd;
	struct platform_config config;
	struct identity *identity;
	struct guest_memory memory;
	struct secure_processor sp;
	struct vmm vmm;
	struct faults faults;
	struct hostile_host host;
	struct ledger *ledger;
	struct hypervisor hv;
	bool pinned;			/* a kernel module knows the keys */
	bool of_a_run;			/* see platform_belong_to_run() */
	enum platform_trace traced;
	pthread_t locker;		/* holds the certificate file for a while */
	bool locker_runs;
	int locked_fd, locked_end;
	unsigned int locked_ms;
};

/* A provider's machine: from init on, or because a VLEK was loaded. */
static inline bool has_vlek(const struct platform *platform)
{
	return platform->config.vlek || platform->sp.state.vlek_loaded;
}

static inline enum report_signer table_signer(const struct platform *platform)
{
	return has_vlek(platform) ? SIGNER_VLEK : SIGNER_VCEK;
}

/* table_fits() of this machine. Before it serves. */
bool platform_table_fits(struct platform *platform);

#endif /* EMULATOR_ENGINE_H */
