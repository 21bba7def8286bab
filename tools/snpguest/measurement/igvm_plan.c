// SPDX-License-Identifier: MIT
#include "igvm_plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/base/error.h"
#include "trouble.h"

/* 4 GiB of guest memory: more is not launched from a file. */
#define PAGES_MAX (UINT32_C(1) << 20)
#define AREAS_MAX 256

/** struct area - a PARAMETER_AREA */
struct area {
	uint32_t index;
	uint32_t pages;
};

/** struct reader - a file on its way to a plan */
struct reader {
	struct igvm_file igvm;
	struct igvm_plan *plan;
	struct crypto_hash *sha384;
	uint8_t hash_of_zeros[SNPGUEST_DIGEST_SIZE];
	uint32_t mask; /* of the SNP platform */
	struct area areas[AREAS_MAX];
	uint32_t n_areas;
	uint64_t pages;
	struct snpguest_error *error;
};

static int refuse(struct reader *r, const struct igvm_header *h,
		  const char *what)
{
	return fail(r->error, -EBADMSG, "IGVM header %u, type 0x%x: %s",
		    h->number, h->type, what);
}

/* --------------------------------------------------------- the platform */

static int read_platform(struct reader *r, const struct igvm_header *h)
{
	struct bytes b = bytes_of(h->body);
	uint32_t mask = bytes_le32(&b);
	uint8_t platform;

	bytes_u8(&b); /* highest VTL */
	platform = bytes_u8(&b);
	if (!mask || (mask & (mask - 1)))
		return refuse(r, h, "its mask is not one bit");
	if (platform != IGVM_PLATFORM_SEV_SNP)
		return 0;
	if (r->mask)
		return refuse(r, h, "a second platform for SEV-SNP");
	r->mask = mask;
	return 0;
}

static int find_platform(struct reader *r)
{
	struct bytes left = bytes_of(r->igvm.headers);
	struct igvm_header h = { .number = UINT32_MAX };

	while (igvm_next(&left, &h)) {
		int err = 0;

		if (h.type == IGVM_SUPPORTED_PLATFORM)
			err = read_platform(r, &h);
		if (err)
			return err;
	}
	if (r->mask)
		return 0;
	return fail(r->error, -EBADMSG, "IGVM: the file is not for SEV-SNP");
}

/* ------------------------------------------------------------- the steps */

static int grow(struct igvm_plan *plan)
{
	size_t room = plan->room ? 2 * plan->room : 256;
	struct igvm_step *steps;

	if (plan->n_steps < plan->room)
		return 0;
	steps = realloc(plan->steps, room * sizeof(*steps));
	if (!steps)
		return -ENOMEM;
	plan->steps = steps;
	plan->room = room;
	return 0;
}

static int hash_step(struct reader *r, struct igvm_step *step)
{
	if (!step->data) {
		memcpy(step->contents, r->hash_of_zeros, SNPGUEST_DIGEST_SIZE);
		return 0;
	}
	return crypto_hash_once(r->sha384, (struct snpguest_blob){
		step->data, SNPGUEST_PAGE_SIZE }, step->contents);
}

static int add_step(struct reader *r, const struct igvm_header *h,
		    struct igvm_step *step)
{
	int err;

	if (step->gpa % SNPGUEST_PAGE_SIZE)
		return refuse(r, h, "its address is not that of a page");
	r->pages += step->pages;
	if (r->pages > PAGES_MAX)
		return refuse(r, h, "more than 4 GiB of guest memory");
	step->number = h->number;
	err = hash_step(r, step);
	if (!err)
		err = grow(r->plan);
	if (err)
		return measuring_failed(r->error, err);
	r->plan->steps[r->plan->n_steps++] = *step;
	return 0;
}

static int page_kind(struct reader *r, const struct igvm_header *h,
		     struct igvm_step *step, uint16_t data_type, uint32_t flags)
{
	step->kind = IGVM_STEP_TYPE;
	switch (data_type) {
	case IGVM_DATA_NORMAL:
		step->kind = step->data ? IGVM_STEP_DATA : IGVM_STEP_ZERO;
		break;
	case IGVM_DATA_SECRETS:
		step->type = SNPGUEST_PAGE_SECRETS;
		return 0;
	case IGVM_DATA_CPUID:
	case IGVM_DATA_CPUID_XF:
		step->type = SNPGUEST_PAGE_CPUID;
		return 0;
	default:
		return refuse(r, h, "its data type is not known");
	}
	if (flags & IGVM_PAGE_UNMEASURED) {
		step->kind = IGVM_STEP_TYPE;
		step->type = SNPGUEST_PAGE_UNMEASURED;
	}
	return 0;
}

