// SPDX-License-Identifier: MIT
#include "why.h"

#include <stdarg.h>
#include <stdio.h>

int because(struct why why, int code, const char *format, ...)
{
	va_list ap;

	if (why.text && why.size) {
		va_start(ap, format);
		vsnprintf(why.text, why.size, format, ap);
		va_end(ap);
	}
	return code;
}
