// SPDX-License-Identifier: MIT
#include "json_lines.h"

#include <stdbool.h>
#include <string.h>

#define DIGITS_MAX	15	/* a double holds them exactly */

/* The bytes of a character that is not ASCII, or 0: no UTF-8 (RFC 3629). */
static size_t wide(const unsigned char *at, size_t size)
{
	size_t n = *at < 0xc2 || *at > 0xf4 ? 0
		   : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : 4;
	size_t i;

	if (!n || n > size ||
	    (*at == 0xe0 && at[1] < 0xa0) || (*at == 0xed && at[1] > 0x9f) ||
	    (*at == 0xf0 && at[1] < 0x90) || (*at == 0xf4 && at[1] > 0x8f))
		return 0;
	for (i = 1; i < n; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* Returns how many bytes of @at it was. */
static size_t put_character(FILE *to, const unsigned char *at, size_t size)
{
	size_t n = *at < 0x80 ? 1 : wide(at, size);

	if (!n)
		return fputs("\\ufffd", to), 1;
	if (*at == '"' || *at == '\\')
		fputc('\\', to);
	if (*at < ' ')
		fprintf(to, "\\u%04x", *at);
	else
		fwrite(at, 1, n, to);
	return n;
}

static void put_string(FILE *to, const char *text, size_t size)
{
	const unsigned char *at = (const unsigned char *)text;
	const unsigned char *end = at + size;

	fputc('"', to);
	while (at < end)
		at += put_character(to, at, (size_t)(end - at));
	fputc('"', to);
}

static bool is_number(const char *text, size_t size)
{
	return size && size <= DIGITS_MAX &&
	       strspn(text, "0123456789") >= size &&
	       (size == 1 || *text != '0');
}

static bool is_word(const char *text, size_t size, const char *word)
{
	return strlen(word) == size && !strncmp(text, word, size);
}

static void put_value(FILE *to, const char *text, size_t size)
{
	if (is_number(text, size))
		fprintf(to, "%.*s", (int)size, text);
	else if (is_word(text, size, "on"))
		fputs("true", to);
	else if (is_word(text, size, "off"))
		fputs("false", to);
	else
		put_string(to, text, size);
}

void json_lines(FILE *to, const char *text)
{
	const char *before = "{";
	size_t name, gap, value;

	for (; *text; text += value + (text[value] == '\n')) {
		name = strcspn(text, " \n");
		fputs(before, to);
		before = ", ";
		put_string(to, text, name);
		fputs(": ", to);
		gap = strspn(text + name, " ");
		text += name + gap;
		value = strcspn(text, "\n");
		put_value(to, text, value);
	}
	fputs(*before == '{' ? "{}\n" : "}\n", to);
}

void json_error(FILE *to, const char *text)
{
	fputs("{\"error\": ", to);
	put_string(to, text, strcspn(text, "\n"));
	fputs("}\n", to);
}

void json_text(FILE *to, const char *text)
{
	put_string(to, text, strlen(text));
}
