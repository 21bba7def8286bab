// SPDX-License-Identifier: MIT
/* An attestation report to standard output, in C. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include <linux/sev-guest.h>

int main(void)
{
	struct snp_report_req request = { .user_data = { 1, 2, 3 } };
	struct snp_report_resp response = { 0 };
	struct snp_guest_request_ioctl argument = {
		.msg_version = 1,
		.req_data = (uintptr_t)&request,
		.resp_data = (uintptr_t)&response,
	};
	int fd = open("/dev/sev-guest", O_RDWR);

	if (fd < 0 || ioctl(fd, SNP_GET_REPORT, &argument)) {
		perror("/dev/sev-guest");
		return 1;
	}
	return fwrite(response.data + 32, 1184, 1, stdout) == 1 ? 0 : 1;
}
