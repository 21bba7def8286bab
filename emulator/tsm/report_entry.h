/* SPDX-License-Identifier: MIT */
/*
 * The directories below configfs' tsm/report as Linux 7.2 keeps them, in plain
 * functions: what is written, read, counted and refused (specification:
 * configfs-tsm). Who shows them as files is another's business.
 *
 * Callers serialise.
 */
#ifndef EMULATOR_REPORT_ENTRY_H
#define EMULATOR_REPORT_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INBLOB_MAX	64

/* X(NAME, file, mode) */
#define TSM_ATTRIBUTES(X)				\
	X(AUXBLOB, "auxblob", 0444)			\
	X(GENERATION, "generation", 0444)		\
	X(INBLOB, "inblob", 0200)			\
	X(OUTBLOB, "outblob", 0444)			\
	X(PRIVLEVEL, "privlevel", 0200)			\
	X(PRIVLEVEL_FLOOR, "privlevel_floor", 0444)	\
	X(PROVIDER, "provider", 0444)			\
	X(MANIFESTBLOB, "manifestblob", 0444)		\
	X(SERVICE_GUID, "service_guid", 0200)		\
	X(SERVICE_MANIFEST_VERSION, "service_manifest_version", 0200) \
	X(SERVICE_PROVIDER, "service_provider", 0200)

enum tsm_attribute {
#define X(name, file, mode) TSM_##name,
	TSM_ATTRIBUTES(X)
#undef X
	TSM_ATTRIBUTE_COUNT
};

const char *tsm_attribute_name(enum tsm_attribute attribute);
unsigned int tsm_attribute_mode(enum tsm_attribute attribute);

/* The attribute of that name, or TSM_ATTRIBUTE_COUNT. */
enum tsm_attribute tsm_attribute_named(const char *name);

struct tsm_blob {
	uint8_t *bytes;		/* allocated */
	size_t size;
};

/* Puts a copy of @size bytes into an empty @blob. 0 or -ENOMEM. */
int tsm_blob_set(struct tsm_blob *blob, const void *bytes, size_t size);

#define SERVICE_MAX	32

/* What a report is asked for with. */
struct tsm_request {
	uint8_t inblob[INBLOB_MAX];
	unsigned int privlevel;
	bool has_service;		/* also an empty word is one */
	char service[SERVICE_MAX];
	bool single;			/* one service's manifest: that of @guid */
	uint8_t guid[16];		/* as text has it */
	unsigned int manifest_version;
};

struct tsm_answer {
	struct tsm_blob outblob, auxblob, manifestblob;
};

/* Who makes reports. */
struct tsm_provider {
	/* 0 with the blobs, or a negative errno. */
	int (*report)(void *owner, const struct tsm_request *request,
		      struct tsm_answer *answer);
	void *owner;
	unsigned int privlevel_floor;
	bool svsm;		/* there is one: its files are shown */
};

/* Whether an entry of @provider has such a file. */
bool tsm_attribute_shown(const struct tsm_provider *provider,
			 enum tsm_attribute attribute);

struct tsm_entry {
	uint64_t written, read;		/* generations */
	struct tsm_request request;
	size_t inblob_size;
	struct tsm_answer answer;
};

void tsm_entry_free(struct tsm_entry *entry);

/*
 * tsm_entry_write() - what stands in a file when it is written (privlevel) or
 * closed (inblob)
 *
 * Returns 0; -EINVAL for a level, GUID or version that is none, -ERANGE for a number
 * of more than 32 bits; -EBUSY when the generation would come round to one that was
 * read. A GUID that is none counts as written, and stands for every service.
 */
int tsm_entry_write(struct tsm_entry *entry, const struct tsm_provider *provider,
		    enum tsm_attribute attribute, const void *bytes,
		    size_t size);

/*
 * tsm_entry_read() - the content of a file; asks @provider when what was written
 * is newer than the report
 * @blob: a copy; the caller frees its bytes
 *
 * Returns 0 or a negative errno: -EINVAL without inblob, or the provider's.
 */
int tsm_entry_read(struct tsm_entry *entry, const struct tsm_provider *provider,
		   enum tsm_attribute attribute, struct tsm_blob *blob);

#endif /* EMULATOR_REPORT_ENTRY_H */
