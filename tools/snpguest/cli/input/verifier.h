/* SPDX-License-Identifier: MIT */
/* The library's verifier, as the settings want it. */
#ifndef VERIFIER_H
#define VERIFIER_H

#include "../base/digest.h"
#include "settings.h"

/**
 * verifier_make() - one with AMD's roots, that of --trust-anchor, and those of
 * --anchors
 * @verifier: out: snpguest_verifier_free() in every case
 * @read: NULL, or the files' content is added to it
 *
 * Return: EXIT_DONE; EXIT_USAGE; EXIT_TROUBLE.
 */
enum exit_code verifier_make(const struct settings *settings,
			     struct snpguest_verifier **verifier,
			     struct digest *read);

/** Are there roots that are not AMD's? */
bool settings_add_roots(const struct settings *settings);

#endif /* VERIFIER_H */
