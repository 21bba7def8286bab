// SPDX-License-Identifier: MIT
#include "bundle.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/talk.h"

static int no_memory(void)
{
	trouble("out of memory");
	return -1;
}

void bundle_free(struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->n_containers; i++)
		snpguest_container_free(bundle->containers[i]);
	free(bundle->containers);
	free(bundle->certs.list);
	for (size_t i = 0; i < bundle->crls.count; i++)
		free(bundle->crl_names[i]);
	free(bundle->crl_names);
	free(bundle->crls.list);
	free(bundle->nonce_path);
	for (size_t i = 0; i < bundle->n_flaws; i++)
		free(bundle->flaws[i]);
	memset(bundle, 0, sizeof(*bundle));
}

int bundle_flaw(struct bundle *bundle, const char *format, ...)
{
	va_list args;
	int n;

	if (bundle->n_flaws == BUNDLE_FLAWS_MAX)
		return 0; /* enough are named */
	va_start(args, format);
	n = vasprintf(&bundle->flaws[bundle->n_flaws], format, args);
	va_end(args);
	if (n < 0)
		return no_memory();
	bundle->n_flaws++;
	return 0;
}

int bundle_mention(struct bundle *bundle, const char *format, ...)
{
	char *text = NULL;
	va_list args;
	int n, ret = 0;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		return no_memory();
	if (bundle->question)
		ret = bundle_flaw(bundle, "%s", text);
	else
		note("%s; not used", text);
	free(text);
	return ret;
}

static int add_blob(struct blobs *blobs, struct snpguest_blob blob)
{
	struct snpguest_blob *list = blobs->list;

	if (blobs->count == blobs->room) {
		size_t room = blobs->room ? 2 * blobs->room : 16;

		list = reallocarray(list, room, sizeof(*list));
		if (!list)
			return no_memory();
		blobs->list = list;
		blobs->room = room;
	}
	list[blobs->count++] = blob;
	return 0;
}

/* A list and its name. Return: 0; -1 after trouble(). */
static int add_crl(struct bundle *bundle, const char *name,
		   struct snpguest_blob crl)
{
	size_t count = bundle->crls.count;
	char **names = reallocarray(bundle->crl_names, count + 1,
				    sizeof(*names));

	if (!names)
		return no_memory();
	bundle->crl_names = names;
	names[count] = strdup(name);
	if (!names[count])
		return no_memory();
	if (!add_blob(&bundle->crls, crl))
		return 0;
	free(names[count]);
	return -1;
}

static int keep(struct bundle *bundle, struct snpguest_container *container)
{
	struct snpguest_container **containers =
		reallocarray(bundle->containers, bundle->n_containers + 1,
			     sizeof(struct snpguest_container *));

	if (!containers) {
		snpguest_container_free(container);
		return no_memory();
	}
	containers[bundle->n_containers++] = container;
	bundle->containers = containers;
	return 0;
}

int bundle_open(struct bundle *bundle, const char *name, struct buffer bytes,
		const struct snpguest_container **container)
{
	struct snpguest_blob blob = { bytes.data, bytes.len };
	struct snpguest_container *opened;
	struct snpguest_error error;
	int ret = snpguest_container_read(blob, &opened, &error);

	free(bytes.data);
	if (ret) {
		trouble("%s: %s", name, error.what);
		return -1;
	}
	*container = opened;
	return keep(bundle, opened);
}

void bundle_drop(struct bundle *bundle)
{
	snpguest_container_free(bundle->containers[--bundle->n_containers]);
}

void bundle_take_report(struct bundle *bundle,
			const struct snpguest_container *container)
{
	bundle->container = container;
	bundle->report = snpguest_container_report(container);
	bundle->claims = snpguest_container_claims(container);
}

/*
 * One that cannot be read is named here, where its file is known. What is asked
 * about is refused; beside a report it is for the verdict to say what it means
 * that there is such a one, and perhaps no other.
 */
int bundle_add_cert(struct bundle *bundle, const char *name,
		    struct snpguest_blob cert)
{
	struct snpguest_cert_info info;
	struct snpguest_error error;
	int ret = snpguest_cert_describe(NULL, cert, &info, sizeof(info),
					 &error);

