// SPDX-License-Identifier: MIT
#include "trouble.h"

#include <errno.h>
#include <string.h>

#include "../lib/base/error.h"

int measuring_failed(struct snpguest_error *error, int err)
{
	if (err == -ENOMEM)
		return fail_memory(error);
	return fail(error, err, "cannot measure: %s", strerror(-err));
}
