// SPDX-License-Identifier: MIT
#include "claims.h"

#include <stdio.h>
#include <string.h>

#include "../base/json_text.h"

#define LEVELS_MAX 4
#define MEMBERS_MAX 32

static bool same(struct snpguest_blob a, struct snpguest_blob b)
{
	return a.len == b.len && !memcmp(a.data, b.data, a.len);
}

static bool is_word(struct snpguest_blob value, const char *word)
{
	return same(value, (struct snpguest_blob){ (const uint8_t *)word,
						   strlen(word) });
}

/* The text of the next value, of any kind. */
static struct snpguest_blob take_value(struct bytes *b)
{
	struct snpguest_blob value;

	json_peek(b);
	value.data = b->at;
	json_skip(b);
	value.len = (size_t)(b->at - value.data);
	return value;
}

bool claims_find(struct snpguest_blob object, struct snpguest_blob name,
		 struct snpguest_blob *value)
{
	struct bytes b = bytes_of(object);
	struct json_string key;
	bool first = true;
	size_t found = 0;

	if (!json_take(&b, '{'))
		return false;
	while (json_member(&b, &first, &key)) {
		struct snpguest_blob next = take_value(&b);

		/* It may spell any name, this one too. */
		if (key.escaped)
			return false;
		if (!same(key.raw, name))
			continue;
		*value = next;
		found++;
	}
	return found == 1 && !b.ran_out;
}

/* ------------------------------------------------------------ the demand */

static bool is_scalar(struct snpguest_blob value)
{
	struct bytes b = bytes_of(value);
	struct json_string string;
	uint64_t number;

	if (is_word(value, "true") || is_word(value, "false"))
		return true;
	if (json_take_string(&b, &string))
		return !string.escaped;
	return json_take_number(&b, &number) && !b.left;
}

/* @members: how many there may still be. */
static const char *problem_of_object(unsigned int *members,
				     struct snpguest_blob object,
				     unsigned int levels);

static const char *problem_of_member(unsigned int *members,
				     struct snpguest_blob object,
				     struct json_string key,
				     struct snpguest_blob value,
				     unsigned int levels)
{
	struct snpguest_blob again;

	if (!(*members)--)
		return "more than 32 claims are demanded";
	if (key.escaped)
		return "the name of a claim has an escape";
	if (!claims_find(object, key.raw, &again))
		return "a claim is demanded twice";
	if (value.len && value.data[0] == '{')
		return levels > 1 ? problem_of_object(members, value, levels - 1) :
				    "claims are more than 4 objects deep";
	return is_scalar(value) ? NULL :
				  "a claim is a string without escapes, true,"
				  " false or a whole number, not negative";
}

static const char *problem_of_object(unsigned int *members,
				     struct snpguest_blob object,
				     unsigned int levels)
{
	struct bytes b = bytes_of(object);
	const char *problem = NULL;
	struct json_string key;
	bool first = true, empty = true;

	if (!json_take(&b, '{'))
		return "an object is needed";
	while (!problem && json_member(&b, &first, &key)) {
		struct snpguest_blob value = take_value(&b);

		empty = false;
		if (!b.ran_out)
			problem = problem_of_member(members, object, key, value,
						    levels);
	}
	if (problem)
		return problem;
	if (b.ran_out || b.left)
		return "it is no JSON";
	return empty ? "an object demands nothing" : NULL;
}

const char *claims_problem(struct snpguest_blob demand)
{
	unsigned int members = MEMBERS_MAX;

	if (demand.len > CLAIMS_DEMAND_MAX)
		return "more than 4096 bytes of claims are demanded";
	return problem_of_object(&members, demand, LEVELS_MAX);
}

/* ------------------------------------------------------------- the claims */

/* Only names of @demand are told; it is the caller's own. */
static bool object_meets(struct bytes *demand, struct snpguest_blob claims,
			 const char *prefix, struct claims_unmet *unmet)
{
	char name[sizeof(unmet->name)];
	struct json_string key;
	bool first = true;

	json_take(demand, '{');
	while (json_member(demand, &first, &key)) {
		struct snpguest_blob value = { NULL, 0 };
		bool good = claims_find(claims, key.raw, &value);

		snprintf(name, sizeof(name), "%s%s%.*s", prefix,
			 *prefix ? "." : "", (int)key.raw.len,
			 (const char *)key.raw.data);
		if (good && json_peek(demand) == '{') {
			if (!object_meets(demand, value, name, unmet))
				return false;
			continue;
		}
		if (good && same(take_value(demand), value))
			continue;
		memcpy(unmet->name, name, sizeof(name));
		unmet->is_there = good;
		return false;
	}
	return true;
}

bool claims_meet(struct snpguest_blob demand, struct snpguest_blob claims,
		 struct claims_unmet *unmet)
{
	struct bytes b = bytes_of(demand);

	return object_meets(&b, claims, "", unmet);
}
