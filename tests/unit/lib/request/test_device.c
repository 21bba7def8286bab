// SPDX-License-Identifier: MIT
/* Requests through a device whose answers the test writes. */
#include "lib_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/sev-guest.h>

#include "lib_transport.h"
#include "wipes.h"

/* What the next calls answer, and what they were asked. */
static struct {
	int open_err;
	int calls, closed;
	unsigned long request[16];
	struct snp_report_req asked;
	struct snp_derived_key_req asked_key;
	const uint8_t *key_answer;
	uint32_t offered[16];
	/* Answers. */
	int err;
	uint64_t exitinfo2;
	uint32_t status, report_size;
	uint32_t lowest_vmpl;
	uint32_t limit; /* of certs_len; 0: none */
	uint32_t need[16]; /* bytes of certificates the host has, by call */
	uint8_t table[4096];
	size_t table_len;
	bool other_report_data, zero_key;
} host;

static int fake_open(const char *path)
{
	assert_string_equal(path, "/dev/fake");
	return host.open_err ? host.open_err : 42;
}

static int fake_close(int fd)
{
	assert_int_equal(fd, 42);
	host.closed++;
	return 0;
}

static void put32(uint8_t *to, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		to[i] = value >> (8 * i);
}

static void answer_report(const struct snp_report_req *req, uint8_t *data)
{
	uint32_t status = host.status;

	if (req->vmpl < host.lowest_vmpl)
		status = 0x16;
	host.asked = *req;
	put32(data, status);
	put32(data + 4, host.report_size);
	if (status)
		return;
	put32(data + 32, 3);
	memset(data + 32 + SNPGUEST_REPORT_SIZE, 0xee,
	       SNPGUEST_REPORT_MAX - SNPGUEST_REPORT_SIZE);
	memcpy(data + 32 + 0x50, req->user_data, 64);
	if (host.other_report_data)
		data[32 + 0x50] ^= 1;
}

static int answer_extended(const struct snp_ext_report_req *req,
			   struct snp_guest_request_ioctl *arg, int call)
{
	struct snp_ext_report_req *back = (void *)(uintptr_t)arg->req_data;

	host.offered[call] = req->certs_len;
	if (host.limit && req->certs_len > host.limit)
		return -EINVAL;
	if (host.need[call] > req->certs_len) {
		back->certs_len = host.need[call];
		arg->exitinfo2 = SNP_GUEST_ERR(SNP_GUEST_VMM_ERR_INVALID_LEN,
					       0);
		return -EIO;
	}
	memcpy((void *)(uintptr_t)req->certs_address, host.table,
	       host.table_len);
	answer_report(&req->data, (void *)(uintptr_t)arg->resp_data);
	return 0;
}

static void answer_key(const struct snp_derived_key_req *req, uint8_t *data)
{
	host.asked_key = *req;
	host.key_answer = data;
	put32(data, host.status);
	if (!host.status && !host.zero_key)
		memset(data + 32, 0xab, 32);
}

static int fake_ioctl(int fd, unsigned long number, void *arg)
{
	struct snp_guest_request_ioctl *ioctl_arg = arg;
	int call = host.calls++;

	assert_int_equal(fd, 42);
	assert_true(call < 16);
	assert_int_equal(ioctl_arg->msg_version, 1);
	host.request[call] = number;
	if (host.err) {
		ioctl_arg->exitinfo2 = host.exitinfo2;
		return host.err;
	}
	if (number == SNP_GET_EXT_REPORT)
		return answer_extended((void *)(uintptr_t)ioctl_arg->req_data,
				       ioctl_arg, call);
	if (number == SNP_GET_REPORT)
		answer_report((void *)(uintptr_t)ioctl_arg->req_data,
			      (void *)(uintptr_t)ioctl_arg->resp_data);
	else
		answer_key((void *)(uintptr_t)ioctl_arg->req_data,
			   (void *)(uintptr_t)ioctl_arg->resp_data);
	return 0;
}

static const struct device_ops fake = {
	.open = fake_open, .ioctl = fake_ioctl, .close = fake_close,
};

