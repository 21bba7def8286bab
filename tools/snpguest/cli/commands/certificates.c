// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../input/device.h"
#include "../output/encode.h"
#include "../output/print.h"
#include "../base/talk.h"
#include "../base/values.h"

/** One file that is going to be written. */
struct output {
	char name[64];
	struct buffer bytes;
};

/** What a table has; @unreadable entries of it are no certificates. */
struct outputs {
	struct output list[SNPGUEST_TABLE_MAX];
	size_t count, unreadable;
};

static void free_outputs(struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->count; i++)
		free(outputs->list[i].bytes.data);
}

/* virtee's names; the table has one kind for ASK and ASVK, the files two. */
static const char *base_name(const struct snpguest_table_entry *entry,
			     enum snpguest_cert_role role)
{
	if (entry->kind == SNPGUEST_ENTRY_ASK && role == SNPGUEST_CERT_ASVK)
		return "asvk";
	return snpguest_entry_name(entry->kind);
}

/* What cannot be read spoils nothing else. */
static int not_saved(const struct snpguest_table_entry *entry, int err,
		     const struct snpguest_error *error)
{
	const char *name = snpguest_entry_name(entry->kind);

	if (err == -EBADMSG) {
		note("the host's table: %s: %s; not saved", name, error->what);
		return 1;
	}
	trouble("the host's table: %s: %s", name, error->what);
	return -1;
}

/* Return: 0; 1: it is none, which was noted; -1 after trouble(). */
static int plan_certificate(const struct snpguest_table_entry *entry, bool pem,
			    struct output *output)
{
	struct snpguest_cert_info info;
	struct snpguest_error error = { .what = "out of memory" };
	int err = snpguest_cert_describe(NULL, entry->blob, &info,
					 sizeof(info), &error);

	if (!err)
		err = encode_cert(entry->blob, pem, &output->bytes, &error);
	if (err)
		return not_saved(entry, err, &error);
	snprintf(output->name, sizeof(output->name), "%s.%s",
		 base_name(entry, info.role), encoding_suffix(pem));
	return 0;
}

/* Not a certificate, or not one that is known: kept as it came. */
static int plan_raw(const struct snpguest_table_entry *entry,
		    struct output *output)
{
	char guid[VALUE_GUID_SIZE];

	if (encode_raw(entry->blob, &output->bytes)) {
		trouble("out of memory");
		return -1;
	}
	value_guid(entry->guid, guid);
	if (entry->kind == SNPGUEST_ENTRY_UNKNOWN)
		snprintf(output->name, sizeof(output->name), "unknown-%s.bin",
			 guid);
	else
		snprintf(output->name, sizeof(output->name), "crl.%s",
			 output->bytes.data[0] == '-' ? "pem" : "der");
	return 0;
}

static int plan(const struct buffer *table, bool pem, struct outputs *outputs)
{
	struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX];
	struct snpguest_error error;
	size_t count;

	if (snpguest_table_parse(table->data, table->len, entries,
				 SNPGUEST_TABLE_MAX, &count, &error)) {
		trouble("the host's table: %s", error.what);
		return -1;
	}
	for (size_t i = 0; i < count; i++) {
		struct output *output = &outputs->list[outputs->count];
		bool raw = entries[i].kind == SNPGUEST_ENTRY_UNKNOWN ||
			   entries[i].kind == SNPGUEST_ENTRY_CRL;
		int ret = raw ? plan_raw(&entries[i], output) :
				plan_certificate(&entries[i], pem, output);

		if (ret < 0)
			return -1;
		outputs->count += ret == 0;
		outputs->unreadable += ret;
	}
	return 0;
}

static int write_outputs(const char *directory, const struct outputs *outputs)
{
	if (directory_make(directory))
		return -1;
	for (size_t i = 0; i < outputs->count; i++) {
		const struct output *output = &outputs->list[i];
		char *path = path_join(directory, output->name);
		int ret = path ? file_write(path, output->bytes.data,
					    output->bytes.len, MODE_PUBLIC) :
				 -1;

		free(path);
		if (ret)
			return -1;
	}
	return 0;
}

static enum exit_code print_outputs(const struct settings *settings,
				    const struct outputs *outputs)
{
	json_t *files;

	if (settings->quiet)
		return EXIT_DONE;
	if (!settings->json) {
		for (size_t i = 0; i < outputs->count; i++)
			puts(outputs->list[i].name);
		return EXIT_DONE;
	}
	files = json_array();
	for (size_t i = 0; i < outputs->count; i++)
		files = json_list_add(files,
				      json_string(outputs->list[i].name));
	return print_json(json_pack("{s:o}", "files", files), false);
}

static enum exit_code save_table(const struct settings *settings,
				 const struct buffer *table, bool pem,
				 bool allow_none, const char *directory)
{
	struct outputs outputs = { .count = 0 };
	enum exit_code status = EXIT_TROUBLE;

	if (plan(table, pem, &outputs))
		goto free;
	if (outputs.count == 0 && outputs.unreadable) {
		trouble("the host's table: no certificate is in it");
		goto free;
	}
	if (outputs.count == 0 && allow_none) {
		status = print_outputs(settings, &outputs);
		goto free;
	}
	if (outputs.count == 0) {
		trouble("the host supplies no certificates;"
			" 'snpguest fetch vcek' asks AMD");
		goto free;
	}
	if (write_outputs(directory, &outputs) == 0)
		status = print_outputs(settings, &outputs);
free:
	free_outputs(&outputs);
	return status;
}

static enum exit_code run(const struct call *call)
{
	uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE];
	uint8_t report[SNPGUEST_REPORT_SIZE];
	struct buffer table = { NULL, 0 };
	struct settings settings;
	enum exit_code status;
	bool pem;

	status = settings_read(call, &settings);
	if (status)
		return status;
	status = encoding_parse(call->operands, call->n_operands, &pem);
	if (status)
		return status;
	status = nonce_make(nonce);
	if (status)
		return status;
	status = device_evidence(&settings, nonce, report, &table);
	if (status)
		return status;
	status = save_table(&settings, &table, pem, given(call, OPT_ALLOW_NONE),
			    call->operands[1]);
	free(table.data);
	return status;
}

static const struct option options[] = {
	{ OPT_ALLOW_NONE, 0, "allow-none", NULL,
	  "a host that supplies none is no failure; nothing is written" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, device_options,
					       common_options, NULL };

const struct command cmd_certificates = {
	.name = "certificates",
	.run = run,
	.summary = "Get the certificates that the host supplies",
	.operands = "pem|der DIR",
	.min_operands = 2,
	.max_operands = 2,
	.options = groups,
	.notes = "Writes ark, ask or asvk, vcek, vlek into DIR; nothing is"
		 " verified.",
	.examples = "snpguest certificates pem certs/",
};
