// SPDX-License-Identifier: MIT
#include "field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"
#include "../base/talk.h"

#define NAME_MAX_LEN 64

static const json_t *member_of(const json_t *value, const char *name)
{
	char *end;
	unsigned long index;

	if (json_is_object(value))
		return json_object_get(value, name);
	if (!json_is_array(value))
		return NULL;
	index = strtoul(name, &end, 10);
	return *name && !*end ? json_array_get(value, index) : NULL;
}

/** How far a name led. */
struct walk {
	const json_t *value; /* NULL: nowhere */
	const json_t *last;  /* where the name left off */
	size_t steps;
};

static struct walk walk(const json_t *from, const char *name)
{
	struct walk walk = { from, from, 0 };

	while (*name && walk.value && !json_is_null(walk.value)) {
		char part[NAME_MAX_LEN];
		size_t len = strcspn(name, ".");

		snprintf(part, sizeof(part), "%.*s", (int)len, name);
		walk.last = walk.value;
		walk.value = len < sizeof(part) ? member_of(walk.value, part) :
						  NULL;
		walk.steps += !!walk.value;
		name += len + (name[len] == '.');
	}
	return walk;
}

static enum exit_code say_names(const json_t *object, const char *name)
{
	char names[512] = "";
	const char *key;
	json_t *value;

	if (json_array_size(object))
		snprintf(names, sizeof(names), "0 to %zu",
			 json_array_size(object) - 1);
	json_object_foreach((json_t *)object, key, value) {
		size_t len = strlen(names);

		snprintf(names + len, sizeof(names) - len, "%s%s",
			 len ? ", " : "", key);
	}
	return usage("--field: there is no '%s' in this result; here are: %s",
		     name, names[0] ? names : "none");
}

static enum exit_code print_value(const json_t *value)
{
	const char *string = json_string_value(value);
	char *text;

	if (string) {
		print_plain(string);
		putchar('\n');
		return EXIT_DONE;
	}
	text = json_dumps(value,
			  JSON_COMPACT | JSON_ENSURE_ASCII | JSON_ENCODE_ANY);
	if (!text)
		return trouble("out of memory");
	puts(text);
	free(text);
	return EXIT_DONE;
}

enum exit_code field_print(const json_t *object, const char *name)
{
	struct walk found = walk(object, name);
	struct walk in_report = { NULL, NULL, 0 };

	if (!found.value)
		in_report = walk(json_object_get(object, "report"), name);
	if (in_report.value || in_report.steps > found.steps)
		found = in_report;
	return found.value ? print_value(found.value) :
			     say_names(found.last, name);
}
