/* SPDX-License-Identifier: MIT */
/* Whole files, in a folder that is open already. */
#ifndef EMULATOR_FILES_H
#define EMULATOR_FILES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "why.h"

/*
 * file_read() - a whole file of at most @max bytes
 * @bytes: allocated, with a zero byte behind; free()
 *
 * Returns 0 or a negative errno (-EFBIG when it is larger).
 */
int file_read(int dir, const char *name, size_t max, uint8_t **bytes,
	      size_t *size);

/*
 * file_write() - replace a file, whole or not at all
 *
 * Returns 0 or a negative errno, with the old file as it was.
 */
int file_write(int dir, const char *name, mode_t mode, const void *bytes,
	       size_t size);

/*
 * file_stage() - the part of file_write() that needs room: writes NAME.new
 *
 * Returns 0 or a negative errno, with nothing left behind.
 */
int file_stage(int dir, const char *name, mode_t mode, const void *bytes,
	       size_t size);

/* The rest: NAME.new becomes NAME, or is dropped. 0 or a negative errno. */
int file_commit(int dir, const char *name);
void file_drop(int dir, const char *name);

#endif /* EMULATOR_FILES_H */
