// SPDX-License-Identifier: MIT
/* Reading a verdict. It is written through judgement.h. */
#include "verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "judgement.h"

const char *snpguest_result_name(enum snpguest_result result)
{
	switch (result) {
	case SNPGUEST_PASS:
		return "pass";
	case SNPGUEST_FAIL:
		return "fail";
	case SNPGUEST_SKIPPED:
		break;
	}
	return "skipped";
}

void snpguest_verdict_free(struct snpguest_verdict *verdict)
{
	free(verdict);
}

bool snpguest_verdict_accepted(const struct snpguest_verdict *verdict)
{
	return verdict->accepted;
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

const char *snpguest_verdict_root(const struct snpguest_verdict *verdict)
{
	return verdict->root[0] ? verdict->root : NULL;
}

enum snpguest_product
snpguest_verdict_product(const struct snpguest_verdict *verdict)
{
	return verdict->product;
}

const struct snpguest_cert_info *
snpguest_verdict_leaf(const struct snpguest_verdict *verdict)
{
	return verdict->has_leaf ? &verdict->leaf : NULL;
}

/* --------------------------------------------------------------- writing */

static void write_line(struct judgement *j, enum snpguest_result result,
		       const char *fmt, va_list ap)
{
	struct snpguest_verdict *v = j->verdict;
	char *detail = v->details[v->count];
	struct snpguest_check *line = &v->checks[v->count];

	vsnprintf(detail, VERDICT_DETAIL_SIZE, fmt, ap);
	line->name = j->check;
	line->result = result;
	line->detail = detail;
	v->count++;
}

int passed(struct judgement *j, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(j, SNPGUEST_PASS, fmt, ap);
	va_end(ap);
	return 0;
}

int failed(struct judgement *j, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(j, SNPGUEST_FAIL, fmt, ap);
	va_end(ap);
	j->verdict->failures++;
	return 0;
}

int skipped(struct judgement *j, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(j, SNPGUEST_SKIPPED, fmt, ap);
	va_end(ap);
	return 0;
}

int not_judged(struct judgement *j, const char *missing)
{
	skipped(j, "not judged: %s", missing);
	j->verdict->open++;
	return 0;
}
