/* SPDX-License-Identifier: MIT */
/*
 * A report that was written as JSON, field by field, put together again.
 *
 * Two writers are known: the sev crate (snake_case; numbers in arrays, or text;
 * TCBs as objects), whose structures Confidential Containers hands on, and
 * go-sev-guest's protobuf (lowerCamelCase, base64; zeros are left out).
 */
#ifndef SNPGUEST_REPORT_FIELDS_H
#define SNPGUEST_REPORT_FIELDS_H

#include "../base/json_text.h"

/**
 * struct report_fields - start with zeros
 * @seen: how many fields there were
 * @have: those that no report lacks
 * @wrong: name of the first that is not as it has to be
 * @camel: a name was in lowerCamelCase
 */
struct report_fields {
	uint8_t report[SNPGUEST_REPORT_SIZE];
	unsigned int seen, have;
	const char *wrong;
	bool camel;
};

/**
 * report_fields_take() - take a member of an object, if it is a field
 * @b: at the value; moved past it when it was taken
 */
bool report_fields_take(struct report_fields *fields, struct json_string key,
			struct bytes *b);

/** True when the object was meant as a report, complete or not. */
bool report_fields_are_report(const struct report_fields *fields);

/** The name of what is missing or wrong; NULL where all is there. */
const char *report_fields_wrong(const struct report_fields *fields);

#endif
