// SPDX-License-Identifier: MIT
#include "report_entry.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PRIVLEVEL_MAX	3
#define GUID_TEXT	36

static const struct {
	const char *name;
	unsigned int mode;
} attributes[] = {
#define X(name, file, mode) { file, mode },
	TSM_ATTRIBUTES(X)
#undef X
};

const char *tsm_attribute_name(enum tsm_attribute attribute)
{
	return attributes[attribute].name;
}

unsigned int tsm_attribute_mode(enum tsm_attribute attribute)
{
	return attributes[attribute].mode;
}

enum tsm_attribute tsm_attribute_named(const char *name)
{
	int i;

	for (i = 0; i < TSM_ATTRIBUTE_COUNT; i++)
		if (strcmp(attributes[i].name, name) == 0)
			break;
	return (enum tsm_attribute)i;
}

static void drop(struct tsm_blob *blob)
{
	free(blob->bytes);
	*blob = (struct tsm_blob){ NULL, 0 };
}

void tsm_entry_free(struct tsm_entry *entry)
{
	drop(&entry->answer.outblob);
	drop(&entry->answer.auxblob);
	drop(&entry->answer.manifestblob);
}

/* A writer must not come round to the generation that was read. */
static int advance(struct tsm_entry *entry)
{
	if (entry->written == entry->read - 1)
		return -EBUSY;
	entry->written++;
	return 0;
}

bool tsm_attribute_shown(const struct tsm_provider *provider,
			 enum tsm_attribute attribute)
{
	return attribute < TSM_MANIFESTBLOB ||
	       (provider->svsm && attribute < TSM_ATTRIBUTE_COUNT);
}

/* As kstrtouint() with base 0 takes it: a newline may end it. */
static int parse_number(const char *text, size_t size, unsigned int *number)
{
	char copy[24], *end;
	unsigned long value;

	if (size && text[size - 1] == '\n')
		size--;
	if (!size || size >= sizeof(copy) || memchr(text, 0, size))
		return -EINVAL;
	memcpy(copy, text, size);
	copy[size] = 0;
	if (*copy != '+' && (*copy < '0' || *copy > '9'))
		return -EINVAL;
	value = strtoul(copy, &end, 0);
	*number = (unsigned int)value;
	if (*end)
		return -EINVAL;
	return value > UINT32_MAX ? -ERANGE : 0;
}

static int write_level(struct tsm_entry *entry,
		       const struct tsm_provider *provider, const char *text,
		       size_t size)
{
	unsigned int level;
	int err = parse_number(text, size, &level);

	if (!err && (level < provider->privlevel_floor || level > PRIVLEVEL_MAX))
		err = -EINVAL;
	if (!err)
		err = advance(entry);
	if (!err)
		entry->request.privlevel = level;
	return err;
}

static int write_inblob(struct tsm_entry *entry, const void *bytes, size_t size)
{
	int err = advance(entry);

	if (err)
		return err;
	memset(entry->request.inblob, 0, sizeof(entry->request.inblob));
	memcpy(entry->request.inblob, bytes, size);
	entry->inblob_size = size;
	return 0;
}

/* Any word; what it means is told when a report is asked for. */
static int write_service(struct tsm_entry *entry, const char *text, size_t size)
{
	int err;

	if (size && text[size - 1] == '\n')
		size--;
	if (size >= SERVICE_MAX)
		return -EINVAL;
	err = advance(entry);
	if (err)
		return err;
	entry->request.has_service = true;
	memcpy(entry->request.service, text, size);
	entry->request.service[size] = 0;
	return 0;
}

/* Of 36 characters; what follows them does not matter. */
static bool is_guid(const char *text, size_t size)
{
	size_t i;

	if (size < GUID_TEXT)
		return false;
	for (i = 0; i < GUID_TEXT; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23
			    ? text[i] != '-'
			    : !isxdigit((unsigned char)text[i]))
			return false;
	return true;
}

static void parse_guid(const char *text, uint8_t guid[16])
{
	unsigned int byte = 0;
	size_t i;

	for (i = 0; i < 16; i++) {
		text += *text == '-';
		sscanf(text, "%2x", &byte);
		guid[i] = (uint8_t)byte;
		text += 2;
	}
}

