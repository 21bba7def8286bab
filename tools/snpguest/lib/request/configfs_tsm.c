// SPDX-License-Identifier: MIT
/*
 * Requests through configfs-tsm (Linux: Documentation/ABI/testing/
 * configfs-tsm-report). One request is one directory, which lives only as long
 * as the request. The error of a write to a binary attribute is lost in the
 * kernel, so the generation counter and the report data are what tells whether
 * an answer belongs to the question.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/error.h"
#include "../formats/report.h"
#include "transport.h"

#define PROVIDER "sev_guest"
#define PATH_SIZE 256
#define NUMBER_SIZE 32
#define TABLE_FIRST 32768u
#define TABLE_MAX (16u << 20) /* the kernel's own limit */

struct tsm {
	const struct tsm_ops *ops;
	char base[];
};

/**
 * struct context - one request's directory
 * @refused: what EINVAL means of this request
 */
struct context {
	const struct tsm_ops *ops;
	struct snpguest_error *error;
	unsigned long long writes;
	const char *refused;
	char dir[PATH_SIZE];
};

static int system_make(const char *dir)
{
	return mkdir(dir, 0700) ? -errno : 0;
}

static int system_remove(const char *dir)
{
	return rmdir(dir) ? -errno : 0;
}

static ssize_t read_all(int fd, uint8_t *data, size_t max)
{
	size_t total = 0;
	uint8_t more;
	ssize_t n;

	while (total < max) {
		n = read(fd, data + total, max - total);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : (ssize_t)total;
		total += n;
	}
	n = read(fd, &more, 1);
	if (n < 0)
		return -errno;
	return n ? -EFBIG : (ssize_t)total;
}

static ssize_t system_read(const char *path, void *data, size_t max)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read_all(fd, data, max);
	close(fd);
	return n;
}

static int system_write(const char *path, const void *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, data, len);
	if (n < 0)
		err = -errno;
	else if ((size_t)n != len)
		err = -EIO;
	if (close(fd) && !err)
		err = -errno;
	return err;
}

const struct tsm_ops tsm_system = {
	.make = system_make,
	.remove = system_remove,
	.read = system_read,
	.write = system_write,
};

/* ------------------------------------------------------------- attributes */

static void attribute_path(const struct context *c, const char *name,
			   char path[2 * PATH_SIZE])
{
	snprintf(path, 2 * PATH_SIZE, "%s/%s", c->dir, name);
}

static ssize_t read_attribute(struct context *c, const char *name, void *data,
			      size_t max)
{
	char path[2 * PATH_SIZE];

	attribute_path(c, name, path);
	return c->ops->read(path, data, max);
}

static int write_attribute(struct context *c, const char *name,
			   const void *data, size_t len)
{
	char path[2 * PATH_SIZE];
	int err;

	attribute_path(c, name, path);
	err = c->ops->write(path, data, len);
	if (!err)
		c->writes++;
	return err;
}

static int attribute_failed(struct context *c, const char *name, int err)
{
	const char *hint = "";

	if (err == -ETIMEDOUT)
		hint = ": the host throttles requests; try again later";
	else if (err == -EIO)
		hint = ": the host or its firmware refused; the kernel log has its code";
	else if (err == -ENXIO)
		hint = ": no provider; load the sev-guest module";
	else if (err == -ENOTTY)
		hint = ": " KEY_GIVEN_UP;
	else if (err == -EINVAL)
		hint = c->refused;
	return fail(c->error, err, "%s/%s: %s%s", c->dir, name, strerror(-err),
		    hint);
}

static int read_number(struct context *c, const char *name,
		       unsigned long long *number)
{
	char text[NUMBER_SIZE], *end;
	ssize_t n = read_attribute(c, name, text, sizeof(text) - 1);

	if (n < 0)
		return n;
	text[n] = '\0';
	errno = 0;
	*number = strtoull(text, &end, 0);
	if (errno || end == text || (*end && *end != '\n'))
		return -EBADMSG;
	return 0;
}

static int check_provider(struct context *c)
{
	char text[64];
	ssize_t n = read_attribute(c, "provider", text, sizeof(text) - 1);

	if (n < 0)
		return attribute_failed(c, "provider", n);
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (strcmp(text, PROVIDER))
		return fail(c->error, -ENOENT,
			    "%s: the provider is \"%s\", not " PROVIDER
			    ": this is no SNP guest", c->dir, text);
	return 0;
}

/* -------------------------------------------------------------- directory */

static int cannot_make(struct context *c, const char *base, int err)
{
	switch (err) {
	case -ENOENT:
		return fail(c->error, err,
			    "%s is not there: mount configfs (mount -t configfs none /sys/kernel/config) and load the sev-guest module; "
			    PARAVISOR, base);
	case -ENXIO:
		return fail(c->error, -ENOENT,
			    "%s: no provider: load the sev-guest module", base);
	case -EACCES:
	case -EPERM:
		return fail(c->error, err, "%s: permission denied: run as root",
			    base);
	}
	return fail(c->error, err, "%s: %s", base, strerror(-err));
}

