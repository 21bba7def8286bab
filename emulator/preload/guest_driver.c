// SPDX-License-Identifier: MIT
#include "guest_driver.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "../base/bytes.h"
#include "../guest/door_socket.h"
#include "../host/hypervisor.h"
#include "../firmware/sealed_message.h"
#include "../base/socket.h"

#define GET_REPORT		0xc0205300UL
#define GET_DERIVED_KEY		0xc0205301UL
#define GET_EXT_REPORT		0xc0205302UL

#define EXITINFO2_UNTOUCHED	0xffULL
#define CERTS_MAX		0x4000
#define BUSY_PAUSE_S		2
#define BUSY_PATIENCE_S		60

#define SECRETS_VMPCK		0x20
#define SECRETS_SEQNO		0xa0
#define SEQNO_LAST		0xffffffffU

/* Where the shared pages lie, from the start of memory: behind the clients'. */
#define AREA			0x3e0000

/* The ioctl's argument, and the extended request's. */
struct ioctl_arg {
	uint8_t msg_version;
	uint64_t req_data, resp_data, exitinfo2;
};

struct ext_request {
	uint8_t report_request[0x60];
	uint64_t certs_address;
	uint32_t certs_len;
};

struct guest_driver {
	int server, memory_fd;
	uint8_t *memory;
	struct door_machine machine;
	pthread_mutex_t mutex;
};

/* One request on its way. */
struct call {
	struct guest_driver *driver;
	struct ioctl_arg arg;
	uint8_t type;
	const void *payload;
	uint16_t size;
	uint16_t answer_size;
	uint32_t certs_npages;
	uint64_t certs_needed;
	uint8_t sealed[GUEST_PAGE_SIZE];
	uint8_t answer[SEALED_PAYLOAD_MAX];
};

/* Memory of the caller, which may not be there at all. */
static int copy_in(void *to, uint64_t from, size_t size)
{
	struct iovec local = { to, size };
	struct iovec remote = { (void *)(uintptr_t)from, size };

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) ==
			       (ssize_t)size
		       ? 0
		       : -EFAULT;
}

static int copy_out(uint64_t to, const void *from, size_t size)
{
	struct iovec local = { (void *)from, size };
	struct iovec remote = { (void *)(uintptr_t)to, size };

	return process_vm_writev(getpid(), &local, 1, &remote, 1, 0) ==
			       (ssize_t)size
		       ? 0
		       : -EFAULT;
}

static uint8_t *secrets(struct guest_driver *driver)
{
	return driver->memory +
	       (driver->machine.secrets_gpa - driver->machine.gpa);
}

static uint8_t *vmpck(struct guest_driver *driver)
{
	return secrets(driver) + SECRETS_VMPCK +
	       SEALED_KEY_SIZE * driver->machine.vmpl;
}

static uint8_t *seqno(struct guest_driver *driver)
{
	return secrets(driver) + SECRETS_SEQNO + 4 * driver->machine.vmpl;
}

static uint8_t *shared(struct guest_driver *driver, unsigned int page)
{
	return driver->memory + AREA + page * GUEST_PAGE_SIZE;
}

static uint64_t shared_gpa(struct guest_driver *driver, unsigned int page)
{
	return driver->machine.gpa + AREA + page * GUEST_PAGE_SIZE;
}

enum { REQUEST_PAGE, RESPONSE_PAGE, CERTS_PAGE };

static int leave(struct call *call, bool extended, struct door_resume *resume)
{
	struct guest_driver *driver = call->driver;
	struct door_exit exit = {
		.exit_code = extended ? EXIT_EXT_GUEST_REQUEST
				      : EXIT_GUEST_REQUEST,
		.info1 = shared_gpa(driver, REQUEST_PAGE),
		.info2 = shared_gpa(driver, RESPONSE_PAGE),
		.rax = call->certs_npages ? shared_gpa(driver, CERTS_PAGE) : 0,
		.rbx = call->certs_npages,
		.rax_valid = extended,
		.rbx_valid = extended,
	};

	if (socket_send(driver->server, &exit, sizeof(exit)) ||
	    socket_receive(driver->server, resume, sizeof(*resume)))
		return -EIO;
	return resume->result || resume->info1 ? -EIO : 0;
}

