// SPDX-License-Identifier: MIT
/* Choosing the way to the secure processor, and what holds for all of them. */
#include "transport.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/bytes.h"
#include "../base/error.h"
#include "../base/input.h"
#include "../formats/report.h"

size_t table_trim(const uint8_t *table, size_t len)
{
	struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX];
	size_t count = 0, used = 0;

	if (bytes_are_zero(table, len))
		return 0;
	if (snpguest_table_parse(table, len, entries, SNPGUEST_TABLE_MAX,
				 &count, NULL))
		return len;
	for (size_t i = 0; i < count; i++) {
		const struct snpguest_blob *blob = &entries[i].blob;
		size_t end = blob->data - table + blob->len;

		if (end > used)
			used = end;
	}
	return used;
}

static int open_auto(struct snpguest_transport *transport,
		     struct snpguest_error *error)
{
	if (!tsm_open(TSM_PATH, &tsm_system, transport, NULL))
		return 0;
	return device_open(DEVICE_PATH, &device_system, transport, error);
}

static int open_by_name(const char *device,
			struct snpguest_transport *transport,
			struct snpguest_error *error)
{
	if (!strcmp(device, "auto"))
		return open_auto(transport, error);
	if (!strcmp(device, "tsm"))
		return tsm_open(TSM_PATH, &tsm_system, transport, error);
	return device_open(device, &device_system, transport, error);
}

int snpguest_open(const char *device, struct snpguest_transport **transport,
		  struct snpguest_error *error)
{
	struct snpguest_transport *t = calloc(1, sizeof(*t));
	int err;

	*transport = NULL;
	if (!t)
		return fail_memory(error);
	err = open_by_name(device, t, error);
	if (err)
		free(t);
	else
		*transport = t;
	return err;
}

int snpguest_transport_new(const struct snpguest_transport_ops *ops, void *priv,
			   struct snpguest_transport **transport,
			   struct snpguest_error *error)
{
	struct snpguest_transport_ops own;
	int err = input_copy(&own, sizeof(own), ops, "transport", error);

	*transport = NULL;
	if (err)
		return err;
	if (!own.get_report)
		return fail(error, -EINVAL, "transport: get_report is NULL");
	*transport = malloc(sizeof(**transport));
	if (!*transport)
		return fail_memory(error);
	**transport = (struct snpguest_transport){
		.get_report = own.get_report,
		.get_key = own.get_key,
		.close = own.close,
		.priv = priv,
	};
	return 0;
}

void transport_close(struct snpguest_transport *transport)
{
	if (transport->close)
		transport->close(transport->priv);
	memset(transport, 0, sizeof(*transport));
}

void snpguest_close(struct snpguest_transport *transport)
{
	if (!transport)
		return;
	transport_close(transport);
	free(transport);
}

static int read_report_request(const struct snpguest_report_request *from,
			       struct snpguest_report_request *req,
			       struct snpguest_error *error)
{
	int err = input_copy(req, sizeof(*req), from, "report request", error);

	if (err)
		return err;
	if (req->vmpl >= VMPL_COUNT)
		return fail(error, -EINVAL, "VMPL %d; there are 0 to %d",
			    req->vmpl, VMPL_COUNT - 1);
	if (req->key_sel > SNPGUEST_KEY_SEL_VLEK)
		return fail(error, -EINVAL, "key selection %u; there are 0 to 2",
			    req->key_sel);
	return 0;
}

static bool carries(const uint8_t *report,
		    const struct snpguest_report_request *req)
{
	return !memcmp(report + REPORT_DATA, req->report_data,
		       sizeof(req->report_data));
}

static int answers_another(struct snpguest_error *error)
{
	return fail(error, -EBADMSG,
		    "the report does not carry the report data that was asked for: it answers another request");
}

static void forget_table(uint8_t **table, size_t *table_len)
{
	if (!table)
		return;
	free(*table);
	*table = NULL;
	*table_len = 0;
}

static int ask(const struct snpguest_transport *transport,
	       const struct snpguest_report_request *req,
	       struct report_buffer *report, uint8_t **table, size_t *table_len,
	       struct snpguest_error *error)
{
	if (transport->get_whole)
		return transport->get_whole(transport->priv, req, report, table,
					    table_len, error);
	report->len = SNPGUEST_REPORT_SIZE;
	return transport->get_report(transport->priv, req, report->data, table,
				     table_len, error);
}

