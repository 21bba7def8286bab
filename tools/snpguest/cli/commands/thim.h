/* SPDX-License-Identifier: MIT */
/* Azure's service that hands a guest the certificates of its chip. */
#ifndef THIM_H
#define THIM_H

#include "../input/bundle.h"
#include "../input/options.h"

/* 'attest' of a guest under a paravisor (Azure), by its vTPM. */
extern const struct option platform_options[];

/**
 * thim_check() - the options that go with --platform alone, or not with it
 *
 * Return: EXIT_DONE, EXIT_USAGE.
 */
enum exit_code thim_check(const struct call *call);

/**
 * thim_add() - its certificates to @bundle, and its answer to @out as thim.json
 * @out: NULL saves nothing
 *
 * It is not asked where --offline says so, nor where --certs names some and
 * --thim-url does not. Without an answer nothing is added: the verdict then says
 * what is missing. Return: EXIT_DONE, EXIT_TROUBLE.
 */
enum exit_code thim_add(const struct call *call, const char *out,
			struct bundle *bundle);

#endif /* THIM_H */
