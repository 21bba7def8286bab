// SPDX-License-Identifier: MIT
/*
 * Preloaded under the tool: answers the ioctls of /dev/sev-guest from files,
 * on any descriptor, so that a test decides what "the device" says.
 *
 *   CANNED_REPORT  bytes of the report, any length; the nonce is not looked at
 *   CANNED_BIND    put the request's user data at the report's REPORT_DATA
 *   CANNED_TABLE   certificate table; none where unset
 *   CANNED_ERROR   "errno exitinfo2": every request fails like this
 */
#include <dlfcn.h>
#include <errno.h>
#include <linux/sev-guest.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPORT_SIZE 1184
#define REPORT_DATA 0x50

static size_t read_file(const char *variable, unsigned char *data, size_t size)
{
	const char *path = getenv(variable);
	FILE *file = path ? fopen(path, "rb") : NULL;
	size_t len = 0;

	if (file) {
		len = fread(data, 1, size, file);
		fclose(file);
	}
	return len;
}

static int fail(struct snp_guest_request_ioctl *arg, int error,
		unsigned long long exitinfo2)
{
	arg->exitinfo2 = exitinfo2;
	errno = error;
	return -1;
}

static void answer_report(struct snp_guest_request_ioctl *arg,
			  const struct snp_report_req *request)
{
	struct snp_report_resp *response = (void *)(unsigned long)arg->resp_data;
	unsigned char *report = response->data + 0x20;
	__u32 size = REPORT_SIZE;

	memset(response, 0, sizeof(*response));
	memcpy(response->data + 4, &size, sizeof(size));
	read_file("CANNED_REPORT", report, REPORT_SIZE);
	if (getenv("CANNED_BIND"))
		memcpy(report + REPORT_DATA, request->user_data,
		       sizeof(request->user_data));
	arg->exitinfo2 = 0;
}

static int answer_extended(struct snp_guest_request_ioctl *arg)
{
	static unsigned char table[1 << 20];
	struct snp_ext_report_req *request = (void *)(unsigned long)arg->req_data;
	size_t len = read_file("CANNED_TABLE", table, sizeof(table));
	size_t pages = (len + 4095) / 4096 * 4096;

	if (request->certs_len < pages) {
		request->certs_len = (__u32)pages;
		return fail(arg, EIO, SNP_GUEST_ERR(1, 0));
	}
	if (request->certs_len) {
		void *certs = (void *)(unsigned long)request->certs_address;

		memset(certs, 0, request->certs_len);
		memcpy(certs, table, len);
	}
	answer_report(arg, &request->data);
	return 0;
}

static int answer_key(struct snp_guest_request_ioctl *arg)
{
	struct snp_derived_key_resp *response =
		(void *)(unsigned long)arg->resp_data;

	memset(response, 0, sizeof(*response));
	memset(response->data + 32, 0xa5, 32);
	arg->exitinfo2 = 0;
	return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
	struct snp_guest_request_ioctl *arg;
	const char *error = getenv("CANNED_ERROR");
	unsigned long long exitinfo2 = 0;
	int number = EIO;
	va_list args;

	(void)fd;
	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);
	if (error) {
		sscanf(error, "%d %llx", &number, &exitinfo2);
		return fail(arg, number, exitinfo2);
	}
	if (request == SNP_GET_EXT_REPORT)
		return answer_extended(arg);
	if (request == SNP_GET_DERIVED_KEY)
		return answer_key(arg);
	if (request == SNP_GET_REPORT) {
		answer_report(arg, (void *)(unsigned long)arg->req_data);
		return 0;
	}
	return fail(arg, ENOTTY, ~0ULL);
}
