// SPDX-License-Identifier: MIT
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../base/talk.h"
#include "../base/values.h"
#include "../input/digest_text.h"
#include "../input/launch.h"
#include "../input/settings.h"
#include "../output/print.h"
#include "explain.h"
#include "ovmf_hash.h"

/*
 * 512 MiB of guest memory, which no real launch measures; as JSON, which is
 * complete before any of it is printed, 200 MiB here.
 */
#define TRACED_MAX (UINT32_C(1) << 17)

/**
 * struct watcher - what is wanted of the pages that enter a digest
 * @pages: NULL, or a list of all of them
 * @text: print them
 * @directory: NULL, or where the pages of vCPUs are saved
 */
struct watcher {
	json_t *pages;
	bool text;
	const char *directory;
};

static json_t *json_of_page(const struct snpguest_measured *m)
{
	char contents[2 * SNPGUEST_DIGEST_SIZE + 1];
	char digest[2 * SNPGUEST_DIGEST_SIZE + 1];
	char gpa[32];

	if (!m->type)
		return json_pack("{s:s, s:i, s:I}", "origin", m->origin,
				 "index", (int)m->index, "bytes",
				 (json_int_t)m->len);
	value_hex(m->contents, SNPGUEST_DIGEST_SIZE, contents);
	value_hex(m->digest, SNPGUEST_DIGEST_SIZE, digest);
	snprintf(gpa, sizeof(gpa), "0x%" PRIx64, m->gpa);
	return json_pack("{s:s, s:i, s:s, s:s, s:s, s:s}", "origin", m->origin,
			 "index", (int)m->index, "type",
			 snpguest_page_type_name(m->type), "gpa",
			 gpa, "contents", contents, "digest", digest);
}

static void print_page(const struct snpguest_measured *m)
{
	char digest[2 * SNPGUEST_DIGEST_SIZE + 1];

	if (!m->type) {
		printf("%s %u: %zu bytes\n", m->origin, m->index, m->len);
		return;
	}
	value_hex(m->digest, SNPGUEST_DIGEST_SIZE, digest);
	printf("%s %u: %s 0x%" PRIx64 " %s\n", m->origin, m->index,
	       snpguest_page_type_name(m->type), m->gpa, digest);
}

static int save_vmsa(const struct watcher *w,
		     const struct snpguest_measured *m)
{
	char name[32];
	char *path;
	int ret;

	snprintf(name, sizeof(name), "vmsa%u.bin", m->index);
	path = path_join(w->directory, name);
	if (!path)
		return -ECANCELED;
	ret = file_write(path, m->data, m->len, MODE_PUBLIC);
	free(path);
	return ret ? -ECANCELED : 0;
}

static int add_page(struct watcher *w, const struct snpguest_measured *m)
{
	if (json_array_size(w->pages) == TRACED_MAX) {
		trouble("more than %u pages are measured: --trace tells them as"
			" text; leave --json out", TRACED_MAX);
		return -ECANCELED;
	}
	w->pages = json_list_add(w->pages, json_of_page(m));
	return w->pages ? 0 : -ENOMEM;
}

/* Whoever ends it with -ECANCELED said why. */
static int watch(void *priv, const struct snpguest_measured *m)
{
	struct watcher *w = priv;
	int ret = 0;

	if (w->text)
		print_page(m);
	if (w->pages)
		ret = add_page(w, m);
	if (ret)
		return ret;
	if (w->directory && strcmp(m->origin, "vmsa") == 0)
		return save_vmsa(w, m);
	return 0;
}

static enum exit_code print_result(const struct call *call,
				   const struct settings *settings,
				   const struct launch_input *input,
				   const uint8_t *digest, json_t *pages)
{
	size_t len = launch_digest_size(input);
	char hex[2 * SNPGUEST_DIGEST_SIZE + 1];
	enum exit_code status;
	bool base64;

	status = output_format(call, &base64);
	if (!status)
		status = digest_print("0x", digest, len, base64,
				      settings->quiet || settings->json,
				      call->values[OPT_MEASUREMENT_FILE]);
	if (status || !settings->json) {
		json_decref(pages);
		return status;
	}
	value_hex(digest, len, hex);
	return print_json(json_pack("{s:s, s:o*}", "measurement", hex, "pages",
				    pages), false);
}

