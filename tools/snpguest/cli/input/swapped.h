/* SPDX-License-Identifier: MIT */
/* DIR and FILE in the place of each other. */
#ifndef SWAPPED_H
#define SWAPPED_H

#include "bundle.h"
#include "options.h"

/**
 * swapped_paths() - a usage() where the operands DIR FILE are a file and a
 * directory
 *
 * What is not there is nothing, and left to who opens it.
 */
enum exit_code swapped_paths(const struct call *call);

/** A note() where what was read for DIR is a report, for FILE certificates. */
void swapped_note(const struct call *call, const struct bundle *bundle);

#endif /* SWAPPED_H */
