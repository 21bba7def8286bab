/* SPDX-License-Identifier: MIT */
/* A file that others read under a lock. */
#ifndef REWRITE_H
#define REWRITE_H

#include <stddef.h>

/**
 * file_rewrite() - change what is in @path while nobody reads it
 *
 * One that is missing is made, as file_write() does it. One that is there is
 * rewritten in place under the exclusive lock of its open file description:
 * those who lock it to read must find the same file, not another one by its name
 * ([KVM] KVM_EXIT_SNP_REQ_CERTS). Room is made first; what fails then puts the
 * old content back. More than FILE_LIMIT is never overwritten. "-" is standard
 * output.
 *
 * Return: 0; -1 after trouble().
 */
int file_rewrite(const char *path, const void *data, size_t len);

#endif /* REWRITE_H */
