// SPDX-License-Identifier: MIT
#include "hypervisor.h"

#include <errno.h>
#include <string.h>

#include "../base/bytes.h"
#include "../base/clock.h"

static bool aligned(uint64_t gpa)
{
	return gpa % GUEST_PAGE_SIZE == 0;
}

static bool dies(const struct hypervisor *hv,
		 const struct hypervisor_call *call, enum host_moment moment)
{
	return hv->deviations && hv->deviations->dies(call, moment);
}

static int malformed(struct hypervisor *hv, struct guest_resume *resume,
		     uint64_t reason)
{
	hv->malformed++;
	resume->info1 = INFO1_MALFORMED;
	resume->info2 = reason;
	return 0;
}

static int refuse(struct guest_resume *resume, uint64_t vmm_error,
		  uint64_t *counter)
{
	++*counter;
	resume->info2 = vmm_error;
	return 0;
}

int hypervisor_enable_certs(struct hypervisor *hv)
{
	if (!hv->snp || hv->vcpu_created || hv->kvm == KVM_6_12)
		return -EINVAL;
	hv->certs_enabled = true;
	return 0;
}

void hypervisor_create_vcpu(struct hypervisor *hv)
{
	hv->vcpu_created = true;
}

static bool over_limit(struct rate_limit *limit)
{
	int64_t now = clock_now_ms();

	if (!limit->window_ms)
		return false;
	if (!limit->window_start ||
	    now - limit->window_start >= (int64_t)limit->window_ms) {
		limit->window_start = now;
		limit->in_window = 0;
	}
	return ++limit->in_window > limit->burst;
}

/* The firmware call; hv->response is what the host's own page then holds. */
static enum firmware_status call_firmware(struct hypervisor *hv,
					  const struct hypervisor_call *call)
{
	uint8_t before[GUEST_PAGE_SIZE];
	enum firmware_status status;

	memcpy(before, hv->response, sizeof(before));
	if (hv->deviations)
		hv->sp->orders = hv->deviations->orders(call);
	status = secure_processor_request(hv->sp, hv->request, hv->response);
	if (!status && hv->deviations)
		hv->deviations->answered(hv, before);
	if (!status && hv->ledger)
		ledger_see(hv->ledger, hv->sp->guest.vmpck, hv->response);
	if (hv->deviations && hv->deviations->again(call))
		status = secure_processor_request(hv->sp, hv->request,
						  hv->response);
	hv->sp->orders = (struct processor_orders){ 0 };
	return status;
}

/* The host's page to the guest, after success and after a firmware error. */
static int deliver(struct hypervisor *hv, const struct hypervisor_call *call,
		   enum firmware_status status)
{
	uint8_t *to = guest_memory_at(hv->memory, call->exit.info2,
				      GUEST_PAGE_SIZE);
	uint8_t page[GUEST_PAGE_SIZE] = { 0 };

	if (!to)
		return -EIO;
	if (!status || !hv->clear_after_error)
		memcpy(page, hv->response, sizeof(page));
	if (hv->deviations && !hv->deviations->answer(hv, call, page))
		return 0;
	memcpy(to, page, sizeof(page));
	if (hv->deviations)
		hv->deviations->delivered(hv, call, to);
	return 0;
}

/* Writes down what stands in shared memory, whatever becomes of it. */
static int witness(struct hypervisor *hv, const struct guest_exit *exit)
{
	const uint8_t *page =
		guest_memory_at(hv->memory, exit->info1, GUEST_PAGE_SIZE);
	uint8_t copy[GUEST_PAGE_SIZE];

	if (!page || !hv->ledger)
		return 0;
	memcpy(copy, page, sizeof(copy));
	return ledger_see(hv->ledger, hv->sp->guest.vmpck, copy);
}

/* The whole page, once, right before the call: the guest cannot race it. */
static int take_request(struct hypervisor *hv, const struct guest_exit *exit)
{
	const uint8_t *from =
		guest_memory_at(hv->memory, exit->info1, GUEST_PAGE_SIZE);

	if (!from)
		return -EIO;
	memcpy(hv->request, from, GUEST_PAGE_SIZE);
	if (!hv->ledger)
		return 0;
	return ledger_see(hv->ledger, hv->sp->guest.vmpck, hv->request);
}

static int plain_request(struct hypervisor *hv, struct hypervisor_call *call)
{
	enum firmware_status status;
	int err = take_request(hv, &call->exit);

	if (err)
		return err;
	if (dies(hv, call, BEFORE_EXECUTION))
		return -ECANCELED;
	if (hv->deviations)
		hv->deviations->request(hv, call);
	if (hv->no_processor)
		return hv->no_processor;
	status = call_firmware(hv, call);
	if (dies(hv, call, AFTER_EXECUTION))
		return -ECANCELED;
	call->resume.info2 = status;
	if (!hv->deviations || hv->deviations->verdict(hv, call))
		err = deliver(hv, call, status);
	if (!err && dies(hv, call, AFTER_ANSWER))
		return -ECANCELED;
	return err;
}