static int read_page(struct reader *r, const struct igvm_header *h)
{
	struct bytes b = bytes_of(h->body);
	struct igvm_step step = { .pages = 1 };
	uint32_t mask, offset, flags;
	uint16_t data_type;
	int err;

	step.gpa = bytes_le64(&b);
	mask = bytes_le32(&b);
	offset = bytes_le32(&b);
	flags = bytes_le32(&b);
	data_type = bytes_le16(&b);
	if (!(mask & r->mask))
		return 0;
	if (flags & IGVM_PAGE_2MIB)
		return refuse(r, h, "pages of 2 MiB are not supported");
	if (flags & ~(IGVM_PAGE_UNMEASURED | IGVM_PAGE_SHARED))
		return refuse(r, h, "its flags are not known");
	step.shared = flags & IGVM_PAGE_SHARED;
	step.data = offset ? igvm_page(&r->igvm, offset) : NULL;
	if (offset && !step.data)
		return refuse(r, h, "its data is not within the file");
	err = page_kind(r, h, &step, data_type, flags);
	if (step.kind == IGVM_STEP_ZERO)
		r->plan->has_zero_pages = true;
	return err ? err : add_step(r, h, &step);
}

static const struct area *find_area(const struct reader *r, uint32_t index)
{
	for (uint32_t i = 0; i < r->n_areas; i++)
		if (r->areas[i].index == index)
			return &r->areas[i];
	return NULL;
}

static int read_area(struct reader *r, const struct igvm_header *h)
{
	struct bytes b = bytes_of(h->body);
	uint64_t size = bytes_le64(&b);
	uint32_t index = bytes_le32(&b);

	if (find_area(r, index))
		return refuse(r, h, "a second area of that index");
	if (r->n_areas == AREAS_MAX)
		return refuse(r, h, "too many parameter areas");
	if (!size || size > (uint64_t)PAGES_MAX * SNPGUEST_PAGE_SIZE)
		return refuse(r, h, "the size of the area is absurd");
	r->areas[r->n_areas++] = (struct area){
		.index = index,
		.pages = (uint32_t)((size + SNPGUEST_PAGE_SIZE - 1) /
				    SNPGUEST_PAGE_SIZE),
	};
	return 0;
}

static int read_insert(struct reader *r, const struct igvm_header *h)
{
	struct bytes b = bytes_of(h->body);
	struct igvm_step step = { .kind = IGVM_STEP_AREA };
	const struct area *area;
	uint32_t mask;

	step.gpa = bytes_le64(&b);
	mask = bytes_le32(&b);
	area = find_area(r, bytes_le32(&b));
	if (!(mask & r->mask))
		return 0;
	if (!area)
		return refuse(r, h, "there is no parameter area of that index");
	step.pages = area->pages;
	if (step.gpa > UINT64_MAX - (uint64_t)step.pages * SNPGUEST_PAGE_SIZE)
		return refuse(r, h, "the area wraps around");
	return add_step(r, h, &step);
}

static void note_context(struct igvm_plan *plan, uint32_t vp)
{
	plan->context[vp] = (uint32_t)plan->n_steps;
	if (vp >= plan->vcpus)
		plan->vcpus = vp + 1;
}

static int read_context(struct reader *r, const struct igvm_header *h)
{
	struct bytes b = bytes_of(h->body);
	struct igvm_step step = { .kind = IGVM_STEP_VMSA, .pages = 1 };
	uint32_t mask;
	int err;

	step.gpa = bytes_le64(&b);
	mask = bytes_le32(&b);
	step.data = igvm_page(&r->igvm, bytes_le32(&b));
	step.vp = bytes_le16(&b);
	step.foreign = !(mask & r->mask);
	/* Of another platform: need not be a page. */
	if (step.foreign && !step.data)
		return 0;
	if (!step.data)
		return refuse(r, h, "its data is not within the file");
	if (step.vp >= SNPGUEST_VCPUS_MAX)
		return refuse(r, h, "the number of its processor is absurd");
	err = add_step(r, h, &step);
	if (!err && !step.foreign)
		note_context(r->plan, step.vp);
	return err;
}

