// SPDX-License-Identifier: MIT
/* What a report comes in, told apart by size and first bytes. */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "container.h"
#include "hcl.h"
#include "../base/talk.h"

/* [ABI] MSG_REPORT_RSP: status, size, zeros, report. The ioctl pads it. */
#define RESPONSE_HEAD 0x20

static uint32_t load_le32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return le32toh(value);
}

static bool is_zero(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i])
			return false;
	}
	return true;
}

static bool is_response(struct buffer bytes)
{
	if (bytes.len < RESPONSE_HEAD + SNPGUEST_REPORT_SIZE ||
	    !is_zero(bytes.data + 8, RESPONSE_HEAD - 8))
		return false;
	return load_le32(bytes.data + 4) == SNPGUEST_REPORT_SIZE ||
	       (load_le32(bytes.data) && is_zero(bytes.data + 4, 4));
}

static bool is_table(const uint8_t *data, size_t len)
{
	struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX];
	size_t count;

	return snpguest_table_parse(data, len, entries, SNPGUEST_TABLE_MAX,
				    &count, NULL) == 0 &&
	       count > 0;
}

/*
 * DER is looked for first: no report begins like it. PEM comes last, since a
 * table may hold PEM certificates.
 */
enum shape container_shape(struct buffer bytes)
{
	const size_t size = SNPGUEST_REPORT_SIZE;
	enum content content = content_of(bytes);

	if (content == CONTENT_DER_CERT || content == CONTENT_DER_CRL)
		return SHAPE_CERTS;
	if (hcl_is(bytes))
		return SHAPE_HCL;
	if (bytes.len == size)
		return SHAPE_REPORT;
	if (is_response(bytes))
		return SHAPE_RESPONSE;
	if (is_table(bytes.data, bytes.len))
		return SHAPE_TABLE;
	if (bytes.len > size && is_table(bytes.data + size, bytes.len - size))
		return SHAPE_REPORT_TABLE;
	if (content != CONTENT_OTHER)
		return SHAPE_CERTS;
	return bytes.len > size ? SHAPE_REPORT_MORE : SHAPE_OTHER;
}

static void set_report(struct bundle *bundle, const uint8_t *data)
{
	bundle->report.data = data;
	bundle->report.len = SNPGUEST_REPORT_SIZE;
}

static int read_response(struct bundle *bundle, const char *name,
			 struct buffer bytes)
{
	const size_t end = RESPONSE_HEAD + SNPGUEST_REPORT_SIZE;
	uint32_t status = load_le32(bytes.data);

	if (status) {
		trouble("%s: no report: the firmware answered with status 0x%x",
			name, status);
		return -1;
	}
	set_report(bundle, bytes.data + RESPONSE_HEAD);
	if (is_zero(bytes.data + end, bytes.len - end))
		return 0;
	return bundle_flaw(bundle, "%s: something follows the report",
			     name);
}

int container_add_table(struct bundle *bundle, const char *name,
			const uint8_t *data, size_t len)
{
	if (bundle->table.data)
		return bundle_flaw(bundle, "%s: a second certificate table",
				     name);
	bundle->table.data = data;
	bundle->table.len = len;
	return 0;
}

int container_add(struct bundle *bundle, const char *name,
		  struct buffer bytes, enum shape shape)
{
	const size_t size = SNPGUEST_REPORT_SIZE;

	switch (shape) {
	case SHAPE_REPORT:
		set_report(bundle, bytes.data);
		return 0;
	case SHAPE_REPORT_TABLE:
	case SHAPE_REPORT_MORE:
		set_report(bundle, bytes.data);
		return container_add_table(bundle, name, bytes.data + size,
					   bytes.len - size);
	case SHAPE_RESPONSE:
		return read_response(bundle, name, bytes);
	case SHAPE_HCL:
		return hcl_read(bundle, name, bytes);
	case SHAPE_TABLE:
		return bundle_flaw(bundle,
				     "%s: a certificate table without a report",
				     name);
	case SHAPE_CERTS:
		return bundle_flaw(bundle,
				     "%s: certificates without a report; name"
				     " them with --certs",
				     name);
	case SHAPE_OTHER:
		break;
	}
	return bundle_flaw(bundle, "%s: %zu bytes; a report has %d", name,
			     bytes.len, SNPGUEST_REPORT_SIZE);
}

int bundle_add_container(struct bundle *bundle, const char *name,
			   struct buffer bytes)
{
	if (bundle_keep(bundle, bytes))
		return -1;
	return container_add(bundle, name, bytes, container_shape(bytes));
}