/* What was there is gone in any case. All zeros, or no GUID: every service. */
static int write_guid(struct tsm_entry *entry, const char *text, size_t size)
{
	static const uint8_t none[16];
	struct tsm_request *request = &entry->request;
	int err = advance(entry);

	if (err)
		return err;
	memset(request->guid, 0, sizeof(request->guid));
	request->single = false;
	if (!is_guid(text, size))
		return -EINVAL;
	parse_guid(text, request->guid);
	request->single = memcmp(request->guid, none, sizeof(none)) != 0;
	return 0;
}

static int write_version(struct tsm_entry *entry, const char *text, size_t size)
{
	unsigned int version;
	int err = parse_number(text, size, &version);

	if (!err)
		err = advance(entry);
	if (!err)
		entry->request.manifest_version = version;
	return err;
}

int tsm_entry_write(struct tsm_entry *entry, const struct tsm_provider *provider,
		    enum tsm_attribute attribute, const void *bytes,
		    size_t size)
{
	if (attribute == TSM_PRIVLEVEL)
		return write_level(entry, provider, bytes, size);
	if (attribute == TSM_SERVICE_PROVIDER)
		return write_service(entry, bytes, size);
	if (attribute == TSM_SERVICE_GUID)
		return write_guid(entry, bytes, size);
	if (attribute == TSM_SERVICE_MANIFEST_VERSION)
		return write_version(entry, bytes, size);
	if (attribute == TSM_INBLOB && size <= INBLOB_MAX)
		return write_inblob(entry, bytes, size);
	return -EINVAL;
}

/* The report of the last generation that was written. */
static int refresh(struct tsm_entry *entry, const struct tsm_provider *provider)
{
	int err;

	if (!entry->inblob_size)
		return -EINVAL;
	if (entry->answer.outblob.bytes && entry->read == entry->written)
		return 0;
	tsm_entry_free(entry);
	if (entry->inblob_size != INBLOB_MAX)
		return -EINVAL;
	err = provider->report(provider->owner, &entry->request, &entry->answer);
	if (!err)
		entry->read = entry->written;
	return err;
}

int tsm_blob_set(struct tsm_blob *blob, const void *bytes, size_t size)
{
	blob->bytes = malloc(size ? size : 1);
	if (!blob->bytes)
		return -ENOMEM;
	if (size)
		memcpy(blob->bytes, bytes, size);
	blob->size = size;
	return 0;
}

static int copy_text(const char *text, struct tsm_blob *blob)
{
	return tsm_blob_set(blob, text, strlen(text));
}

static int read_blob(struct tsm_entry *entry,
		     const struct tsm_provider *provider,
		     const struct tsm_blob *from, struct tsm_blob *blob)
{
	int err = refresh(entry, provider);

	return err ? err : tsm_blob_set(blob, from->bytes, from->size);
}

int tsm_entry_read(struct tsm_entry *entry, const struct tsm_provider *provider,
		   enum tsm_attribute attribute, struct tsm_blob *blob)
{
	char text[32];

	switch (attribute) {
	case TSM_PROVIDER:
		return copy_text("sev_guest\n", blob);
	case TSM_GENERATION:
		snprintf(text, sizeof(text), "%" PRIu64 "\n", entry->written);
		return copy_text(text, blob);
	case TSM_PRIVLEVEL_FLOOR:
		snprintf(text, sizeof(text), "%u\n", provider->privlevel_floor);
		return copy_text(text, blob);
	case TSM_OUTBLOB:
		return read_blob(entry, provider, &entry->answer.outblob, blob);
	case TSM_AUXBLOB:
		return read_blob(entry, provider, &entry->answer.auxblob, blob);
	case TSM_MANIFESTBLOB:
		return read_blob(entry, provider, &entry->answer.manifestblob,
				 blob);
	case TSM_INBLOB:
	case TSM_PRIVLEVEL:
	case TSM_SERVICE_PROVIDER:
	case TSM_SERVICE_GUID:
	case TSM_SERVICE_MANIFEST_VERSION:
	case TSM_ATTRIBUTE_COUNT:
		break;
	}
	return -EACCES;
}
