// SPDX-License-Identifier: MIT
#include "kernel_door.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../host/hypervisor.h"
#include "../kernel/sev-guest-emulated.h"

static const char *next_step(int code)
{
	switch (code) {
	case -ENOENT:
	case -ENXIO:
	case -ENODEV:
		return "; load sev-guest-emulated.ko first, or serve with --no-device for guests under 'run'";
	case -EBUSY:
		return "; another server is attached";
	case -ESTALE:
		return "; the module holds another machine: unload it first";
	default:
		return "";
	}
}

int kernel_door_attach(struct platform *platform, const char *path,
		       struct why why)
{
	const struct guest_memory *memory = platform_memory(platform);
	const struct snp_emulated_attach attach = {
		.memory = (uintptr_t)memory->base,
		.size = memory->size,
		.gpa = memory->gpa,
		.secrets_gpa = platform_secrets_gpa(platform),
		.vmpl = platform_vmpl(platform),
	};
	int err, device = open(path, O_RDWR | O_CLOEXEC);

	if (device < 0) {
		err = -errno;
		return because(why, err, "%s: %s%s", path, strerror(-err),
			       next_step(err));
	}
	if (ioctl(device, SNP_EMULATED_ATTACH, &attach) == 0) {
		platform_pin(platform);
		return device;
	}
	err = -errno;
	close(device);
	return because(why, err, "%s: cannot attach: %s%s", path,
		       strerror(-err), next_step(err));
}

static struct guest_exit exit_of(const struct snp_emulated_exit *from)
{
	return (struct guest_exit){
		.exit_code = from->exit_code,
		.info1 = from->exitinfo1,
		.info2 = from->exitinfo2,
		.rax = from->rax,
		.rbx = from->rbx,
		.rax_valid = from->exit_code == EXIT_EXT_GUEST_REQUEST,
		.rbx_valid = from->exit_code == EXIT_EXT_GUEST_REQUEST,
	};
}

/* One exit, if one is there. */
static int serve_one(struct platform *platform, int device, struct why why)
{
	struct snp_emulated_exit from;
	struct snp_emulated_resume to;
	struct guest_resume resume;
	struct guest_exit exit;
	ssize_t n = read(device, &from, sizeof(from));
	int err;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n != (ssize_t)sizeof(from))
		return because(why, n < 0 ? -errno : -EIO,
			       "cannot read an exit: %s",
			       n < 0 ? strerror(errno) : "cut off");
	exit = exit_of(&from);
	err = platform_exit(platform, &exit, &resume);
	if (err)
		return because(why, err, "the guest cannot go on: %s",
			       strerror(-err));
	to = (struct snp_emulated_resume){ .id = from.id,
					   .exitinfo1 = resume.info1,
					   .exitinfo2 = resume.info2,
					   .rbx = resume.rbx };
	/* ESTALE: the caller gave up waiting; the next one drains it. */
	if (write(device, &to, sizeof(to)) < 0 && errno != ESTALE)
		return because(why, -errno, "cannot resume the guest: %s",
			       strerror(errno));
	return 0;
}

int kernel_door_serve(struct platform *platform, int device, int stop,
		      struct why why)
{
	struct pollfd fds[] = {
		{ .fd = device, .events = POLLIN },
		{ .fd = stop, .events = POLLIN },
	};
	int err = 0;

	while (!err) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return because(why, -errno, "poll: %s",
				       strerror(errno));
		if (fds[1].revents)
			return 0;
		if (fds[0].revents)
			err = serve_one(platform, device, why);
		fds[0].revents = fds[1].revents = 0;
	}
	return err;
}
