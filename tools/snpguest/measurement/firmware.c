// SPDX-License-Identifier: MIT
#include "firmware.h"

#include <errno.h>
#include <string.h>

#include "../lib/base/error.h"
#include "ovmf.h"
#include "vmsa.h"

static bool has_svsm(const struct snpguest_launch *launch)
{
	return launch->svsm.len;
}

static int check_kernel(const struct snpguest_launch *launch,
			struct snpguest_error *error)
{
	if (!launch->kernel_sha256) {
		if (launch->initrd_sha256 || launch->cmdline.len)
			return fail(error, -EINVAL,
				    "an initrd or a command line is measured"
				    " with a kernel only; give the kernel");
		return 0;
	}
	if (has_svsm(launch))
		return fail(error, -EINVAL,
			    "a launch with an SVSM image measures no kernel");
	if (launch->cmdline.len &&
	    memchr(launch->cmdline.data, 0, launch->cmdline.len))
		return fail(error, -EINVAL,
			    "the command line has a NUL byte in it");
	return 0;
}

static int check_vars(const struct snpguest_launch *launch,
		      struct snpguest_error *error)
{
	if (!has_svsm(launch) || launch->vars_size % SNPGUEST_PAGE_SIZE == 0)
		return 0;
	return fail(error, -EINVAL,
		    "a variable store of %llu bytes is not made of whole pages",
		    (unsigned long long)launch->vars_size);
}

static int check_mode(const struct snpguest_launch *launch,
		      struct snpguest_error *error)
{
	if (launch->mode > SNPGUEST_LAUNCH_SEV)
		return fail(error, -EINVAL, "launch mode %u is not known",
			    launch->mode);
	if (launch->mode == SNPGUEST_LAUNCH_SNP)
		return 0;
	if (launch->ovmf_hash || has_svsm(launch))
		return fail(error, -EINVAL,
			    "an OVMF hash and an SVSM are for SNP only");
	return 0;
}

int launch_check(const struct snpguest_launch *launch,
		 struct snpguest_error *error)
{
	int err;

	if (launch->size != sizeof(*launch))
		return fail(error, -EINVAL, "struct snpguest_launch has %zu"
			    " bytes; this library knows %zu", launch->size,
			    sizeof(*launch));
	for (size_t i = 0; i < 8; i++)
		if (launch->reserved[i])
			return fail(error, -EINVAL,
				    "a reserved field is not zero");
	if (launch->vmm > SNPGUEST_VMM_KRUN)
		return fail(error, -EINVAL, "VMM type %u is not known",
			    launch->vmm);
	if (!launch->vcpus || launch->vcpus > SNPGUEST_VCPUS_MAX)
		return fail(error, -EINVAL, "%u vCPUs are not from 1 to %u",
			    launch->vcpus, SNPGUEST_VCPUS_MAX);
	if (launch->vmsa_gpa % SNPGUEST_PAGE_SIZE)
		return fail(error, -EINVAL,
			    "the VMSA address 0x%llx is not that of a page",
			    (unsigned long long)launch->vmsa_gpa);
	err = check_mode(launch, error);
	if (!err)
		err = check_vars(launch, error);
	return err ? err : check_kernel(launch, error);
}

static const struct snpguest_section *
kernel_hashes_section(const struct snpguest_ovmf *ovmf)
{
	for (uint32_t i = 0; i < ovmf->n_sections; i++)
		if (ovmf->sections[i].type == SNPGUEST_SECTION_KERNEL_HASHES)
			return &ovmf->sections[i];
	return NULL;
}

static uint32_t in_page(uint32_t gpa)
{
	return gpa % SNPGUEST_PAGE_SIZE;
}

/* Without a place for them the kernel would go unmeasured. */
static int check_hash_area(const struct snpguest_launch *launch,
			   const struct snpguest_ovmf *ovmf,
			   struct snpguest_error *error)
{
	const struct snpguest_section *section = kernel_hashes_section(ovmf);

	if (!ovmf->has_hash_area || !ovmf->hash_base ||
	    ovmf->hash_size < KERNEL_HASHES_SIZE)
		return fail(error, -EBADMSG,
			    "this OVMF has no place for kernel hashes, so a"
			    " kernel would not be measured; use an AmdSev build");
	if (launch->mode != SNPGUEST_LAUNCH_SNP)
		return 0;
	if (!section)
		return fail(error, -EBADMSG,
			    "this OVMF has no section for kernel hashes, so a"
			    " kernel would not be measured; use an AmdSev build");
	if (ovmf->hash_base - in_page(ovmf->hash_base) != section->gpa ||
	    in_page(ovmf->hash_base) > SNPGUEST_PAGE_SIZE - KERNEL_HASHES_SIZE)
		return fail(error, -EBADMSG,
			    "OVMF: the area for kernel hashes at 0x%x is not"
			    " in the page 0x%x that is measured for it",
			    ovmf->hash_base, section->gpa);
	return 0;
}

