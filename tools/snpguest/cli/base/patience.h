/* SPDX-License-Identifier: MIT */
/* Words for what takes longer than a second. */
#ifndef PATIENCE_H
#define PATIENCE_H

/**
 * patience_begin() - something begins that may take long
 * @what: is said as a note when it has not ended within a second; static
 *
 * Signals are not used: none may disturb a request. Where there is no thread to
 * be had, nothing is said.
 */
void patience_begin(const char *what);

/** patience_end() - it has ended; always after patience_begin() */
void patience_end(void);

#endif /* PATIENCE_H */
