// SPDX-License-Identifier: MIT
/* The table that a host hands to its guests, from files of certificates. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/rewrite.h"
#include "../base/talk.h"
#include "../input/bundle.h"
#include "../input/settings.h"
#include "../input/swapped.h"
#include "../output/encode.h"
#include "../output/print.h"

/* What in-tree drivers read; ours reads more. */
#define SMALL_TABLE ((size_t)16 << 10)

/** The entries, DER, in the order of enum snpguest_entry_kind. */
struct plan {
	struct buffer ders[SNPGUEST_ENTRY_CRL + 1];
	enum snpguest_cert_role roles[SNPGUEST_ENTRY_CRL + 1];
};

static void free_plan(struct plan *plan)
{
	for (size_t i = 0; i <= SNPGUEST_ENTRY_CRL; i++)
		free(plan->ders[i].data);
}

static enum snpguest_entry_kind kind_of(enum snpguest_cert_role role)
{
	switch (role) {
	case SNPGUEST_CERT_VCEK:
		return SNPGUEST_ENTRY_VCEK;
	case SNPGUEST_CERT_VLEK:
		return SNPGUEST_ENTRY_VLEK;
	case SNPGUEST_CERT_ASK:
	case SNPGUEST_CERT_ASVK:
		return SNPGUEST_ENTRY_ASK;
	case SNPGUEST_CERT_ARK:
		return SNPGUEST_ENTRY_ARK;
	case SNPGUEST_CERT_UNKNOWN:
		break;
	}
	return SNPGUEST_ENTRY_UNKNOWN;
}

static bool is_same(const struct buffer *a, const struct buffer *b)
{
	return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* The table has one place for each kind; takes @der. */
static enum exit_code take(struct plan *plan, enum snpguest_entry_kind kind,
			   enum snpguest_cert_role role, struct buffer der)
{
	struct buffer *place = &plan->ders[kind];
	bool same;

	if (!place->data) {
		*place = der;
		plan->roles[kind] = role;
		return EXIT_DONE;
	}
	same = is_same(place, &der);
	free(der.data);
	if (same)
		return EXIT_DONE;
	if (kind == SNPGUEST_ENTRY_CRL)
		return refused("two different revocation lists; a table has"
			       " room for one");
	if (plan->roles[kind] == role)
		return refused("two different certificates of the kind %s; a"
			       " table has room for one",
			       snpguest_cert_role_name(role));
	return refused("an ASK and an ASVK: a table has one place for both;"
		       " leave the one that did not sign the leaf away");
}

static enum exit_code take_cert(struct plan *plan, struct snpguest_blob cert)
{
	struct snpguest_cert_info info;
	struct snpguest_error error;
	struct buffer der;

	if (snpguest_cert_describe(NULL, cert, &info, sizeof(info), &error) ||
	    encode_cert(cert, false, &der, &error))
		return refused("%s", error.what);
	if (kind_of(info.role) == SNPGUEST_ENTRY_UNKNOWN) {
		free(der.data);
		return refused("%s: no ARK, ASK, ASVK, VCEK or VLEK",
			       info.subject);
	}
	return take(plan, kind_of(info.role), info.role, der);
}

static enum exit_code take_crl(struct plan *plan, struct snpguest_blob crl)
{
	struct buffer der;

	if (encode_raw(crl, &der))
		return trouble("out of memory");
	return take(plan, SNPGUEST_ENTRY_CRL, SNPGUEST_CERT_UNKNOWN, der);
}

static enum exit_code fill(struct plan *plan, const struct bundle *bundle)
{
	enum exit_code status = EXIT_DONE;

	for (size_t i = 0; i < bundle->n_flaws; i++)
		status = refused("%s", bundle->flaws[i]);
	for (size_t i = 0; !status && i < bundle->certs.count; i++)
		status = take_cert(plan, bundle->certs.list[i]);
	for (size_t i = 0; !status && i < bundle->crls.count; i++)
		status = take_crl(plan, bundle->crls.list[i]);
	return status;
}

static size_t list(const struct plan *plan,
		   struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX])
{
	size_t count = 0;

	for (uint32_t i = SNPGUEST_ENTRY_VCEK; i <= SNPGUEST_ENTRY_CRL; i++) {
		if (!plan->ders[i].data)
			continue;
		entries[count] = (struct snpguest_table_entry){ .kind = i };
		entries[count].blob.data = plan->ders[i].data;
		entries[count].blob.len = plan->ders[i].len;
		count++;
	}
	return count;
}

