// SPDX-License-Identifier: MIT
#include "guest_driver.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "../host/hypervisor.h"

#define EXITINFO2_UNTOUCHED	0xffULL
#define IN_TREE_PAGES		4

#define REPORT_REQUEST_SIZE	0x60
#define REPORT_RESPONSE_SIZE	4000
#define KEY_REQUEST_SIZE	0x20
#define KEY_RESPONSE_SIZE	64

/* The ioctl's argument, and the extended request's. */
struct ioctl_arg {
	uint8_t msg_version;
	uint64_t req_data, resp_data, exitinfo2;
};

struct ext_request {
	uint8_t report_request[REPORT_REQUEST_SIZE];
	uint64_t certs_address;
	uint32_t certs_len;
};

/* One ioctl on its way. */
struct call {
	struct guest_driver *driver;
	const struct caller_memory *caller;
	struct ioctl_arg arg;
	struct guest_message message;
};

static unsigned int pages_max(const struct guest_driver *driver)
{
	return driver->kind == DRIVER_IN_TREE ? IN_TREE_PAGES
					      : GUEST_CHANNEL_PAGES;
}

static int send_message(struct call *call)
{
	struct guest_channel *channel = &call->driver->channel;
	int err;

	call->message.version = call->arg.msg_version;
	call->message.exitinfo2 = EXITINFO2_UNTOUCHED;
	err = call->driver->kind == DRIVER_IN_TREE
		      ? in_tree_send(channel, &call->message)
		      : patient_send(channel, &call->message);
	call->arg.exitinfo2 = call->message.exitinfo2;
	return err;
}

static int get_report(struct call *call)
{
	uint8_t payload[REPORT_REQUEST_SIZE];
	int err = caller_read(call->caller, payload, call->arg.req_data,
			      sizeof(payload));

	if (err)
		return err;
	call->message.type = MESSAGE_REPORT_REQ;
	call->message.payload = payload;
	call->message.size = sizeof(payload);
	call->message.answer_max = SEALED_PAYLOAD_MAX - 16;
	err = send_message(call);
	return err ? err
		   : caller_write(call->caller, call->arg.resp_data,
				  call->message.answer, REPORT_RESPONSE_SIZE);
}

static int get_derived_key(struct call *call)
{
	uint8_t payload[KEY_REQUEST_SIZE];
	int err = caller_read(call->caller, payload, call->arg.req_data,
			      sizeof(payload));

	if (err)
		return err;
	call->message.type = MESSAGE_KEY_REQ;
	call->message.payload = payload;
	call->message.size = sizeof(payload);
	call->message.answer_max = KEY_RESPONSE_SIZE;
	err = send_message(call);
	if (!err)
		err = caller_write(call->caller, call->arg.resp_data,
				   call->message.answer, KEY_RESPONSE_SIZE);
	OPENSSL_cleanse(payload, sizeof(payload));
	return err;
}

/* Why "Invalid argument" is all that the program sees. */
static void tell_pages(struct guest_driver *driver, uint64_t pages)
{
	if (driver->told_pages || pages <= pages_max(driver))
		return;
	driver->told_pages = true;
	fprintf(stderr,
		"snp-emulator: the certificate table takes %" PRIu64 " pages, this guest's driver has room for %u: a program that asks for more gets EINVAL; make the table smaller ('ctl DIR table-pages %u')%s\n",
		pages, pages_max(driver), pages_max(driver),
		driver->kind == DRIVER_IN_TREE
			? ", or use 'run --driver patient'"
			: ", or use the kernel door");
}

static int certs_room(const struct guest_driver *driver,
		      const struct ext_request *request, uint32_t *npages)
{
	*npages = 0;
	if (!request->certs_len || !request->certs_address)
		return 0;
	if (request->certs_len > pages_max(driver) * GUEST_PAGE_SIZE ||
	    request->certs_len % GUEST_PAGE_SIZE)
		return -EINVAL;
	*npages = request->certs_len / GUEST_PAGE_SIZE;
	return 0;
}

/* The length that is needed, to where the caller looks for it. */
static int tell_length(struct call *call)
{
	uint64_t pages = call->message.certs_needed;
	uint32_t length = (uint32_t)(pages * GUEST_PAGE_SIZE);
	uint64_t at = call->arg.req_data + offsetof(struct ext_request, certs_len);

	tell_pages(call->driver, pages);
	return caller_write(call->caller, at, &length, sizeof(length)) ? -EFAULT
								       : -EIO;
}

