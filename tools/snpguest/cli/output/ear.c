// SPDX-License-Identifier: MIT
#include "ear.h"

#include <stdio.h>
#include <string.h>

#include "../base/base64.h"
#include "../base/values.h"

#define PROFILE "tag:github.com,2023:veraison/ear"
#define DEVELOPER "libsnpguest"

/* [AR4SI] 2.3.3: values of trustworthiness claims, by tier. */
enum {
	NO_CLAIM = 0,
	AFFIRMED = 2,
	AFFIRMED_AT_BOOT = 3, /* of executables: nothing is said of later ones */
	WARNING = 32,
	CONTRAINDICATED = 96,
	NOT_RECOGNIZED = 97,
	NOT_AUTHENTIC = 99,
};

/** The trustworthiness vector, [AR4SI] 2.3.4, as far as a report tells. */
enum facet { INSTANCE, CONFIGURATION, EXECUTABLES, HARDWARE, RUNTIME, FACETS };

static const char *const facet_names[FACETS] = {
	[INSTANCE] = "instance-identity",
	[CONFIGURATION] = "configuration",
	[EXECUTABLES] = "executables",
	[HARDWARE] = "hardware",
	[RUNTIME] = "runtime-opaque",
};

/* What a check of the policy speaks about; others are about the hardware. */
static const struct {
	enum snpguest_check_id id;
	enum facet facet;
	int affirms, fails;
} rules[] = {
	{ SNPGUEST_CHECK_POLICY_CHIP_ID, INSTANCE, AFFIRMED, NOT_RECOGNIZED },
	{ SNPGUEST_CHECK_POLICY_CSP_ID, INSTANCE, AFFIRMED, NOT_RECOGNIZED },
	{ SNPGUEST_CHECK_POLICY_REPORT_ID, INSTANCE, AFFIRMED, NOT_RECOGNIZED },
	{ SNPGUEST_CHECK_POLICY_REPORT_DATA, INSTANCE, NO_CLAIM, NOT_AUTHENTIC },
	{ SNPGUEST_CHECK_POLICY_USER_DATA, INSTANCE, NO_CLAIM, NOT_AUTHENTIC },
	{ SNPGUEST_CHECK_POLICY_MEASUREMENT, EXECUTABLES, AFFIRMED_AT_BOOT,
	  CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_CLAIMS, CONFIGURATION, AFFIRMED,
	  CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_HOST_DATA, CONFIGURATION, AFFIRMED,
	  CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_FAMILY_ID, EXECUTABLES, NO_CLAIM,
	  CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_IMAGE_ID, EXECUTABLES, NO_CLAIM,
	  CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_AUTHOR_KEY, EXECUTABLES, NO_CLAIM,
	  CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_ID_KEY_DIGEST, EXECUTABLES, NO_CLAIM,
	  CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_AUTHOR_KEY_DIGEST, EXECUTABLES, NO_CLAIM,
	  CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_GUEST_SVN, EXECUTABLES, NO_CLAIM,
	  CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_VMPL, EXECUTABLES, NO_CLAIM, CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_DEBUG, RUNTIME, NO_CLAIM, CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_GUEST_REQUIRE, CONFIGURATION, AFFIRMED,
	  CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_GUEST_FORBID, CONFIGURATION, AFFIRMED,
	  CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_PLATFORM_REQUIRE, CONFIGURATION, AFFIRMED,
	  CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_PLATFORM_FORBID, CONFIGURATION, AFFIRMED,
	  CONTRAINDICATED },
	{ SNPGUEST_CHECK_POLICY_ABI, CONFIGURATION, NO_CLAIM, CONTRAINDICATED },
};

static void worsen(int vector[FACETS], enum facet facet, int value)
{
	if (value > vector[facet])
		vector[facet] = value;
}

/* What is not the policy's is authenticity; its own other rules, the firmware. */
static int failure_of(const struct snpguest_check *check)
{
	return check->id >= SNPGUEST_CHECK_POLICY_ROOT ? CONTRAINDICATED :
							 NOT_AUTHENTIC;
}

