// SPDX-License-Identifier: MIT
#include "requests.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include <linux/sev-guest.h>

#include "clock.h"

#define REPORT_OFFSET		32
#define REPORT_DATA_OFFSET	(REPORT_OFFSET + 0x50)
#define KEY_OFFSET		32

uint32_t request_vmpl;

struct exchange {
	union {
		struct snp_report_req report;
		struct snp_derived_key_req key;
		struct snp_ext_report_req extended;
	} req;
	uint8_t response[4000];
};

const char *request_name(enum request_kind kind)
{
	static const char *const names[] = {
		[REPORT] = "GET_REPORT",
		[DERIVED_KEY] = "GET_DERIVED_KEY",
		[EXT_REPORT] = "GET_EXT_REPORT",
	};

	return names[kind];
}

static unsigned long command_of(enum request_kind kind)
{
	static const unsigned long commands[] = {
		[REPORT] = SNP_GET_REPORT,
		[DERIVED_KEY] = SNP_GET_DERIVED_KEY,
		[EXT_REPORT] = SNP_GET_EXT_REPORT,
	};

	return commands[kind];
}

static void fill_in(struct exchange *exchange, enum request_kind kind,
		    uint32_t mark, uint8_t *certs)
{
	memset(exchange, 0, sizeof(*exchange));
	if (kind == DERIVED_KEY) {
		exchange->req.key.guest_field_select = 1 << 3;
		return;
	}
	exchange->req.report.vmpl = request_vmpl;
	for (size_t i = 0; i < SNP_REPORT_USER_DATA_SIZE; i += sizeof(mark))
		memcpy(exchange->req.report.user_data + i, &mark, sizeof(mark));
	if (kind == EXT_REPORT) {
		exchange->req.extended.certs_address = (uintptr_t)certs;
		exchange->req.extended.certs_len = CERTS_ROOM;
	}
}

static void read_answer(struct outcome *outcome, enum request_kind kind,
			const struct exchange *exchange)
{
	const uint8_t *response = exchange->response;

	memcpy(&outcome->status, response, sizeof(outcome->status));
	if (kind == EXT_REPORT)
		outcome->certs_len = exchange->req.extended.certs_len;
	if (kind == DERIVED_KEY)
		memcpy(outcome->key, response + KEY_OFFSET,
		       sizeof(outcome->key));
	else
		outcome->is_mine = !memcmp(response + REPORT_DATA_OFFSET,
					   exchange->req.report.user_data,
					   SNP_REPORT_USER_DATA_SIZE);
}

struct outcome request_issue(int device, enum request_kind kind, uint32_t mark,
			     uint8_t *certs)
{
	struct exchange exchange;
	struct snp_guest_request_ioctl arg = {
		.msg_version = 1,
		.req_data = (uintptr_t)&exchange.req,
		.resp_data = (uintptr_t)exchange.response,
	};
	struct outcome outcome = {};
	int64_t start = now_ms();
	int result;

	fill_in(&exchange, kind, mark, certs);
	result = ioctl(device, command_of(kind), &arg);
	if (result)
		outcome.error = result < 0 ? errno : -result;
	outcome.ms = now_ms() - start;
	outcome.exitinfo2 = arg.exitinfo2;
	read_answer(&outcome, kind, &exchange);
	return outcome;
}
