// SPDX-License-Identifier: MIT
/*
 * verify REPORT LEAF [NONCE]: is this report genuine, and is it for my nonce?
 * Build: cc verify.c $(pkg-config --cflags --libs libsnpguest)
 */
#include <stdio.h>
#include <string.h>

#include <snpguest.h>

static struct snpguest_blob read_file(const char *path, uint8_t *buf, size_t max)
{
	FILE *file = fopen(path, "rb");
	size_t n = file ? fread(buf, 1, max, file) : 0;

	if (file)
		fclose(file);
	return (struct snpguest_blob){ buf, n };
}

int main(int argc, char *argv[])
{
	static uint8_t report[4096], leaf[16384], nonce[SNPGUEST_REPORT_DATA_SIZE];
	struct snpguest_policy policy = SNPGUEST_POLICY_INIT;
	struct snpguest_evidence evidence = { .size = sizeof(evidence) };
	struct snpguest_verifier *verifier;
	struct snpguest_verdict *verdict;
	struct snpguest_error error;
	struct snpguest_blob cert;
	int status = 3;

	if (argc < 3)
		return 2;
	evidence.report = read_file(argv[1], report, sizeof(report));
	cert = read_file(argv[2], leaf, sizeof(leaf));
	evidence.certs = &cert;
	evidence.n_certs = 1;
	if (argc > 3) { /* the nonce is text here, padded with zeros */
		strncpy((char *)nonce, argv[3], sizeof(nonce));
		policy.report_data = (struct snpguest_values){ nonce, 1 };
	}
	if (snpguest_verifier_new(&verifier, &error))
		return status;
	if (snpguest_verify(verifier, &evidence, &policy, SNPGUEST_NOW, &verdict, &error)) {
		fprintf(stderr, "%s\n", error.what);
	} else {
		for (size_t i = 0; i < snpguest_verdict_count(verdict); i++) {
			const struct snpguest_check *check = snpguest_verdict_check(verdict, i);

			printf("%-26s %-8s %s\n", check->name,
			       snpguest_result_name(check->result), check->detail);
		}
		status = snpguest_verdict_accepted(verdict) ? 0 : 1;
		snpguest_verdict_free(verdict);
	}
	snpguest_verifier_free(verifier);
	return status;
}
