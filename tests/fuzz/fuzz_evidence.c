// SPDX-License-Identifier: MIT
/*
 * Any bytes as evidence: three numbers at the front say how long table and two
 * certificates are; the report comes first and the CRL last. Whatever it is,
 * there is a verdict, and an accepted one has no failed line and a root.
 */
#include <stdlib.h>

#include "snpguest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct snpguest_verifier *verifier;

static struct snpguest_blob cut(const uint8_t **at, size_t *left, size_t want)
{
	struct snpguest_blob blob = { *at, want < *left ? want : *left };

	*at += blob.len;
	*left -= blob.len;
	return blob;
}

static size_t length_at(const uint8_t *data)
{
	return data[0] | (size_t)(data[1] & 0x0f) << 8;
}

static void check(const struct snpguest_verdict *verdict)
{
	const struct snpguest_check *line;
	size_t failed = 0, n;

	for (n = 0; (line = snpguest_verdict_check(verdict, n)); n++)
		failed += line->result == SNPGUEST_FAIL;
	if (n != snpguest_verdict_count(verdict))
		abort();
	if (snpguest_verdict_accepted(verdict) !=
	    !!snpguest_verdict_report(verdict))
		abort();
	if (snpguest_verdict_accepted(verdict) &&
	    (failed || !snpguest_verdict_root(verdict)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_policy policy = SNPGUEST_POLICY_INIT;
	struct snpguest_blob certs[2], crl;
	struct snpguest_verdict *verdict;
	size_t table, first, second;

	if (!verifier && snpguest_verifier_new(&verifier, NULL, NULL))
		abort();
	if (size < 6)
		return 0;
	table = length_at(data);
	first = length_at(data + 2);
	second = length_at(data + 4);
	data += 6;
	size -= 6;
	evidence.report = cut(&data, &size, SNPGUEST_REPORT_SIZE);
	evidence.table = cut(&data, &size, table);
	certs[0] = cut(&data, &size, first);
	certs[1] = cut(&data, &size, second);
	crl = cut(&data, &size, size);
	evidence.certs = certs;
	evidence.n_certs = 2;
	evidence.crls = crl.len ? &crl : NULL;
	evidence.n_crls = crl.len ? 1 : 0;
	policy.report_data_any = policy.measurement_any = 1;
	if (snpguest_verify(verifier, &evidence, &policy, 1767225600, &verdict,
			    NULL) != snpguest_verdict_status(verdict))
		abort();
	check(verdict);
	snpguest_verdict_free(verdict);
	return 0;
}