static int check_processors(const struct snpguest_launch *launch,
			    const struct firmware *firmware,
			    struct snpguest_error *error)
{
	if (launch->mode == SNPGUEST_LAUNCH_SEV || has_svsm(launch))
		return 0;
	if (launch->vcpus > 1 && !firmware->ovmf.has_reset)
		return fail(error, -EBADMSG,
			    "this OVMF does not say where processors other"
			    " than the first start; use another, or one vCPU");
	return 0;
}

static int read_svsm(const struct snpguest_launch *launch,
		     struct firmware *firmware, struct snpguest_error *error)
{
	uint64_t below = launch->vars_size;
	int err;

	firmware->svsm_image = launch->svsm;
	err = snpguest_ovmf_parse(launch->svsm, &firmware->svsm, error);
	if (err)
		return err;
	if (launch->svsm.len > firmware->ovmf.gpa)
		return fail(error, -EBADMSG,
			    "SVSM: %zu bytes do not fit below OVMF",
			    launch->svsm.len);
	if (below > firmware->ovmf.gpa - launch->svsm.len)
		return fail(error, -EINVAL,
			    "a variable store of %llu bytes does not fit"
			    " between SVSM and OVMF",
			    (unsigned long long)below);
	firmware->svsm_gpa = firmware->ovmf.gpa - below - launch->svsm.len;
	if (!firmware->svsm.has_metadata)
		return fail(error, -EBADMSG, "SVSM: it has no SEV metadata");
	if (!firmware->svsm.has_svsm_entry ||
	    firmware->svsm.svsm_entry >= launch->svsm.len)
		return fail(error, -EBADMSG,
			    "SVSM: it does not say where it is entered");
	firmware->measured = &firmware->svsm;
	return ovmf_sections_fit(&firmware->svsm, firmware->svsm_gpa,
				 launch->svsm.len, error);
}

static int check_snp(const struct snpguest_launch *launch,
		     struct firmware *firmware, struct snpguest_error *error)
{
	if (has_svsm(launch)) {
		int err = read_svsm(launch, firmware, error);

		if (err)
			return err;
	} else if (!firmware->ovmf.has_metadata) {
		return fail(error, -EBADMSG,
			    "this OVMF has no SEV metadata: no VMM can launch"
			    " it with SEV-SNP; use a build that has it, such as"
			    " OVMF.fd of edk2's OvmfPkgX64 or AmdSev");
	}
	return ovmf_sections_fit(firmware->measured, firmware->ovmf.gpa,
				 firmware->image.len, error);
}

int firmware_read(const struct snpguest_launch *launch,
		  struct firmware *firmware, struct snpguest_error *error)
{
	int err;

	memset(firmware, 0, sizeof(*firmware));
	firmware->image = launch->ovmf;
	firmware->measured = &firmware->ovmf;
	err = snpguest_ovmf_parse(launch->ovmf, &firmware->ovmf, error);
	if (!err && launch->mode == SNPGUEST_LAUNCH_SNP)
		err = check_snp(launch, firmware, error);
	if (!err && launch->kernel_sha256)
		err = check_hash_area(launch, &firmware->ovmf, error);
	return err ? err : check_processors(launch, firmware, error);
}

int firmware_measure(struct page_chain *chain,
		     const struct snpguest_launch *launch,
		     const struct firmware *firmware)
{
	struct page page = { "ovmf", 0, SNPGUEST_PAGE_NORMAL,
			     firmware->ovmf.gpa };
	int err = 0;

	if (launch->ovmf_hash)
		memcpy(chain->ld, launch->ovmf_hash, SNPGUEST_DIGEST_SIZE);
	else
		err = page_chain_add_image(chain, &page, firmware->image);
	if (err || !has_svsm(launch))
		return err;
	page.origin = "svsm";
	page.gpa = firmware->svsm_gpa;
	return page_chain_add_image(chain, &page, firmware->svsm_image);
}

static uint32_t page_type(uint32_t section_type, uint32_t vmm)
{
	switch (section_type) {
	case SNPGUEST_SECTION_SECRETS:
		return SNPGUEST_PAGE_SECRETS;
	case SNPGUEST_SECTION_CPUID:
		return SNPGUEST_PAGE_CPUID;
	case SNPGUEST_SECTION_SEC_MEM:
		return vmm == SNPGUEST_VMM_GCE ? SNPGUEST_PAGE_UNMEASURED :
						 SNPGUEST_PAGE_ZERO;
	}
	return SNPGUEST_PAGE_ZERO;
}

