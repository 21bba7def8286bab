// SPDX-License-Identifier: MIT
/*
 * body WHERE [NONCE]: what every guest of an emulated platform can rely on,
 * whatever door it came in by. Prints TAP.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/sev-guest.h>

#include "door.h"

#define CERTS_MAX	0x4000
#define INVALID_LEN	(1ULL << 32)

static unsigned int number;
static bool any_failed;

static void check(bool ok, const char *what)
{
	printf("%s %u - %s\n", ok ? "ok" : "not ok", ++number, what);
	any_failed |= !ok;
}

static uint32_t le32(const uint8_t *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static struct snp_report_req report_request(uint8_t nonce)
{
	struct snp_report_req request = { .vmpl = 3 };

	memset(request.user_data, nonce, sizeof(request.user_data));
	return request;
}

static int call(unsigned long command, uint8_t version, void *request,
		void *response, uint64_t *exitinfo2)
{
	struct snp_guest_request_ioctl arg = {
		.msg_version = version,
		.req_data = (uintptr_t)request,
		.resp_data = (uintptr_t)response,
	};
	int err = door_ioctl(command, &arg);

	*exitinfo2 = arg.exitinfo2;
	return err;
}

static void reports(uint8_t nonce)
{
	struct snp_report_req request = report_request(nonce);
	struct snp_report_resp response = { { 0 } };
	const uint8_t *report = response.data + 0x20;
	uint64_t exitinfo2;

	check(call(SNP_GET_REPORT, 1, &request, &response, &exitinfo2) == 0,
	      "a report is given");
	check(exitinfo2 == 0, "exitinfo2 is 0");
	check(le32(response.data) == 0 && le32(response.data + 4) == 0x4a0,
	      "status and size stand before it");
	check(!memcmp(report + 0x50, request.user_data, 64),
	      "it has the request's data");
	check(le32(report + 0x30) == 3, "it has the request's VMPL");
	check(le32(report + 0x34) == 1 && report[0x2a0] | report[0x2a1],
	      "it is signed");
	request.rsvd[1] = 1;
	check(call(SNP_GET_REPORT, 1, &request, &response, &exitinfo2) == 0 &&
	      le32(response.data) == 0x16,
	      "a reserved bit is answered with INVALID_PARAM, inside");
}

static void keys(void)
{
	struct snp_derived_key_req request = { .guest_field_select = 1,
					       .vmpl = 3 };
	struct snp_derived_key_resp a, b;
	uint64_t exitinfo2;

	check(call(SNP_GET_DERIVED_KEY, 1, &request, &a, &exitinfo2) == 0 &&
	      le32(a.data) == 0, "a key is derived");
	check(call(SNP_GET_DERIVED_KEY, 1, &request, &b, &exitinfo2) == 0 &&
	      !memcmp(a.data, b.data, 64), "and again the same");
	request.guest_field_select = 2;
	check(call(SNP_GET_DERIVED_KEY, 1, &request, &b, &exitinfo2) == 0 &&
	      memcmp(a.data + 32, b.data + 32, 32), "another for other fields");
	request.guest_field_select = 1ULL << 63;
	check(call(SNP_GET_DERIVED_KEY, 1, &request, &b, &exitinfo2) == 0 &&
	      le32(b.data) == 0x16 && b.data[32] == 0,
	      "unknown fields are answered with INVALID_PARAM and no key");
}

static void certificates(void)
{
	static const uint8_t vcek[4] = { 0x63, 0xda, 0x75, 0x8d };
	static uint8_t table[CERTS_MAX];
	struct snp_ext_report_req request = { .data = report_request(0x22) };
	struct snp_report_resp response = { { 0 } };
	uint64_t exitinfo2;

	check(call(SNP_GET_EXT_REPORT, 1, &request, &response, &exitinfo2) ==
	      -EIO && exitinfo2 == INVALID_LEN,
	      "an extended report without room tells INVALID_LEN");
	check(request.certs_len == 0x2000, "and what the table needs");
	request.certs_address = (uintptr_t)table;
	check(call(SNP_GET_EXT_REPORT, 1, &request, &response, &exitinfo2) == 0,
	      "with that much room it succeeds");
	check(!memcmp(table, vcek, 4), "the table begins with a VCEK");
	check(!memcmp(response.data + 0x70, request.data.user_data, 64),
	      "the report has the request's data");
}

static void wrong_calls(void)
{
	struct snp_report_req request = report_request(0x33);
	struct snp_report_resp response = { { 0 } };
	uint64_t exitinfo2;

	check(call(SNP_GET_REPORT, 0, &request, &response, &exitinfo2) ==
	      -EINVAL, "version 0 is EINVAL");
	check(call(SNP_GET_REPORT, 1, NULL, &response, &exitinfo2) == -EINVAL,
	      "no request is EINVAL");
	check(call(SNP_GET_REPORT, 1, &request, NULL, &exitinfo2) == -EINVAL,
	      "no room for the response is EINVAL");
	check(call(SNP_GET_REPORT, 1, (void *)8, &response, &exitinfo2) ==
	      -EFAULT, "a request that is nowhere is EFAULT");
	check(call(0xc0205303, 1, &request, &response, &exitinfo2) == -ENOTTY,
	      "another ioctl is ENOTTY");
	check(call(SNP_GET_REPORT, 1, &request, &response, &exitinfo2) == 0,
	      "after all of it a report is given");
}

int main(int argc, char **argv)
{
	int err;

	if (argc != 2 && argc != 3)
		return 2;
	err = door_open(argv[1]);
	if (err) {
		fprintf(stderr, "%s: %s\n", argv[1], strerror(-err));
		return 3;
	}
	reports(argc == 3 ? (uint8_t)atoi(argv[2]) : 0x11);
	keys();
	certificates();
	wrong_calls();
	return any_failed;
}
