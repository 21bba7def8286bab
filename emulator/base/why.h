/* SPDX-License-Identifier: MIT */
/* One line for a person, beside the error number for the program. */
#ifndef EMULATOR_WHY_H
#define EMULATOR_WHY_H

#include <stddef.h>

/* Where the line goes; @text may be NULL. */
struct why {
	char *text;
	size_t size;
};

/* Writes the line and returns @code, so that it stands in a return. */
__attribute__((format(printf, 3, 4), cold))
int because(struct why why, int code, const char *format, ...);

#endif /* EMULATOR_WHY_H */
