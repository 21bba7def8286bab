/* SPDX-License-Identifier: MIT */
/* A verifier of AMD's roots that all tests of a program share. */
#ifndef LIB_VERIFIER_H
#define LIB_VERIFIER_H

#include "lib_files.h"

extern struct snpguest_verifier *verifier;

/** Setup and teardown of a group. */
int make_verifier(void **state);
int free_verifier(void **state);

#endif
