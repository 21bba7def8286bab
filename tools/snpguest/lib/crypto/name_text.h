/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_NAME_TEXT_H
#define SNPGUEST_NAME_TEXT_H

#include "der.h"

/**
 * name_text() - a plain name as RFC 2253 text, as X509_NAME_print_ex() has it
 * @name: SEQUENCE, whole
 * @text: out: always terminated, cut where it is too long
 * @len: its room, at least 1
 *
 * Return: false where der_plain_name() is, or an attribute is not known here.
 */
bool name_text(struct snpguest_blob name, char *text, size_t len);

#endif
