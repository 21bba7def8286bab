// SPDX-License-Identifier: MIT
/* An IGVM file launched by the rules of one VMM or another. */
#include <errno.h>
#include <string.h>

#include "../lib/base/error.h"
#include "../lib/base/little_endian.h"
#include "igvm_plan.h"
#include "trouble.h"
#include "vmsa.h"

/* CR0 of a VMSA that KVM takes: ET and NE, with or without PE. */
#define CR0_PE 1
#define CR0_KVM 0x30

static uint64_t le64_at(const uint8_t *page, size_t offset)
{
	struct bytes b = bytes_of((struct snpguest_blob){ page + offset, 8 });

	return bytes_le64(&b);
}

/* ------------------------------------------------------------- the pages */

/* The page that @way makes of a context: SEV_FEATURES may be set. */
static const uint8_t *context_page(const struct igvm_way *way,
				   const struct igvm_step *step,
				   uint8_t buffer[SNPGUEST_PAGE_SIZE])
{
	if (!way->set_features)
		return step->data;
	memcpy(buffer, step->data, SNPGUEST_PAGE_SIZE);
	put_le64(buffer + VMSA_SEV_FEATURES, way->features);
	return buffer;
}

static int add_context(struct page_chain *chain, const struct igvm_way *way,
		       const struct igvm_step *step)
{
	uint8_t buffer[SNPGUEST_PAGE_SIZE];
	struct page page = { "igvm", step->number, SNPGUEST_PAGE_VMSA,
			     step->gpa };

	return page_chain_add(chain, &page, context_page(way, step, buffer));
}

/* Hashed when the plan was made; hashed again only for somebody who looks on. */
static int add_data(struct page_chain *chain, const struct page *page,
		    const struct igvm_step *step)
{
	static const uint8_t zeros[SNPGUEST_PAGE_SIZE];

	if (chain->observer)
		return page_chain_add(chain, page,
				      step->data ? step->data : zeros);
	return page_chain_link(chain, page->type, page->gpa, step->contents);
}

static bool is_left_out(const struct igvm_way *way,
			const struct igvm_step *step)
{
	if (way->rules == SNPGUEST_IGVM_IGVMMEASURE)
		return false;
	if (step->kind == IGVM_STEP_VMSA && way->rules == SNPGUEST_IGVM_VMM)
		return true;
	return step->shared || step->foreign;
}

static int add_step(struct page_chain *chain, const struct igvm_way *way,
		    const struct igvm_step *step)
{
	struct page page = { "igvm", step->number, SNPGUEST_PAGE_NORMAL,
			     step->gpa };
	uint64_t pages = step->pages;

	switch (step->kind) {
	case IGVM_STEP_DATA:
		return add_data(chain, &page, step);
	case IGVM_STEP_ZERO:
		if (!way->native_zero)
			return add_data(chain, &page, step);
		page.type = SNPGUEST_PAGE_ZERO;
		return page_chain_add(chain, &page, NULL);
	case IGVM_STEP_TYPE:
		page.type = step->type;
		return page_chain_add(chain, &page, NULL);
	case IGVM_STEP_AREA:
		page.type = SNPGUEST_PAGE_UNMEASURED;
		if (way->rules == SNPGUEST_IGVM_IGVMMEASURE)
			pages = 1;
		return page_chain_add_range(chain, &page,
					    pages * SNPGUEST_PAGE_SIZE);
	case IGVM_STEP_VMSA:
		return add_context(chain, way, step);
	}
	return -EINVAL;
}

int igvm_chain_pages(struct page_chain *chain, const struct igvm_plan *plan,
		     const struct igvm_way *way, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		int err;

		if (is_left_out(way, &plan->steps[i]))
			continue;
		err = add_step(chain, way, &plan->steps[i]);
		if (err)
			return err;
	}
	return 0;
}

const struct igvm_step *igvm_context(const struct igvm_plan *plan, uint32_t vp)
{
	if (vp >= plan->vcpus || !plan->context[vp])
		return NULL;
	return &plan->steps[plan->context[vp] - 1];
}

uint64_t igvm_features(const struct igvm_plan *plan)
{
	for (uint32_t vp = 0; vp < plan->vcpus; vp++) {
		const struct igvm_step *step = igvm_context(plan, vp);

		if (step)
			return le64_at(step->data, VMSA_SEV_FEATURES);
	}
	return 1;
}

const char *igvm_rules_objection(const struct igvm_plan *plan, uint32_t rules)
{
	if (rules == SNPGUEST_IGVM_FILE && !plan->has_policy)
		return "the file has no guest policy, which these rules need";
	if (rules == SNPGUEST_IGVM_VMM && plan->id_blocks > 1)
		return "the file has more than one ID block, which QEMU"
		       " refuses to launch";
	return NULL;
}