static void judge_check(const struct snpguest_check *check, int vector[FACETS])
{
	bool failed = check->result == SNPGUEST_FAIL;

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		if (rules[i].id != check->id)
			continue;
		if (failed)
			worsen(vector, rules[i].facet, rules[i].fails);
		else if (check->result == SNPGUEST_PASS)
			worsen(vector, rules[i].facet, rules[i].affirms);
		return;
	}
	if (failed)
		worsen(vector, HARDWARE, failure_of(check));
}

/* Only an accepted report says something of itself. */
static void judge_report(const struct snpguest_report *report,
			 int vector[FACETS])
{
	worsen(vector, HARDWARE, AFFIRMED);
	worsen(vector, RUNTIME,
	       report->policy & SNPGUEST_POLICY_DEBUG ? WARNING : AFFIRMED);
}

static void fill(const struct outcome *outcome, int vector[FACETS])
{
	const struct snpguest_report *report =
		snpguest_verdict_report(outcome->verdict);
	const struct snpguest_check *check;

	for (size_t i = 0; (check = outcome_check(outcome, i)); i++)
		judge_check(check, vector);
	if (outcome->bundle->n_flaws)
		worsen(vector, HARDWARE, NOT_AUTHENTIC);
	else if (report)
		judge_report(report, vector);
}

/* Never better than the worst claim, and no refusal is any better. */
static const char *tier(const struct outcome *outcome, const int vector[FACETS])
{
	int worst = NO_CLAIM;

	for (size_t i = 0; i < FACETS; i++)
		worst = vector[i] > worst ? vector[i] : worst;
	if (outcome_status(outcome) != 0 || worst >= CONTRAINDICATED)
		return "contraindicated";
	return worst >= WARNING ? "warning" : "affirming";
}

static json_t *json_vector(const int vector[FACETS])
{
	json_t *json = json_object();

	for (size_t i = 0; json && i < FACETS; i++) {
		if (vector[i] == NO_CLAIM)
			continue;
		if (json_object_set_new(json, facet_names[i],
					json_integer(vector[i]))) {
			json_decref(json);
			json = NULL;
		}
	}
	return json;
}

static json_t *hex(const uint8_t *bytes, size_t len)
{
	char text[2 * SNPGUEST_REPORT_DATA_SIZE + 1];

	value_hex(bytes, len, text);
	return json_string(text);
}

#define HEX(field) hex(report->field, sizeof(report->field))

static json_t *is_set(uint64_t bits, uint64_t bit)
{
	return json_boolean(bits & bit);
}

/* By the names that Azure's attestation service gives them. */
static json_t *azure_claims(const struct snpguest_report *report)
{
	const struct snpguest_tcb *tcb = &report->reported_tcb;
	uint64_t policy = report->policy;

	return json_pack(
		"{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:i,"
		" s:i, s:i, s:i, s:o, s:o, s:o}",
		"x-ms-attestation-type", "sevsnpvm",
		"x-ms-sevsnpvm-launchmeasurement", HEX(measurement),
		"x-ms-sevsnpvm-hostdata", HEX(host_data),
		"x-ms-sevsnpvm-reportdata", HEX(report_data),
		"x-ms-sevsnpvm-reportid", HEX(report_id),
		"x-ms-sevsnpvm-idkeydigest", HEX(id_key_digest),
		"x-ms-sevsnpvm-authorkeydigest", HEX(author_key_digest),
		"x-ms-sevsnpvm-familyId", HEX(family_id),
		"x-ms-sevsnpvm-imageId", HEX(image_id),
		"x-ms-sevsnpvm-guestsvn", (json_int_t)report->guest_svn,
		"x-ms-sevsnpvm-vmpl", (json_int_t)report->vmpl,
		"x-ms-sevsnpvm-bootloader-svn", tcb->bl,
		"x-ms-sevsnpvm-tee-svn", tcb->tee,
		"x-ms-sevsnpvm-snpfw-svn", tcb->snp,
		"x-ms-sevsnpvm-microcode-svn", tcb->ucode,
		"x-ms-sevsnpvm-is-debuggable",
		is_set(policy, SNPGUEST_POLICY_DEBUG),
		"x-ms-sevsnpvm-smt-allowed",
		is_set(policy, SNPGUEST_POLICY_SMT),
		"x-ms-sevsnpvm-migration-allowed",
		is_set(policy, SNPGUEST_POLICY_MIGRATE_MA));
}

