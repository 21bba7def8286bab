// SPDX-License-Identifier: MIT
/*
 * The machine under the driver, played by a process: see sev-guest-emulated.h.
 *
 * Lifetimes. A process that has the device open pins the module. The first
 * attach makes the machine: memory pinned and mapped, then the driver started.
 * From then on the machine stays until the module goes, with or without a
 * process that plays its host; so the driver's pointers into the secrets page
 * stay good however server and clients end.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/poll.h>
#include <linux/uaccess.h>

#include "emulated_host.h"
#include "emulated_memory.h"
#include "platform.h"

#define EXIT_GUEST_REQUEST	0x80000011
#define EXIT_EXT_GUEST_REQUEST	0x80000012
#define EXITINFO2_NONE		(~0ULL)

/* In the secrets page: SNP firmware ABI, "Secrets Page Format". */
#define SECRETS_VMPCK0		0x20
#define SECRETS_VMPCK_SIZE	32
#define SECRETS_SEQNO0		0xa0
#define SECRETS_N_VMPCK		4
#define SECRETS_VMPCKS_SIZE	(SECRETS_N_VMPCK * SECRETS_VMPCK_SIZE)

static unsigned int host_timeout_ms = 30000;
module_param(host_timeout_ms, uint, 0644);
MODULE_PARM_DESC(host_timeout_ms,
		 "How long a trip to the emulated host may take (default 30000)");

/**
 * struct snp_platform - the emulated machine; there is one
 * @lock: held for attach and detach; guards @started and @gone_vmpcks
 * @events: what the driver wants to be told
 * @started: the driver runs on this machine
 * @host: the process that plays the host
 * @memory: the guest memory it brought
 * @vmpl: the VMPL the guest kernel runs at
 * @secrets: the secrets page
 * @gone_vmpcks: the VMPCKs when the last server went
 * @request: shared page a message goes out in
 * @response: shared page the answer is written to
 */
struct snp_platform {
	struct mutex lock;	/* attach and detach */
	const struct snp_platform_events *events;
	bool started;
	struct emulated_host host;
	struct emulated_memory memory;
	unsigned int vmpl;
	u8 *secrets;
	u8 gone_vmpcks[SECRETS_VMPCKS_SIZE];
	struct snp_message_page *request;
	struct snp_message_page *response;
};

static struct snp_platform machine = {
	.lock = __MUTEX_INITIALIZER(machine.lock),
};

/* ---------------------------------------------------- what the driver uses */

unsigned int snp_platform_vmpl(struct snp_platform *platform)
{
	return platform->vmpl;
}

u8 *snp_platform_vmpck(struct snp_platform *platform, unsigned int id)
{
	return platform->secrets + SECRETS_VMPCK0 + id * SECRETS_VMPCK_SIZE;
}

__le32 *snp_platform_seqno(struct snp_platform *platform, unsigned int id)
{
	return (__le32 *)(platform->secrets + SECRETS_SEQNO0) + id;
}

static struct snp_emulated_exit exit_of(const struct snp_platform *platform,
					const struct snp_trip *trip)
{
	const struct emulated_memory *memory = &platform->memory;
	struct snp_emulated_exit exit = {
		.exit_code = EXIT_GUEST_REQUEST,
		.exitinfo1 = emulated_memory_gpa(memory, platform->request),
		.exitinfo2 = emulated_memory_gpa(memory, platform->response),
	};

	if (trip->class == SNP_REQUEST_PLAIN)
		return exit;

	exit.exit_code = EXIT_EXT_GUEST_REQUEST;
	if (trip->certs_npages) {
		exit.rax = emulated_memory_gpa(memory, trip->certs);
		exit.rbx = trip->certs_npages;
	}
	return exit;
}

