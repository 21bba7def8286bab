// SPDX-License-Identifier: MIT
#include "tally.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../base/values.h"
#include "../output/print.h"
#include "reason.h"

static struct count *find(const struct counts *counts, const char *name)
{
	for (size_t i = 0; i < counts->count; i++) {
		if (strcmp(counts->list[i].name, name) == 0)
			return &counts->list[i];
	}
	return NULL;
}

static int grow(struct counts *counts)
{
	size_t room = counts->room ? 2 * counts->room : 16;
	struct count *list = reallocarray(counts->list, room, sizeof(*list));

	if (!list)
		return -ENOMEM;
	counts->list = list;
	counts->room = room;
	return 0;
}

static int add(struct counts *counts, const char *name, uint64_t n)
{
	struct count *count = find(counts, name);

	if (count) {
		count->n += n;
		return 0;
	}
	if (counts->count == COUNTS_MAX) {
		counts->others += n;
		return 0;
	}
	if (counts->count == counts->room && grow(counts))
		return -ENOMEM;
	count = &counts->list[counts->count++];
	snprintf(count->name, sizeof(count->name), "%s", name);
	count->n = n;
	return 0;
}

static int add_accepted(struct tally *tally,
			const struct snpguest_verdict *verdict)
{
	const struct snpguest_report *report = snpguest_verdict_report(verdict);
	const char *product =
		snpguest_verdict_product_name(verdict);
	char tcb[COUNT_NAME_SIZE], hex[2 * sizeof(uint64_t) + 1];
	uint8_t raw[sizeof(uint64_t)];

	for (size_t i = 0; i < sizeof(raw); i++)
		raw[i] = (uint8_t)(report->reported_tcb.raw >> 8 * i);
	value_hex(raw, sizeof(raw), hex);
	snprintf(tcb, sizeof(tcb), "%s %s", product, hex);
	return add(&tally->products, product, 1) ?:
		       add(&tally->tcbs, tcb, 1);
}

static int add_reasons(struct counts *counts,
		       const struct snpguest_verdict *verdict)
{
	const struct snpguest_check *check;
	int err = 0;

	for (size_t i = 0; !err && (check = verdict_reason(verdict, &i)); i++)
		err = add(counts, check->name, 1);
	return err;
}

int tally_verdict(struct tally *tally, const struct snpguest_verdict *verdict)
{
	switch (snpguest_verdict_status(verdict)) {
	case 0:
		tally->accepted++;
		return add_accepted(tally, verdict);
	case -ENODATA:
		tally->unknown++;
		return add_reasons(&tally->unjudged, verdict);
	default:
		tally->refused++;
		return add_reasons(&tally->failed, verdict);
	}
}

int tally_wrong(struct tally *tally, bool trouble)
{
	if (trouble) {
		tally->unknown++;
		return add(&tally->unjudged, "input", 1);
	}
	tally->refused++;
	return add(&tally->failed, "input", 1);
}

uint64_t tally_lines(const struct tally *tally)
{
	return tally->accepted + tally->refused + tally->unknown;
}

static int set_count(json_t *object, const char *name, uint64_t n)
{
	return json_object_set_new(object, name, json_integer((json_int_t)n));
}

/* All of them, or NULL: a count that is missing would be a lie. */
static json_t *counts_to_json(const struct counts *counts)
{
	json_t *object = json_object();
	int err = 0;

	for (size_t i = 0; !err && i < counts->count; i++)
		err = set_count(object, counts->list[i].name,
				counts->list[i].n);
	if (!err && counts->others)
		err = set_count(object, "others", counts->others);
	if (!err)
		return object;
	json_decref(object);
	return NULL;
}

json_t *tally_to_json(const struct tally *tally)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o}",
			 "lines", (json_int_t)tally_lines(tally),
			 "accepted", (json_int_t)tally->accepted,
			 "refused", (json_int_t)tally->refused,
			 "unknown", (json_int_t)tally->unknown,
			 "failed", counts_to_json(&tally->failed),
			 "unjudged", counts_to_json(&tally->unjudged),
			 "products", counts_to_json(&tally->products),
			 "tcbs", counts_to_json(&tally->tcbs));
}

static int counts_from_json(struct counts *counts, json_t *object)
{
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value) {
		json_int_t n = json_integer_value(value);

		if (n <= 0)
			return -EBADMSG;
		if (strcmp(name, "others") == 0)
			counts->others += (uint64_t)n;
		else if (add(counts, name, (uint64_t)n))
			return -ENOMEM;
	}
	return 0;
}

int tally_from_json(struct tally *tally, const json_t *json)
{
	json_t *failed, *unjudged, *products, *tcbs;
	json_int_t accepted, refused, unknown;

	if (json_unpack((json_t *)json, "{s:I, s:I, s:I, s:o, s:o, s:o, s:o}",
			"accepted", &accepted, "refused", &refused, "unknown",
			&unknown, "failed", &failed, "unjudged", &unjudged,
			"products", &products, "tcbs", &tcbs) ||
	    accepted < 0 || refused < 0 || unknown < 0)
		return -EBADMSG;
	tally->accepted = (uint64_t)accepted;
	tally->refused = (uint64_t)refused;
	tally->unknown = (uint64_t)unknown;
	return counts_from_json(&tally->failed, failed) ?:
	       counts_from_json(&tally->unjudged, unjudged) ?:
	       counts_from_json(&tally->products, products) ?:
	       counts_from_json(&tally->tcbs, tcbs);
}

static void counts_print(const struct counts *counts, const char *title,
			 FILE *out)
{
	for (size_t i = 0; i < counts->count; i++)
		fprintf(out, "  %-9s %10" PRIu64 "  %s\n", title,
			counts->list[i].n, counts->list[i].name);
	if (counts->others)
		fprintf(out, "  %-9s %10" PRIu64 "  others\n", title,
			counts->others);
}

static void print_for_people(const struct tally *tally, FILE *out)
{
	fprintf(out, "%" PRIu64 " judged: %" PRIu64 " accepted, %" PRIu64
		" refused, %" PRIu64 " unknown\n", tally_lines(tally),
		tally->accepted, tally->refused, tally->unknown);
	counts_print(&tally->failed, "failed", out);
	counts_print(&tally->unjudged, "unjudged", out);
	counts_print(&tally->products, "product", out);
	counts_print(&tally->tcbs, "TCB", out);
}

void tally_summarize(const struct tally *tally, bool json, FILE *out)
{
	char *text = json ? json_text(tally_to_json(tally), true) : NULL;

	if (text)
		fputs(text, out);
	else
		print_for_people(tally, out);
	free(text);
}

void tally_free(struct tally *tally)
{
	free(tally->failed.list);
	free(tally->unjudged.list);
	free(tally->products.list);
	free(tally->tcbs.list);
}
