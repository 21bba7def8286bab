/* SPDX-License-Identifier: MIT */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "../input/launch.h"
#include "../input/settings.h"

/**
 * explain() - say which inputs would make the digest that --explain names
 *
 * Return: EXIT_DONE when something was found; EXIT_REFUSED when nothing was;
 * EXIT_USAGE, EXIT_TROUBLE.
 */
enum exit_code explain(const struct call *call, const struct settings *settings,
		       const struct launch_input *input);

#endif /* EXPLAIN_H */