/* KVM has one value of SEV_FEATURES for all processors of a guest. */
void igvm_vmsa(const struct igvm_plan *plan, const struct igvm_way *way,
	       uint32_t vp, uint8_t page[SNPGUEST_PAGE_SIZE])
{
	const struct igvm_step *step = igvm_context(plan, vp);
	struct vmsa_start reset = {
		.vmm = SNPGUEST_VMM_QEMU,
		.eip = VMSA_BSP_EIP,
		.rdx = way->vcpu_signature,
		.features = way->set_features ? way->features :
						igvm_features(plan),
	};
	const uint8_t *given;

	if (!step) {
		vmsa_build(&reset, page);
		return;
	}
	given = context_page(way, step, page);
	if (given != page)
		memcpy(page, given, SNPGUEST_PAGE_SIZE);
}

/* ------------------------------------------------------------ the digest */

static int chain_processors(struct page_chain *chain,
			    const struct igvm_plan *plan,
			    const struct igvm_way *way)
{
	uint8_t vmsa[SNPGUEST_PAGE_SIZE];
	struct page page = { "vmsa", 0, SNPGUEST_PAGE_VMSA, way->vmsa_gpa };

	for (; page.index < way->vcpus; page.index++) {
		int err;

		igvm_vmsa(plan, way, page.index, vmsa);
		err = page_chain_add(chain, &page, vmsa);
		if (err)
			return err;
	}
	return 0;
}

static int check_igvm(const struct snpguest_igvm *igvm,
		      struct snpguest_error *error)
{
	if (igvm->size != sizeof(*igvm))
		return fail(error, -EINVAL, "struct snpguest_igvm has %zu"
			    " bytes; this library knows %zu", igvm->size,
			    sizeof(*igvm));
	for (size_t i = 0; i < 8; i++)
		if (igvm->reserved[i])
			return fail(error, -EINVAL,
				    "a reserved field is not zero");
	if (igvm->rules > SNPGUEST_IGVM_IGVMMEASURE)
		return fail(error, -EINVAL, "IGVM rules %u are not known",
			    igvm->rules);
	if (igvm->vcpus > SNPGUEST_VCPUS_MAX)
		return fail(error, -EINVAL, "%u vCPUs are more than %u",
			    igvm->vcpus, SNPGUEST_VCPUS_MAX);
	if (igvm->vmsa_gpa % SNPGUEST_PAGE_SIZE)
		return fail(error, -EINVAL,
			    "the VMSA address 0x%llx is not that of a page",
			    (unsigned long long)igvm->vmsa_gpa);
	return 0;
}

static int check_plan(const struct snpguest_igvm *igvm,
		      const struct igvm_plan *plan,
		      struct snpguest_error *error)
{
	const char *objection = igvm_rules_objection(plan, igvm->rules);

	if (objection)
		return fail(error, -EBADMSG, "IGVM: %s", objection);
	if (!igvm->vcpus)
		return 0;
	if (igvm->vcpus < plan->vcpus)
		return fail(error, -EINVAL,
			    "%u vCPUs are fewer than the %u of the file",
			    igvm->vcpus, plan->vcpus);
	if (igvm->vcpus > plan->vcpus && igvm->rules != SNPGUEST_IGVM_VMM)
		return fail(error, -EINVAL,
			    "vCPUs that the file has no context for are"
			    " measured by KVM alone");
	return 0;
}

static int measure(const struct snpguest_igvm *igvm,
		   const struct igvm_plan *plan,
		   const struct snpguest_observer *observer, uint8_t *digest)
{
	const struct igvm_way way = {
		.rules = igvm->rules,
		.native_zero = igvm->native_zero,
		.set_features = igvm->set_features,
		.features = igvm->features,
		.vcpus = igvm->vcpus ? igvm->vcpus : plan->vcpus,
		.vcpu_signature = igvm->vcpu_signature,
		.vmsa_gpa = igvm->vmsa_gpa,
	};
	struct page_chain chain;
	int err = page_chain_init(&chain, observer);

	if (!err)
		err = igvm_chain_pages(&chain, plan, &way, 0, plan->n_steps);
	if (!err && way.rules == SNPGUEST_IGVM_VMM)
		err = chain_processors(&chain, plan, &way);
	memcpy(digest, chain.ld, SNPGUEST_DIGEST_SIZE);
	page_chain_free(&chain);
	return err;
}

int snpguest_igvm_digest(const struct snpguest_igvm *igvm,
			 const struct snpguest_observer *observer,
			 uint8_t digest[SNPGUEST_DIGEST_SIZE],
			 struct snpguest_error *error)
{
	struct igvm_plan plan;
	int err = check_igvm(igvm, error);

	memset(digest, 0, SNPGUEST_DIGEST_SIZE);
	if (err)
		return err;
	err = igvm_plan_make(igvm->file, &plan, error);
	if (!err)
		err = check_plan(igvm, &plan, error);
	if (!err) {
		err = measure(igvm, &plan, observer, digest);
		if (err)
			measuring_failed(error, err);
	}
	igvm_plan_free(&plan);
	return err;
}

/* ---------------------------------------------------------------- KVM */