/* @req: out: the request as this library knows it */
static int get(const struct snpguest_transport *transport,
	       const struct snpguest_report_request *from,
	       struct snpguest_report_request *req, uint8_t *report,
	       uint8_t **table, size_t *table_len, struct snpguest_error *error)
{
	struct report_buffer known = { report, SNPGUEST_REPORT_SIZE, 0 };
	int err = read_report_request(from, req, error);

	if (table) {
		*table = NULL;
		*table_len = 0;
	}
	if (err)
		return err;
	return ask(transport, req, &known, table, table_len, error);
}

int snpguest_get_evidence(const struct snpguest_transport *transport,
			  const struct snpguest_report_request *req,
			  uint8_t *report, uint8_t **table, size_t *table_len,
			  struct snpguest_error *error)
{
	struct snpguest_report_request own;

	return get(transport, req, &own, report, table, table_len, error);
}

int snpguest_get_report(const struct snpguest_transport *transport,
			const struct snpguest_report_request *req,
			uint8_t *report, uint8_t **table, size_t *table_len,
			struct snpguest_error *error)
{
	struct snpguest_report_request own;
	int err = get(transport, req, &own, report, table, table_len, error);

	if (err)
		return err;
	if (carries(report, &own))
		return 0;
	forget_table(table, table_len);
	return answers_another(error);
}

int snpguest_get_whole_report(const struct snpguest_transport *transport,
			      const struct snpguest_report_request *from,
			      uint8_t *report, size_t size, size_t *len,
			      struct snpguest_error *error)
{
	struct report_buffer whole = { report, size, 0 };
	struct snpguest_report_request req;
	int err = read_report_request(from, &req, error);

	*len = 0;
	if (!err && size < SNPGUEST_REPORT_SIZE)
		err = fail(error, -EINVAL, "room of %zu bytes for a report of %d",
			   size, SNPGUEST_REPORT_SIZE);
	if (!err)
		err = ask(transport, &req, &whole, NULL, NULL, error);
	if (err)
		return err;
	if (!carries(report, &req))
		return answers_another(error);
	*len = whole.len;
	return 0;
}

static int read_key_request(const struct snpguest_key_request *from,
			    struct snpguest_key_request *req,
			    struct snpguest_error *error)
{
	int err = input_copy(req, sizeof(*req), from, "key request", error);

	if (err)
		return err;
	if (req->vmrk > 1)
		return fail(error, -EINVAL, "key request: vmrk is 0 or 1");
	if (req->vmpl >= VMPL_COUNT)
		return fail(error, -EINVAL, "VMPL %u; there are 0 to %d",
			    req->vmpl, VMPL_COUNT - 1);
	if (req->key_sel > SNPGUEST_KEY_SEL_VLEK)
		return fail(error, -EINVAL, "key selection %u; there are 0 to 2",
			    req->key_sel);
	return 0;
}

int snpguest_get_key(const struct snpguest_transport *transport,
		     const struct snpguest_key_request *req,
		     uint8_t key[KEY_SIZE], struct snpguest_error *error)
{
	struct snpguest_key_request own;
	int err = read_key_request(req, &own, error);

	if (!err && !transport->get_key)
		err = fail(error, -EOPNOTSUPP,
			   "no keys this way; open " DEVICE_PATH " instead");
	if (!err)
		err = transport->get_key(transport->priv, &own, key, error);
	if (err)
		explicit_bzero(key, KEY_SIZE);
	return err;
}

int snpguest_get_service(const struct snpguest_transport *transport,
			 const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
			 const char *guid, uint8_t *report, uint8_t **table,
			 size_t *table_len, uint8_t **manifest,
			 size_t *manifest_len, struct snpguest_error *error)
{
	const struct service_request req = { nonce, guid };
	struct service_answer answer = { .report = report };
	int err;

	if (!transport->get_service)
		err = fail(error, -EOPNOTSUPP,
			   "reports on services come by configfs-tsm alone; open it by \"tsm\"");
	else
		err = transport->get_service(transport->priv, &req, &answer,
					     error);
	*table = answer.table;
	*table_len = answer.table_len;
	*manifest = answer.manifest;
	*manifest_len = answer.manifest_len;
	return err;
}