int snp_platform_carry(struct snp_platform *platform, struct snp_trip *trip)
{
	struct snp_emulated_resume resume;
	unsigned long timeout = min(trip->timeout_ms,
				    READ_ONCE(host_timeout_ms));
	struct snp_emulated_exit exit;
	int ret;

	trip->exitinfo2 = EXITINFO2_NONE;
	trip->certs_needed = 0;
	trip->fetched = false;
	if (emulated_host_is(&platform->host, NULL))
		return -ENODEV;

	if (trip->first)
		memset(platform->response, 0, sizeof(*platform->response));
	memcpy(platform->request, &trip->image->page,
	       sizeof(*platform->request));
	exit = exit_of(platform, trip);
	ret = emulated_host_run(&platform->host, &exit, &resume,
				msecs_to_jiffies(timeout));

	memcpy(trip->response, platform->response, sizeof(*trip->response));
	if (ret)
		return ret;
	if (lower_32_bits(resume.exitinfo1))
		return -EIO;

	trip->exitinfo2 = resume.exitinfo2;
	trip->certs_needed = resume.rbx;
	return 0;
}

/* No trip outlives its caller. */
int snp_platform_settle(struct snp_platform *platform, u32 timeout_ms)
{
	return 0;
}

void *snp_platform_share(struct snp_platform *platform, unsigned int npages)
{
	return emulated_memory_take(&platform->memory, npages);
}

void snp_platform_unshare(struct snp_platform *platform, void *buffer,
			  unsigned int npages)
{
	if (buffer)
		emulated_memory_give(&platform->memory, buffer, npages);
}

/* ----------------------------------------------- making it, coming back */

static bool in_place(const struct snp_emulated_attach *attach)
{
	u64 end;

	if (!attach->size || attach->size > SNP_EMULATED_MEMORY_MAX)
		return false;
	if (!PAGE_ALIGNED(attach->memory) || !PAGE_ALIGNED(attach->size) ||
	    !PAGE_ALIGNED(attach->gpa) || !PAGE_ALIGNED(attach->secrets_gpa))
		return false;
	if (check_add_overflow(attach->gpa, attach->size, &end))
		return false;
	return attach->secrets_gpa >= attach->gpa &&
	       attach->secrets_gpa < end && attach->vmpl < SECRETS_N_VMPCK &&
	       !attach->rsvd;
}

static void unmake_machine(struct snp_platform *platform)
{
	emulated_memory_release(&platform->memory);
	memzero_explicit(platform->gone_vmpcks, sizeof(platform->gone_vmpcks));
}

/* What the driver may rely on from the first call on. */
static int make_machine(struct snp_platform *platform,
			const struct snp_emulated_attach *attach)
{
	int ret;

	ret = emulated_memory_pin(&platform->memory, attach->memory,
				  attach->size, attach->gpa);
	if (ret)
		return ret;
	ret = emulated_memory_map(&platform->memory);
	if (ret)
		goto unmake;

	platform->vmpl = attach->vmpl;
	platform->secrets = emulated_memory_reserve(&platform->memory,
						    attach->secrets_gpa);
	platform->request = emulated_memory_take(&platform->memory, 1);
	platform->response = emulated_memory_take(&platform->memory, 1);
	if (platform->request && platform->response)
		return 0;

	ret = -ENOMEM;
unmake:
	unmake_machine(platform);
	return ret;
}

static int first_attach(struct snp_platform *platform, struct file *server,
			const struct snp_emulated_attach *attach)
{
	int ret;

	ret = make_machine(platform, attach);
	if (ret)
		return ret;

	emulated_host_attach(&platform->host, server);
	ret = platform->events->start(platform);
	if (!ret) {
		platform->started = true;
		return 0;
	}

	emulated_host_detach(&platform->host);
	platform->events->free();
	unmake_machine(platform);
	return ret;
}

static bool same_machine(const struct snp_platform *platform,
			 const struct emulated_memory *memory,
			 const struct snp_emulated_attach *attach)
{
	if (attach->vmpl != platform->vmpl)
		return false;
	if (attach->secrets_gpa !=
	    emulated_memory_gpa(&platform->memory, platform->secrets))
		return false;
	if (!emulated_memory_same(&platform->memory, memory))
		return false;
	return !memcmp(platform->gone_vmpcks,
		       platform->secrets + SECRETS_VMPCK0,
		       sizeof(platform->gone_vmpcks));
}