static int fresh(void **state)
{
	(void)state;
	memset(&host, 0, sizeof(host));
	fresh_request();
	host.report_size = SNPGUEST_REPORT_SIZE;
	return device_open("/dev/fake", &fake, &transport, &error);
}

static int done(void **state)
{
	(void)state;
	transport_close(&transport);
	assert_int_equal(host.closed, 1);
	assert_null(transport.get_whole);
	return 0;
}

/* A table with one VCEK entry of 100 bytes. */
static void make_table(void)
{
	static const uint8_t vcek[16] = {
		0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64,
		0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd,
	};

	memcpy(host.table, vcek, 16);
	put32(host.table + 16, 48);
	put32(host.table + 20, 100);
	memset(host.table + 48, 0x77, 100);
	host.table_len = 4096;
}

static void a_report_is_asked_for_and_handed_over(void **state)
{
	(void)state;
	request.vmpl = 2;
	request.key_sel = SNPGUEST_KEY_SEL_VLEK;
	assert_int_equal(get(NULL, NULL), 0);
	assert_int_equal(host.calls, 1);
	assert_int_equal(host.request[0], SNP_GET_REPORT);
	assert_int_equal(host.asked.vmpl, 2);
	assert_int_equal(host.asked.rsvd[0], 2);
	for (int i = 1; i < 28; i++)
		assert_int_equal(host.asked.rsvd[i], 0);
	assert_int_equal(report[0], 3);
	assert_memory_equal(report + 0x50, request.report_data, 64);
}

static void the_table_is_cut_to_what_it_uses(void **state)
{
	uint8_t *table;
	size_t len;

	(void)state;
	make_table();
	assert_int_equal(get(&table, &len), 0);
	assert_int_equal(host.request[0], SNP_GET_EXT_REPORT);
	assert_int_equal(len, 148);
	assert_memory_equal(table, host.table, len);
	free(table);
}

static void no_table_is_no_table(void **state)
{
	uint8_t *table = report;
	size_t len = 1;

	(void)state;
	host.table_len = 24;
	assert_int_equal(get(&table, &len), 0);
	assert_null(table);
	assert_int_equal(len, 0);
}

/* A table that makes no sense is evidence, and the verifier's to judge. */
static void a_malformed_table_is_handed_over_whole(void **state)
{
	uint8_t *table;
	size_t len;

	(void)state;
	memset(host.table, 0xff, sizeof(host.table));
	host.table_len = sizeof(host.table);
	assert_int_equal(get(&table, &len), 0);
	assert_int_equal(len, host.offered[0]);
	free(table);
}

static void the_buffer_grows_to_what_the_host_has(void **state)
{
	uint8_t *table;
	size_t len;

	(void)state;
	make_table();
	host.need[0] = 33 * 4096;
	host.need[1] = 256 * 4096;
	assert_int_equal(get(&table, &len), 0);
	assert_int_equal(host.calls, 3);
	assert_int_equal(host.offered[0], 32 * 4096);
	assert_int_equal(host.offered[1], 33 * 4096);
	assert_int_equal(host.offered[2], 256 * 4096);
	assert_int_equal(len, 148);
	free(table);
}

/* The kernel's own driver takes 16 KiB and says so before it asks the host. */
static void a_driver_with_a_lower_limit_is_asked_with_less(void **state)
{
	uint8_t *table;
	size_t len;

	(void)state;
	make_table();
	host.limit = 16384;
	assert_int_equal(get(&table, &len), 0);
	assert_int_equal(host.calls, 2);
	assert_int_equal(host.offered[1], 16384);
	free(table);
	host.limit = 4096;
	host.calls = 0;
	assert_int_equal(get(&table, &len), -EINVAL);
	assert_int_equal(host.calls, 2);
}

static void a_host_that_keeps_asking_is_given_up(void **state)
{
	uint8_t *table;
	size_t len;

	(void)state;
	for (int i = 0; i < 16; i++)
		host.need[i] = (i + 33) * 4096;
	assert_int_equal(get(&table, &len), -EIO);
	assert_true(host.calls <= 5);
	assert_null(table);
	assert_int_equal(error.exitinfo2, SNP_GUEST_ERR(1, 0));
}

