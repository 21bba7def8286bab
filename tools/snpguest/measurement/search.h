/* SPDX-License-Identifier: MIT */
/*
 * A search for the inputs of a digest: what is wanted, how far it went, and the
 * best that was found.
 */
#ifndef SNPGUEST_SEARCH_H
#define SNPGUEST_SEARCH_H

#include "page_chain.h"

/** Most vCPUs tried when next to nothing else is changed, too. */
#define SEARCH_VCPUS_MAX 512
/** ... and when more is. */
#define SEARCH_VCPUS_USUAL 128

/**
 * struct search
 * @best: the caller's explanation
 * @chain: does all the work, and counts it
 * @told: its work when progress was last called
 * @now: changes of the combination that is being tried
 */
struct search {
	const struct snpguest_question *question;
	const uint8_t *digest;
	struct snpguest_explanation *best;
	const struct page_chain *chain;
	uint64_t told;
	struct snpguest_change now[SNPGUEST_CHANGES_MAX];
	uint32_t n_now;
};

/** Adds a change to @search->now, texts as printf() makes them. */
void search_change(struct search *search, const char *what, const char *given,
		   const char *needed);

/** The same for numbers; nothing when they are equal. */
void search_change_number(struct search *search, const char *what,
			  const char *format, uint64_t given, uint64_t needed);

/** True when a combination with @n changes would be better than what is known. */
bool search_wants(const struct search *search, uint32_t n);

/**
 * search_count() - combinations were tried
 * @combinations: 0 where work was done for later ones
 *
 * Return: 0, or -ECANCELED when the caller has enough.
 */
int search_count(struct search *search, uint64_t combinations);

/*
 * Work, in links of some 0.3 us each, after which a search tries nothing more
 * that takes long.
 */
#define SEARCH_WORK UINT64_C(3000000)

/**
 * search_affords() - may more be tried that takes long?
 * @work: links since the chain began, SEARCH_WORK or less
 * @left_out: enum snpguest_left_out, noted when not
 */
bool search_affords(struct search *search, uint64_t work,
		    enum snpguest_left_out left_out);

/** @search->now makes the digest. */
void search_found(struct search *search);

/** True when @ld is the digest that is searched. */
bool search_is(const struct search *search,
	       const uint8_t ld[SNPGUEST_DIGEST_SIZE]);

#define SEARCH_FEATURES_MAX 32

/** struct search_features - values of SEV_FEATURES to try, the usual ones first */
struct search_features {
	uint64_t values[SEARCH_FEATURES_MAX];
	uint32_t n_usual, n;
};

/** @base first, then what hosts do, then every single bit changed. */
void search_list_features(struct search_features *list, uint64_t base);

#define SEARCH_SIGNATURES_MAX 32

/** struct search_signatures - vCPU signatures to try */
struct search_signatures {
	uint32_t values[SEARCH_SIGNATURES_MAX];
	uint32_t n;
};

/** @base first, the question's, those of QEMU's models. */
void search_list_signatures(struct search_signatures *list,
			    const struct snpguest_question *question,
			    uint32_t base);

/**
 * search_vcpus() - how far to count vCPUs after @changes others
 * @rare: one of these is
 * @base: the least
 *
 * SNPGUEST_LEFT_OUT_VCPUS is noted where that is not as far as was asked for.
 */
uint32_t search_vcpus(struct search *search, uint32_t changes, bool rare,
		      uint32_t base);

/** Changes the launch of firmware images would need. 0 or as the question's. */
int explain_firmware(struct search *search, struct snpguest_error *error);

/** Changes the launch of an IGVM file would need. */
int explain_igvm(struct search *search, struct snpguest_error *error);

#endif
