// SPDX-License-Identifier: MIT
#include "talk.h"

#include <stdarg.h>
#include <stdio.h>

#include "plain.h"

static bool quiet;
static bool troubled;
static char trouble_text[1024];

/*
 * File names and what hosts send end up in messages: a control character in
 * them must not reach the terminal.
 */
static void say(const char *kind, char *text)
{
	plain_text(text);
	fprintf(stderr, "snpguest: %s%s\n", kind, text);
}

static void complain(const char *format, va_list args)
{
	vsnprintf(trouble_text, sizeof(trouble_text), format, args);
	say("", trouble_text);
	troubled = true;
}

enum exit_code trouble(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(format, args);
	va_end(args);
	return EXIT_TROUBLE;
}

enum exit_code usage(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(format, args);
	va_end(args);
	return EXIT_USAGE;
}

enum exit_code refused(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(format, args);
	va_end(args);
	return EXIT_REFUSED;
}

void note(const char *format, ...)
{
	char text[1024];
	va_list args;

	if (quiet)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	say("note: ", text);
}

void talk_quietly(void)
{
	quiet = true;
}

const char *talk_take_trouble(void)
{
	const char *text = troubled ? trouble_text : NULL;

	troubled = false;
	return text;
}
