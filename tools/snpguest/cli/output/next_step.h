/* SPDX-License-Identifier: MIT */
#ifndef NEXT_STEP_H
#define NEXT_STEP_H

#include <snpguest.h>

/** What somebody can do about a check that failed or could not be made; static. */
const char *next_step(enum snpguest_check_id id);

#endif /* NEXT_STEP_H */