/* What a guest will miss, or cannot read. */
static void warn(const struct plan *plan, size_t len)
{
	if (!plan->ders[SNPGUEST_ENTRY_VCEK].data &&
	    !plan->ders[SNPGUEST_ENTRY_VLEK].data)
		note("no VCEK or VLEK: guests will have to get theirs"
		     " elsewhere");
	if (len > SMALL_TABLE)
		note("%zu bytes: the guest drivers of Linux read at most %zu",
		     len, SMALL_TABLE);
}

static json_t *json_names(const struct snpguest_table_entry *entries,
			  size_t count)
{
	json_t *names = json_array();

	for (size_t i = 0; i < count; i++)
		names = json_list_add(names,
				      json_string(snpguest_entry_name(
					      entries[i].kind)));
	return names;
}

static enum exit_code say(const struct settings *settings, const char *path,
			  size_t len,
			  const struct snpguest_table_entry *entries,
			  size_t count)
{
	if (settings->json)
		return print_json(json_pack("{s:o, s:I, s:o}", "table_file",
					    json_of_string(path), "length", (json_int_t)len,
					    "entries",
					    json_names(entries, count)),
				  false);
	if (settings->quiet || strcmp(path, "-") == 0)
		return EXIT_DONE; /* nothing stands behind the table */
	print_plain(path);
	printf(": %zu bytes:", len);
	for (size_t i = 0; i < count; i++)
		printf(" %s", snpguest_entry_name(entries[i].kind));
	putchar('\n');
	return EXIT_DONE;
}

static enum exit_code write_table(const struct settings *settings,
				  const struct plan *plan, const char *path)
{
	struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX];
	size_t len, count = list(plan, entries);
	enum exit_code status = EXIT_TROUBLE;
	struct snpguest_error error;
	uint8_t *table;

	if (count == 0)
		return refused("there is no certificate to put in a table");
	if (snpguest_table_build(entries, count, &table, &len, &error))
		return trouble("%s", error.what);
	warn(plan, len);
	if (file_rewrite(path, table, len) == 0)
		status = say(settings, path, len, entries, count);
	free(table);
	return status;
}

static enum exit_code generate(const struct settings *settings,
			       const struct bundle *bundle, const char *path)
{
	struct plan plan = { .roles = { SNPGUEST_CERT_UNKNOWN } };
	enum exit_code status = fill(&plan, bundle);

	if (!status && bundle->table.len)
		note("a certificate table among them is not used");
	if (!status)
		status = write_table(settings, &plan, path);
	free_plan(&plan);
	return status;
}

static enum exit_code run(const struct call *call)
{
	struct bundle bundle = { .question = true };
	struct settings settings;
	enum exit_code status = settings_read(call, &settings);

	if (!status)
		status = settings_streams(call, &settings, 1, 1);
	if (!status)
		status = swapped_paths(call);
	if (status)
		return status;
	status = bundle_read_certs(&bundle, call->operands[0]) ?
			 EXIT_TROUBLE :
			 generate(&settings, &bundle, call->operands[1]);
	bundle_free(&bundle);
	return status;
}

static const struct option *const groups[] = { common_options, NULL };

const struct command cmd_generate_certs_table = {
	.name = "generate certs-table",
	.run = run,
	.summary = "Make the certificate table that a host hands out",
	.operands = "DIR FILE",
	.min_operands = 2,
	.max_operands = 2,
	.options = groups,
	.notes = "Nothing is verified: 'snpguest verify certs DIR' does that.\n"
		 "A FILE that is there is rewritten under the lock that hosts\n"
		 "read it under; - is standard output.",
	.examples = "snpguest generate certs-table certs/ /var/lib/snp/certs.bin",
};
