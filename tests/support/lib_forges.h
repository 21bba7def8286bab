/* SPDX-License-Identifier: MIT */
/* The forges that all tests of a program share: setup and teardown of a group. */
#ifndef LIB_FORGES_H
#define LIB_FORGES_H

#include "lib_forge.h"

/** NULL unless made. */
extern struct forge *milan, *turin;

/** Makes @milan alone. */
int make_milan(void **state);

/** Makes both. */
int make_milan_and_turin(void **state);

/** Frees what was made. */
int free_forges(void **state);

#endif
