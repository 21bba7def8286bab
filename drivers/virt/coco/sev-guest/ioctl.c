// SPDX-License-Identifier: GPL-2.0-only
/*
 * User memory in, checks, the request, user memory out.
 *
 * Who checks what: this file, addresses, sizes and the message version, all
 * that would make the firmware refuse a message it has not counted. The
 * firmware, the fields of a request; it says so in the status that begins the
 * answer. The caller, that status, the report and the certificates.
 *
 * User memory is read before the exchange, and everything that will be written
 * has been written once by then, so that a bad address costs no message.
 */
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "request.h"
#include "sev-guest.h"

static_assert(sizeof(struct snp_guest_request_ioctl) == 32);
static_assert(sizeof(struct snp_ext_report_req) == 0x70);
static_assert(sizeof(struct snp_report_resp) == SNP_MESSAGE_PAYLOAD_MAX);
static_assert(sizeof(struct snp_derived_key_resp) == SNP_KEY_ANSWER_SIZE);

/* One call, in kernel memory. */
struct call {
	const struct command *command;
	struct snp_guest_request_ioctl arg;
	union {
		struct snp_report_req report;
		struct snp_derived_key_req key;
		struct snp_ext_report_req extended;
	} req;
	struct snp_report_answer answer;
};

/**
 * struct command - an ioctl
 * @cmd: its number
 * @req_size: of the request structure
 * @resp_size: of the response structure; an answer begins it, the rest is zero
 * @run: everything between the two copies
 */
struct command {
	unsigned int cmd;
	size_t req_size;
	size_t resp_size;
	int (*run)(struct snp_device *device, struct call *call);
};

static int ioctl_get_report(struct snp_device *device, struct call *call)
{
	return snp_get_report(device, &call->req.report, &call->answer,
			      &call->arg.exitinfo2);
}

static int ioctl_get_derived_key(struct snp_device *device, struct call *call)
{
	call->answer.size = SNP_KEY_ANSWER_SIZE;
	return snp_get_derived_key(device, &call->req.key, call->answer.data,
				   &call->arg.exitinfo2);
}

/* The length the host asks for, as far as the field can hold it. */
static int ioctl_put_certs_len(const struct call *call, u64 npages)
{
	struct snp_ext_report_req __user *req = u64_to_user_ptr(call->arg.req_data);
	u64 len = min_t(u64, npages, U32_MAX >> 12) << 12;

	return put_user((u32)len, &req->certs_len);
}

static int ioctl_run_extended(struct snp_device *device, struct call *call,
			      struct snp_certs_request *certs)
{
	void __user *address = u64_to_user_ptr(call->req.extended.certs_address);
	int err;

	err = snp_get_ext_report(device, &call->req.extended.data, &call->answer,
				 certs, &call->arg.exitinfo2);
	if (certs->needed && ioctl_put_certs_len(call, certs->needed))
		return -EFAULT;
	if (!err && copy_to_user(address, certs->table.data, certs->size))
		return -EFAULT;
	return err;
}

static int ioctl_get_ext_report(struct snp_device *device, struct call *call)
{
	const struct snp_ext_report_req *req = &call->req.extended;
	struct snp_certs_request certs = {};
	int err;

	/* Without an address no certificates are wanted, whatever the length. */
	if (req->certs_address) {
		if (req->certs_len % SNP_CERTS_PAGE_SIZE)
			return -EINVAL;
		certs.npages = req->certs_len / SNP_CERTS_PAGE_SIZE;
	}
	if (certs.npages > device->certs_limit)
		return -EINVAL;
	if (certs.npages && clear_user(u64_to_user_ptr(req->certs_address),
				       req->certs_len))
		return -EFAULT;

	err = ioctl_run_extended(device, call, &certs);
	snp_put_certs(device, &certs);
	return err;
}

static const struct command commands[] = {
	{
		.cmd = SNP_GET_REPORT,
		.req_size = sizeof(struct snp_report_req),
		.resp_size = sizeof(struct snp_report_resp),
		.run = ioctl_get_report,
	},
	{
		.cmd = SNP_GET_DERIVED_KEY,
		.req_size = sizeof(struct snp_derived_key_req),
		.resp_size = sizeof(struct snp_derived_key_resp),
		.run = ioctl_get_derived_key,
	},
	{
		.cmd = SNP_GET_EXT_REPORT,
		.req_size = sizeof(struct snp_ext_report_req),
		.resp_size = sizeof(struct snp_report_resp),
		.run = ioctl_get_ext_report,
	},
};

static const struct command *ioctl_find_command(unsigned int cmd)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (commands[i].cmd == cmd)
			return &commands[i];
	return NULL;
}

/* Everything that can be wrong with a call before the host is asked. */
static int ioctl_prepare(struct call *call)
{
	const struct command *command = call->command;
	const struct snp_guest_request_ioctl *arg = &call->arg;

	/*
	 * The firmware refuses other versions without counting the message,
	 * and then nothing else can ever be sent under its number.
	 */
	if (arg->msg_version != SNP_REQUEST_VERSION)
		return -EINVAL;
	if (!arg->req_data || !arg->resp_data)
		return -EINVAL;
	if (copy_from_user(&call->req, u64_to_user_ptr(arg->req_data),
			   command->req_size))
		return -EFAULT;
	if (clear_user(u64_to_user_ptr(arg->resp_data), command->resp_size))
		return -EFAULT;
	return 0;
}

static int ioctl_serve(struct snp_device *device, struct call *call)
{
	int err;

	err = ioctl_prepare(call);
	if (err)
		return err;
	err = call->command->run(device, call);
	if (err)
		return err;
	if (copy_to_user(u64_to_user_ptr(call->arg.resp_data),
			 call->answer.data, call->answer.size))
		return -EFAULT;
	return 0;
}

static int ioctl_put_exitinfo2(struct snp_guest_request_ioctl __user *arg,
			       u64 value)
{
	return put_user(value, &arg->exitinfo2) ? -EFAULT : 0;
}

static int ioctl_copy_in_and_serve(struct snp_device *device, struct call *call,
				   struct snp_guest_request_ioctl __user *arg)
{
	int err;

	if (copy_from_user(&call->arg, arg, sizeof(call->arg)))
		return -EFAULT;
	call->arg.exitinfo2 = SNP_EXITINFO2_NONE;
	if (ioctl_put_exitinfo2(arg, call->arg.exitinfo2))
		return -EFAULT;

	err = ioctl_serve(device, call);
	if (ioctl_put_exitinfo2(arg, call->arg.exitinfo2))
		return -EFAULT;
	return err;
}

long snp_ioctl(struct snp_device *device, unsigned int cmd, unsigned long arg)
{
	const struct command *command = ioctl_find_command(cmd);
	struct call *call;
	int err;

	if (!command)
		return -ENOTTY;
	call = kzalloc(sizeof(*call), GFP_KERNEL_ACCOUNT);
	if (!call)
		return -ENOMEM;

	call->command = command;
	err = ioctl_copy_in_and_serve(device, call, (void __user *)arg);
	kfree_sensitive(call);
	return err;
}
