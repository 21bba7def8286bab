// SPDX-License-Identifier: MIT
/*
 * verify REPORT LEAF [NONCE]: is this report genuine, and is it for my nonce?
 * Build: cc verify.c $(pkg-config --cflags --libs libsnpguest)
 *
 * Exit status: 0 accepted, 1 refused, 2 wrong command line, 3 could not find out.
 */
#include <stdio.h>
#include <string.h>

#include <snpguest.h>

/* All of a file; false, with a message, when it cannot be read or is longer. */
static bool read_file(const char *path, uint8_t *buf, size_t max,
		      struct snpguest_blob *blob)
{
	FILE *file = fopen(path, "rb");
	size_t n = file ? fread(buf, 1, max, file) : 0;
	bool whole = file && !ferror(file) && fgetc(file) == EOF && !ferror(file);

	if (file)
		fclose(file);
	if (!whole)
		fprintf(stderr, "%s: cannot be read, or is too long\n", path);
	*blob = (struct snpguest_blob){ buf, n };
	return whole;
}

/* The nonce is text here, padded with zeros as the guest does. */
static bool demand(const char *nonce, struct snpguest_policy *policy)
{
	static uint8_t data[SNPGUEST_REPORT_DATA_SIZE];

	if (!nonce) {
		policy->report_data_any = 1; /* then it may be a replay */
		return true;
	}
	if (strlen(nonce) > sizeof(data)) {
		fprintf(stderr, "a nonce has at most %zu bytes; hash it\n", sizeof(data));
		return false;
	}
	memcpy(data, nonce, strlen(nonce));
	policy->report_data = (struct snpguest_values){ data, 1 };
	return true;
}

static void print(const struct snpguest_verdict *verdict)
{
	for (size_t i = 0; i < snpguest_verdict_count(verdict); i++) {
		const struct snpguest_check *check = snpguest_verdict_check(verdict, i);

		printf("%-26s %-8s %s\n", check->name,
		       snpguest_result_name(check->result), check->detail);
	}
}

static int verify(const struct snpguest_evidence *evidence,
		  const struct snpguest_policy *policy)
{
	struct snpguest_verifier *verifier;
	struct snpguest_verdict *verdict;
	struct snpguest_error error;
	int ret;

	if (snpguest_verifier_new(&verifier, NULL, &error)) {
		fprintf(stderr, "%s\n", error.what);
		return 3;
	}
	ret = snpguest_verify(verifier, evidence, policy, SNPGUEST_NOW, &verdict, &error);
	if (verdict)
		print(verdict);
	if (ret < 0)
		fprintf(stderr, "could not find out: %s\n", error.what);
	snpguest_verdict_free(verdict);
	snpguest_verifier_free(verifier);
	return ret < 0 ? 3 : ret; /* 0 is accepted, SNPGUEST_REFUSED is 1 */
}

int main(int argc, char *argv[])
{
	static uint8_t report[4096], leaf[16384];
	struct snpguest_policy policy = SNPGUEST_POLICY_INIT;
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_blob cert;

	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: verify REPORT LEAF [NONCE]\n");
		return 2;
	}
	if (!demand(argv[3], &policy))
		return 2;
	policy.measurement_any = 1; /* demand yours: policy.measurement */
	if (!read_file(argv[1], report, sizeof(report), &evidence.report) ||
	    !read_file(argv[2], leaf, sizeof(leaf), &cert))
		return 3;
	evidence.certs = &cert;
	evidence.n_certs = 1;
	return verify(&evidence, &policy);
}