static void an_absurd_length_is_not_allocated(void **state)
{
	static const uint32_t absurd[] = { 17u << 20, UINT32_MAX, 131073,
					   135169 };
	uint8_t *table;
	size_t len;

	for (size_t i = 0; i < 4; i++) {
		if (i) {
			done(state);
			fresh(state);
		}
		host.need[0] = absurd[i];
		assert_int_equal(get(&table, &len), -EPROTO);
		assert_int_equal(host.calls, 1);
		assert_null(table);
	}
}

static void the_lowest_vmpl_is_found(void **state)
{
	(void)state;
	host.lowest_vmpl = 2;
	assert_int_equal(get(NULL, NULL), 0);
	assert_int_equal(host.calls, 3);
	assert_int_equal(host.asked.vmpl, 2);
}

static void no_vmpl_beyond_the_last_is_asked_for(void **state)
{
	(void)state;
	host.lowest_vmpl = 4;
	assert_int_equal(get(NULL, NULL), -EINVAL);
	assert_int_equal(host.calls, 4);
	assert_int_equal(host.asked.vmpl, 3);
}

static void a_vmpl_that_was_asked_for_is_not_changed(void **state)
{
	(void)state;
	host.lowest_vmpl = 2;
	request.vmpl = 1;
	assert_int_equal(get(NULL, NULL), -EINVAL);
	assert_int_equal(host.calls, 1);
	assert_non_null(strstr(error.what, "VMPL"));
}

static void a_status_in_the_answer_is_looked_at_first(void **state)
{
	(void)state;
	request.vmpl = 0;
	host.status = 0x27;
	assert_int_equal(get(NULL, NULL), -ENOKEY);
	assert_non_null(strstr(error.what, "VLEK"));
	host.status = 0x13;
	assert_int_equal(get(NULL, NULL), -EIO);
	assert_non_null(strstr(error.what, "0x13"));
	assert_int_equal(error.exitinfo2, 0);
}

static void a_report_of_another_size_is_refused(void **state)
{
	(void)state;
	host.report_size = SNPGUEST_REPORT_SIZE - 1;
	assert_int_equal(get(NULL, NULL), -EBADMSG);
	host.report_size = 0;
	assert_int_equal(get(NULL, NULL), -EBADMSG);
	assert_int_equal(error.code, -EBADMSG);
	host.report_size = SNPGUEST_REPORT_MAX + 1;
	assert_int_equal(get(NULL, NULL), -EBADMSG);
	host.report_size = UINT32_MAX;
	assert_int_equal(get(NULL, NULL), -EBADMSG);
}

/* As newer firmware may make it. */
static void a_longer_report_is_handed_up_whole(void **state)
{
	uint8_t whole[SNPGUEST_REPORT_MAX + 1];
	size_t len;

	(void)state;
	host.report_size = SNPGUEST_REPORT_SIZE + 16;
	memset(whole, 0x11, sizeof(whole));
	assert_int_equal(snpguest_get_whole_report(&transport, &request, whole,
						   SNPGUEST_REPORT_MAX, &len,
						   &error), 0);
	assert_int_equal(len, SNPGUEST_REPORT_SIZE + 16);
	assert_memory_equal(whole + 0x50, request.report_data, 64);
	assert_int_equal(whole[len - 1], 0xee);
	assert_int_equal(whole[len], 0x11);

	/* Who knows 1184 bytes gets those. */
	assert_int_equal(get(NULL, NULL), 0);
	assert_memory_equal(report, whole, SNPGUEST_REPORT_SIZE);

	host.report_size = SNPGUEST_REPORT_MAX;
	assert_int_equal(snpguest_get_whole_report(&transport, &request, whole,
						   SNPGUEST_REPORT_MAX, &len,
						   &error), 0);
	assert_int_equal(len, SNPGUEST_REPORT_MAX);
	host.other_report_data = true;
	assert_int_equal(snpguest_get_whole_report(&transport, &request, whole,
						   SNPGUEST_REPORT_MAX, &len,
						   &error), -EBADMSG);
	assert_int_equal(len, 0);
	assert_int_equal(snpguest_get_whole_report(&transport, &request, whole,
						   SNPGUEST_REPORT_SIZE - 1,
						   &len, &error), -EINVAL);
}

