// SPDX-License-Identifier: MIT
#include "products.h"

#include <string.h>
#include <strings.h>

const char *snpguest_version(void)
{
	return SNPGUEST_VERSION;
}

/* The first of those that callers add; those like Turin begin in the middle. */
#define ADDED SNPGUEST_PRODUCT_ADDED
#define ADDED_LIKE_TURIN (SNPGUEST_PRODUCT_ADDED + PRODUCTS_ADDED_MAX)

static const struct product own[] = {
	{ SNPGUEST_PRODUCT_MILAN, "Milan", "Milan",
	  { { 0x19, 0x00, 0x0f } }, 1 },
	{ SNPGUEST_PRODUCT_GENOA, "Genoa", "Genoa",
	  { { 0x19, 0x10, 0x1f },
	    { 0x19, 0xa0, 0xaf } /* Bergamo, Siena */ }, 2 },
	{ SNPGUEST_PRODUCT_TURIN, "Turin", "Turin",
	  { { 0x1a, 0x00, 0x1f } /* and Turin Dense */ }, 1 },
};

#define N_OWN (sizeof(own) / sizeof(*own))

static const struct product *product_at(const struct products *products,
					size_t index)
{
	if (index < N_OWN)
		return &own[index];
	index -= N_OWN;
	return products && index < products->count ? &products->list[index] :
						     NULL;
}

static const struct product *find(const struct products *products,
				  enum snpguest_product number)
{
	const struct product *product;

	for (size_t i = 0; (product = product_at(products, i)); i++)
		if (product->number == number)
			return product;
	return NULL;
}

static bool is_name(const struct product *product, struct snpguest_blob name,
		    bool fold)
{
	if (strlen(product->name) != name.len)
		return false;
	if (fold)
		return !strncasecmp(product->name, (const char *)name.data,
				    name.len);
	return !memcmp(product->name, name.data, name.len);
}

enum snpguest_product products_named(const struct products *products,
				     struct snpguest_blob name, bool fold)
{
	const struct product *product;

	for (size_t i = 0; (product = product_at(products, i)); i++)
		if (is_name(product, name, fold))
			return product->number;
	return SNPGUEST_PRODUCT_UNKNOWN;
}

/* Parts of a product that AMD names apart. */
static enum snpguest_product whole_of(const char *name)
{
	static const char *const genoa[] = { "bergamo", "siena" };

	for (size_t i = 0; i < sizeof(genoa) / sizeof(*genoa); i++)
		if (!strcasecmp(genoa[i], name))
			return SNPGUEST_PRODUCT_GENOA;
	return SNPGUEST_PRODUCT_UNKNOWN;
}

enum snpguest_product products_called(const struct products *products,
				      const char *name)
{
	enum snpguest_product product = products_named(
		products, (struct snpguest_blob){ (const uint8_t *)name,
						  strlen(name) }, true);

	return product ? product : whole_of(name);
}

static bool has_model(const struct product *product, uint8_t family,
		      uint8_t model)
{
	for (size_t i = 0; i < product->n_ranges; i++)
		if (family == product->ranges[i].family &&
		    model >= product->ranges[i].first &&
		    model <= product->ranges[i].last)
			return true;
	return false;
}

enum snpguest_product products_of_cpuid(const struct products *products,
					uint8_t family, uint8_t model)
{
	const struct product *product;

	for (size_t i = 0; (product = product_at(products, i)); i++)
		if (has_model(product, family, model))
			return product->number;
	return SNPGUEST_PRODUCT_UNKNOWN;
}

const char *products_name(const struct products *products,
			  enum snpguest_product product)
{
	const struct product *found = find(products, product);

	if (found)
		return found->name;
	return product_is_added(product) ? "added" : "unknown";
}

const char *products_kds_name(const struct products *products,
			      enum snpguest_product product)
{
	const struct product *found = find(products, product);

	return found ? found->kds_name : NULL;
}

enum snpguest_product products_at(const struct products *products, size_t index)
{
	const struct product *product = product_at(products, index);

	return product ? product->number : SNPGUEST_PRODUCT_UNKNOWN;
}

bool product_is_added(enum snpguest_product product)
{
	return product >= ADDED && product <= SNPGUEST_PRODUCT_ADDED_LAST;
}

bool product_is_like_turin(enum snpguest_product product)
{
	return product == SNPGUEST_PRODUCT_TURIN ||
	       (product_is_added(product) &&
		(unsigned int)product >= ADDED_LIKE_TURIN);
}

/* ---------------------------------------------------------------- adding */

static bool is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z');
}

/* Nothing that "NAME-B0", "SEV-VCEK" or an address could be taken apart wrong. */
static bool is_usable(const char *name)
{
	static const char *const taken[] = { "VCEK",	"VLEK",	 "unknown",
					     "added",	"others", "Bergamo",
					     "Siena",	"reported",
					     "committed", "current", "launch" };

	for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++)
		if (!strcasecmp(name, taken[i]))
			return false;
	for (const char *c = name; *c; c++)
		if (!is_alphanumeric(*c))
			return false;
	return *name;
}

static bool overlap(const struct cpuid_range *a, const struct cpuid_range *b)
{
	return a->family == b->family && a->first <= b->last &&
	       b->first <= a->last;
}

static bool is_taken(const struct products *products,
		     const struct cpuid_range *range)
{
	const struct product *product;

	for (size_t i = 0; (product = product_at(products, i)); i++)
		for (size_t k = 0; k < product->n_ranges; k++)
			if (overlap(range, &product->ranges[k]))
				return true;
	return false;
}

static const char *ranges_wrong(const struct products *products,
				const struct product *product)
{
	if (!product->n_ranges)
		return "it has no CPUID";
	for (size_t i = 0; i < product->n_ranges; i++) {
		if (product->ranges[i].first > product->ranges[i].last)
			return "a range of models ends before it begins";
		if (is_taken(products, &product->ranges[i]))
			return "a model of it is another product's";
	}
	return NULL;
}

static size_t count_like(const struct products *products, bool like_turin)
{
	size_t n = 0;

	for (size_t i = 0; i < products->count; i++)
		n += product_is_like_turin(products->list[i].number) ==
		     like_turin;
	return n;
}

const char *products_add(struct products *products, bool like_turin,
			 struct product *product)
{
	struct snpguest_blob name = { (const uint8_t *)product->name,
				      strlen(product->name) };
	size_t before = count_like(products, like_turin);
	const char *wrong;

	if (!is_usable(product->name) || !is_usable(product->kds_name))
		return "a name is 1 to 23 letters and digits, and no kind of certificate";
	if (products_named(products, name, true))
		return "there is a product of this name";
	wrong = ranges_wrong(products, product);
	if (wrong)
		return wrong;
	if (before == PRODUCTS_ADDED_MAX)
		return "there are too many products";
	product->number = (like_turin ? ADDED_LIKE_TURIN : ADDED) + before;
	products->list[products->count++] = *product;
	return NULL;
}
