/* SPDX-License-Identifier: MIT */
#ifndef OVMF_HASH_H
#define OVMF_HASH_H

#include "../base/command.h"

/**
 * ovmf_hash() - print the launch digest after the image of --ovmf alone
 *
 * Return: EXIT_DONE, EXIT_USAGE, EXIT_TROUBLE.
 */
enum exit_code ovmf_hash(const struct call *call);

#endif /* OVMF_HASH_H */