static int attach_again(struct snp_platform *platform, struct file *server,
			const struct snp_emulated_attach *attach)
{
	struct emulated_memory memory = {};
	bool same;
	int ret;

	ret = emulated_memory_pin(&memory, attach->memory, attach->size,
				  attach->gpa);
	if (ret)
		return ret;

	same = same_machine(platform, &memory, attach);
	emulated_memory_release(&memory);
	return same ? emulated_host_attach(&platform->host, server) : -ESTALE;
}

static int attach_server(struct snp_platform *platform, struct file *server,
			 const struct snp_emulated_attach *attach)
{
	int ret;

	if (!in_place(attach))
		return -EINVAL;
	if (mutex_lock_killable(&platform->lock))
		return -EINTR;

	if (!emulated_host_is(&platform->host, NULL))
		ret = -EBUSY;
	else if (platform->started)
		ret = attach_again(platform, server, attach);
	else
		ret = first_attach(platform, server, attach);

	mutex_unlock(&platform->lock);
	return ret;
}

static void detach_server(struct snp_platform *platform,
			  const struct file *server)
{
	mutex_lock(&platform->lock);
	if (emulated_host_is(&platform->host, server)) {
		memcpy(platform->gone_vmpcks,
		       platform->secrets + SECRETS_VMPCK0,
		       sizeof(platform->gone_vmpcks));
		emulated_host_detach(&platform->host);
	}
	mutex_unlock(&platform->lock);
}

/* ------------------------------------------------------ the server's side */

static int emulator_open(struct inode *inode, struct file *file)
{
	return stream_open(inode, file);
}

static int emulator_release(struct inode *inode, struct file *file)
{
	detach_server(&machine, file);
	return 0;
}

static long emulator_ioctl(struct file *file, unsigned int command,
			   unsigned long argument)
{
	struct snp_emulated_attach attach;

	if (command != SNP_EMULATED_ATTACH)
		return -ENOTTY;
	if (copy_from_user(&attach, (void __user *)argument, sizeof(attach)))
		return -EFAULT;
	return attach_server(&machine, file, &attach);
}

static ssize_t emulator_read(struct file *file, char __user *buffer,
			     size_t size, loff_t *offset)
{
	struct snp_emulated_exit exit;
	int ret;

	if (size < sizeof(exit))
		return -EINVAL;
	ret = emulated_host_take(&machine.host, file,
				 !(file->f_flags & O_NONBLOCK), &exit);
	if (ret)
		return ret;
	if (!copy_to_user(buffer, &exit, sizeof(exit)))
		return sizeof(exit);

	emulated_host_put_back(&machine.host, exit.id);
	return -EFAULT;
}

static ssize_t emulator_write(struct file *file, const char __user *buffer,
			      size_t size, loff_t *offset)
{
	struct snp_emulated_resume resume;
	int ret;

	if (size != sizeof(resume))
		return -EINVAL;
	if (copy_from_user(&resume, buffer, sizeof(resume)))
		return -EFAULT;
	ret = emulated_host_answer(&machine.host, file, &resume);
	return ret ? ret : sizeof(resume);
}

static __poll_t emulator_poll(struct file *file, poll_table *wait)
{
	poll_wait(file, &machine.host.server_wait, wait);
	return emulated_host_events(&machine.host, file);
}

static const struct file_operations emulator_operations = {
	.owner = THIS_MODULE,
	.open = emulator_open,
	.release = emulator_release,
	.unlocked_ioctl = emulator_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.read = emulator_read,
	.write = emulator_write,
	.poll = emulator_poll,
};

static struct miscdevice emulator_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "sev-guest-emulator",
	.mode = 0600,
	.fops = &emulator_operations,
};

int snp_platform_register(const struct snp_platform_events *events)
{
	machine.events = events;
	emulated_host_init(&machine.host);
	return misc_register(&emulator_device);
}

void snp_platform_unregister(void)
{
	misc_deregister(&emulator_device);
	if (!machine.started)
		return;

	machine.events->stop(&machine);
	machine.events->free();
	machine.started = false;
	unmake_machine(&machine);
}
