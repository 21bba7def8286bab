// SPDX-License-Identifier: MIT
/* What libcrypto does once in a process: each case is a process of its own. */
#include "lib_crypto.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/rsa.h>

#include "snpguest.h"

static bool error_has_a_text(void)
{
	return ERR_reason_error_string(
		ERR_PACK(ERR_LIB_RSA, 0, RSA_R_INVALID_PADDING));
}

/* Is there one once a verifier was made? */
static bool is_told_with(bool omitted)
{
	pid_t pid = fork();
	struct snpguest_verifier *verifier;
	int status;

	assert_true(pid >= 0);
	if (!pid) {
		if ((omitted && snpguest_omit_openssl_texts()) ||
		    snpguest_verifier_new(&verifier, NULL, NULL))
			_exit(2);
		_exit(error_has_a_text());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
	return WEXITSTATUS(status);
}

static void texts_that_are_omitted_are_not_loaded(void **state)
{
	(void)state;
	assert_false(is_told_with(true));
	if (!strstr(snpguest_crypto_version(), "AWS-LC"))
		assert_true(is_told_with(false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_that_are_omitted_are_not_loaded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
