/* SPDX-License-Identifier: MIT */
/*
 * DIR/firmware: the secure processor's own state, as text of a fixed length
 * that is replaced in place by one write, so that neither a killed server nor a
 * full disk leaves half of it. Its last line is a digest.
 */
#ifndef EMULATOR_FIRMWARE_FILE_H
#define EMULATOR_FIRMWARE_FILE_H

#include "secure_processor.h"
#include "../base/why.h"

#define FIRMWARE_FILE	"firmware"

/*
 * firmware_file_open() - for reading and writing
 *
 * Returns a file, or a negative errno with a line in @why.
 */
int firmware_file_open(int dir, bool create, struct why why);

/* 0, or -EBADMSG when the file is damaged, or another negative errno. */
int firmware_file_read(int fd, struct firmware_state *state, struct why why);

/* 0 or a negative errno. */
int firmware_file_write(int fd, const struct firmware_state *state);

#endif /* EMULATOR_FIRMWARE_FILE_H */
