/* SPDX-License-Identifier: MIT */
/* Products that the library knows, and those that a caller's file adds. */
#ifndef SNPGUEST_PRODUCTS_H
#define SNPGUEST_PRODUCTS_H

#include "snpguest.h"

#define PRODUCT_NAME_SIZE 24
#define PRODUCT_RANGES_MAX 8
#define PRODUCTS_ADDED_MAX 8 /* of each layout of TCB_VERSION */

/** struct cpuid_range - models of a family that are one product, combined values */
struct cpuid_range {
	uint8_t family, first, last;
};

/**
 * struct product
 * @name: as certificates have it: "ARK-NAME", "NAME-B0"
 * @kds_name: as the key distribution service has it
 */
struct product {
	enum snpguest_product number;
	char name[PRODUCT_NAME_SIZE], kds_name[PRODUCT_NAME_SIZE];
	struct cpuid_range ranges[PRODUCT_RANGES_MAX];
	size_t n_ranges;
};

/**
 * struct products - those that a verifier knows beside the library's own
 *
 * NULL stands for none, wherever one is asked for.
 */
struct products {
	struct product list[2 * PRODUCTS_ADDED_MAX];
	size_t count;
};

/** The product with this name, ignoring case where @fold; or UNKNOWN. */
enum snpguest_product products_named(const struct products *products,
				     struct snpguest_blob name, bool fold);

/** The same for what people call one: in any case, "bergamo" and "siena", too. */
enum snpguest_product products_called(const struct products *products,
				      const char *name);

/** The product of a combined CPUID family and model; or UNKNOWN. */
enum snpguest_product products_of_cpuid(const struct products *products,
					uint8_t family, uint8_t model);

/** "Milan"; "added" for one of other @products; "unknown". Lives as long as these. */
const char *products_name(const struct products *products,
			  enum snpguest_product product);

/** The name in addresses of the service; NULL: it is not known. */
const char *products_kds_name(const struct products *products,
			      enum snpguest_product product);

/** Product number @index, the library's own first; UNKNOWN behind the last. */
enum snpguest_product products_at(const struct products *products, size_t index);

/** Was it added by a caller? */
bool product_is_added(enum snpguest_product product);

/** Does its TCB_VERSION have an FMC, and its hwID 8 bytes, as Turin's have? */
bool product_is_like_turin(enum snpguest_product product);

/**
 * products_add() - a further one
 * @like_turin: the layout of its TCB_VERSION; else that of Milan
 * @product: its name and ranges; @number is written here
 *
 * Return: NULL; why it cannot be one, for people, static.
 */
const char *products_add(struct products *products, bool like_turin,
			 struct product *product);

#endif
