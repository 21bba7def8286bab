// SPDX-License-Identifier: MIT
/*
 * Products and their roots from a caller's file, snpguest-anchors(5). As in a
 * policy, what is not understood refuses the whole: nothing of it is trusted.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../crypto/pem.h"
#include "../verdict/verifier.h"
#include "build.h"

#define CERTS_MAX 16

/** struct entry - one product being read; @certs are from malloc() */
struct entry {
	struct product product;
	bool like_turin;
	struct snpguest_blob certs[CERTS_MAX];
	size_t n_certs;
	struct snpguest_error *error;
};

__attribute__((format(printf, 3, 4))) static int
wrong(const struct entry *entry, const char *key, const char *format, ...)
{
	char text[160];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return fail(entry->error, -EINVAL, "product \"%s\": \"%.40s\": %s",
		    entry->product.name, key, text);
}

/* Keys that are none of @keys, which ends with NULL. */
static const char *strange_key(const json_t *object, const char *const *keys)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value) {
		size_t i = 0;

		while (keys[i] && strcmp(keys[i], key) != 0)
			i++;
		if (!keys[i])
			return key;
	}
	return NULL;
}

static bool take_name(const json_t *value, char name[PRODUCT_NAME_SIZE])
{
	const char *text = json_string_value(value);

	if (!text || strlen(text) != json_string_length(value) ||
	    strlen(text) >= PRODUCT_NAME_SIZE)
		return false;
	strcpy(name, text);
	return true;
}

static int read_names(struct entry *entry, const json_t *object)
{
	const json_t *kds = json_object_get(object, "kds_name");
	struct product *product = &entry->product;

	if (!take_name(json_object_get(object, "name"), product->name))
		return wrong(entry, "name", "1 to 23 letters and digits are needed");
	if (!kds)
		strcpy(product->kds_name, product->name);
	else if (!take_name(kds, product->kds_name))
		return wrong(entry, "kds_name",
			     "1 to 23 letters and digits are needed");
	return 0;
}

/* ----------------------------------------------------------------- CPUID */

static bool take_byte(const json_t *value, uint8_t *byte)
{
	json_int_t number = json_integer_value(value);

	*byte = (uint8_t)number;
	return json_is_integer(value) && number >= 0 && number <= UINT8_MAX;
}

/* { "family": 26, "models": [80, 95] } */
static bool take_range(const json_t *value, struct cpuid_range *range)
{
	static const char *const keys[] = { "family", "models", NULL };
	const json_t *models = json_object_get(value, "models");

	return json_is_object(value) && !strange_key(value, keys) &&
	       take_byte(json_object_get(value, "family"), &range->family) &&
	       json_array_size(models) == 2 &&
	       take_byte(json_array_get(models, 0), &range->first) &&
	       take_byte(json_array_get(models, 1), &range->last);
}

static int read_cpuid(struct entry *entry, const json_t *list)
{
	struct product *product = &entry->product;
	size_t count = json_array_size(list);

	if (!count || count > PRODUCT_RANGES_MAX)
		return wrong(entry, "cpuid", "a list of 1 to %d is needed",
			     PRODUCT_RANGES_MAX);
	for (size_t i = 0; i < count; i++)
		if (!take_range(json_array_get(list, i), &product->ranges[i]))
			return wrong(entry, "cpuid",
				     "element %zu: {\"family\": F, \"models\": [FIRST, LAST]} is needed, numbers from 0 to 255",
				     i + 1);
	product->n_ranges = count;
	return 0;
}

static int read_layout(struct entry *entry, const json_t *value)
{
	const char *text = json_string_value(value);

	entry->like_turin = text && !strcmp(text, "turin");
	if (entry->like_turin || (text && !strcmp(text, "milan")))
		return 0;
	return wrong(entry, "tcb_layout", "\"milan\" or \"turin\" is needed");
}

/* ---------------------------------------------------------- certificates */

