// SPDX-License-Identifier: MIT
/* A verdict for programs. Keys are stable; snpguest-json(5) describes them. */
#include "verdict_json.h"

#include <errno.h>
#include <string.h>

#include "../base/calendar.h"
#include "../base/error.h"
#include "../verdict/verdict.h"
#include "describe.h"

static const char *status_name(int status)
{
	if (status == 0)
		return "accepted";
	return status == -ENODATA ? "unknown" : "refused";
}

static json_t *line_json(const struct snpguest_check *check)
{
	struct json_build line;

	build_start(&line);
	build_text(&line, "check", check->name);
	build_text(&line, "result", snpguest_result_name(check->result));
	build_number(&line, "id", check->id);
	build_text(&line, "class", snpguest_class_name(check->what));
	build_text(&line, "detail", check->detail);
	return build_take(&line);
}

static json_t *lines_json(const struct snpguest_verdict *verdict)
{
	json_t *lines = json_array();

	for (size_t i = 0; i < verdict->count; i++) {
		if (json_array_append_new(lines,
					  line_json(&verdict->checks[i]))) {
			json_decref(lines);
			return NULL;
		}
	}
	return lines;
}

static json_t *failed_json(const struct snpguest_verdict *verdict)
{
	json_t *names = json_array();

	for (size_t i = 0; i < verdict->count; i++) {
		const struct snpguest_check *check = &verdict->checks[i];

		if (check->result == SNPGUEST_FAIL &&
		    json_array_append_new(names, json_string(check->name))) {
			json_decref(names);
			return NULL;
		}
	}
	return names;
}

/* What has to be known to judge the same again. */
static void build_circumstances(struct json_build *out,
				const struct snpguest_verdict *verdict)
{
	char at[CALENDAR_TEXT_SIZE];

	calendar_text(verdict->at, at);
	build_text(out, "at", at);
	build_text(out, "version", snpguest_version());
	if (verdict->has_policy_sha256)
		build_bytes(out, "policy_sha256", verdict->policy_sha256,
			    sizeof(verdict->policy_sha256));
	else
		build_text(out, "policy_sha256", NULL);
}

/* The product that @verdict has the name of. */
static uint32_t named_product(const struct snpguest_verdict *verdict)
{
	return verdict->product ? verdict->product : verdict->report.product;
}

/* One of the caller's has its name from the verifier alone. */
static void name_product(struct json_build *out,
			 const struct snpguest_verdict *verdict,
			 uint32_t product)
{
	if (product_is_added(product) && product == named_product(verdict))
		build_text(out, "product", verdict->product_name);
}

/* The fields as they are said; verified where the verdict accepts. */
static json_t *report_json(const struct snpguest_verdict *verdict)
{
	struct json_build report;

	if (!verdict->has_report)
		return json_null();
	build_start(&report);
	describe_report(&report, &verdict->report, verdict->product);
	name_product(&report, verdict, named_product(verdict));
	return build_take(&report);
}

static json_t *leaf_json(const struct snpguest_verdict *verdict)
{
	struct json_build leaf;

	if (!verdict->has_leaf)
		return json_null();
	build_start(&leaf);
	describe_certificate(&leaf, &verdict->leaf);
	name_product(&leaf, verdict, verdict->leaf.product);
	return build_take(&leaf);
}

/* Claims that are no JSON are null; without any there is no member. */
static int build_claims(struct json_build *out, struct snpguest_blob claims)
{
	json_error_t error;
	json_t *json = NULL;
	int err;

	if (!claims.len)
		return 0;
	err = build_load(claims, &json, &error);
	if (err == -ENOMEM)
		return err;
	build_value(out, "runtime_claims", json ? json : json_null());
	return 0;
}

int verdict_json(const struct snpguest_verdict *verdict,
		 const struct snpguest_container *container, char **text)
{
	struct json_build out;
	int err = 0;

	build_start(&out);
	if (container) {
		build_text(&out, "shape", snpguest_shape_name(
				   snpguest_container_shape(container)));
		build_text(&out, "shape_text",
			   snpguest_container_text(container));
	}
	build_text(&out, "verdict", status_name(verdict->status));
	build_value(&out, "failed", failed_json(verdict));
	build_text(&out, "root", verdict->root[0] ? verdict->root : NULL);
	build_circumstances(&out, verdict);
	build_value(&out, "checks", lines_json(verdict));
	build_value(&out, "report", report_json(verdict));
	build_value(&out, "certificate", leaf_json(verdict));
	if (container)
		err = build_claims(&out, snpguest_container_claims(container));
	out.failed |= err != 0;
	return build_print(build_take(&out), text);
}

static int told(int err, struct snpguest_error *error)
{
	return err ? fail_memory(error) : 0;
}

int snpguest_verdict_to_json(const struct snpguest_verdict *verdict,
			     const struct snpguest_container *container,
			     char **text, struct snpguest_error *error)
{
	return told(verdict_json(verdict, container, text), error);
}

int snpguest_chain_verdict_to_json(
	const struct snpguest_chain_verdict *verdict, char **text,
	struct snpguest_error *error)
{
	return told(verdict_json(&verdict->verdict, NULL, text), error);
}

int snpguest_report_to_json(const struct snpguest_report *report, size_t size,
			    char **text, struct snpguest_error *error)
{
	struct snpguest_report own = { .version = 0 };
	struct json_build out;

	memcpy(&own, report, size < sizeof(own) ? size : sizeof(own));
	build_start(&out);
	describe_report(&out, &own, own.product);
	return told(build_print(build_take(&out), text), error);
}

int snpguest_cert_info_to_json(const struct snpguest_cert_info *info,
			       size_t size, char **text,
			       struct snpguest_error *error)
{
	struct snpguest_cert_info own = { .role = 0 };
	struct json_build out;

	memcpy(&own, info, size < sizeof(own) ? size : sizeof(own));
	build_start(&out);
	describe_certificate(&out, &own);
	return told(build_print(build_take(&out), text), error);
}
