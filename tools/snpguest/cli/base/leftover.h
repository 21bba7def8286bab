/* SPDX-License-Identifier: MIT */
/* What must not be left behind when somebody interrupts the work. */
#ifndef LEFTOVER_H
#define LEFTOVER_H

/**
 * leftover_file() - this file is unfinished
 * @path: not kept: the name is copied; NULL: there is none any more
 *
 * When a signal ends the program (INT, TERM, HUP), the file is removed first.
 */
void leftover_file(const char *path);

/** leftover_directory() - the same of a directory, which goes only when empty. */
void leftover_directory(const char *path);

#endif /* LEFTOVER_H */
