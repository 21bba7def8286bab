// SPDX-License-Identifier: MIT
/* Requests through /dev/sev-guest: linux/sev-guest.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/sev-guest.h>

#include "../base/bytes.h"
#include "../base/error.h"
#include "transport.h"

#define MSG_VERSION 1
#define CERTS_FIRST 131072u	/* so that one request does */
#define CERTS_SMALL 16384u	/* the most that the kernel's own driver takes */
#define CERTS_MAX (16u << 20)
#define ROUNDS_MAX 5 /* the host may change its table between two calls */

#define KEY_ROOT_VMRK 1u
#define KEY_SEL_SHIFT 1

/* Statuses inside a response ([ABI] 8): the request reached the firmware. */
#define STATUS_INVALID_PARAM 0x16
#define STATUS_INVALID_KEY 0x27

struct device {
	const struct device_ops *ops;
	int fd;
	char path[];
};

/** struct device_answer - where the report goes; @status: the firmware's */
struct device_answer {
	struct report_buffer *report;
	uint32_t status;
};

/** struct certs - where the certificate table goes */
struct certs {
	uint8_t *data;
	uint32_t len;
};

static int system_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int system_ioctl(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg) < 0 ? -errno : 0;
}

const struct device_ops device_system = {
	.open = system_open,
	.ioctl = system_ioctl,
	.close = close,
};

/*
 * fail(), with what the host said. @error->exitinfo2 is for programs; people
 * get words.
 */
static int request_failed(const struct device *device, const char *what,
			  int err, uint64_t exitinfo2,
			  struct snpguest_error *error)
{
	char host[192];

	if (err == -ENOTTY)
		return fail(error, err, "%s: %s: %s%s", device->path, what,
			    strcmp(device->path, DEVICE_PATH) ?
				    "this is no sev-guest device, or " : "",
			    KEY_GIVEN_UP);
	if (!exitinfo2) {
		return fail(error, err, "%s: %s: %s", device->path, what,
			    strerror(-err));
	}
	snpguest_describe_exitinfo2(exitinfo2, host, sizeof(host));
	fail(error, err, "%s: %s: %s; %s", device->path, what, strerror(-err),
	     host);
	if (error)
		error->exitinfo2 = exitinfo2;
	return err;
}

/* A status inside the response means other things than one beside it. */
static int firmware_refuses(const struct device *device, const char *what,
			    uint32_t status, struct snpguest_error *error)
{
	switch (status) {
	case STATUS_INVALID_PARAM:
		return fail(error, -EINVAL,
			    "%s: %s: the firmware refuses a parameter (status 0x16): a VMPL below this guest's key, or a version or TCB above its limit",
			    device->path, what);
	case STATUS_INVALID_KEY:
		return fail(error, -ENOKEY,
			    "%s: %s: the firmware does not have that key (status 0x27): no VLEK is loaded, or the VCEK is disabled or masked",
			    device->path, what);
	}
	return fail(error, -EIO, "%s: %s: the firmware answered with status 0x%x",
		    device->path, what, status);
}

/* ---------------------------------------------------------------- reports */

static int read_report(const struct device *device,
		       const struct snp_report_resp *resp,
		       struct device_answer *answer,
		       struct snpguest_error *error)
{
	struct bytes b = { .at = resp->data, .left = sizeof(resp->data) };
	uint32_t status = bytes_le32(&b);
	uint32_t size = bytes_le32(&b);

	answer->status = status;
	if (status)
		return firmware_refuses(device, "report", status, error);
	bytes_take(&b, 24);
	/* Newer firmware may add to it; what is known stays where it is. */
	if (size < SNPGUEST_REPORT_SIZE || size > b.left)
		return fail(error, -EBADMSG,
			    "%s: a report of %u bytes, must be %d to %zu",
			    device->path, size, SNPGUEST_REPORT_SIZE, b.left);
	if (size > answer->report->room)
		size = answer->report->room;
	bytes_copy(&b, answer->report->data, size);
	answer->report->len = size;
	return 0;
}