/* BUSY is waited for; too large a table is given up, the message is not. */
static int exchange(struct call *call, bool extended)
{
	const struct timespec pause = { BUSY_PAUSE_S, 0 };
	struct door_resume resume;
	int err, waited = 0;

	for (;;) {
		err = leave(call, extended, &resume);
		call->arg.exitinfo2 = err ? ~0ULL : resume.info2;
		if (err)
			return err;
		if (resume.info2 == VMM_INVALID_LEN && extended) {
			call->certs_needed = resume.rbx;
			err = exchange(call, false);
			call->arg.exitinfo2 = VMM_INVALID_LEN;
			return err;
		}
		if (resume.info2 != VMM_BUSY)
			return resume.info2 ? -EIO : 0;
		if (waited >= BUSY_PATIENCE_S)
			return -ETIMEDOUT;
		nanosleep(&pause, NULL);
		waited += BUSY_PAUSE_S;
	}
}

static int open_answer(struct call *call, uint64_t number)
{
	uint8_t page[GUEST_PAGE_SIZE];
	struct sealed_header h;

	memcpy(page, shared(call->driver, RESPONSE_PAGE), sizeof(page));
	h = sealed_header_read(page);
	if (h.seqno != number + 1 || h.type != call->type + 1 ||
	    h.version != call->arg.msg_version || h.size > call->answer_size)
		return -EBADMSG;
	return sealed_message_open(vmpck(call->driver), page, call->answer);
}

/* Seals, sends, opens; whatever goes wrong costs the key. */
static int send_sealed(struct call *call, uint32_t number, bool extended)
{
	struct guest_driver *driver = call->driver;
	struct sealed_header header = sealed_header(
		call->type, call->arg.msg_version,
		(uint8_t)driver->machine.vmpl, number, call->size);
	int err = sealed_message_seal(vmpck(driver), &header, call->payload,
				      call->sealed);

	if (err)
		return err;
	memset(shared(driver, RESPONSE_PAGE), 0, GUEST_PAGE_SIZE);
	memcpy(shared(driver, REQUEST_PAGE), call->sealed, GUEST_PAGE_SIZE);
	err = exchange(call, extended);
	store32(seqno(driver), number + 1);
	if (!err && !call->certs_needed)
		err = open_answer(call, number);
	/* A lost plain re-send goes unnoticed: the in-tree driver's quirk. */
	if (err && !(call->certs_needed && err == -EIO))
		OPENSSL_cleanse(vmpck(driver), SEALED_KEY_SIZE);
	return err;
}

static int send_request(struct call *call, bool extended)
{
	struct guest_driver *driver = call->driver;
	uint32_t number = load32(seqno(driver)) + 1;

	if (all_zero(vmpck(driver), SEALED_KEY_SIZE))
		return -ENOTTY;
	if (number >= SEQNO_LAST || !number)
		return -EIO;
	return send_sealed(call, number, extended);
}

static int get_report(struct call *call)
{
	uint8_t payload[0x60];
	int err = copy_in(payload, call->arg.req_data, sizeof(payload));

	if (err)
		return err;
	call->type = MESSAGE_REPORT_REQ;
	call->payload = payload;
	call->size = sizeof(payload);
	call->answer_size = SEALED_PAYLOAD_MAX - 16;
	err = send_request(call, false);
	return err ? err : copy_out(call->arg.resp_data, call->answer, 4000);
}

static int get_derived_key(struct call *call)
{
	uint8_t payload[0x20];
	int err = copy_in(payload, call->arg.req_data, sizeof(payload));

	if (err)
		return err;
	call->type = MESSAGE_KEY_REQ;
	call->payload = payload;
	call->size = sizeof(payload);
	call->answer_size = 64;
	err = send_request(call, false);
	err = err ? err : copy_out(call->arg.resp_data, call->answer, 64);
	OPENSSL_cleanse(payload, sizeof(payload));
	return err;
}

static int certs_room(const struct ext_request *request, uint32_t *npages)
{
	*npages = 0;
	if (!request->certs_len || !request->certs_address)
		return 0;
	if (request->certs_len > CERTS_MAX ||
	    request->certs_len % GUEST_PAGE_SIZE)
		return -EINVAL;
	*npages = request->certs_len / GUEST_PAGE_SIZE;
	return 0;
}

/* The length that is needed, to where the caller looks for it. */
static int tell_length(struct call *call)
{
	uint32_t length = (uint32_t)(call->certs_needed * GUEST_PAGE_SIZE);
	uint64_t at = call->arg.req_data + offsetof(struct ext_request, certs_len);

	return copy_out(at, &length, sizeof(length)) ? -EFAULT : -EIO;
}