static int read_policy(struct reader *r, const struct igvm_header *h)
{
	struct bytes b = bytes_of(h->body);
	uint64_t policy = bytes_le64(&b);

	if (!(bytes_le32(&b) & r->mask))
		return 0;
	if (r->plan->has_policy)
		return refuse(r, h, "a second guest policy");
	r->plan->has_policy = true;
	r->plan->policy = policy;
	return 0;
}

static int count_id_block(struct reader *r, const struct igvm_header *h)
{
	struct bytes b = bytes_of(h->body);

	r->plan->id_blocks += (bytes_le32(&b) & r->mask) != 0;
	return 0;
}

static int read_header(struct reader *r, const struct igvm_header *h)
{
	switch (h->type) {
	case IGVM_GUEST_POLICY:
		return read_policy(r, h);
	case IGVM_PAGE_DATA:
		return read_page(r, h);
	case IGVM_PARAMETER_AREA:
		return read_area(r, h);
	case IGVM_PARAMETER_INSERT:
		return read_insert(r, h);
	case IGVM_VP_CONTEXT:
		return read_context(r, h);
	case IGVM_SNP_ID_BLOCK:
		return count_id_block(r, h);
	}
	return 0;
}

static int read_headers(struct reader *r)
{
	struct bytes left = bytes_of(r->igvm.headers);
	struct igvm_header h = { .number = UINT32_MAX };

	while (igvm_next(&left, &h)) {
		int err = read_header(r, &h);

		if (err)
			return err;
	}
	return 0;
}

/* ---------------------------------------------------------- what is twice */

/** struct range - private guest memory, or a processor */
struct range {
	uint64_t start, pages;
};

static int by_start(const void *a, const void *b)
{
	const struct range *left = a, *right = b;

	return left->start < right->start ? -1 : left->start > right->start;
}

/* Processors are told apart by number, not by address. */
static struct range range_of(const struct igvm_step *step)
{
	if (step->kind == IGVM_STEP_VMSA)
		return (struct range){ UINT64_MAX - step->vp, 1 };
	return (struct range){ step->gpa / SNPGUEST_PAGE_SIZE, step->pages };
}

static int check_sorted(struct reader *r, const struct range *ranges, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint64_t start = ranges[i].start;

		if (start - ranges[i - 1].start >= ranges[i - 1].pages)
			continue;
		if (start > UINT64_MAX - SNPGUEST_VCPUS_MAX)
			return fail(r->error, -EBADMSG,
				    "IGVM: vCPU %llu has two contexts",
				    (unsigned long long)(UINT64_MAX - start));
		return fail(r->error, -EBADMSG,
			    "IGVM: the guest page at 0x%llx is given twice",
			    (unsigned long long)start * SNPGUEST_PAGE_SIZE);
	}
	return 0;
}

/* The firmware refuses a page that the guest has already. */
static int check_overlaps(struct reader *r)
{
	const struct igvm_plan *plan = r->plan;
	struct range *ranges = calloc(plan->n_steps + 1, sizeof(*ranges));
	size_t n = 0;
	int err;

	if (!ranges)
		return fail_memory(r->error);
	for (size_t i = 0; i < plan->n_steps; i++)
		if (!plan->steps[i].shared && !plan->steps[i].foreign)
			ranges[n++] = range_of(&plan->steps[i]);
	qsort(ranges, n, sizeof(*ranges), by_start);
	err = check_sorted(r, ranges, n);
	free(ranges);
	return err;
}

static int make(struct reader *r)
{
	static const uint8_t zeros[SNPGUEST_PAGE_SIZE];
	int err = crypto_hash_once(r->sha384, (struct snpguest_blob){
		zeros, sizeof(zeros) }, r->hash_of_zeros);

	if (err)
		return measuring_failed(r->error, err);
	err = find_platform(r);
	if (!err)
		err = read_headers(r);
	return err ? err : check_overlaps(r);
}

int igvm_plan_make(struct snpguest_blob file, struct igvm_plan *plan,
		   struct snpguest_error *error)
{
	struct reader r = { .plan = plan, .error = error };
	int err;

	memset(plan, 0, sizeof(*plan));
	plan->vcpus = 1;
	err = igvm_open(file, &r.igvm, error);
	if (err)
		return err;
	err = crypto_hash_new(CRYPTO_HASH_SHA384, &r.sha384);
	if (err)
		return measuring_failed(error, err);
	err = make(&r);
	crypto_hash_free(r.sha384);
	return err;
}

void igvm_plan_free(struct igvm_plan *plan)
{
	free(plan->steps);
	plan->steps = NULL;
	plan->n_steps = 0;
}
