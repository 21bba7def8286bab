// SPDX-License-Identifier: MIT
#include "leaf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/talk.h"
#include "../output/encode.h"

bool leaf_fits(const struct fetch *fetch, const struct snpguest_report *report,
	       const struct snpguest_cert_info *info)
{
	struct snpguest_tcb tcb =
		snpguest_tcb_decode(fetch->product, report->reported_tcb.raw);

	return info->role == SNPGUEST_CERT_VCEK &&
	       info->product == fetch->product && info->hwid_len > 0 &&
	       memcmp(info->hwid, report->chip_id, info->hwid_len) == 0 &&
	       info->tcb.fmc == tcb.fmc && info->tcb.bl == tcb.bl &&
	       info->tcb.tee == tcb.tee && info->tcb.snp == tcb.snp &&
	       info->tcb.ucode == tcb.ucode;
}

/* What a host put there must not keep the genuine one away. */
static bool is_genuine(const struct fetch *fetch, struct snpguest_blob cert)
{
	struct snpguest_chain_policy policy = SNPGUEST_CHAIN_POLICY_INIT;
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_verifier *verifier;
	int ret;

	if (snpguest_verifier_new(&verifier, NULL, NULL))
		return false;
	evidence.certs = &cert;
	evidence.n_certs = 1;
	ret = snpguest_verify_chain(verifier, &evidence, &policy,
				    fetch->settings.at, NULL, NULL);
	snpguest_verifier_free(verifier);
	return ret == 0;
}

/* A file of either form as DER; nothing is said about what is none. */
static bool read_cert(const char *path, struct buffer *der)
{
	struct snpguest_error error;
	struct snpguest_blob blob;
	struct buffer bytes;
	int ret;

	if (file_try_read(path, FETCH_LIMIT, &bytes))
		return false;
	blob = (struct snpguest_blob){ bytes.data, bytes.len };
	ret = encode_cert(blob, false, der, &error);
	free(bytes.data);
	return ret == 0;
}

static bool is_kept(const struct fetch *fetch,
		    const struct snpguest_report *report, const char *path,
		    struct buffer *der)
{
	struct snpguest_cert_info info;
	struct snpguest_blob blob;

	if (path_is_special(path) || !read_cert(path, der))
		return false;
	blob = (struct snpguest_blob){ der->data, der->len };
	if (!snpguest_cert_describe(blob, &info, sizeof(info), NULL) &&
	    leaf_fits(fetch, report, &info) && is_genuine(fetch, blob))
		return true;
	note("%s is not this chip's VCEK of this TCB, or not valid", path);
	free(der->data);
	return false;
}

static bool look(const struct fetch *fetch,
		 const struct snpguest_report *report, bool pem,
		 struct buffer *der)
{
	char *path = path_join(fetch->directory, pem ? "vcek.pem" : "vcek.der");
	bool kept = path && is_kept(fetch, report, path, der);

	free(path);
	return kept;
}

bool leaf_kept(const struct fetch *fetch, const struct snpguest_report *report,
	       struct buffer *der, bool *as_wanted)
{
	*as_wanted = look(fetch, report, fetch->pem, der);
	return *as_wanted || look(fetch, report, !fetch->pem, der);
}
