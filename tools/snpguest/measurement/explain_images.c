// SPDX-License-Identifier: MIT
/* The stages of a launch that come before its processors, each computed once. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/base/error.h"
#include "explain_private.h"
#include "trouble.h"

static const struct snpguest_launch *given(const struct explaining *x)
{
	return x->search->question->launch;
}

static void without_kernel(struct snpguest_launch *launch)
{
	launch->kernel_sha256 = NULL;
	launch->initrd_sha256 = NULL;
	launch->cmdline.len = 0;
}

/* An image that has no place for kernel hashes may be the one after all. */
static int read_firmware(struct explaining *x, struct images *images)
{
	int err = firmware_read(&images->launch, &images->firmware, x->error);

	if (err != -EBADMSG || !images->launch.kernel_sha256)
		return err;
	without_kernel(&images->launch);
	return firmware_read(&images->launch, &images->firmware, x->error);
}

static int read_one(struct explaining *x, struct images *images)
{
	images->launch = *given(x);
	/* Other numbers are tried later. */
	images->launch.vcpus = 1;
	if (images->number) {
		images->launch.ovmf =
			x->search->question->ovmf[images->number - 1];
		images->launch.ovmf_hash = NULL;
	}
	if (images->svsm)
		without_kernel(&images->launch);
	else
		images->launch.svsm.len = 0;
	return read_firmware(x, images);
}

static int make_stage(struct explaining *x, struct images *images,
		      uint32_t rules, uint32_t kernel)
{
	const struct kernel_variant *k = &x->kernels.list[kernel];
	struct stage *stage = &images->stages[rules][kernel];
	bool hashed = k->hashed && !images->svsm;
	const struct hashes hashes = { hashed ? k->table : NULL, NULL };
	int err;

	if (hashed && !images->launch.kernel_sha256)
		return 0;
	memcpy(x->chain.ld, images->before[rules], SNPGUEST_DIGEST_SIZE);
	err = sections_from_hashes(&x->chain, rules, &images->firmware,
				   &hashes);
	memcpy(stage->ld, x->chain.ld, SNPGUEST_DIGEST_SIZE);
	stage->there = !err;
	return err ? err : search_count(x->search, 0);
}

/* Sections by the rules of one VMM, for each kernel. */
static int make_rules(struct explaining *x, struct images *images,
		      uint32_t rules, const uint8_t *after_images)
{
	uint32_t n_kernels = images->svsm ? 1 : x->kernels.n;
	int err;

	memcpy(x->chain.ld, after_images, SNPGUEST_DIGEST_SIZE);
	err = sections_before_hashes(&x->chain, rules, &images->firmware);
	memcpy(images->before[rules], x->chain.ld, SNPGUEST_DIGEST_SIZE);
	for (uint32_t k = 0; !err && k < n_kernels; k++)
		err = make_stage(x, images, rules, k);
	return err;
}

static int make_stages(struct explaining *x, struct images *images)
{
	uint8_t after_images[SNPGUEST_DIGEST_SIZE];
	int err;

	memset(x->chain.ld, 0, SNPGUEST_DIGEST_SIZE);
	err = firmware_measure(&x->chain, &images->launch, &images->firmware);
	memcpy(after_images, x->chain.ld, SNPGUEST_DIGEST_SIZE);
	for (uint32_t rules = 0; !err && rules < SECTION_RULES; rules++)
		err = make_rules(x, images, rules, after_images);
	return err;
}

static int add_images(struct explaining *x, uint32_t number, bool svsm)
{
	struct images *images = &x->images[x->n_images];
	int err;

	images->number = number;
	images->svsm = svsm;
	err = read_one(x, images);
	/* An image that is launched with the SVSM need not do without it. */
	if (err && given(x)->svsm.len && !svsm)
		return 0;
	if (err)
		return err;
	err = make_stages(x, images);
	if (err == -ECANCELED)
		return err;
	if (err)
		return measuring_failed(x->error, err);
	x->n_images++;
	return 0;
}

int explain_read_images(struct explaining *x)
{
	size_t n = x->search->question->n_ovmf + 1;
	int err = 0;

	x->images = calloc(2 * n, sizeof(*x->images));
	if (!x->images)
		return fail_memory(x->error);
	for (uint32_t i = 0; !err && i < n; i++) {
		if (given(x)->svsm.len)
			err = add_images(x, i, true);
		if (!err)
			err = add_images(x, i, false);
	}
	return err;
}

static int hash_vmsa(struct explaining *x, const struct images *images,
		     const struct snpguest_launch *launch, bool first,
		     uint8_t hash[SNPGUEST_DIGEST_SIZE])
{
	uint8_t page[SNPGUEST_PAGE_SIZE];

	launch_vmsa(launch, &images->firmware, first, page);
	return crypto_hash_once(x->chain.hash, (struct snpguest_blob){
		page, sizeof(page) }, hash);
}

int explain_hash_processors(struct explaining *x, const struct combination *c,
			    struct processors *processors)
{
	struct snpguest_launch launch = c->images->launch;
	int err;

	launch.vmm = x->vmms[c->vmm].vmm;
	launch.ec2_rdx = x->vmms[c->vmm].ec2_rdx;
	launch.features = x->features.values[c->features];
	launch.vcpu_signature = x->signatures.values[c->signature];
	err = hash_vmsa(x, c->images, &launch, true, processors->first);
	if (err)
		return err;
	return hash_vmsa(x, c->images, &launch, false, processors->others);
}