	if (ret == -EBADMSG && bundle->question)
		return bundle_flaw(bundle, "%s: %s", name, error.what);
	if (ret == -EBADMSG) {
		note("%s: %s", name, error.what);
	} else if (ret) {
		trouble("%s: %s", name, error.what);
		return -1;
	}
	return add_blob(&bundle->certs, cert);
}

static int add_entries(struct bundle *bundle, const char *name,
		       struct snpguest_blob table)
{
	struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX];
	size_t count = 0;

	if (snpguest_table_parse(table.data, table.len, entries,
				 SNPGUEST_TABLE_MAX, &count, NULL))
		return bundle_mention(bundle, "%s: a second certificate table,"
				      " malformed", name);
	note("%s: a second certificate table; both are used", name);
	for (size_t i = 0; i < count; i++) {
		bool crl = entries[i].kind == SNPGUEST_ENTRY_CRL;

		if (crl ? add_crl(bundle, name, entries[i].blob) :
			  bundle_add_cert(bundle, name, entries[i].blob))
			return -1;
	}
	return 0;
}

int bundle_add_table(struct bundle *bundle, const char *name,
		     struct snpguest_blob table)
{
	if (bundle->table.len)
		return add_entries(bundle, name, table);
	bundle->table = table;
	return 0;
}

static int mention_notes(struct bundle *bundle, const char *name,
			 const struct snpguest_container *container)
{
	const char *text;

	for (size_t i = 0; (text = snpguest_container_note(container, i)); i++)
		if (bundle_mention(bundle, "%s: %s", name, text))
			return -1;
	return 0;
}

bool bundle_has_certs(const struct snpguest_container *container)
{
	size_t certs, crls;

	snpguest_container_certs(container, &certs);
	snpguest_container_crls(container, &crls);
	return certs || crls || snpguest_container_table(container).data;
}

/*
 * What stands behind that which does not hold, nobody looked at: after a first
 * certificate or list there may be a list that revokes.
 */
static int mention_refusal(struct bundle *bundle, const char *name,
			   const struct snpguest_container *container)
{
	const char *refusal = snpguest_container_refusal(container);

	if (!refusal || !bundle_has_certs(container))
		return 0;
	return bundle_flaw(bundle, "%s: %s", name, refusal);
}

int bundle_take_certs(struct bundle *bundle, const char *name,
		      const struct snpguest_container *container)
{
	struct snpguest_blob table = snpguest_container_table(container);
	const struct snpguest_blob *list;
	size_t count;

	if (table.data && bundle_add_table(bundle, name, table))
		return -1;
	list = snpguest_container_certs(container, &count);
	for (size_t i = 0; i < count; i++)
		if (bundle_add_cert(bundle, name, list[i]))
			return -1;
	list = snpguest_container_crls(container, &count);
	for (size_t i = 0; i < count; i++)
		if (add_crl(bundle, name, list[i]))
			return -1;
	if (mention_refusal(bundle, name, container))
		return -1;
	return mention_notes(bundle, name, container);
}

/* Certificates have no refusal of their own, but are no report. */
static int flaw_of(struct bundle *bundle, const char *name,
		   const struct snpguest_container *container)
{
	if (snpguest_container_refusal(container) || bundle->report.data)
		return 0;
	return bundle_flaw(bundle, "%s: %s without a report; name the report,"
			   " and these with --certs", name,
			   snpguest_container_text(container));
}

int bundle_add_report(struct bundle *bundle, const char *name,
		      struct buffer bytes)
{
	const struct snpguest_container *container;

	if (bundle_open(bundle, name, bytes, &container))
		return -1;
	bundle_take_report(bundle, container);
	return flaw_of(bundle, name, container);
}

void bundle_name_shape(const struct bundle *bundle, const char *path)
{
	const char *text = snpguest_container_text(bundle->container);

	if (bundle->report.data && strcmp(text, "a report") != 0)
		note("%s: %s", path, text);
}

int bundle_share(struct bundle *to, const struct bundle *from)
{
	for (size_t i = 0; i < from->certs.count; i++)
		if (add_blob(&to->certs, from->certs.list[i]))
			return -1;
	for (size_t i = 0; i < from->crls.count; i++)
		if (add_crl(to, from->crl_names[i], from->crls.list[i]))
			return -1;
	to->table = from->table;
	for (size_t i = 0; i < from->n_flaws; i++)
		if (bundle_flaw(to, "%s", from->flaws[i]))
			return -1;
	return 0;
}