static int open_context(const struct tsm *tsm, struct context *c,
			struct snpguest_error *error)
{
	uint64_t unique;
	int err;

	memset(c, 0, sizeof(*c));
	c->ops = tsm->ops;
	c->error = error;
	c->refused = ": a VMPL below this guest's key, or above 3";
	if (getrandom(&unique, sizeof(unique), 0) != sizeof(unique))
		return fail(error, -errno, "no random number: %s",
			    strerror(errno));
	snprintf(c->dir, sizeof(c->dir), "%s/snpguest-%016llx", tsm->base,
		 (unsigned long long)unique);
	err = c->ops->make(c->dir);
	return err ? cannot_make(c, tsm->base, err) : 0;
}

static void close_context(struct context *c)
{
	c->ops->remove(c->dir);
}

/* ---------------------------------------------------------------- request */

static int write_vmpl(struct context *c, int32_t wanted)
{
	unsigned long long lowest = 0;
	char text[NUMBER_SIZE];
	int err = read_number(c, "privlevel_floor", &lowest);

	/* The attribute is younger than the interface. */
	if (err && err != -ENOENT)
		return attribute_failed(c, "privlevel_floor", err);
	if (lowest >= VMPL_COUNT)
		return fail(c->error, -EBADMSG,
			    "%s/privlevel_floor: %llu is no VMPL", c->dir,
			    lowest);
	if (wanted >= 0 && (unsigned long long)wanted < lowest)
		return fail(c->error, -EINVAL,
			    "VMPL %d is below %llu, the lowest this guest can ask for",
			    wanted, lowest);
	if (wanted < 0)
		wanted = lowest;
	if (!wanted)
		return 0;
	snprintf(text, sizeof(text), "%d\n", wanted);
	err = write_attribute(c, "privlevel", text, strlen(text));
	return err ? attribute_failed(c, "privlevel", err) : 0;
}

/* Newer firmware may make it longer; what is known stays where it is. */
static int read_outblob(struct context *c, struct report_buffer *report)
{
	uint8_t whole[SNPGUEST_REPORT_MAX];
	ssize_t n = read_attribute(c, "outblob", whole, sizeof(whole));

	if (n < 0)
		return attribute_failed(c, "outblob", n);
	if (n < SNPGUEST_REPORT_SIZE)
		return fail(c->error, -EBADMSG,
			    "%s/outblob: %zd bytes, a report has %d", c->dir, n,
			    SNPGUEST_REPORT_SIZE);
	report->len = (size_t)n < report->room ? (size_t)n : report->room;
	memcpy(report->data, whole, report->len);
	return 0;
}

/* @data: out: from malloc(), NULL where it is empty */
static int read_blob(struct context *c, const char *name, uint8_t **blob,
		     size_t *len)
{
	uint8_t *data = NULL, *more;
	ssize_t n = -EFBIG;

	for (size_t max = TABLE_FIRST; n == -EFBIG && max <= TABLE_MAX;
	     max *= 2) {
		more = realloc(data, max);
		if (!more) {
			free(data);
			return fail_memory(c->error);
		}
		data = more;
		n = read_attribute(c, name, data, max);
	}
	*len = n > 0 ? (size_t)n : 0;
	if (n > 0) {
		*blob = data;
		return 0;
	}
	free(data);
	return n < 0 ? attribute_failed(c, name, n) : 0;
}

static void drop_blob(uint8_t **blob, size_t *len)
{
	free(*blob);
	*blob = NULL;
	*len = 0;
}

static int read_auxblob(struct context *c, uint8_t **table, size_t *table_len)
{
	int err = read_blob(c, "auxblob", table, table_len);

	if (err || !*table)
		return err;
	*table_len = table_trim(*table, *table_len);
	if (!*table_len)
		drop_blob(table, table_len);
	return 0;
}

static int check_generation(struct context *c, unsigned long long before)
{
	unsigned long long now;
	int err = read_number(c, "generation", &now);

	if (err)
		return attribute_failed(c, "generation", err);
	if (now != before + c->writes)
		return fail(c->error, -EBADMSG,
			    "%s/generation: %llu, must be %llu: a write was lost or somebody else wrote; try again",
			    c->dir, now, before + c->writes);
	return 0;
}

static int ask(struct context *c, const struct snpguest_report_request *req,
	       struct report_buffer *report, uint8_t **table, size_t *table_len)
{
	unsigned long long before;
	int err = check_provider(c);

