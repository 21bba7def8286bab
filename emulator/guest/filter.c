// SPDX-License-Identifier: MIT
#include "filter.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include "guest_driver.h"

#define NR_IOCTL_X86_64		16
#define NR_IOCTL_GENERIC	29	/* arm64 and newer ones */

#define AT(field)	offsetof(struct seccomp_data, field)
#define LOAD(offset)	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)
#define UNLESS(value, skip)						\
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip)
#define IF(value, skip)							\
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, skip, 0)
#define RETURN(action)	BPF_STMT(BPF_RET | BPF_K, action)

/* The low half of the number: that is all the kernel takes for an ioctl's. */
static struct sock_filter program[] = {
	LOAD(AT(arch)),
	UNLESS(AUDIT_ARCH_X86_64, 2),
	LOAD(AT(nr)),
	IF(NR_IOCTL_X86_64, 3),
	UNLESS(AUDIT_ARCH_AARCH64, 6),
	LOAD(AT(nr)),
	UNLESS(NR_IOCTL_GENERIC, 4),
	LOAD(AT(args[1])),
	IF(SNP_IOCTL_GET_REPORT, 3),
	IF(SNP_IOCTL_GET_DERIVED_KEY, 2),
	IF(SNP_IOCTL_GET_EXT_REPORT, 1),
	RETURN(SECCOMP_RET_ALLOW),
	RETURN(SECCOMP_RET_USER_NOTIF),
};

static int install(unsigned long flags)
{
	const struct sock_fprog filter = {
		.len = sizeof(program) / sizeof(program[0]),
		.filter = program,
	};
	long fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
			  SECCOMP_FILTER_FLAG_NEW_LISTENER | flags, &filter);

	return fd < 0 ? -errno : (int)fd;
}

/* Without the flag a signal with a handler makes the client ask again. */
static int install_killable(void)
{
	int fd = install(SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);

	return fd == -EINVAL ? install(0) : fd;
}

int filter_install(struct why why)
{
	int fd = install_killable();

	if (fd == -EACCES && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		fd = install_killable();
	if (fd == -EBUSY)
		return because(why, fd,
			       "another supervisor of system calls is there already; 'run' inside 'run' is not possible");
	return fd < 0 ? because(why, fd, "seccomp: %s%s", strerror(-fd),
				fd == -EINVAL ? "; Linux 5.5 is needed" : "")
		      : fd;
}
