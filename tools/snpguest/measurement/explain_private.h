/* SPDX-License-Identifier: MIT */
/* What the files explain_*.c share about launches of firmware images. */
#ifndef SNPGUEST_EXPLAIN_PRIVATE_H
#define SNPGUEST_EXPLAIN_PRIVATE_H

#include "cmdline_edits.h"
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
 * @before: by section rules: the digest after the images and the sections before
 *	    that for kernel hashes
 * @stages: by section rules and kernel variant
 */
struct images {
	uint32_t number;
	bool svsm;
	struct snpguest_launch launch;
	struct firmware firmware;
	uint8_t before[SECTION_RULES][SNPGUEST_DIGEST_SIZE];
	struct stage stages[SECTION_RULES][KERNEL_VARIANTS_MAX];
};

/**
 * struct explaining - a question about firmware images, and what is tried
 * @edits, @edit: the command line is changed so; NULL where it is not
 */
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
	const struct cmdline_edits *edits;
	const struct cmdline_edit *edit;
};

/** struct combination - images, and indices into the lists of choices */
struct combination {
	const struct images *images;
	uint32_t vmm, features, signature, gpa, kernel;
};

/** Changes of @c, and of @x->edit, but for the number of vCPUs. */
uint32_t explain_changes(const struct explaining *x,
			 const struct combination *c);

/** Row of images.before and .stages that holds for @c. */
uint32_t explain_section_rules(const struct explaining *x,
			       const struct combination *c);

/** False where another signature would give the same digest. */
bool explain_signature_matters(const struct explaining *x,
			       const struct combination *c);

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

/** The pages of the processors that @c has. Return: 0, -ENOMEM, -EIO. */
int explain_hash_processors(struct explaining *x, const struct combination *c,
			    struct processors *processors);

/**
 * explain_walk_vcpus() - add one processor after another to @x->chain, and look
 * @limit: most of them
 *
 * Return: 0, -ECANCELED, -ENOMEM, -EIO.
 */
int explain_walk_vcpus(struct explaining *x, const struct combination *c,
		       const struct processors *p, uint32_t limit);

/** struct cmdline_search - command lines that differ in one character */
struct cmdline_search;

/**
 * explain_cmdline_new() - list them
 * @search: out; NULL when there are none to try
 *
 * Return: 0, -ENOMEM. Free with explain_cmdline_free().
 */
int explain_cmdline_new(struct explaining *x, struct cmdline_search **search);

void explain_cmdline_free(struct cmdline_search *search);

/** How many changes one of them is: 1; 2 without the SVSM that was given. */
uint32_t explain_cmdline_changes(const struct cmdline_search *search);

/** Tries each alone. Return: 0, -ECANCELED, -ENOMEM, -EIO. */
int explain_cmdline_alone(struct cmdline_search *search);

/** Tries each with one other change. Return: as above. */
int explain_cmdline_together(struct cmdline_search *search);

#endif
