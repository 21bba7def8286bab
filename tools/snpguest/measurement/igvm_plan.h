/* SPDX-License-Identifier: MIT */
/* What an IGVM file has an SNP guest launched with, page by page. */
#ifndef SNPGUEST_IGVM_PLAN_H
#define SNPGUEST_IGVM_PLAN_H

#include "igvm_file.h"
#include "page_chain.h"

enum igvm_step_kind {
	IGVM_STEP_DATA, /* a page of the file */
	IGVM_STEP_ZERO, /* a page without data */
	IGVM_STEP_TYPE, /* a page whose type alone is measured */
	IGVM_STEP_AREA, /* a parameter area */
	IGVM_STEP_VMSA,
};

/**
 * struct igvm_step - what one directive has measured
 * @number: of the header
 * @type: page type, of IGVM_STEP_TYPE
 * @pages: of IGVM_STEP_AREA; else 1
 * @vp: number of the processor, of IGVM_STEP_VMSA
 * @shared: with the host; only igvmmeasure measures it
 * @foreign: for another platform; only igvmmeasure measures it
 * @data: points into the file
 * @contents: SHA-384 of the page
 */
struct igvm_step {
	enum igvm_step_kind kind;
	uint32_t number, type, pages, vp;
	bool shared, foreign;
	uint64_t gpa;
	const uint8_t *data;
	uint8_t contents[SNPGUEST_DIGEST_SIZE];
};

/**
 * struct igvm_plan
 * @has_zero_pages: there is an IGVM_STEP_ZERO
 * @id_blocks: how many records of an ID block the file has for SEV-SNP
 * @vcpus: one more than the highest processor that has a context, at least 1
 * @context: by processor: index of its step plus 1, or 0
 */
struct igvm_plan {
	struct igvm_step *steps;
	size_t n_steps, room;
	bool has_policy, has_zero_pages;
	uint64_t policy;
	uint32_t id_blocks;
	uint32_t vcpus;
	uint32_t context[SNPGUEST_VCPUS_MAX];
};

/**
 * igvm_plan_make() - read a file, and hash each page of it once
 *
 * @plan points into @file. Free with igvm_plan_free() in every case.
 *
 * Return: 0, -EBADMSG, -ENOMEM, -EIO.
 */
int igvm_plan_make(struct snpguest_blob file, struct igvm_plan *plan,
		   struct snpguest_error *error);

void igvm_plan_free(struct igvm_plan *plan);

/**
 * struct igvm_way - how a plan is carried out; see struct snpguest_igvm
 * @vcpus: not 0
 */
struct igvm_way {
	uint32_t rules;
	bool native_zero, set_features;
	uint64_t features;
	uint32_t vcpus, vcpu_signature;
	uint64_t vmsa_gpa;
};

/**
 * igvm_chain_pages() - steps @from to @to - 1, but for processors that come last
 *
 * Return: 0, -ENOMEM, -EIO.
 */
int igvm_chain_pages(struct page_chain *chain, const struct igvm_plan *plan,
		     const struct igvm_way *way, size_t from, size_t to);

/** Why nobody launches @plan by these rules, static; NULL when they do. */
const char *igvm_rules_objection(const struct igvm_plan *plan, uint32_t rules);

/** SEV_FEATURES of the first processor that has a context; 1 without one. */
uint64_t igvm_features(const struct igvm_plan *plan);

/**
 * The page of processor @vp where they come last: its context, or the reset state
 * with the SEV_FEATURES that the contexts have.
 */
void igvm_vmsa(const struct igvm_plan *plan, const struct igvm_way *way,
	       uint32_t vp, uint8_t page[SNPGUEST_PAGE_SIZE]);

/** The context of processor @vp; NULL where it has none. */
const struct igvm_step *igvm_context(const struct igvm_plan *plan, uint32_t vp);

#endif