static int check_context(const struct igvm_step *step,
			 struct snpguest_error *error)
{
	uint64_t cr0 = le64_at(step->data, VMSA_CR0);

	if (step->vp)
		return fail(error, 1,
			    "KVM starts the guest at vCPU 0, the file has a"
			    " context for vCPU %u", step->vp);
	if (step->gpa != SNPGUEST_VMSA_GPA)
		return fail(error, 1,
			    "KVM measures the processor at 0x%llx, the file"
			    " has it at 0x%llx",
			    (unsigned long long)SNPGUEST_VMSA_GPA,
			    (unsigned long long)step->gpa);
	if ((cr0 & ~(uint64_t)CR0_PE) != CR0_KVM)
		return fail(error, 1,
			    "KVM starts processors with CR0 0x30 or 0x31, the"
			    " file has 0x%llx", (unsigned long long)cr0);
	return 0;
}

static int check_kvm(const struct igvm_plan *plan,
		     struct snpguest_error *error)
{
	const struct igvm_step *context = NULL, *last = NULL;

	for (size_t i = 0; i < plan->n_steps; i++) {
		const struct igvm_step *step = &plan->steps[i];

		if (step->foreign || step->shared)
			continue;
		last = step;
		if (step->kind != IGVM_STEP_VMSA)
			continue;
		if (context)
			return fail(error, 1, "the file has more than one"
				    " processor context; KVM takes one");
		context = step;
	}
	if (!context)
		return fail(error, 1, "the file has no processor context");
	if (last != context)
		return fail(error, 1, "the processor context stands before"
			    " pages; KVM measures it last");
	return check_context(context, error);
}

/* What KVM makes of the file when nothing else is asked of it. */
static struct snpguest_igvm as_kvm(const struct snpguest_igvm *igvm)
{
	struct snpguest_igvm kvm = SNPGUEST_IGVM_INIT;

	kvm.file = igvm->file;
	kvm.vcpus = 1;
	return kvm;
}

static int tell_difference(const struct snpguest_igvm *igvm,
			   struct snpguest_error *error)
{
	if (igvm->vcpus > 1)
		return fail(error, 1, "for more than one vCPU no source"
			    " confirms a digest");
	if (igvm->set_features)
		return fail(error, 1, "it has processors with the features of"
			    " the file, not with 0x%llx",
			    (unsigned long long)igvm->features);
	if (igvm->vmsa_gpa != SNPGUEST_VMSA_GPA)
		return fail(error, 1, "it measures processors at 0x%llx, not"
			    " at 0x%llx", (unsigned long long)SNPGUEST_VMSA_GPA,
			    (unsigned long long)igvm->vmsa_gpa);
	if (igvm->native_zero)
		return fail(error, 1, "it launches pages without data as"
			    " normal pages");
	return fail(error, 1, "the rules given are not those of QEMU on KVM");
}

/* The launch as described is the one that KVM makes of the file. */
static int compare_with_kvm(const struct snpguest_igvm *igvm,
			    const struct igvm_plan *plan,
			    struct snpguest_error *error)
{
	uint8_t digest[SNPGUEST_DIGEST_SIZE], of_kvm[SNPGUEST_DIGEST_SIZE];
	const struct snpguest_igvm kvm = as_kvm(igvm);
	int err = measure(igvm, plan, NULL, digest);

	if (!err)
		err = measure(&kvm, plan, NULL, of_kvm);
	if (err)
		return measuring_failed(error, err);
	if (memcmp(digest, of_kvm, sizeof(digest)) == 0)
		return 0;
	return tell_difference(igvm, error);
}

int snpguest_igvm_check_kvm(const struct snpguest_igvm *igvm,
			    struct snpguest_error *error)
{
	struct igvm_plan plan;
	int err = check_igvm(igvm, error);

	if (err)
		return err;
	err = igvm_plan_make(igvm->file, &plan, error);
	if (!err)
		err = check_plan(igvm, &plan, error);
	if (!err)
		err = check_kvm(&plan, error);
	if (!err)
		err = compare_with_kvm(igvm, &plan, error);
	igvm_plan_free(&plan);
	return err;
}

static uint32_t count_contexts(const struct igvm_plan *plan)
{
	uint32_t n = 0;

	for (uint32_t vp = 0; vp < plan->vcpus; vp++)
		n += igvm_context(plan, vp) != NULL;
	return n;
}

int snpguest_igvm_read(struct snpguest_blob file,
		       struct snpguest_igvm_facts *facts,
		       struct snpguest_error *error)
{
	struct igvm_plan plan;
	int err = igvm_plan_make(file, &plan, error);

	memset(facts, 0, sizeof(*facts));
	if (!err)
		*facts = (struct snpguest_igvm_facts){
			.has_policy = plan.has_policy,
			.policy = plan.policy,
			.vcpus = plan.vcpus,
			.features = igvm_features(&plan),
			.contexts = count_contexts(&plan),
		};
	igvm_plan_free(&plan);
	return err;
}
