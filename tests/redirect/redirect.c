// SPDX-License-Identifier: GPL-2.0-only
/*
 * Puts the emulated machine under the kernel's own SNP guest code on a machine
 * without SNP. Tests only.
 *
 * The kernel is made to believe that it is an SNP guest as far as modules can
 * ask (sev_status, cc_vendor); memory encryption stays off, because sme_me_mask
 * is zero, so page-state changes are calls without effect. The architecture's
 * raw guest request is redirected to the process that plays the host. What it
 * replaces is therefore not tested; everything above it is, unmodified.
 *
 * The secrets page must lie outside system RAM: boot with
 * memmap=0x1000$0x1f000000 (or the address given as secrets_pa), and with
 * kernel.kprobes-optimization 0 where kprobes are not built on ftrace.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cc_platform.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/kprobes.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <asm/coco.h>

#include "platform.h"
#include "redirect.h"

#define SEV_STATUS_SNP_ENABLED	BIT_ULL(2)
#define EXIT_EXT_GUEST_REQUEST	0x80000012
#define ES_VMM_ERROR		2
#define VMM_INVALID_LEN		(1ULL << 32)
#define VMM_BUSY		(2ULL << 32)

static ulong secrets_pa = 0x1f000000;
module_param(secrets_pa, ulong, 0444);
MODULE_PARM_DESC(secrets_pa, "Reserved page that becomes the secrets page");

static bool survive;
module_param(survive, bool, 0444);
MODULE_PARM_DESC(survive, "The secrets page is there already: the machine has outlived its kernel");

static ulong away_ns;
module_param(away_ns, ulong, 0444);
MODULE_PARM_DESC(away_ns, "Spent in what takes the place of the raw guest request");

static struct snp_platform *machine;
static struct platform_device *device;
static void *secrets;
static struct snp_image *image;
static struct snp_message_page *response;
static void *certs;
static unsigned int certs_npages;

static int no_raw_call(struct kprobe *probe, struct pt_regs *regs)
{
	regs->ip = (unsigned long)redirect_replacement;
	return 1;
}

static struct kprobe raw_call = {
	.symbol_name = "snp_issue_guest_request",
	.pre_handler = no_raw_call,
};

/* Not exported since 5.7; a probe on it tells where it is. */
static unsigned long (*lookup)(const char *name);

static int find_lookup(void)
{
	struct kprobe probe = { .symbol_name = "kallsyms_lookup_name" };
	int ret;

	ret = register_kprobe(&probe);
	if (ret)
		return ret;
	lookup = (void *)probe.addr;
	unregister_kprobe(&probe);
	return 0;
}

/* CR0.WP off for the store; native_write_cr0() would refuse. */
void redirect_poke(void *at, const void *value, size_t size)
{
	unsigned long flags, cr0;

	local_irq_save(flags);
	cr0 = read_cr0();
	asm volatile("mov %0, %%cr0" : : "r" (cr0 & ~X86_CR0_WP) : "memory");
	memcpy(at, value, size);
	asm volatile("mov %0, %%cr0" : : "r" (cr0) : "memory");
	local_irq_restore(flags);
}

static int set_snp(bool on)
{
	const enum cc_vendor vendor = on ? CC_VENDOR_AMD : CC_VENDOR_NONE;
	const u64 status = on ? SEV_STATUS_SNP_ENABLED : 0;
	void *sev_status = (void *)lookup("sev_status");
	void *cc_vendor_at = (void *)lookup("cc_vendor");

	if (!sev_status || !cc_vendor_at)
		return -ENOENT;
	redirect_poke(cc_vendor_at, &vendor, sizeof(vendor));
	redirect_poke(sev_status, &status, sizeof(status));
	return cc_platform_has(CC_ATTR_GUEST_SEV_SNP) == on ? 0 : -EINVAL;
}

static void forget_certs(void)
{
	snp_platform_unshare(machine, certs, certs_npages);
	certs = NULL;
	certs_npages = 0;
}

static int offer_certs(unsigned int npages)
{
	if (npages == certs_npages)
		return 0;
	forget_certs();
	if (!npages)
		return 0;
	certs = snp_platform_share(machine, npages);
	if (!certs)
		return -ENOMEM;
	certs_npages = npages;
	return 0;
}

static int es_result_of(int ret)
{
	return ret == -EIO ? ES_VMM_ERROR : ret;
}

static int mapped(const struct snp_trip *trip)
{
	switch (trip->exitinfo2) {
	case 0:
		return 0;
	case VMM_BUSY:
		return -EAGAIN;
	case VMM_INVALID_LEN:
		return trip->class == SNP_REQUEST_EXTENDED ? -ENOSPC : -EIO;
	default:
		return -EIO;
	}
}

/* A trip in a task of its own. */
struct carry_work {
	struct work_struct work;
	struct snp_trip *trip;
	int ret;
};