static int add_hashes_page(struct page_chain *chain, const struct page *page,
			   uint32_t offset, const struct hashes *hashes)
{
	uint8_t data[SNPGUEST_PAGE_SIZE] = { 0 };

	if (hashes->contents)
		return page_chain_link(chain, page->type, page->gpa,
				       hashes->contents);
	memcpy(data + offset, hashes->table, KERNEL_HASHES_SIZE);
	return page_chain_add(chain, page, data);
}

/* The hashes are in the section's first page; what follows is zero. */
static int add_hashes(struct page_chain *chain, struct page page,
		      uint32_t size, uint32_t offset,
		      const struct hashes *hashes)
{
	int err;

	page.origin = "kernel-hashes";
	page.type = SNPGUEST_PAGE_NORMAL;
	err = add_hashes_page(chain, &page, offset, hashes);
	if (err || size == SNPGUEST_PAGE_SIZE)
		return err;
	page.gpa += SNPGUEST_PAGE_SIZE;
	return page_chain_add_zeros(chain, &page, size - SNPGUEST_PAGE_SIZE);
}

static int add_section(struct page_chain *chain, uint32_t vmm,
		       const struct snpguest_ovmf *ovmf, uint32_t index,
		       const struct hashes *hashes)
{
	const struct snpguest_section *s = &ovmf->sections[index];
	struct page page = { "section", index, page_type(s->type, vmm),
			     s->gpa };

	if (hashes->table && s->type == SNPGUEST_SECTION_KERNEL_HASHES)
		return add_hashes(chain, page, s->size,
				  in_page(ovmf->hash_base), hashes);
	return page_chain_add_range(chain, &page, s->size);
}

static bool is_late(uint32_t vmm, const struct snpguest_section *section)
{
	return vmm == SNPGUEST_VMM_EC2 &&
	       section->type == SNPGUEST_SECTION_CPUID;
}

/**
 * struct section_order - numbers of sections as they are measured
 * @hashes: where in the order that for the hashes is; @n without one
 */
struct section_order {
	uint32_t number[SNPGUEST_SECTIONS_MAX];
	uint32_t n, hashes;
};

static void order_sections(uint32_t vmm, const struct snpguest_ovmf *ovmf,
			   struct section_order *order)
{
	order->n = 0;
	for (int late = 0; late < 2; late++)
		for (uint32_t i = 0; i < ovmf->n_sections; i++)
			if (is_late(vmm, &ovmf->sections[i]) == late)
				order->number[order->n++] = i;
	for (order->hashes = 0; order->hashes < order->n; order->hashes++)
		if (ovmf->sections[order->number[order->hashes]].type ==
		    SNPGUEST_SECTION_KERNEL_HASHES)
			return;
}

int sections_before_hashes(struct page_chain *chain, uint32_t vmm,
			   const struct firmware *firmware)
{
	const struct hashes none = { NULL, NULL };
	struct section_order order;
	int err = 0;

	order_sections(vmm, firmware->measured, &order);
	for (uint32_t i = 0; !err && i < order.hashes; i++)
		err = add_section(chain, vmm, firmware->measured,
				  order.number[i], &none);
	return err;
}

int sections_from_hashes(struct page_chain *chain, uint32_t vmm,
			 const struct firmware *firmware,
			 const struct hashes *hashes)
{
	struct section_order order;
	int err = 0;

	order_sections(vmm, firmware->measured, &order);
	for (uint32_t i = order.hashes; !err && i < order.n; i++)
		err = add_section(chain, vmm, firmware->measured,
				  order.number[i], hashes);
	return err;
}

int sections_measure(struct page_chain *chain, uint32_t vmm,
		     const struct firmware *firmware, const uint8_t *hashes)
{
	const struct hashes table = { hashes, NULL };
	int err = sections_before_hashes(chain, vmm, firmware);

	if (err)
		return err;
	return sections_from_hashes(chain, vmm, firmware, &table);
}

static uint64_t initial_rdx(const struct snpguest_launch *launch)
{
	switch (launch->vmm) {
	case SNPGUEST_VMM_EC2:
		return launch->ec2_rdx;
	case SNPGUEST_VMM_GCE:
		return 0x600;
	case SNPGUEST_VMM_KRUN:
		return 0;
	}
	return launch->vcpu_signature;
}

void launch_vmsa(const struct snpguest_launch *launch,
		 const struct firmware *firmware, bool first,
		 uint8_t page[SNPGUEST_PAGE_SIZE])
{
	struct vmsa_start start = {
		.vmm = launch->vmm,
		.eip = first ? VMSA_BSP_EIP : firmware->ovmf.reset_address,
		.rdx = initial_rdx(launch),
		.features = launch->features,
		.first = first,
		.zero_fpu = launch->zero_fpu,
	};

	if (!has_svsm(launch)) {
		vmsa_build(&start, page);
		return;
	}
	start.rdx = launch->vcpu_signature;
	start.eip = (uint32_t)(firmware->svsm_gpa + firmware->svsm.svsm_entry);
	vmsa_build_svsm(&start, page);
}
