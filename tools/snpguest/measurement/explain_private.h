/* SPDX-License-Identifier: MIT */
/* What the files explain_*.c share about launches of firmware images. */
#ifndef SNPGUEST_EXPLAIN_PRIVATE_H
#define SNPGUEST_EXPLAIN_PRIVATE_H

#include "firmware.h"
#include "kernel_variants.h"
#include "search.h"

/** struct vmm_choice - a VMM, and what sources disagree on */
struct vmm_choice {
	uint32_t vmm;
	uint64_t ec2_rdx;
};

#define VMM_CHOICES_MAX 8
#define GPAS_MAX 4

/* Section rules: three VMMs have their own, krun has QEMU's. */
#define SECTION_RULES (SNPGUEST_VMM_GCE + 1)

/** struct stage - the digest before the processors */
struct stage {
	bool there;
	uint8_t ld[SNPGUEST_DIGEST_SIZE];
};

/**
 * struct images - one OVMF image, with or without the SVSM
 * @number: of the OVMF image; 0 is that of the launch
 * @svsm: launched with the SVSM image
 * @launch: the question's, made to fit
 * @after: the digest after the images
 * @stages: by section rules and kernel variant
 */
struct images {
	uint32_t number;
	bool svsm;
	struct snpguest_launch launch;
	struct firmware firmware;
	uint8_t after[SNPGUEST_DIGEST_SIZE];
	struct stage stages[SECTION_RULES][KERNEL_VARIANTS_MAX];
};

/** struct explaining - a question about firmware images, and what is tried */
struct explaining {
	struct search *search;
	struct snpguest_error *error;
	struct page_chain chain;
	struct crypto_hash *sha256;
	struct search_features features;
	struct search_signatures signatures;
	struct vmm_choice vmms[VMM_CHOICES_MAX];
	uint32_t n_vmms;
	uint64_t gpas[GPAS_MAX];
	uint32_t n_gpas;
	struct kernel_variants kernels;
	struct images *images;
	size_t n_images;
};

/**
 * explain_read_images() - all images, and each stage before the processors
 *
 * Return: 0; -EBADMSG, -ENOMEM, -EIO with the error filled in.
 */
int explain_read_images(struct explaining *x);

/** struct processors - hashes of the pages of the first and of the others */
struct processors {
	uint8_t first[SNPGUEST_DIGEST_SIZE], others[SNPGUEST_DIGEST_SIZE];
};

/** The pages of @launch's processors. Return: 0, -ENOMEM, -EIO. */
int explain_hash_processors(struct explaining *x, const struct images *images,
			    const struct snpguest_launch *launch,
			    struct processors *processors);

/**
 * explain_cmdline() - is the command line another in one character?
 *
 * Return: 0, -ECANCELED, -ENOMEM, -EIO.
 */
int explain_cmdline(struct explaining *x);

#endif
