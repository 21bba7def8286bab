// SPDX-License-Identifier: MIT
#include "driver_report.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../base/bytes.h"
#include "../firmware/secure_processor.h"

/* The ioctl's argument and its request, as user space lays them out. */
struct argument {
	uint8_t version;
	uint64_t request, answer, exitinfo2;
};

/* Without the last two it is a plain request. */
struct extended_request {
	uint8_t data[64];
	uint32_t vmpl;
	uint8_t reserved[28];
	uint64_t certs;
	uint32_t certs_size;
};

static int status_of(const uint8_t *answer)
{
	uint32_t status = load32(answer);

	if (status == STATUS_INVALID_PARAM || status == STATUS_INVALID_KEY)
		return -EINVAL;
	if (status)
		return -ENXIO;
	return load32(answer + DRIVER_ANSWER_LENGTH) >
			       DRIVER_ANSWER_SIZE - DRIVER_ANSWER_REPORT
		       ? -ENOMEM
		       : 0;
}

int driver_report(struct guest_driver *driver, const uint8_t data[64],
		  uint32_t vmpl, uint8_t *certs, uint32_t certs_size,
		  uint8_t answer[DRIVER_ANSWER_SIZE])
{
	const struct caller_memory self = { .pid = getpid() };
	struct extended_request request = {
		.vmpl = vmpl,
		.certs = (uintptr_t)certs,
		.certs_size = certs_size,
	};
	struct argument argument = {
		.version = 1,
		.request = (uintptr_t)&request,
		.answer = (uintptr_t)answer,
	};
	int ret;

	memset(answer, 0, DRIVER_ANSWER_SIZE);
	memcpy(request.data, data, sizeof(request.data));
	ret = guest_driver_ioctl(driver,
				 certs ? SNP_IOCTL_GET_EXT_REPORT
				       : SNP_IOCTL_GET_REPORT,
				 (uintptr_t)&argument, &self);
	if (ret)
		return ret > 0 ? -EIO : ret;
	return status_of(answer);
}
