/* SPDX-License-Identifier: MIT */
#ifndef ID_KEY_H
#define ID_KEY_H

#include <snpguest_measure.h>

#include "../base/command.h"

/**
 * id_key_load() - a key from a file, or by the URI of an OpenSSL provider
 * @name: a path, or "pkcs11:..." and the like where no such file exists
 *
 * Return: EXIT_DONE, EXIT_TROUBLE. Free with snpguest_id_key_free().
 */
enum exit_code id_key_load(const char *name, struct snpguest_id_key **key);

#endif /* ID_KEY_H */
