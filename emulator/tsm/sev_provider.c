// SPDX-License-Identifier: MIT
#include "sev_provider.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/bytes.h"
#include "../base/platform_types.h"
#include "../firmware/report_writer.h"
#include "../firmware/secure_processor.h"
#include "../host/certificate_table.h"

#define CERTS_IN_TREE	0x4000U
#define CERTS_PATIENT	(24U * 4096)
#define ANSWER_SIZE	4000
#define ANSWER_HEADER	0x20

/* The ioctl's argument and its request, as user space lays them out. */
struct argument {
	uint8_t version;
	uint64_t request, answer, exitinfo2;
};

struct extended_request {
	uint8_t data[64];
	uint32_t vmpl;
	uint8_t reserved[28];
	uint64_t certs;
	uint32_t certs_size;
};

/* As the kernel counts: to the end of the blob that reaches farthest. */
static size_t table_size(const uint8_t *table, size_t room)
{
	size_t at, end, size = 0;

	for (at = 0; at + TABLE_ENTRY_SIZE <= room; at += TABLE_ENTRY_SIZE) {
		if (all_zero(table + at, TABLE_ENTRY_SIZE))
			break;
		end = (size_t)load32(table + at + TABLE_ENTRY_OFFSET) +
		      load32(table + at + TABLE_ENTRY_LENGTH);
		size = end > size ? end : size;
	}
	return size < room ? size : room;
}

static int status_of(const uint8_t *answer)
{
	uint32_t status = load32(answer);

	if (status == STATUS_INVALID_PARAM || status == STATUS_INVALID_KEY)
		return -EINVAL;
	if (status)
		return -ENXIO;
	return load32(answer + 4) > ANSWER_SIZE - ANSWER_HEADER ? -ENOMEM : 0;
}

static int keep(const uint8_t *bytes, size_t size, struct tsm_blob *blob)
{
	blob->bytes = malloc(size ? size : 1);
	if (!blob->bytes)
		return -ENOMEM;
	memcpy(blob->bytes, bytes, size);
	blob->size = size;
	return 0;
}

static int ask(struct guest_driver *driver, struct extended_request *request,
	       uint8_t answer[ANSWER_SIZE])
{
	const struct caller_memory self = { .pid = getpid() };
	struct argument argument = {
		.version = 1,
		.request = (uintptr_t)request,
		.answer = (uintptr_t)answer,
	};
	int ret = guest_driver_ioctl(driver, SNP_IOCTL_GET_EXT_REPORT,
				     (uintptr_t)&argument, &self);

	return ret > 0 ? -EIO : ret;
}

static int report(void *owner, const uint8_t inblob[INBLOB_MAX],
		  unsigned int privlevel, struct tsm_blob *outblob,
		  struct tsm_blob *auxblob)
{
	struct guest_driver *driver = owner;
	size_t room = driver->kind == DRIVER_PATIENT ? CERTS_PATIENT
						     : CERTS_IN_TREE;
	uint8_t answer[ANSWER_SIZE] = { 0 }, *table = calloc(1, room);
	struct extended_request request = {
		.vmpl = privlevel,
		.certs = (uintptr_t)table,
		.certs_size = (uint32_t)room,
	};
	int err = table ? 0 : -ENOMEM;

	memcpy(request.data, inblob, sizeof(request.data));
	if (!err)
		err = ask(driver, &request, answer);
	if (!err)
		err = status_of(answer);
	if (!err)
		err = keep(answer + ANSWER_HEADER, load32(answer + 4), outblob);
	if (!err)
		err = keep(table, table_size(table, room), auxblob);
	free(table);
	return err;
}

struct tsm_provider sev_provider(struct guest_driver *driver)
{
	return (struct tsm_provider){
		.report = report,
		.owner = driver,
		.privlevel_floor = driver->channel.machine.vmpl,
	};
}
