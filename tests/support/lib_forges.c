// SPDX-License-Identifier: MIT
#include "lib_forges.h"

struct forge *milan, *turin;

int make_milan(void **state)
{
	(void)state;
	milan = forge_new(PRODUCT_MILAN);
	return 0;
}

int make_milan_and_turin(void **state)
{
	turin = forge_new(PRODUCT_TURIN);
	return make_milan(state);
}

int free_forges(void **state)
{
	(void)state;
	if (turin)
		forge_free(turin);
	forge_free(milan);
	return 0;
}