static void fill_request(struct snp_report_req *to,
			 const struct snpguest_report_request *req,
			 uint32_t vmpl)
{
	memset(to, 0, sizeof(*to));
	memcpy(to->user_data, req->report_data, sizeof(to->user_data));
	to->vmpl = vmpl;
	to->rsvd[0] = req->key_sel;
}

static int call(const struct device *device, unsigned long request, void *req,
		void *resp, uint64_t *exitinfo2)
{
	struct snp_guest_request_ioctl arg = {
		.msg_version = MSG_VERSION,
		.req_data = (uintptr_t)req,
		.resp_data = (uintptr_t)resp,
	};
	int err = device->ops->ioctl(device->fd, request, &arg);

	*exitinfo2 = arg.exitinfo2;
	return err;
}

static int plain_report(const struct device *device,
			const struct snpguest_report_request *req,
			uint32_t vmpl, struct device_answer *answer,
			struct snpguest_error *error)
{
	struct snp_report_resp resp = { 0 };
	struct snp_report_req request;
	uint64_t exitinfo2;
	int err;

	fill_request(&request, req, vmpl);
	err = call(device, SNP_GET_REPORT, &request, &resp, &exitinfo2);
	if (err)
		return request_failed(device, "report", err, exitinfo2, error);
	return read_report(device, &resp, answer, error);
}

static bool needs_room(int err, uint64_t exitinfo2)
{
	return err == -EIO && exitinfo2 >> SNP_GUEST_VMM_ERR_SHIFT ==
				      SNP_GUEST_VMM_ERR_INVALID_LEN;
}

/* A driver with a lower limit: it says so before it asks the host. */
static bool shrink(int err, struct certs *certs)
{
	if (err != -EINVAL || certs->len != CERTS_FIRST)
		return false;
	certs->len = CERTS_SMALL;
	return true;
}

static int grow(const struct device *device, struct certs *certs, uint32_t need,
		struct snpguest_error *error)
{
	uint8_t *more;

	if (need <= certs->len || need > CERTS_MAX || need % 4096)
		return fail(error, -EPROTO,
			    "%s: %u bytes for certificates do not do, and the host wants %u, which makes no sense",
			    device->path, certs->len, need);
	more = realloc(certs->data, need);
	if (!more)
		return fail_memory(error);
	certs->data = more;
	certs->len = need;
	return 0;
}

static int extended_report(const struct device *device,
			   const struct snpguest_report_request *req,
			   uint32_t vmpl, struct device_answer *answer,
			   struct certs *certs, struct snpguest_error *error)
{
	struct snp_report_resp resp = { 0 };
	struct snp_ext_report_req request;
	uint64_t exitinfo2;
	int err;

	for (int round = 0; round < ROUNDS_MAX; round++) {
		memset(&request, 0, sizeof(request));
		memset(certs->data, 0, certs->len);
		fill_request(&request.data, req, vmpl);
		request.certs_address = (uintptr_t)certs->data;
		request.certs_len = certs->len;
		err = call(device, SNP_GET_EXT_REPORT, &request, &resp,
			   &exitinfo2);
		if (!err)
			return read_report(device, &resp, answer, error);
		if (shrink(err, certs))
			continue;
		if (!needs_room(err, exitinfo2))
			return request_failed(device, "extended report", err,
					      exitinfo2, error);
		err = grow(device, certs, request.certs_len, error);
		if (err)
			return err;
	}
	return request_failed(device,
			      "the host keeps asking for more room for certificates",
			      -EIO, exitinfo2, error);
}

static int one_report(const struct device *device,
		      const struct snpguest_report_request *req, uint32_t vmpl,
		      struct device_answer *answer, uint8_t **table,
		      size_t *table_len, struct snpguest_error *error)
{
	struct certs certs = { .len = CERTS_FIRST };
	int err;

	if (!table)
		return plain_report(device, req, vmpl, answer, error);
	certs.data = malloc(certs.len);
	if (!certs.data)
		return fail_memory(error);
	err = extended_report(device, req, vmpl, answer, &certs, error);
	*table_len = err ? 0 : table_trim(certs.data, certs.len);
	if (*table_len) {
		*table = certs.data;
		return 0;
	}
	free(certs.data);
	return err;
}

