// SPDX-License-Identifier: MIT
/* Reading a verdict. It is written through judgement.h. */
#include "verdict.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judgement.h"

const char *snpguest_result_name(uint32_t result)
{
	switch ((enum snpguest_result)result) {
	case SNPGUEST_PASS:
		return "pass";
	case SNPGUEST_FAIL:
		return "fail";
	case SNPGUEST_SKIPPED:
		return "skipped";
	case SNPGUEST_NOTE:
		return "note";
	case SNPGUEST_UNJUDGED:
		break;
	}
	return "unjudged";
}

const char *snpguest_class_name(uint32_t what)
{
	switch ((enum snpguest_class)what) {
	case SNPGUEST_CLASS_MALFORMED:
		return "malformed";
	case SNPGUEST_CLASS_FORGED:
		return "forged";
	case SNPGUEST_CLASS_STALE:
		return "stale";
	case SNPGUEST_CLASS_MISMATCH:
		return "mismatch";
	case SNPGUEST_CLASS_POLICY:
		return "policy";
	case SNPGUEST_CLASS_MISSING:
		return "missing";
	}
	return "unknown";
}

struct snpguest_verdict *verdict_new(void)
{
	struct snpguest_chain_verdict *made = malloc(sizeof(*made));

	if (!made)
		return NULL;
	memset(made, 0, offsetof(struct snpguest_verdict, details));
	return &made->verdict;
}

void snpguest_verdict_free(struct snpguest_verdict *verdict)
{
	free(verdict);
}

int snpguest_verdict_status(const struct snpguest_verdict *verdict)
{
	return verdict ? verdict->status : -EINVAL;
}

bool snpguest_verdict_accepted(const struct snpguest_verdict *verdict)
{
	return !snpguest_verdict_status(verdict);
}

size_t snpguest_verdict_count(const struct snpguest_verdict *verdict)
{
	return verdict->count;
}

const struct snpguest_check *
snpguest_verdict_check(const struct snpguest_verdict *verdict, size_t index)
{
	return index < verdict->count ? &verdict->checks[index] : NULL;
}

const struct snpguest_check *
snpguest_verdict_find(const struct snpguest_verdict *verdict,
		      uint32_t id)
{
	for (size_t i = 0; i < verdict->count; i++)
		if (verdict->checks[i].id == id)
			return &verdict->checks[i];
	return NULL;
}

const struct snpguest_report *
snpguest_verdict_report(const struct snpguest_verdict *verdict)
{
	return snpguest_verdict_accepted(verdict) ? &verdict->report : NULL;
}

const char *snpguest_verdict_root(const struct snpguest_verdict *verdict)
{
	return verdict->root[0] ? verdict->root : NULL;
}

bool snpguest_verdict_root_is_amd(const struct snpguest_verdict *verdict)
{
	return verdict->root_is_amd;
}

enum snpguest_product
snpguest_verdict_product(const struct snpguest_verdict *verdict)
{
	return verdict->product;
}

const char *snpguest_verdict_product_name(const struct snpguest_verdict *verdict)
{
	return verdict->product ? verdict->product_name :
				  products_name(NULL, SNPGUEST_PRODUCT_UNKNOWN);
}

const struct snpguest_cert_info *
snpguest_verdict_leaf(const struct snpguest_verdict *verdict)
{
	return verdict->has_leaf ? &verdict->leaf : NULL;
}

int64_t snpguest_verdict_at(const struct snpguest_verdict *verdict)
{
	return verdict->at;
}

const uint8_t *
snpguest_verdict_policy_sha256(const struct snpguest_verdict *verdict)
{
	return verdict->has_policy_sha256 ? verdict->policy_sha256 : NULL;
}

/* --------------------------------------------------- certificates alone */

void snpguest_chain_verdict_free(struct snpguest_chain_verdict *verdict)
{
	free(verdict);
}

int snpguest_chain_verdict_status(const struct snpguest_chain_verdict *verdict)
{
	return verdict ? verdict->verdict.status : -EINVAL;
}

size_t
snpguest_chain_verdict_count(const struct snpguest_chain_verdict *verdict)
{
	return snpguest_verdict_count(&verdict->verdict);
}

const struct snpguest_check *
snpguest_chain_verdict_check(const struct snpguest_chain_verdict *verdict,
			     size_t index)
{
	return snpguest_verdict_check(&verdict->verdict, index);
}

const struct snpguest_check *
snpguest_chain_verdict_find(const struct snpguest_chain_verdict *verdict,
			    uint32_t id)
{
	return snpguest_verdict_find(&verdict->verdict, id);
}

const char *
snpguest_chain_verdict_root(const struct snpguest_chain_verdict *verdict)
{
	return snpguest_verdict_root(&verdict->verdict);
}

bool snpguest_chain_verdict_root_is_amd(
	const struct snpguest_chain_verdict *verdict)
{
	return snpguest_verdict_root_is_amd(&verdict->verdict);
}

enum snpguest_product
snpguest_chain_verdict_product(const struct snpguest_chain_verdict *verdict)
{
	return snpguest_verdict_product(&verdict->verdict);
}

const char *snpguest_chain_verdict_product_name(
	const struct snpguest_chain_verdict *verdict)
{
	return snpguest_verdict_product_name(&verdict->verdict);
}

const struct snpguest_cert_info *
snpguest_chain_verdict_leaf(const struct snpguest_chain_verdict *verdict)
{
	return snpguest_verdict_leaf(&verdict->verdict);
}

int64_t snpguest_chain_verdict_at(const struct snpguest_chain_verdict *verdict)
{
	return snpguest_verdict_at(&verdict->verdict);
}

/* --------------------------------------------------------------- writing */

/* Most say what they always say, in every verdict. Return: what it took. */
static size_t write_detail(char *to, const char *fmt, va_list ap)
{
	size_t len = strcspn(fmt, "%");

	if (fmt[len] || len >= VERDICT_DETAIL_SIZE) {
		vsnprintf(to, VERDICT_DETAIL_SIZE, fmt, ap);
		return strlen(to) + 1;
	}
	memcpy(to, fmt, len + 1);
	return len + 1;
}

static int write_line(struct judgement *j, enum snpguest_result result,
		      const char *fmt, va_list ap)
{
	struct snpguest_verdict *v = j->verdict;
	char *detail = v->details + v->told;

	v->told += write_detail(detail, fmt, ap);
	v->checks[v->count++] = (struct snpguest_check){
		.id = j->check->id, .name = j->check->name,
		.what = j->check->what, .result = result, .detail = detail,
	};
	return 0;
}

#define WRITER(function, result)					\
	int function(struct judgement *j, const char *fmt, ...)		\
	{								\
		va_list ap;						\
									\
		va_start(ap, fmt);					\
		write_line(j, result, fmt, ap);				\
		va_end(ap);						\
		return 0;						\
	}

WRITER(passed, SNPGUEST_PASS)
WRITER(failed, SNPGUEST_FAIL)
WRITER(skipped, SNPGUEST_SKIPPED)
WRITER(unjudged, SNPGUEST_UNJUDGED)
WRITER(noted, SNPGUEST_NOTE)
