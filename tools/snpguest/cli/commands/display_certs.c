// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>

#include "../output/print.h"
#include "../input/settings.h"
#include "../base/layout.h"
#include "../base/talk.h"
#include "../base/values.h"

static json_t *json_certificate(struct snpguest_blob cert,
				struct snpguest_cert_info *info)
{
	struct snpguest_error error;

	if (snpguest_cert_describe(NULL, cert, info, sizeof(*info), &error))
		return json_pack("{s:s}", "error", error.what);
	return json_of_certificate(info);
}

static void print_certificate(struct snpguest_blob cert)
{
	struct snpguest_cert_info info;
	struct snpguest_error error;
	json_t *json;

	if (snpguest_cert_describe(NULL, cert, &info, sizeof(info), &error)) {
		layout_words(printf("  malformed: "), 4, error.what);
		return;
	}
	json = json_of_certificate(&info);
	print_object(json, 1);
	json_decref(json);
}

static bool is_certificate(const struct snpguest_table_entry *entry)
{
	return entry->kind != SNPGUEST_ENTRY_UNKNOWN &&
	       entry->kind != SNPGUEST_ENTRY_CRL;
}

static json_t *json_entry(const struct snpguest_table_entry *entry)
{
	char guid[VALUE_GUID_SIZE];
	struct snpguest_cert_info info;
	json_t *json;

	value_guid(entry->guid, guid);
	json = json_pack("{s:s, s:s, s:I}", "guid", guid, "kind",
			 snpguest_entry_name(entry->kind), "length",
			 (json_int_t)entry->blob.len);
	if (!json || !is_certificate(entry))
		return json;
	if (json_object_set_new(json, "certificate",
				json_certificate(entry->blob, &info)) == 0)
		return json;
	json_decref(json);
	return NULL;
}

static void print_entry(const struct snpguest_table_entry *entry)
{
	char guid[VALUE_GUID_SIZE];

	value_guid(entry->guid, guid);
	printf("entry %s, %s, %zu bytes:\n", guid,
	       snpguest_entry_name(entry->kind), entry->blob.len);
	if (is_certificate(entry))
		print_certificate(entry->blob);
}

static enum exit_code display_table(const struct settings *settings,
				    const char *path,
				    struct snpguest_blob table)
{
	struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX];
	struct snpguest_error error;
	json_t *list;
	size_t count;

	if (snpguest_table_parse(table.data, table.len, entries,
				 SNPGUEST_TABLE_MAX, &count, &error))
		return refused("%s: %s", path, error.what);
	if (settings->quiet)
		return EXIT_DONE;
	if (!settings->json) {
		for (size_t i = 0; i < count; i++)
			print_entry(&entries[i]);
		if (count == 0)
			puts("an empty table: the host supplies nothing");
		return EXIT_DONE;
	}
	list = json_array();
	for (size_t i = 0; i < count; i++)
		list = json_list_add(list, json_entry(&entries[i]));
	return print_json(json_pack("{s:o}", "table", list), false);
}

static enum exit_code print_certs(const struct settings *settings,
				  const struct bundle *bundle)
{
	struct snpguest_cert_info info;
	json_t *list;

	if (settings->quiet)
		return EXIT_DONE;
	if (!settings->json) {
		for (size_t i = 0; i < bundle->certs.count; i++) {
			printf("certificate %zu:\n", i + 1);
			print_certificate(bundle->certs.list[i]);
		}
		return EXIT_DONE;
	}
	list = json_array();
	for (size_t i = 0; i < bundle->certs.count; i++)
		list = json_list_add(list, json_certificate(bundle->certs.list[i],
							    &info));
	return print_json(json_pack("{s:o}", "certificates", list), false);
}

/* What can be shown is shown; what cannot is named, and then the answer is no. */
static enum exit_code display_certs(const struct settings *settings,
				    const struct bundle *bundle)
{
	enum exit_code status = EXIT_DONE;

	for (size_t i = 0; i < bundle->n_flaws; i++)
		status = refused("%s", bundle->flaws[i]);
	if (bundle->certs.count == 0 && bundle->n_flaws)
		return status;
	if (status && settings->json)
		return status;
	return print_ended(print_certs(settings, bundle), status);
}

/* Certificates first; a table is one file, which can be named. */
static enum exit_code display(const struct settings *settings,
			      const struct bundle *bundle, const char *path)
{
	if (!bundle->table.data)
		return display_certs(settings, bundle);
	if (bundle->certs.count == 0 && bundle->n_flaws == 0)
		return display_table(settings, path, bundle->table);
	note("%s: name the certificate table in it to see that", path);
	return display_certs(settings, bundle);
}

static enum exit_code run(const struct call *call)
{
	struct bundle bundle = { .question = true };
	const char *path = call->operands[0];
	struct settings settings;
	enum exit_code status = settings_read(call, &settings);

	if (status)
		return status;
	status = bundle_read_certs(&bundle, path) ?
			 EXIT_TROUBLE : display(&settings, &bundle, path);
	bundle_free(&bundle);
	return status;
}

static const struct option *const groups[] = { common_options, NULL };

const struct command cmd_display_certs = {
	.name = "display certs",
	.run = run,
	.summary = "Show certificates or a certificate table, unverified",
	.operands = "FILE|DIR",
	.min_operands = 1,
	.max_operands = 1,
	.options = groups,
	.examples = "snpguest display certs certs/\n"
		    "snpguest display certs evidence/certs.bin",
};
