/* SPDX-License-Identifier: MIT */
/* What 'fetch ca', 'fetch crl' and 'fetch vcek' have in common. */
#ifndef FETCH_H
#define FETCH_H

#include "../base/files.h"
#include <snpguest.h>

#include "../input/settings.h"
#include "cache.h"

#define FETCH_LIMIT ((size_t)64 << 10)

/**
 * struct fetch - a command line of fetch
 * @host: of the service
 * @cache: directory of what was fetched before; NULL: the user's own
 * @product: UNKNOWN until the report tells
 * @report_path: NULL where a product is given instead
 * @print_url: the address is all that is wanted
 * @offline: what is neither in @directory nor in the cache is not to be had
 * @verifier: from fetch_parse() or fetch_begin() on
 * @kept: from fetch_open() on
 */
struct fetch {
	struct settings settings;
	const char *host;
	const char *cache;
	bool print_url, offline;
	const char *directory;
	const char *report_path;
	enum snpguest_product product;
	bool pem;
	bool vlek;
	struct snpguest_verifier *verifier;
	struct cache kept;
};

extern const struct option fetch_options[];

/**
 * fetch_begin() - roots, and the products that --anchors tells of
 * @fetch: with settings
 *
 * Return: EXIT_DONE, EXIT_USAGE, EXIT_TROUBLE. fetch_close() in every case.
 */
enum exit_code fetch_begin(struct fetch *fetch);

/**
 * fetch_parse() - encoding, directory, product and endorser; and fetch_begin()
 * @positional_report: the last operand is the report, not an option
 *
 * virtee's older order, with the product before the directory, is known by the
 * product's name.
 *
 * Return: EXIT_DONE, EXIT_USAGE, EXIT_TROUBLE. fetch_close() in every case.
 */
enum exit_code fetch_parse(struct fetch *fetch, const struct call *call,
			   bool positional_report);

/** Is this an address that can be asked, or NULL? EXIT_DONE, EXIT_USAGE. */
enum exit_code fetch_check_host(const char *text);

/** fetch_open() - what was fetched before; only to be asked when it is wanted */
void fetch_open(struct fetch *fetch);

/** fetch_close() - ends fetch_begin() and fetch_open() */
void fetch_close(struct fetch *fetch);

/** The name of the product, of --anchors, too; while @fetch is open. */
const char *fetch_product_name(const struct fetch *fetch);

/** The product of a report, of --anchors, too; UNKNOWN where it does not tell. */
enum snpguest_product fetch_product_of(const struct fetch *fetch,
				       const struct snpguest_report *report);

/** FETCH_INIT - a fetch that is not open yet */
#define FETCH_INIT { .kept = { .lock = -1 } }

/**
 * fetch_product() - read the report, if there is one, and settle the product
 * @report: out: where @fetch->report_path is not NULL
 *
 * Return: EXIT_DONE, EXIT_TROUBLE.
 */
enum exit_code fetch_product(struct fetch *fetch,
			     struct snpguest_report *report);

/** fetch_print_url() - an address is the result. Return: EXIT_DONE, _TROUBLE. */
enum exit_code fetch_print_url(const struct fetch *fetch, const char *url);

/**
 * fetch_list_url() - where the service has a list of all chips of a product
 * @fetch: as it was parsed; the product is settled here
 * @vcek, @vlek: which of its lists, by endorser
 *
 * Return: EXIT_DONE, EXIT_USAGE, EXIT_TROUBLE.
 */
enum exit_code fetch_list_url(struct fetch *fetch, enum snpguest_kds_list vcek,
			      enum snpguest_kds_list vlek,
			      char url[SNPGUEST_KDS_URL_SIZE]);

/* Gets what is at @url, and writes it; @fetch is closed by the caller. */
typedef enum exit_code fetch_getter(struct fetch *fetch, const char *url);

/**
 * fetch_list() - a whole command that gets a list of all chips of a product
 * @vcek, @vlek: which of the service's lists, by endorser
 * @get: unless the address is all that is wanted
 *
 * Return: EXIT_DONE, EXIT_USAGE, EXIT_TROUBLE, or what @get does.
 */
enum exit_code fetch_list(const struct call *call, enum snpguest_kds_list vcek,
			  enum snpguest_kds_list vlek, fetch_getter *get);

/** fetch_say() - print "@name.pem" or "@name.der", unless that is not wanted */
void fetch_say(const struct fetch *fetch, const char *name);

/** fetch_save() - write "@name.pem" or "@name.der" and say so */
enum exit_code fetch_save(const struct fetch *fetch, const char *name,
			  struct buffer bytes);

/** fetch_save_cert() - the same for a certificate of either form */
enum exit_code fetch_save_cert(const struct fetch *fetch, const char *name,
			       struct snpguest_blob cert);

#endif /* FETCH_H */
