// SPDX-License-Identifier: MIT
/*
 * How a VMM serves certificates, on libsnp-vmm: what stands in serve() and
 * run_vcpu() is what would stand in a VMM. serve_certs DIR FILE
 */
#define _GNU_SOURCE	/* F_OFD_SETLK */
#include <errno.h>
#include <fcntl.h>
#include <snp_vmm.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* One exit: the file, locked until the firmware request is over. */
static int serve(struct snp_vmm *vmm, struct snp_vmm_run *run, const char *file)
{
	struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	uint64_t pages, room = run->snp_req_certs.npages;
	struct stat st;
	void *to;

	run->snp_req_certs.ret = EIO;
	if (fd < 0 || fstat(fd, &st))
		return fd;
	pages = ((uint64_t)st.st_size + 4095) / 4096;
	if (fcntl(fd, F_OFD_SETLK, &lock)) {
		run->snp_req_certs.ret = EAGAIN;
	} else if (pages > room) {
		run->snp_req_certs.npages = pages;
		run->snp_req_certs.ret = ENOSPC;
	} else {
		to = snp_vmm_memory(vmm, run->snp_req_certs.gpa, pages * 4096);
		if (to && read(fd, to, (size_t)st.st_size) == st.st_size)
			run->snp_req_certs.ret = 0;
	}
	return fd;
}

static int run_vcpu(struct snp_vmm *vmm, struct snp_vcpu *vcpu, const char *file)
{
	struct snp_vmm_run *run = snp_vcpu_area(vcpu);
	int fd, err;

	for (;;) {
		err = snp_vcpu_run(vcpu);
		if (err || run->exit_reason != SNP_VMM_EXIT_SNP_REQ_CERTS)
			return err;
		fd = serve(vmm, run, file);
		run->immediate_exit = 1;
		err = snp_vcpu_run(vcpu);
		run->immediate_exit = 0;
		if (fd >= 0)
			close(fd);
		if (err != -EINTR)
			return err;
	}
}

/* What the guest does: one report, to standard output, with its certificates. */
static void guest(void *owner, struct snp_vcpu *vcpu)
{
	uint8_t nonce[64] = { 1, 2, 3 }, report[1184], *table;
	uint64_t info2;
	size_t size;

	*(int *)owner = snp_guest_report(vcpu, nonce, 1, report, &table, &size,
					 &info2);
	if (*(int *)owner)
		return;
	fwrite(report, 1, sizeof(report), stdout);
	fwrite(table, 1, size, stdout);
	free(table);
}

int main(int argc, char **argv)
{
	struct snp_vcpu *vcpu;
	struct snp_vmm *vmm;
	char why[300] = "";
	int failed = -1;

	if (argc != 3)
		return 2;
	if (snp_vmm_open(argv[1], &vmm, why, sizeof(why))) {
		fprintf(stderr, "%s\n", why);
		return 1;
	}
	if (!snp_vmm_enable_req_certs(vmm) &&
	    !snp_vmm_create_vcpu(vmm, guest, &failed, &vcpu)) {
		if (run_vcpu(vmm, vcpu, argv[2]))
			failed = -1;
		snp_vcpu_free(vcpu);
	}
	snp_vmm_close(vmm);
	return failed ? 1 : 0;
}