/*
 * The lowest VMPL the firmware allows is found by asking: it refuses one below
 * the key's, inside the response, which costs nothing but the call.
 */
static int get_whole(void *priv, const struct snpguest_report_request *req,
		     struct report_buffer *report, uint8_t **table,
		     size_t *table_len, struct snpguest_error *error)
{
	const struct device *device = priv;
	uint32_t vmpl = req->vmpl < 0 ? 0 : req->vmpl;
	struct snpguest_error trouble;
	struct device_answer answer;
	int err;

	do {
		answer = (struct device_answer){ .report = report };
		err = one_report(device, req, vmpl, &answer, table, table_len,
				 &trouble);
		vmpl++;
	} while (answer.status == STATUS_INVALID_PARAM && req->vmpl < 0 &&
		 vmpl < VMPL_COUNT);
	if (err && error)
		*error = trouble;
	return err;
}

/* ------------------------------------------------------------------- keys */

static void fill_key_request(struct snp_derived_key_req *to,
			     const struct snpguest_key_request *req)
{
	memset(to, 0, sizeof(*to));
	to->root_key_select = (req->vmrk ? KEY_ROOT_VMRK : 0) |
			      req->key_sel << KEY_SEL_SHIFT;
	to->guest_field_select = req->guest_field_select;
	to->vmpl = req->vmpl;
	to->guest_svn = req->guest_svn;
	to->tcb_version = req->tcb_version;
}

static int read_key(const struct device *device,
		    const struct snp_derived_key_resp *resp,
		    uint8_t key[KEY_SIZE], struct snpguest_error *error)
{
	struct bytes b = { .at = resp->data, .left = sizeof(resp->data) };
	uint32_t status = bytes_le32(&b);

	if (status)
		return firmware_refuses(device, "key", status, error);
	bytes_take(&b, 28);
	bytes_copy(&b, key, KEY_SIZE);
	/* A key of zeros is what a failure without a status looks like. */
	if (bytes_are_zero(key, KEY_SIZE))
		return fail(error, -EBADMSG, "%s: the key is all zero",
			    device->path);
	return 0;
}

static int get_key(void *priv, const struct snpguest_key_request *req,
		   uint8_t key[KEY_SIZE], struct snpguest_error *error)
{
	const struct device *device = priv;
	struct snp_derived_key_resp resp = { 0 };
	struct snp_derived_key_req request;
	uint64_t exitinfo2;
	int err;

	fill_key_request(&request, req);
	err = call(device, SNP_GET_DERIVED_KEY, &request, &resp, &exitinfo2);
	if (err)
		err = request_failed(device, "key", err, exitinfo2, error);
	else
		err = read_key(device, &resp, key, error);
	explicit_bzero(&resp, sizeof(resp));
	return err;
}

/* --------------------------------------------------------------- lifetime */

static void close_device(void *priv)
{
	struct device *device = priv;

	device->ops->close(device->fd);
	free(device);
}

static int cannot_open(const char *path, int err, struct snpguest_error *error)
{
	switch (err) {
	case -ENOENT:
		return fail(error, err,
			    "%s is not there: load the sev-guest module (modprobe sev-guest); " PARAVISOR,
			    path);
	case -EACCES:
	case -EPERM:
		return fail(error, err,
			    "%s: permission denied: run as root or give this user access to it",
			    path);
	}
	return fail(error, err, "%s: %s", path, strerror(-err));
}

int device_open(const char *path, const struct device_ops *ops,
		struct snpguest_transport *transport,
		struct snpguest_error *error)
{
	size_t size = strlen(path) + 1;
	struct device *device = malloc(sizeof(*device) + size);
	int fd;

	if (!device)
		return fail_memory(error);
	fd = ops->open(path);
	if (fd < 0) {
		free(device);
		return cannot_open(path, fd, error);
	}
	device->ops = ops;
	device->fd = fd;
	memcpy(device->path, path, size);
	*transport = (struct snpguest_transport){
		.get_whole = get_whole,
		.get_key = get_key,
		.close = close_device,
		.priv = device,
	};
	return 0;
}