static int give_certs(struct call *call, const struct ext_request *request)
{
	size_t size = call->message.certs_npages * (size_t)GUEST_PAGE_SIZE;

	if (!size)
		return 0;
	return caller_write(call->caller, request->certs_address,
			    guest_channel_certs(&call->driver->channel), size);
}

static int get_ext_report(struct call *call)
{
	struct guest_message *message = &call->message;
	struct ext_request request;
	int err = caller_read(call->caller, &request, call->arg.req_data,
			      sizeof(request));

	if (!err)
		err = certs_room(call->driver, &request, &message->certs_npages);
	if (err)
		return err;
	message->type = MESSAGE_REPORT_REQ;
	message->payload = request.report_request;
	message->size = sizeof(request.report_request);
	message->answer_max = SEALED_PAYLOAD_MAX - 16;
	message->extended = true;
	memset(guest_channel_certs(&call->driver->channel), 0,
	       GUEST_CHANNEL_PAGES * GUEST_PAGE_SIZE);
	err = send_message(call);
	if (message->certs_needed)
		return tell_length(call);
	if (!err)
		err = give_certs(call, &request);
	return err ? err
		   : caller_write(call->caller, call->arg.resp_data,
				  message->answer, REPORT_RESPONSE_SIZE);
}

static int dispatch(struct call *call, uint32_t request)
{
	if (!call->arg.req_data || !call->arg.resp_data)
		return -EINVAL;
	switch (request) {
	case SNP_IOCTL_GET_REPORT:
		return get_report(call);
	case SNP_IOCTL_GET_DERIVED_KEY:
		return get_derived_key(call);
	case SNP_IOCTL_GET_EXT_REPORT:
		return get_ext_report(call);
	default:
		return -ENOTTY;
	}
}

/* With a key: what happened is told in exitinfo2, but for a 0. */
static int answer(struct call *call, uint32_t request, uint64_t at)
{
	int err;

	call->arg.exitinfo2 = EXITINFO2_UNTOUCHED;
	err = dispatch(call, request);
	if (call->driver->kind == DRIVER_IN_TREE && !call->arg.exitinfo2)
		return err;
	return caller_write(call->caller,
			    at + offsetof(struct ioctl_arg, exitinfo2),
			    &call->arg.exitinfo2, sizeof(uint64_t))
		       ? -EFAULT
		       : err;
}

static void tell_dead(struct guest_driver *driver)
{
	if (driver->told_dead)
		return;
	driver->told_dead = true;
	fprintf(stderr,
		"snp-emulator: this guest's VMPCK%u is gone, as the in-tree driver erases it when a request fails: programs get ENOTTY until 'snp-emulator ctl DIR reboot'; 'run --driver patient' keeps it\n",
		driver->channel.machine.vmpl);
}

static int locked_ioctl(struct call *call, uint32_t request, uint64_t at)
{
	struct guest_driver *driver = call->driver;
	int err;

	if (!call->arg.msg_version)
		return -EINVAL;
	if (guest_channel_lock(&driver->channel))
		return -EIO;
	if (guest_channel_has_key(&driver->channel)) {
		err = answer(call, request, at);
	} else {
		tell_dead(driver);
		err = -ENOTTY;
	}
	guest_channel_unlock(&driver->channel);
	return err;
}

int guest_driver_ioctl(struct guest_driver *driver, uint32_t request,
		       uint64_t at, const struct caller_memory *caller)
{
	struct call *call = calloc(1, sizeof(*call));
	int err;

	if (!call)
		return -ENOMEM;
	call->driver = driver;
	call->caller = caller;
	err = caller_read(caller, &call->arg, at, sizeof(call->arg));
	if (!err)
		err = locked_ioctl(call, request, at);
	OPENSSL_cleanse(call, sizeof(*call));
	free(call);
	return err;
}

int guest_driver_open(struct guest_driver *driver, struct host_link *link)
{
	driver->channel.memory_fd = -1;
	driver->kind = link->machine.driver;
	return guest_channel_open(&driver->channel, link);
}

void guest_driver_close(struct guest_driver *driver)
{
	guest_channel_close(&driver->channel);
}
