/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_TRANSPORT_H
#define SNPGUEST_TRANSPORT_H

#include <sys/types.h>

#include "snpguest.h"

#define DEVICE_PATH "/dev/sev-guest"
#define TSM_PATH "/sys/kernel/config/tsm/report"

#define VMPL_COUNT 4

/* What errors of both ways say; short, since an error has 256 bytes. */
#define PARAVISOR                                                    \
	"guests under a paravisor (Azure) have none, their report is at NV" \
	" index 0x01400001 of the vTPM"
#define KEY_GIVEN_UP                                                   \
	"the driver gave its message key (VMPCK) up, as the in-tree driver does" \
	" after a failed request: load it with another vmpck_id, or reboot the" \
	" guest"
#define KEY_SIZE 32

/** struct service_request - @guid: text; NULL for all services */
struct service_request {
	const uint8_t *nonce; /* SNPGUEST_REPORT_DATA_SIZE bytes */
	const char *guid;
};

/** struct service_answer - @table and @manifest: from malloc(); NULL and 0: none */
struct service_answer {
	uint8_t *report; /* room for SNPGUEST_REPORT_SIZE bytes */
	uint8_t *table, *manifest;
	size_t table_len, manifest_len;
};

/** struct report_buffer - @len: out: how much of @room the report has taken */
struct report_buffer {
	uint8_t *data;
	size_t room, len;
};

/**
 * struct snpguest_transport - as struct snpguest_transport_ops, and @priv
 * @get_report: the program's own; NULL where @get_whole is there
 * @get_whole: a report as long as the firmware makes it, at least
 *	SNPGUEST_REPORT_SIZE bytes; what does not fit is left out. NULL where only
 *	@get_report is there
 */
struct snpguest_transport {
	int (*get_report)(void *priv, const struct snpguest_report_request *req,
			  uint8_t *report, uint8_t **table, size_t *table_len,
			  struct snpguest_error *error);
	int (*get_key)(void *priv, const struct snpguest_key_request *req,
		       uint8_t key[KEY_SIZE], struct snpguest_error *error);
	int (*get_service)(void *priv, const struct service_request *req,
			   struct service_answer *answer,
			   struct snpguest_error *error); /* may be NULL */
	void (*close)(void *priv);
	void *priv;
	int (*get_whole)(void *priv, const struct snpguest_report_request *req,
			 struct report_buffer *report, uint8_t **table,
			 size_t *table_len, struct snpguest_error *error);
};

/** What snpguest_close() does but for freeing @transport. */
void transport_close(struct snpguest_transport *transport);

/** struct device_ops - the system calls of device.c, for tests to stand in */
struct device_ops {
	int (*open)(const char *path);
	int (*ioctl)(int fd, unsigned long request, void *arg);
	int (*close)(int fd);
};

/** A transport for the device at @path. Return: 0 or a negative errno. */
int device_open(const char *path, const struct device_ops *ops,
		struct snpguest_transport *transport,
		struct snpguest_error *error);

/** The real system calls. */
extern const struct device_ops device_system;

/**
 * struct tsm_ops - file operations of configfs_tsm.c, for tests to stand in
 *
 * Each returns 0 (@read: bytes read) or a negative errno. A @write is one open,
 * one write, one close; a @read is one open and reading to the end, of more than
 * @max bytes -EFBIG.
 */
struct tsm_ops {
	int (*make)(const char *dir);
	int (*remove)(const char *dir);
	ssize_t (*read)(const char *path, void *data, size_t max);
	int (*write)(const char *path, const void *data, size_t len);
};

/**
 * A transport for configfs-tsm at @base. Return: 0; -ENOENT when nothing is
 * there or another provider is; another negative errno.
 */
int tsm_open(const char *base, const struct tsm_ops *ops,
	     struct snpguest_transport *transport,
	     struct snpguest_error *error);

/** The real file operations. */
extern const struct tsm_ops tsm_system;

/**
 * table_trim() - how many of the @len bytes the table really uses
 *
 * 0 when there is no entry; @len when it is malformed: that is for the verifier
 * to say.
 */
size_t table_trim(const uint8_t *table, size_t len);

#endif
