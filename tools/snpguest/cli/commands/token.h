/* SPDX-License-Identifier: MIT */
/* --ear and --ear-key: the verdict as a signed token beside what is printed. */
#ifndef TOKEN_H
#define TOKEN_H

#include "../base/files.h"
#include "../input/options.h"
#include "../output/print.h"

/** Options of commands that judge one piece of evidence. */
extern const struct option token_options[];

/**
 * struct token - where it goes; zero where none is wanted
 * @key: text of the key; wiped by token_free()
 */
struct token {
	const char *path;
	struct buffer key;
};

/**
 * token_prepare() - read the key, try it, and take an old token away
 *
 * So that whatever goes wrong later, no older answer stays. token_free() in
 * every case. Return: EXIT_DONE, EXIT_USAGE, EXIT_TROUBLE.
 */
enum exit_code token_prepare(struct token *token, const struct call *call);

/**
 * token_write() - sign a verdict, and write it whole or not at all
 *
 * Where nothing was found out there is none. Return: EXIT_DONE, EXIT_TROUBLE.
 */
enum exit_code token_write(const struct token *token,
			   const struct outcome *outcome);

void token_free(struct token *token);

#endif /* TOKEN_H */
