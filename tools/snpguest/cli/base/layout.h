/* SPDX-License-Identifier: MIT */
/* Standard output for people: 80 columns, and colour on a terminal. */
#ifndef LAYOUT_H
#define LAYOUT_H

/**
 * layout_words() - print untrusted text and a newline, in lines of 80 columns
 * @column: how much of the line is printed already
 * @indent: of further lines
 *
 * Lines break at spaces before column 80, and a word that is longer than a line
 * is cut at column 80.
 */
void layout_words(int column, int indent, const char *text);

/** layout_field() - "key: value" and a newline; values stand in one column */
void layout_field(const char *key, int indent, const char *text);

enum tone { TONE_GOOD, TONE_BAD, TONE_CARE };

/**
 * layout_tone() - switch a colour on
 *
 * Does nothing unless standard output is a terminal that has colours and NO_COLOR
 * is not set. End with layout_tone_end().
 */
void layout_tone(enum tone tone);

void layout_tone_end(void);

#endif /* LAYOUT_H */
