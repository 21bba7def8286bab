// SPDX-License-Identifier: MIT
#include "lib_verifier.h"

struct snpguest_verifier *verifier;

int make_verifier(void **state)
{
	(void)state;
	return snpguest_verifier_new(&verifier, NULL, NULL);
}

int free_verifier(void **state)
{
	(void)state;
	snpguest_verifier_free(verifier);
	return 0;
}
