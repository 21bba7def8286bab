// SPDX-License-Identifier: MIT
#include "snp_vmm.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "control_words.h"
#include "../guest/guest_client.h"
#include "../platform/engine.h"

#define PUBLIC	__attribute__((visibility("default")))

_Static_assert(offsetof(struct snp_vmm_run, immediate_exit) == 1, "as kvm_run");
_Static_assert(offsetof(struct snp_vmm_run, exit_reason) == 8, "as kvm_run");
_Static_assert(offsetof(struct snp_vmm_run, snp_req_certs) == 32, "as kvm_run");

struct snp_vmm {
	struct platform *platform;
	unsigned int vcpus;
};

/* Whose turn it is: the guest's thread and KVM_RUN alternate. */
enum turn { TURN_KVM, TURN_GUEST };

struct snp_vcpu {
	struct snp_vmm *vmm;
	struct snp_vmm_run area;
	struct guest_client client;
	void (*guest)(void *owner, struct snp_vcpu *vcpu);
	void *owner;
	pthread_t thread;
	bool started, halted, asking;
	int over;			/* what ended the guest, for good */
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	enum turn turn;
	struct hypervisor_call call;
	int result;			/* of the guest's exit */
};

static void pass_on(struct snp_vcpu *vcpu, enum turn to)
{
	pthread_mutex_lock(&vcpu->mutex);
	vcpu->turn = to;
	pthread_cond_broadcast(&vcpu->changed);
	pthread_mutex_unlock(&vcpu->mutex);
}

static void wait_for(struct snp_vcpu *vcpu, enum turn turn)
{
	pthread_mutex_lock(&vcpu->mutex);
	while (vcpu->turn != turn)
		pthread_cond_wait(&vcpu->changed, &vcpu->mutex);
	pthread_mutex_unlock(&vcpu->mutex);
}

PUBLIC int snp_vmm_open(const char *dir, struct snp_vmm **vmm, char *why,
			size_t why_size)
{
	struct snp_vmm *opened = calloc(1, sizeof(*opened));
	int err = opened ? platform_open(dir, &opened->platform, why, why_size)
			 : -ENOMEM;

	if (err) {
		free(opened);
		return err;
	}
	/* As it comes from KVM_CREATE_VM. */
	opened->platform->hv.certs_enabled = false;
	opened->platform->hv.vcpu_created = false;
	*vmm = opened;
	return 0;
}

PUBLIC void snp_vmm_close(struct snp_vmm *vmm)
{
	if (vmm)
		platform_close(vmm->platform);
	free(vmm);
}

PUBLIC int snp_vmm_control(struct snp_vmm *vmm, int count,
			   const char *const *words, char **answer)
{
	return control_words(vmm->platform, count, words, answer);
}

PUBLIC int snp_vmm_enable_req_certs(struct snp_vmm *vmm)
{
	int err;

	pthread_mutex_lock(&vmm->platform->mutex);
	err = hypervisor_enable_certs(&vmm->platform->hv);
	pthread_mutex_unlock(&vmm->platform->mutex);
	return err;
}

PUBLIC void *snp_vmm_memory(struct snp_vmm *vmm, uint64_t gpa, uint64_t size)
{
	return guest_memory_at(&vmm->platform->memory, gpa, size);
}

/* In the guest's thread: out to KVM, and back when it runs on. */
static int leave_guest(void *owner, const struct guest_exit *exit,
		       struct guest_resume *resume)
{
	struct snp_vcpu *vcpu = owner;

	vcpu->call = (struct hypervisor_call){ .exit = *exit };
	pass_on(vcpu, TURN_KVM);
	wait_for(vcpu, TURN_GUEST);
	*resume = vcpu->call.resume;
	return vcpu->result;
}

static void *run_guest(void *arg)
{
	struct snp_vcpu *vcpu = arg;

	wait_for(vcpu, TURN_GUEST);
	vcpu->guest(vcpu->owner, vcpu);
	vcpu->halted = true;
	pass_on(vcpu, TURN_KVM);
	return NULL;
}

PUBLIC int snp_vmm_create_vcpu(struct snp_vmm *vmm,
			       void (*guest)(void *owner,
					     struct snp_vcpu *vcpu),
			       void *owner, struct snp_vcpu **vcpu)
{
	struct snp_vcpu *made;

	if (vmm->vcpus == VMPCK_COUNT)
		return -ENOSPC;
	made = calloc(1, sizeof(*made));
	if (!made)
		return -ENOMEM;
	pthread_mutex_lock(&vmm->platform->mutex);
	hypervisor_create_vcpu(&vmm->platform->hv);
	pthread_mutex_unlock(&vmm->platform->mutex);
	made->vmm = vmm;
	made->client = guest_client(vmm->platform, vmm->vcpus++);
	made->client.exit = leave_guest;
	made->client.owner = made;
	made->guest = guest;
	made->owner = owner;
	pthread_mutex_init(&made->mutex, NULL);
	pthread_cond_init(&made->changed, NULL);
	*vcpu = made;
	return 0;
}

