/* SPDX-License-Identifier: MIT */
/* What a stream came to: how many of what. */
#ifndef STREAM_TALLY_H
#define STREAM_TALLY_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include <snpguest.h>

/* More kinds than these are counted together, as "others". */
#define COUNTS_MAX 1024
#define COUNT_NAME_SIZE 48

/** struct counts - names in the order they came in */
struct counts {
	struct count {
		char name[COUNT_NAME_SIZE];
		uint64_t n;
	} *list;
	size_t count, room;
	uint64_t others;
};

/**
 * struct tally - start with zeros, end with tally_free()
 * @failed, @unjudged: refused lines by the checks that failed, of which a line may
 *		      have several; unknown ones by what is missing
 * @products, @tcbs: accepted lines, "Milan"; "Milan 04000000000018db", the
 *		     reported TCB as its bytes stand in the report
 */
struct tally {
	uint64_t accepted, refused, unknown;
	struct counts failed, unjudged, products, tcbs;
};

/** Counts a verdict. Return: 0, -ENOMEM. */
int tally_verdict(struct tally *tally, const struct snpguest_verdict *verdict);

/** Counts a line without one. Return: 0, -ENOMEM. */
int tally_wrong(struct tally *tally, bool trouble);

/** All lines so far. */
uint64_t tally_lines(const struct tally *tally);

/** In new memory; NULL when there is none. */
json_t *tally_to_json(const struct tally *tally);

/** What tally_to_json() gave. Return: 0, -EBADMSG, -ENOMEM. */
int tally_from_json(struct tally *tally, const json_t *json);

/** The end of a run: a line of @json, or a few lines for people. */
void tally_summarize(const struct tally *tally, bool json, FILE *out);

void tally_free(struct tally *tally);

#endif /* STREAM_TALLY_H */
