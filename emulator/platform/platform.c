// SPDX-License-Identifier: MIT
#include "engine.h"

#include "../host/table_check.h"
#include "trace.h"

const struct guest_memory *platform_memory(const struct platform *platform)
{
	return &platform->memory;
}

uint64_t platform_secrets_gpa(const struct platform *platform)
{
	return platform->memory.gpa;
}

uint32_t platform_vmpl(const struct platform *platform)
{
	return platform->config.vmpl;
}

void platform_trace(struct platform *platform, enum platform_trace as)
{
	platform->traced = as;
}

void platform_belong_to_run(struct platform *platform)
{
	platform->of_a_run = true;
}

bool platform_is_of_a_run(const struct platform *platform)
{
	return platform->of_a_run;
}

enum guest_driver_kind platform_driver(const struct platform *platform)
{
	return platform->config.driver;
}

int platform_exit(struct platform *platform, const struct guest_exit *exit,
		  struct guest_resume *resume)
{
	const struct hypervisor_userspace *user = &platform->hv.userspace;
	struct hypervisor_call call = { .exit = *exit };
	bool asked;
	int err;

	pthread_mutex_lock(&platform->mutex);
	err = hypervisor_begin(&platform->hv, &call);
	asked = err == HYPERVISOR_ASKS;
	if (asked) {
		pthread_mutex_unlock(&platform->mutex);
		user->req_certs(user->owner, &call.certs);
		pthread_mutex_lock(&platform->mutex);
		err = hypervisor_complete(&platform->hv, &call);
	}
	*resume = call.resume;
	trace_exit(platform, &call, err);
	pthread_mutex_unlock(&platform->mutex);
	if (asked && !call.certs.ret)
		user->request_done(user->owner, &call.certs);
	return err;
}

void platform_counters(struct platform *platform,
		       struct platform_counters *counters)
{
	pthread_mutex_lock(&platform->mutex);
	*counters = (struct platform_counters){
		.host_calls = platform->hv.exits,
		.firmware_calls = platform->sp.calls,
		.invalid_len = platform->hv.invalid_len,
		.busy = platform->hv.busy,
		.generic = platform->hv.generic,
		.malformed = platform->hv.malformed,
		.ledger_conflicts = ledger_conflicts(platform->ledger),
		.ledger_unjudged = ledger_unjudged(platform->ledger),
	};
	pthread_mutex_unlock(&platform->mutex);
}

struct identity *platform_identity(struct platform *platform)
{
	return platform->identity;
}

uint64_t platform_reported_tcb(struct platform *platform)
{
	uint64_t tcb;

	pthread_mutex_lock(&platform->mutex);
	tcb = platform->sp.state.reported_tcb;
	pthread_mutex_unlock(&platform->mutex);
	return tcb;
}

bool platform_table_fits(struct platform *platform)
{
	return table_fits(platform->dir, platform->identity,
			  table_signer(platform),
			  platform->sp.state.reported_tcb);
}