static json_t *failed_checks(const struct outcome *outcome)
{
	const struct snpguest_check *check;
	json_t *names = json_array();

	for (size_t i = 0; (check = outcome_check(outcome, i)); i++)
		if (check->result == SNPGUEST_FAIL)
			names = json_list_add(names, json_string(check->name));
	if (outcome->bundle->n_flaws && !outcome_has_failed(outcome, "input"))
		names = json_list_add(names, json_string("input"));
	return names;
}

/* What Azure has no name for. */
static json_t *own_claims(const struct outcome *outcome)
{
	const struct snpguest_report *report =
		snpguest_verdict_report(outcome->verdict);
	const char *root = snpguest_verdict_root(outcome->verdict);
	json_t *own = json_pack(
		"{s:s, s:s?, s:b, s:o}", "verdict", outcome_name(outcome),
		"root", root, "root-is-amd",
		snpguest_verdict_root_is_amd(outcome->verdict), "failed",
		failed_checks(outcome));

	if (!own || !report || outcome->bundle->n_flaws)
		return own;
	if (json_object_set_new(own, "chip-id", HEX(chip_id)) == 0 &&
	    json_object_set_new(own, "product",
				json_string(snpguest_verdict_product_name(
					outcome->verdict))) == 0)
		return own;
	json_decref(own);
	return NULL;
}

static int set_policy(json_t *appraisal, const struct outcome *outcome)
{
	const uint8_t *sha256 = snpguest_verdict_policy_sha256(outcome->verdict);
	char text[2 * 32 + 1];

	if (!sha256)
		return 0;
	value_hex(sha256, 32, text);
	return json_object_set_new(appraisal, "ear.appraisal-policy-id",
				   json_sprintf("policy:sha-256:%s", text));
}

static json_t *appraise(const struct outcome *outcome)
{
	const struct snpguest_report *report =
		snpguest_verdict_report(outcome->verdict);
	int vector[FACETS] = { NO_CLAIM };
	json_t *appraisal;

	fill(outcome, vector);
	appraisal = json_pack("{s:s, s:o, s:o}", "ear.status",
			      tier(outcome, vector),
			      "ear.trustworthiness-vector", json_vector(vector),
			      "snpguest", own_claims(outcome));
	if (!appraisal || set_policy(appraisal, outcome))
		goto free;
	if (!report || outcome->bundle->n_flaws)
		return appraisal;
	if (json_object_set_new(appraisal, "x-ms-isolation-tee",
				azure_claims(report)) == 0)
		return appraisal;
free:
	json_decref(appraisal);
	return NULL;
}

/* The nonce of whoever demanded one, [EAT] 4.1: base64url without padding. */
static int set_nonce(json_t *claims, const struct outcome *outcome)
{
	const struct snpguest_report *report =
		snpguest_verdict_report(outcome->verdict);
	const struct snpguest_check *check = snpguest_verdict_find(
		outcome->verdict, SNPGUEST_CHECK_POLICY_REPORT_DATA);
	char text[BASE64_SIZE(SNPGUEST_REPORT_DATA_SIZE)];

	if (!report || !check || check->result != SNPGUEST_PASS ||
	    outcome->bundle->n_flaws)
		return 0;
	base64_encode(report->report_data, sizeof(report->report_data), text);
	for (char *at = text; *at; at++) {
		if (*at == '+')
			*at = '-';
		else if (*at == '/')
			*at = '_';
	}
	text[strcspn(text, "=")] = '\0';
	return json_object_set_new(claims, "eat_nonce", json_string(text));
}

json_t *ear_claims(const struct outcome *outcome)
{
	json_t *claims = json_pack(
		"{s:s, s:I, s:{s:s, s:s}, s:{s:o}}", "eat_profile", PROFILE,
		"iat", (json_int_t)snpguest_verdict_at(outcome->verdict),
		"ear.verifier-id", "build", "snpguest " SNPGUEST_VERSION,
		"developer", DEVELOPER, "submods", "snp", appraise(outcome));

	if (claims && set_nonce(claims, outcome) == 0)
		return claims;
	json_decref(claims);
	return NULL;
}