	if (err)
		return err;
	err = read_number(c, "generation", &before);
	if (err)
		return attribute_failed(c, "generation", err);
	err = write_vmpl(c, req->vmpl);
	if (err)
		return err;
	err = write_attribute(c, "inblob", req->report_data,
			      sizeof(req->report_data));
	if (err)
		return attribute_failed(c, "inblob", err);
	err = read_outblob(c, report);
	if (!err && table)
		err = read_auxblob(c, table, table_len);
	if (!err)
		err = check_generation(c, before);
	if (!err && memcmp(report->data + REPORT_DATA, req->report_data,
			   sizeof(req->report_data)))
		err = fail(c->error, -EBADMSG,
			   "%s/outblob: the report carries other report data than was written",
			   c->dir);
	return err;
}

static int get_whole(void *priv, const struct snpguest_report_request *req,
		     struct report_buffer *report, uint8_t **table,
		     size_t *table_len, struct snpguest_error *error)
{
	const struct tsm *tsm = priv;
	struct context c;
	int err;

	if (req->key_sel != SNPGUEST_KEY_SEL_AUTO)
		return fail(error, -EOPNOTSUPP,
			    "configfs-tsm cannot choose the signing key; open "
			    DEVICE_PATH " instead");
	err = open_context(tsm, &c, error);
	if (err)
		return err;
	err = ask(&c, req, report, table, table_len);
	if (err && table)
		drop_blob(table, table_len);
	close_context(&c);
	return err;
}

/* --------------------------------------------------------------- services */

static int name_service(struct context *c, const char *guid)
{
	int err = write_attribute(c, "service_provider", "svsm\n", 5);

	if (err == -ENOENT || err == -EACCES)
		return fail(c->error, -EOPNOTSUPP,
			    "%s has no service_provider: there is no SVSM below this guest, or Linux is older than 6.10",
			    c->dir);
	if (err)
		return attribute_failed(c, "service_provider", err);
	if (!guid)
		return 0;
	c->refused = ": the SVSM has no service of this GUID; the manifest of all lists those it has";
	err = write_attribute(c, "service_guid", guid, strlen(guid));
	return err ? attribute_failed(c, "service_guid", err) : 0;
}

static int ask_service(struct context *c, const struct service_request *req,
		       struct service_answer *answer)
{
	struct report_buffer known = { answer->report, SNPGUEST_REPORT_SIZE, 0 };
	unsigned long long before;
	int err = check_provider(c);

	if (!err) {
		err = read_number(c, "generation", &before);
		if (err)
			return attribute_failed(c, "generation", err);
		err = name_service(c, req->guid);
	}
	if (err)
		return err;
	err = write_attribute(c, "inblob", req->nonce,
			      SNPGUEST_REPORT_DATA_SIZE);
	if (err)
		return attribute_failed(c, "inblob", err);
	err = read_outblob(c, &known);
	if (!err)
		err = read_auxblob(c, &answer->table, &answer->table_len);
	if (!err)
		err = read_blob(c, "manifestblob", &answer->manifest,
				&answer->manifest_len);
	if (!err && !answer->manifest)
		err = fail(c->error, -EBADMSG, "%s/manifestblob: it is empty",
			   c->dir);
	return err ? err : check_generation(c, before);
}

static int get_service(void *priv, const struct service_request *req,
		       struct service_answer *answer,
		       struct snpguest_error *error)
{
	const struct tsm *tsm = priv;
	struct context c;
	int err = open_context(tsm, &c, error);

	if (err)
		return err;
	err = ask_service(&c, req, answer);
	if (err) {
		drop_blob(&answer->table, &answer->table_len);
		drop_blob(&answer->manifest, &answer->manifest_len);
	}
	close_context(&c);
	return err;
}

/* ---------------------------------------------------------------- lifetime */

static void close_tsm(void *priv)
{
	free(priv);
}

/* Is there a provider, and is it ours? A directory of it tells. */
static int probe(const struct tsm *tsm, struct snpguest_error *error)
{
	struct context c;
	int err = open_context(tsm, &c, error);

	if (err)
		return err;
	err = check_provider(&c);
	close_context(&c);
	return err;
}

int tsm_open(const char *base, const struct tsm_ops *ops,
	     struct snpguest_transport *transport,
	     struct snpguest_error *error)
{
	size_t size = strlen(base) + 1;
	struct tsm *tsm = malloc(sizeof(*tsm) + size);
	int err;

	if (!tsm)
		return fail_memory(error);
	tsm->ops = ops;
	memcpy(tsm->base, base, size);
	err = probe(tsm, error);
	if (err) {
		free(tsm);
		return err;
	}
	*transport = (struct snpguest_transport){
		.get_service = get_service,
		.get_whole = get_whole,
		.close = close_tsm,
		.priv = tsm,
	};
	return 0;
}