PUBLIC void snp_vcpu_free(struct snp_vcpu *vcpu)
{
	if (!vcpu)
		return;
	if (vcpu->started)
		pthread_join(vcpu->thread, NULL);
	pthread_cond_destroy(&vcpu->changed);
	pthread_mutex_destroy(&vcpu->mutex);
	free(vcpu);
}

PUBLIC struct snp_vmm_run *snp_vcpu_area(struct snp_vcpu *vcpu)
{
	return &vcpu->area;
}

/* What user space answered, and with it the firmware's part. */
static int complete(struct snp_vcpu *vcpu)
{
	struct platform *platform = vcpu->vmm->platform;
	int err;

	vcpu->call.certs.npages = vcpu->area.snp_req_certs.npages;
	vcpu->call.certs.ret = vcpu->area.snp_req_certs.ret;
	pthread_mutex_lock(&platform->mutex);
	err = hypervisor_complete(&platform->hv, &vcpu->call);
	pthread_mutex_unlock(&platform->mutex);
	vcpu->asking = false;
	return err;
}

/* Until the guest has left and KVM has something to say, or nothing. */
static int enter_guest(struct snp_vcpu *vcpu)
{
	struct platform *platform = vcpu->vmm->platform;
	int ret;

	pass_on(vcpu, TURN_GUEST);
	wait_for(vcpu, TURN_KVM);
	if (vcpu->halted)
		return 0;
	pthread_mutex_lock(&platform->mutex);
	ret = hypervisor_begin(&platform->hv, &vcpu->call);
	pthread_mutex_unlock(&platform->mutex);
	return ret;
}

static int exit_to_user_space(struct snp_vcpu *vcpu)
{
	vcpu->asking = true;
	vcpu->area.exit_reason = SNP_VMM_EXIT_SNP_REQ_CERTS;
	vcpu->area.snp_req_certs.gpa = vcpu->call.certs.gpa;
	vcpu->area.snp_req_certs.npages = vcpu->call.certs.npages;
	vcpu->area.snp_req_certs.ret = 0;
	return 0;
}

/* The guest never runs on; its thread must not wait for it. */
static int end_guest(struct snp_vcpu *vcpu, int err)
{
	vcpu->over = vcpu->result = err;
	while (!vcpu->halted) {
		pass_on(vcpu, TURN_GUEST);
		wait_for(vcpu, TURN_KVM);
	}
	return err;
}

static int start(struct snp_vcpu *vcpu)
{
	if (vcpu->started)
		return 0;
	if (pthread_create(&vcpu->thread, NULL, run_guest, vcpu))
		return -EAGAIN;
	vcpu->started = true;
	return 0;
}

PUBLIC int snp_vcpu_run(struct snp_vcpu *vcpu)
{
	int ret = vcpu->asking ? complete(vcpu) : start(vcpu);

	if (vcpu->over)
		return vcpu->over;
	while (!ret && !vcpu->halted) {
		if (vcpu->area.immediate_exit)
			return -EINTR;
		ret = enter_guest(vcpu);
	}
	if (ret == HYPERVISOR_ASKS)
		return exit_to_user_space(vcpu);
	if (ret)
		return vcpu->started ? end_guest(vcpu, ret) : ret;
	vcpu->area.exit_reason = SNP_VMM_EXIT_HLT;
	return 0;
}

/* One exit, with a lock kept until the firmware request is over. */
static int handle(struct snp_vcpu *vcpu, const struct snp_vmm_handler *handler)
{
	int err;

	handler->req_certs(handler->owner, &vcpu->area);
	if (!handler->request_done)
		return 0;
	vcpu->area.immediate_exit = 1;
	err = snp_vcpu_run(vcpu);
	vcpu->area.immediate_exit = 0;
	handler->request_done(handler->owner);
	return err == -EINTR ? 0 : err;
}

PUBLIC int snp_vcpu_serve(struct snp_vcpu *vcpu,
			  const struct snp_vmm_handler *handler)
{
	int err;

	do {
		err = snp_vcpu_run(vcpu);
		if (err || vcpu->area.exit_reason == SNP_VMM_EXIT_HLT)
			return err;
		err = handle(vcpu, handler);
	} while (!err);
	return err;
}

PUBLIC int snp_guest_report(struct snp_vcpu *vcpu,
			    const uint8_t report_data[64], uint32_t npages,
			    uint8_t report[1184], uint8_t **table,
			    size_t *table_size, uint64_t *info2)
{
	int err;

	vcpu->client.certs_npages = npages;
	*table = NULL;
	/* A VMPCK is for its VMPL and those below. */
	err = guest_client_report(&vcpu->client, report_data,
				  vcpu->client.vmpck, 0, report, table,
				  table_size, NULL);
	*info2 = vcpu->client.resume.info2;
	return err;
}
