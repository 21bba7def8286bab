/* SPDX-License-Identifier: MIT */
#ifndef COMPLETE_H
#define COMPLETE_H

/** The word before what a shell wants to complete. */
#define COMPLETE_WORD "__complete"

/**
 * complete_print() - what may stand in the place of the last word
 * @words: of the command line without the program; the last may be empty
 *
 * A candidate a line, with a tab and its explanation where there is one; ":file"
 * where the name of a file may stand. From the tables of the commands alone.
 */
void complete_print(int n, char *const words[]);

#endif /* COMPLETE_H */
