/* SPDX-License-Identifier: MIT */
/* What getopt_long() could not read, in words. */
#ifndef EMULATOR_OPTIONS_H
#define EMULATOR_OPTIONS_H

#include "why.h"

/*
 * options_misread() - why getopt_long() returned @option, '?' or ':', when opterr is
 * 0 and its letters begin with ':'; right after it has
 */
void options_misread(char *const *argv, int option, struct why why);

#endif /* EMULATOR_OPTIONS_H */