static void carry(struct work_struct *work)
{
	struct carry_work *carried = container_of(work, struct carry_work, work);

	carried->ret = snp_platform_carry(machine, carried->trip);
}

/*
 * What is replaced ends when the host answers and not before: a caller that is
 * killed still waits. The emulated machine would let it go, so a worker waits.
 */
static int carry_unkillable(struct snp_trip *trip)
{
	struct carry_work carried = { .trip = trip };

	INIT_WORK_ONSTACK(&carried.work, carry);
	queue_work(system_unbound_wq, &carried.work);
	flush_work(&carried.work);
	destroy_work_on_stack(&carried.work);
	return carried.ret;
}

static int trip_to_host(u64 exit_code, unsigned long req_gpa,
			unsigned long resp_gpa, unsigned long data_gpa,
			u64 *npages, u64 *exitinfo2)
{
	bool extended = exit_code == EXIT_EXT_GUEST_REQUEST;
	struct snp_trip trip = {
		.image = image,
		.class = extended ? SNP_REQUEST_EXTENDED : SNP_REQUEST_PLAIN,
		.certs_npages = extended ? *npages : 0,
		.timeout_ms = U32_MAX,
		.response = response,
	};
	int ret;

	*exitinfo2 = REDIRECT_EXITINFO2_NONE;
	ret = offer_certs(trip.certs_npages);
	if (ret)
		return ret;
	trip.certs = certs;

	memcpy(&image->page, phys_to_virt(req_gpa), sizeof(image->page));
	memcpy(response, phys_to_virt(resp_gpa), sizeof(*response));
	ret = carry_unkillable(&trip);
	memcpy(phys_to_virt(resp_gpa), response, sizeof(*response));
	if (certs_npages)
		memcpy(phys_to_virt(data_gpa), certs, certs_npages * PAGE_SIZE);
	if (ret)
		return es_result_of(ret);

	*exitinfo2 = trip.exitinfo2;
	if (extended && trip.exitinfo2 == VMM_INVALID_LEN)
		*npages = trip.certs_needed;
	return mapped(&trip);
}

int redirect_trip(u64 exit_code, unsigned long req_gpa, unsigned long resp_gpa,
		  unsigned long data_gpa, u64 *npages, u64 *exitinfo2)
{
	u64 start = ktime_get_ns();
	int ret = trip_to_host(exit_code, req_gpa, resp_gpa, data_gpa, npages,
			       exitinfo2);

	away_ns += ktime_get_ns() - start;
	return ret;
}

static int redirect_start(struct snp_platform *platform)
{
	int ret;

	machine = platform;
	if (survive)
		memcpy(snp_platform_vmpck(platform, 0) - 0x20, secrets, PAGE_SIZE);
	else
		memcpy(secrets, snp_platform_vmpck(platform, 0) - 0x20, PAGE_SIZE);
	ret = register_kprobe(&raw_call);
	if (ret)
		return ret;
	ret = set_snp(true);
	if (ret)
		goto unregister_probe;

	device = redirect_add_device(secrets_pa, lookup);
	if (!IS_ERR(device))
		return 0;

	ret = PTR_ERR(device);
	set_snp(false);
unregister_probe:
	unregister_kprobe(&raw_call);
	return ret;
}

static void redirect_stop(struct snp_platform *platform)
{
	platform_device_unregister(device);
	set_snp(false);
	unregister_kprobe(&raw_call);
	memcpy(snp_platform_vmpck(platform, 0) - 0x20, secrets, PAGE_SIZE);
}

static void redirect_free(void)
{
	forget_certs();
}

static const struct snp_platform_events redirect_events = {
	.start = redirect_start,
	.stop = redirect_stop,
	.free = redirect_free,
};

static int __init redirect_init(void)
{
	int ret;

	ret = find_lookup();
	if (ret)
		return ret;
	image = kzalloc(sizeof(*image), GFP_KERNEL);
	response = kzalloc(sizeof(*response), GFP_KERNEL);
	secrets = memremap(secrets_pa, PAGE_SIZE, MEMREMAP_WB);
	ret = image && response && secrets ? 0 : -ENOMEM;
	if (!ret)
		ret = snp_platform_register(&redirect_events);
	if (!ret)
		return 0;

	if (secrets)
		memunmap(secrets);
	kfree(response);
	kfree(image);
	return ret;
}
module_init(redirect_init);

static void __exit redirect_exit(void)
{
	redirect_crash_off();
	redirect_svsm_off();
	snp_platform_unregister();
	memunmap(secrets);
	kfree(response);
	kfree(image);
}
module_exit(redirect_exit);

MODULE_DESCRIPTION("The kernel's SNP guest requests on the emulated platform");
MODULE_LICENSE("GPL");