static void a_report_for_another_request_is_refused(void **state)
{
	uint8_t *table;
	size_t len;

	(void)state;
	make_table();
	host.other_report_data = true;
	assert_int_equal(get(&table, &len), -EBADMSG);
	assert_null(table);
	assert_int_equal(len, 0);
}

static void what_the_host_said_is_kept(void **state)
{
	(void)state;
	host.err = -EIO;
	host.exitinfo2 = SNP_GUEST_ERR(2, 0);
	assert_int_equal(get(NULL, NULL), -EIO);
	assert_int_equal(error.exitinfo2, host.exitinfo2);
	assert_non_null(strstr(error.what, "BUSY"));
	host.exitinfo2 = SNP_GUEST_ERR(0, 0x1d);
	assert_int_equal(get(NULL, NULL), -EIO);
	assert_int_equal(error.exitinfo2, 0x1d);
	assert_non_null(strstr(error.what, "AEAD_OFLOW"));
	/* INVALID_LEN without having asked for certificates. */
	host.exitinfo2 = SNP_GUEST_ERR(1, 0);
	assert_int_equal(get(NULL, NULL), -EIO);
	assert_non_null(strstr(error.what, "INVALID_LEN"));
}

static void a_wrong_request_is_refused_before_the_device_is_asked(void **state)
{
	(void)state;
	request.size = 7;
	assert_int_equal(get(NULL, NULL), -EINVAL);
	request.size = sizeof(request);
	request.vmpl = 4;
	assert_int_equal(get(NULL, NULL), -EINVAL);
	request.vmpl = 0;
	request.key_sel = 3;
	assert_int_equal(get(NULL, NULL), -EINVAL);
	request.key_sel = 0;
	assert_int_equal(host.calls, 0);
}

static void a_key_is_asked_for_and_handed_over(void **state)
{
	struct snpguest_key_request req = {
		.size = sizeof(req), .vmrk = true, .key_sel = 2,
		.guest_field_select = 0x3f, .vmpl = 3, .guest_svn = 9,
		.tcb_version = 0x1122334455667788,
	};
	uint8_t key[32] = { 0 }, expected[32];

	(void)state;
	memset(expected, 0xab, sizeof(expected));
	assert_int_equal(snpguest_get_key(&transport, &req, key, &error), 0);
	assert_memory_equal(key, expected, 32);
	assert_int_equal(host.request[0], SNP_GET_DERIVED_KEY);
	assert_int_equal(host.asked_key.root_key_select, 1 | 2 << 1);
	assert_int_equal(host.asked_key.guest_field_select, 0x3f);
	assert_int_equal(host.asked_key.vmpl, 3);
	assert_int_equal(host.asked_key.guest_svn, 9);
	assert_true(host.asked_key.tcb_version == 0x1122334455667788);
}

/* The caller's copy is the only one, also when it was of no use. */
static void the_answer_with_the_key_is_wiped(void **state)
{
	struct snpguest_key_request req = SNPGUEST_KEY_REQUEST_INIT;
	uint8_t key[32];

	(void)state;
	for (int i = 0; i < 3; i++) {
		host.status = i == 1 ? 0x16 : 0;
		host.err = i == 2 ? -EIO : 0;
		wipes_forget();
		assert_int_equal(snpguest_get_key(&transport, &req, key,
						  &error) != 0, i != 0);
		assert_true(wipes_cover(host.key_answer,
					sizeof(struct snp_derived_key_resp)));
	}
}