/* All of a PEM text, of which each block has to be a certificate. */
static int read_pem(struct entry *entry, const json_t *value)
{
	struct bytes text = bytes_of((struct snpguest_blob){
		(const uint8_t *)json_string_value(value),
		json_string_length(value) });
	size_t before = entry->n_certs;
	uint8_t *der;
	size_t len;
	int err;

	while (!(err = crypto_pem_next(&text, PEM_CERTIFICATE, &der, &len))) {
		if (entry->n_certs == CERTS_MAX) {
			free(der);
			return wrong(entry, "certificates",
				     "more than %d certificates", CERTS_MAX);
		}
		entry->certs[entry->n_certs++] =
			(struct snpguest_blob){ der, len };
	}
	if (err == -ENOMEM)
		return fail_memory(entry->error);
	if (err != -ENOENT || entry->n_certs == before)
		return wrong(entry, "certificates",
			     "PEM texts of certificates are needed");
	return 0;
}

static int read_certs(struct entry *entry, const json_t *list)
{
	if (!json_array_size(list))
		return wrong(entry, "certificates",
			     "a list of PEM texts is needed");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *value = json_array_get(list, i);
		int err;

		if (!json_is_string(value))
			return wrong(entry, "certificates",
				     "a list of PEM texts is needed");
		err = read_pem(entry, value);
		if (err)
			return err;
	}
	return 0;
}

/* --------------------------------------------------------------- a product */

static int read_entry(struct entry *entry, const json_t *object)
{
	static const char *const keys[] = { "name", "kds_name", "cpuid",
					    "tcb_layout", "certificates", NULL };
	const char *strange;
	int err;

	if (!json_is_object(object))
		return fail(entry->error, -EINVAL, "a product is a JSON object");
	err = read_names(entry, object);
	strange = strange_key(object, keys);
	if (!err && strange)
		err = wrong(entry, strange, "there is no such key");
	if (!err)
		err = read_cpuid(entry, json_object_get(object, "cpuid"));
	if (!err)
		err = read_layout(entry, json_object_get(object, "tcb_layout"));
	return err ? err : read_certs(entry, json_object_get(object,
							     "certificates"));
}

static int trust_entry(struct snpguest_verifier *verifier, struct entry *entry)
{
	const char *why = "";
	int err = verifier_add_product(verifier, &entry->product,
				       entry->like_turin, entry->certs,
				       entry->n_certs, &why);

	if (err == -ENOMEM)
		return fail_memory(entry->error);
	if (err == -EBADMSG)
		return fail(entry->error, -EINVAL, "product \"%s\": %s",
			    entry->product.name, why);
	return err ? fail(entry->error, err, "the cryptographic library failed") :
		     0;
}

static int add_entry(struct snpguest_verifier *verifier, const json_t *object,
		     struct snpguest_error *error)
{
	struct entry entry = { .error = error };
	int err = read_entry(&entry, object);

	if (!err)
		err = trust_entry(verifier, &entry);
	for (size_t i = 0; i < entry.n_certs; i++)
		free((void *)entry.certs[i].data);
	return err;
}

static int add_entries(struct snpguest_verifier *verifier, const json_t *root,
		       struct snpguest_error *error)
{
	static const char *const keys[] = { "products", NULL };
	const struct mark before = verifier_mark(verifier);
	const json_t *list = json_object_get(root, "products");
	int err = 0;

	if (!json_array_size(list) || strange_key(root, keys))
		return fail(error, -EINVAL,
			    "anchors are a JSON object with a list of \"products\", and nothing else");
	for (size_t i = 0; !err && i < json_array_size(list); i++)
		err = add_entry(verifier, json_array_get(list, i), error);
	if (err)
		verifier_go_back(verifier, &before);
	return err;
}

int snpguest_verifier_add_anchors(struct snpguest_verifier *verifier,
				  struct snpguest_blob file,
				  struct snpguest_error *error)
{
	json_error_t problem;
	json_t *root;
	int err = build_load(file, &root, &problem);

	if (err == -ENOMEM)
		return fail_memory(error);
	if (err)
		return fail(error, -EINVAL, "line %d: no anchors: %s",
			    problem.line, problem.text);
	err = add_entries(verifier, root, error);
	json_decref(root);
	return err;
}