static int get_ext_report(struct call *call)
{
	struct ext_request request;
	int err = copy_in(&request, call->arg.req_data, sizeof(request));

	if (!err)
		err = certs_room(&request, &call->certs_npages);
	if (err)
		return err;
	call->type = MESSAGE_REPORT_REQ;
	call->payload = request.report_request;
	call->size = sizeof(request.report_request);
	call->answer_size = SEALED_PAYLOAD_MAX - 16;
	memset(shared(call->driver, CERTS_PAGE), 0, CERTS_MAX);
	err = send_request(call, true);
	if (call->certs_needed)
		return tell_length(call);
	if (!err && call->certs_npages)
		err = copy_out(request.certs_address,
			       shared(call->driver, CERTS_PAGE),
			       call->certs_npages * (size_t)GUEST_PAGE_SIZE);
	return err ? err : copy_out(call->arg.resp_data, call->answer, 4000);
}

static int run(struct call *call, unsigned long request)
{
	switch (request) {
	case GET_REPORT:
		return get_report(call);
	case GET_DERIVED_KEY:
		return get_derived_key(call);
	case GET_EXT_REPORT:
		return get_ext_report(call);
	default:
		return -ENOTTY;
	}
}

int guest_driver_ioctl(struct guest_driver *driver, unsigned long request,
		       void *arg)
{
	uint64_t at = (uintptr_t)arg;
	struct call *call = calloc(1, sizeof(*call));
	int err;

	if (!call)
		return -ENOMEM;
	call->driver = driver;
	err = copy_in(&call->arg, at, sizeof(call->arg));
	if (!err) {
		call->arg.exitinfo2 = EXITINFO2_UNTOUCHED;
		if (!call->arg.msg_version || !call->arg.req_data ||
		    !call->arg.resp_data) {
			err = -EINVAL;
		} else {
			pthread_mutex_lock(&driver->mutex);
			flock(driver->memory_fd, LOCK_EX);
			err = run(call, request);
			flock(driver->memory_fd, LOCK_UN);
			pthread_mutex_unlock(&driver->mutex);
		}
		/* On success the caller's own value stays. */
		if (call->arg.exitinfo2 &&
		    copy_out(at + offsetof(struct ioctl_arg, exitinfo2),
			     &call->arg.exitinfo2, sizeof(uint64_t)))
			err = -EFAULT;
	}
	OPENSSL_cleanse(call, sizeof(*call));
	free(call);
	return err;
}

static int map_machine(struct guest_driver *driver, const char *dir)
{
	char path[4200];

	snprintf(path, sizeof(path), "%s/memory", dir);
	driver->memory_fd = open(path, O_RDWR | O_CLOEXEC);
	if (driver->memory_fd < 0)
		return -errno;
	if (driver->machine.size < AREA + 6 * GUEST_PAGE_SIZE)
		return -EINVAL;
	driver->memory = mmap(NULL, driver->machine.size,
			      PROT_READ | PROT_WRITE, MAP_SHARED,
			      driver->memory_fd, 0);
	if (driver->memory != MAP_FAILED)
		return 0;
	driver->memory = NULL;
	return -errno;
}

static int reach(struct guest_driver *driver, const char *dir)
{
	struct why nobody = { NULL, 0 };
	int err;

	driver->server = socket_connect(dir, DOOR_SOCKET, nobody);
	if (driver->server < 0)
		return driver->server;
	err = socket_receive(driver->server, &driver->machine,
			     sizeof(driver->machine));
	return err ? err : map_machine(driver, dir);
}

int guest_driver_open(const char *dir, struct guest_driver **driver)
{
	struct guest_driver *opened = calloc(1, sizeof(*opened));
	int err;

	if (!opened)
		return -ENOMEM;
	opened->server = opened->memory_fd = -1;
	pthread_mutex_init(&opened->mutex, NULL);
	err = reach(opened, dir);
	if (err) {
		guest_driver_close(opened);
		return err;
	}
	*driver = opened;
	return 0;
}

void guest_driver_close(struct guest_driver *driver)
{
	if (!driver)
		return;
	if (driver->memory)
		munmap(driver->memory, driver->machine.size);
	if (driver->memory_fd >= 0)
		close(driver->memory_fd);
	if (driver->server >= 0)
		close(driver->server);
	pthread_mutex_destroy(&driver->mutex);
	free(driver);
}