static void a_failed_key_is_no_key(void **state)
{
	struct snpguest_key_request req = SNPGUEST_KEY_REQUEST_INIT;
	uint8_t key[32], zero[32] = { 0 };

	(void)state;
	memset(key, 1, sizeof(key));
	host.status = 0x16;
	assert_int_equal(snpguest_get_key(&transport, &req, key, &error),
			 -EINVAL);
	assert_memory_equal(key, zero, 32);

	memset(key, 1, sizeof(key));
	host.status = 0;
	host.zero_key = true;
	assert_int_equal(snpguest_get_key(&transport, &req, key, &error),
			 -EBADMSG);
	assert_memory_equal(key, zero, 32);

	memset(key, 1, sizeof(key));
	host.err = -EIO;
	host.exitinfo2 = UINT64_MAX;
	assert_int_equal(snpguest_get_key(&transport, &req, key, &error),
			 -EIO);
	assert_memory_equal(key, zero, 32);
	assert_non_null(strstr(error.what, "not asked"));

	req.vmpl = 4;
	assert_int_equal(snpguest_get_key(&transport, &req, key, &error),
			 -EINVAL);
}

static void a_transport_without_keys_says_so(void **state)
{
	struct snpguest_key_request req = SNPGUEST_KEY_REQUEST_INIT;
	struct snpguest_transport none = { .get_key = NULL };
	uint8_t key[32];

	(void)state;
	assert_int_equal(snpguest_get_key(&none, &req, key, &error),
			 -EOPNOTSUPP);
}

static void a_missing_device_names_the_next_step(void **state)
{
	struct snpguest_transport other, *opened;

	(void)state;
	host.open_err = -ENOENT;
	assert_int_equal(device_open("/dev/fake", &fake, &other, &error),
			 -ENOENT);
	assert_non_null(strstr(error.what, "/dev/fake"));
	assert_non_null(strstr(error.what, "modprobe sev-guest"));
	assert_non_null(strstr(error.what, "Azure"));
	assert_non_null(strstr(error.what, "0x01400001 of the vTPM"));
	host.open_err = -EACCES;
	assert_int_equal(device_open("/dev/fake", &fake, &other, &error),
			 -EACCES);
	assert_non_null(strstr(error.what, "root"));
	assert_int_equal(snpguest_open("/nonexistent/sev", &opened, &error),
			 -ENOENT);
	assert_null(opened);
	assert_non_null(strstr(error.what, "/nonexistent/sev"));
}

static void a_file_that_is_no_device_is_an_error(void **state)
{
	struct snpguest_transport *null;

	(void)state;
	assert_int_equal(snpguest_open("/dev/null", &null, &error), 0);
	assert_int_equal(snpguest_get_report(null, &request, report, NULL,
					     NULL, &error), -ENOTTY);
	assert_non_null(strstr(error.what, "no sev-guest device, or"));
	assert_non_null(strstr(error.what, "load it with another vmpck_id, or"
			       " reboot the guest"));
	snpguest_close(null);
}

#define T(name) cmocka_unit_test_setup_teardown(name, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_report_is_asked_for_and_handed_over),
		T(the_table_is_cut_to_what_it_uses),
		T(no_table_is_no_table),
		T(a_malformed_table_is_handed_over_whole),
		T(the_buffer_grows_to_what_the_host_has),
		T(a_driver_with_a_lower_limit_is_asked_with_less),
		T(a_host_that_keeps_asking_is_given_up),
		T(an_absurd_length_is_not_allocated),
		T(the_lowest_vmpl_is_found),
		T(no_vmpl_beyond_the_last_is_asked_for),
		T(a_vmpl_that_was_asked_for_is_not_changed),
		T(a_status_in_the_answer_is_looked_at_first),
		T(a_report_of_another_size_is_refused),
		T(a_longer_report_is_handed_up_whole),
		T(a_report_for_another_request_is_refused),
		T(what_the_host_said_is_kept),
		T(a_wrong_request_is_refused_before_the_device_is_asked),
		T(a_key_is_asked_for_and_handed_over),
		T(the_answer_with_the_key_is_wiped),
		T(a_failed_key_is_no_key),
		T(a_transport_without_keys_says_so),
		T(a_missing_device_names_the_next_step),
		T(a_file_that_is_no_device_is_an_error),
	};

	return cmocka_run_group_tests_name("device", tests, NULL, NULL);
}
