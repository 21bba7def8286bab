// SPDX-License-Identifier: MIT
#include "error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

int fail(struct snpguest_error *error, int code, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;

	if (error) {
		error->code = code;
		error->exitinfo2 = 0;
		va_start(ap, fmt);
		vsnprintf(error->what, sizeof(error->what), fmt, ap);
		va_end(ap);
	}
	errno = saved;
	return code;
}

int fail_memory(struct snpguest_error *error)
{
	return fail(error, -ENOMEM, "out of memory");
}