static enum exit_code measure(const struct call *call,
			      const struct settings *settings,
			      const struct launch_input *input)
{
	struct watcher w = { .directory = call->values[OPT_DUMP_VMSA] };
	const struct snpguest_observer observer = { watch, &w };
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	enum exit_code status;
	bool trace = given(call, OPT_TRACE);

	if (w.directory && directory_make(w.directory))
		return EXIT_TROUBLE;
	if (trace && settings->json) {
		w.pages = json_array();
		if (!w.pages)
			return trouble("out of memory");
	}
	w.text = trace && !settings->json && !settings->quiet;
	status = launch_digest(input, trace || w.directory ? &observer : NULL,
			       digest);
	if (status) {
		json_decref(w.pages);
		return status;
	}
	return print_result(call, settings, input, digest, w.pages);
}

static enum exit_code check_kvm(const struct call *call,
				const struct launch_input *input)
{
	struct snpguest_error error;
	int ret;

	if (!given(call, OPT_CHECK_KVM))
		return EXIT_DONE;
	ret = snpguest_igvm_check_kvm(&input->igvm, &error);
	if (ret < 0)
		return launch_failed(input, ret, &error);
	if (!ret)
		return EXIT_DONE;
	trouble("%s: KVM would launch it to another digest: %s",
		call->values[OPT_IGVM], error.what);
	return EXIT_REFUSED;
}

static enum exit_code check_options(const struct call *call)
{
	bool base64;

	if (given(call, OPT_EXPLAIN) &&
	    (given(call, OPT_TRACE) || given(call, OPT_DUMP_VMSA) ||
	     given(call, OPT_MEASUREMENT_FILE)))
		return usage("--explain makes no digest: --trace, --dump-vmsa"
			     " and --measurement-file have no place with it");
	if (!given(call, OPT_EXPLAIN) &&
	    (given(call, OPT_MAX_VCPUS) || given(call, OPT_THOROUGH)))
		return usage("--max-vcpus and --thorough are for --explain");
	return output_format(call, &base64);
}

/* As sev-snp-measure has it: no launch, but the digest after the image. */
static bool is_ovmf_hash(const struct call *call)
{
	const char *mode = call->values[OPT_MODE];

	return mode && strcasecmp(mode, "snp:ovmf-hash") == 0 &&
	       !given(call, OPT_EXPLAIN);
}

static enum exit_code run(const struct call *call)
{
	struct launch_input input;
	struct settings settings;
	enum exit_code status;

	status = settings_read(call, &settings);
	if (!status)
		status = check_options(call);
	if (status)
		return status;
	if (is_ovmf_hash(call))
		return ovmf_hash(call);
	status = launch_read(call, given(call, OPT_EXPLAIN), &input);
	if (!status)
		status = check_kvm(call, &input);
	if (!status)
		status = given(call, OPT_EXPLAIN) ?
				 explain(call, &settings, &input) :
				 measure(call, &settings, &input);
	launch_free(&input);
	return status;
}

static const struct option options[] = {
	{ OPT_CHECK_KVM, 0, "check-kvm", NULL,
	  "refuse an IGVM file that KVM would launch to another digest" },
	{ OPT_EXPLAIN, 0, "explain", "REPORT|DIGEST",
	  "say which other inputs make that digest" },
	{ OPT_MAX_VCPUS, 0, "max-vcpus", "N",
	  "most vCPUs that --explain tries; 512 unless given" },
	{ OPT_THOROUGH, 0, "thorough", NULL,
	  "--explain leaves nothing out, however long it takes" },
	{ OPT_TRACE, 0, "trace", NULL, "tell every page that is measured" },
	{ OPT_DUMP_VMSA, 0, "dump-vmsa", "DIR",
	  "save the page of each vCPU as DIR/vmsaN.bin" },
	{ OPT_OUTPUT_FORMAT, 'f', "output-format", "hex|base64",
	  "of the digest; hex unless given" },
	{ OPT_MEASUREMENT_FILE, 'm', "measurement-file", "FILE",
	  "write the digest here, too" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { launch_options, options,
					       common_options, NULL };

const struct command cmd_generate_measurement = {
	.name = "generate measurement",
	.run = run,
	.summary = "Predict the launch digest of a guest, or explain one",
	.operands = "",
	.max_operands = 0,
	.options = groups,
	.instead = "files are named by options, as in --ovmf FILE",
	.notes = "The digest is what a report of that guest has as its"
		 " measurement.",
	.repeats = OPT_OVMF,
	.examples = "snpguest generate measurement -o OVMF.fd -v 4 --vcpu-type EPYC-v4\n"
		    "snpguest generate measurement -o OVMF.fd -v 4 --vcpu-type EPYC-v4 \\\n"
		    "    --explain report.bin",
};
