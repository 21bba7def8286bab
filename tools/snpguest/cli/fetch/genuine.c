// SPDX-License-Identifier: MIT
#include "genuine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../input/verifier.h"

/* What the library found out. */
static void say_why(const struct snpguest_check *check,
		    struct snpguest_error *why)
{
	snprintf(why->what, sizeof(why->what), "%s: %s", check->name,
		 check->detail);
}

static int judge(const struct fetch *fetch, const struct snpguest_blob *certs,
		 size_t count, struct snpguest_chain_verdict **verdict,
		 struct snpguest_error *why)
{
	struct snpguest_chain_policy policy = SNPGUEST_CHAIN_POLICY_INIT;
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;

	policy.any_root = settings_add_roots(&fetch->settings);
	evidence.certs = certs;
	evidence.n_certs = count;
	return snpguest_verify_chain(fetch->verifier, &evidence, &policy,
				     fetch->settings.at, verdict, why);
}

static bool is_against(const struct snpguest_check *check)
{
	return check->result == SNPGUEST_FAIL ||
	       check->result == SNPGUEST_UNJUDGED;
}

static void say_first(const struct snpguest_chain_verdict *verdict,
		      struct snpguest_error *why)
{
	const struct snpguest_check *check;

	for (size_t i = 0; (check = snpguest_chain_verdict_check(verdict, i));
	     i++) {
		if (!is_against(check))
			continue;
		say_why(check, why);
		return;
	}
}

bool genuine_leaf(const struct fetch *fetch, struct snpguest_blob leaf,
		  struct snpguest_blob issuer, struct snpguest_error *why)
{
	const struct snpguest_blob certs[] = { leaf, issuer };
	struct snpguest_chain_verdict *verdict;
	int ret = judge(fetch, certs, issuer.len ? 2 : 1, &verdict, why);

	if (ret && verdict)
		say_first(verdict, why);
	snpguest_chain_verdict_free(verdict);
	return ret == 0;
}

/* Without a leaf the verdict as a whole is no; these checks are about the rest. */
static bool passes(const struct snpguest_chain_verdict *verdict,
		   enum snpguest_check_id id, struct snpguest_error *why)
{
	const struct snpguest_check *check =
		snpguest_chain_verdict_find(verdict, id);

	if (check->result == SNPGUEST_PASS)
		return true;
	say_why(check, why);
	return false;
}

bool genuine_chain(const struct fetch *fetch, struct snpguest_blob ark,
		   struct snpguest_blob issuer, struct snpguest_error *why)
{
	const struct snpguest_blob certs[] = { ark, issuer };
	struct snpguest_chain_verdict *verdict;
	bool genuine;

	(void)!judge(fetch, certs, 2, &verdict, why);
	if (!verdict)
		return false;
	genuine = passes(verdict, SNPGUEST_CHECK_CERTIFICATES, why) &&
		  passes(verdict, SNPGUEST_CHECK_INPUT_ROOTS, why) &&
		  passes(verdict, SNPGUEST_CHECK_INPUT_AUTHORITIES, why);
	snpguest_chain_verdict_free(verdict);
	return genuine;
}

/* Signed by one of several roots, whose names tell the product. */
static bool names_root(const struct fetch *fetch, struct snpguest_blob crl)
{
	char name[32];
	int len = snprintf(name, sizeof(name), "ARK-%s",
			   fetch_product_name(fetch));

	return memmem(crl.data, crl.len, name, (size_t)len);
}

bool genuine_crl(const struct fetch *fetch, struct snpguest_blob crl,
		 struct snpguest_error *why)
{
	if (snpguest_verifier_add_crl(fetch->verifier, crl, why))
		return false;
	if (names_root(fetch, crl))
		return true;
	snprintf(why->what, sizeof(why->what), "the list is not the %s root's",
		 fetch_product_name(fetch));
	return false;
}