/* No certificates: an empty table, if the guest offered any room. */
static int without_certs(struct hypervisor *hv, struct hypervisor_call *call)
{
	uint8_t *table;

	if (call->exit.rbx) {
		table = guest_memory_at(hv->memory, call->exit.rax, 24);
		if (!table)
			return -EIO;
		memset(table, 0, 24);
	}
	return plain_request(hv, call);
}

static void spoil_table(const struct hypervisor *hv,
			const struct hypervisor_call *call)
{
	const struct guest_exit *exit = &call->exit;
	uint64_t size = exit->rbx * GUEST_PAGE_SIZE;
	uint8_t *table;

	if (!hv->deviations || !size || size / GUEST_PAGE_SIZE != exit->rbx)
		return;
	table = guest_memory_at(hv->memory, exit->rax, size);
	if (table)
		hv->deviations->table(call, table, size);
}

int hypervisor_complete(struct hypervisor *hv, struct hypervisor_call *call)
{
	struct guest_resume *resume = &call->resume;

	switch (call->certs.ret) {
	case 0:
		spoil_table(hv, call);
		return plain_request(hv, call);
	case ENOSPC:
		resume->rbx = call->certs.npages;
		return refuse(resume, VMM_INVALID_LEN, &hv->invalid_len);
	case EAGAIN:
		return refuse(resume, VMM_BUSY, &hv->busy);
	case EIO:
		return refuse(resume, VMM_GENERIC, &hv->generic);
	default:
		return -EINVAL;
	}
}

static int extended_request(struct hypervisor *hv, struct hypervisor_call *call)
{
	const struct guest_exit *exit = &call->exit;
	struct guest_resume *resume = &call->resume;
	const uint8_t *type =
		guest_memory_at(hv->memory, exit->info1 + SEALED_TYPE, 1);

	if (!type)
		return -EIO;
	/* Only a look: what the firmware gets is read when user space is done. */
	if (*type != MESSAGE_REPORT_REQ)
		return plain_request(hv, call);
	if (!exit->rax_valid || !exit->rbx_valid || !aligned(exit->rax))
		return malformed(hv, resume, MALFORMED_INPUT);
	if (!hv->certs_enabled)
		return without_certs(hv, call);
	call->certs = (struct req_certs_exit){ .gpa = exit->rax,
					       .npages = exit->rbx,
					       .held = -1 };
	return HYPERVISOR_ASKS;
}

/* Why an exit is malformed, in the order in which KVM looks; 0: it is not. */
static uint64_t complaint(const struct hypervisor *hv,
			  const struct guest_exit *exit)
{
	/* 6.12 takes wrong input of a known exit for missing input. */
	bool old = hv->kvm == KVM_6_12;

	if (exit->unregistered)
		return MALFORMED_REGISTRATION;
	if (exit->ghcb_usage)
		return MALFORMED_USAGE;
	if (exit->incomplete)
		return MALFORMED_MISSING;
	if (exit->exit_code != EXIT_GUEST_REQUEST &&
	    exit->exit_code != EXIT_EXT_GUEST_REQUEST)
		return MALFORMED_EVENT;
	if (!hv->snp)
		return old ? MALFORMED_MISSING : MALFORMED_EVENT;
	if (!aligned(exit->info1) || !aligned(exit->info2) ||
	    exit->info1 == exit->info2)
		return old ? MALFORMED_MISSING : MALFORMED_INPUT;
	return 0;
}

int hypervisor_begin(struct hypervisor *hv, struct hypervisor_call *call)
{
	const struct guest_exit *exit = &call->exit;
	struct guest_resume *resume = &call->resume;
	uint64_t reason = complaint(hv, exit);
	int err;

	*resume = (struct guest_resume){ .rbx = exit->rbx };
	hv->vcpu_created = true;
	call->number = ++hv->exits;
	if (hv->deviations)
		hv->deviations->exit(hv, call);
	/* 6.12 does not tell the guest: KVM_RUN fails. */
	if (reason == MALFORMED_REGISTRATION && hv->kvm == KVM_6_12)
		return -EINVAL;
	if (reason)
		return malformed(hv, resume, reason);
	err = witness(hv, exit);
	if (err)
		return err;
	if (hv->deviations && hv->deviations->instead(hv, call))
		return 0;
	if (over_limit(&hv->limit))
		return refuse(resume, VMM_BUSY, &hv->busy);
	if (exit->exit_code == EXIT_EXT_GUEST_REQUEST)
		return extended_request(hv, call);
	return plain_request(hv, call);
}

void hypervisor_power_off(struct hypervisor *hv)
{
	memset(hv->request, 0, sizeof(hv->request));
	memset(hv->response, 0, sizeof(hv->response));
}
