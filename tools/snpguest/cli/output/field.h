/* SPDX-License-Identifier: MIT */
#ifndef FIELD_H
#define FIELD_H

#include <jansson.h>

#include "../base/command.h"

/**
 * field_print() - one member of a result, for scripts
 * @object: borrowed
 * @name: names, and numbers in lists, with dots between them
 *
 * Texts as they are, everything else as JSON has it, in one line. What is null,
 * or in what is null, is "null".
 *
 * Return: EXIT_DONE; EXIT_USAGE after saying which names there are.
 */
enum exit_code field_print(const json_t *object, const char *name);

#endif /* FIELD_H */
