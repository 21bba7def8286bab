// SPDX-License-Identifier: MIT
/*
 * The provider of configfs-tsm: what it makes of an answer, whatever memory there
 * is.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/tsm.h>

#include "request.h"
#include "sev-guest.h"

#define SIZE		0x4a0
#define CERTS_SIZE	100

int snp_vmpl;

static const struct tsm_report_ops *provider;
static struct snp_device device;
static struct tsm_report report;
static u8 certs_data[CERTS_SIZE] = { 1, 2, 3 };

/* What the secure processor answers. */
static u32 status, report_size;
static size_t certs_size;
static unsigned int taken, given;

void standin_freed(const void *pointer, size_t size, bool wiped)
{
	(void)size;
	(void)wiped;
	free((void *)pointer);
}

void standin_say(const char *format, ...)
{
	(void)format;
}

int tsm_report_register(const struct tsm_report_ops *ops, void *data)
{
	assert_ptr_equal(data, &device);
	provider = ops;
	return 0;
}

int tsm_report_unregister(const struct tsm_report_ops *ops)
{
	assert_ptr_equal(ops, provider);
	return 0;
}

int snp_tsm_svsm_report(struct tsm_report *of)
{
	(void)of;
	return -EINVAL;
}

int snp_get_ext_report(struct snp_device *of, const struct snp_report_req *req,
		       struct snp_report_answer *answer,
		       struct snp_certs_request *certs, u64 *exitinfo2)
{
	__le32 head[2] = { cpu_to_le32(status), cpu_to_le32(report_size) };

	assert_ptr_equal(of, &device);
	assert_true(certs->optional);
	*exitinfo2 = 0;
	answer->size = SNP_REPORT_ANSWER_MIN;
	memcpy(answer->data, head, sizeof(head));
	memcpy(answer->data + SNP_REPORT_OFFSET, req->user_data, 64);
	certs->table.data = certs_data;
	certs->size = certs_size;
	taken++;
	return 0;
}

void snp_put_certs(struct snp_device *of, struct snp_certs_request *certs)
{
	assert_ptr_equal(of, &device);
	assert_ptr_equal(certs->table.data, certs_data);
	given++;
}

static int begin(void **state)
{
	(void)state;
	memset(&report, 0, sizeof(report));
	memset(report.desc.inblob, 7, 64);
	report.desc.inblob_len = 64;
	standin_allocations_left = -1;
	status = 0;
	report_size = SIZE;
	certs_size = CERTS_SIZE;
	taken = given = 0;
	return snp_tsm_register(&device);
}

static int end(void **state)
{
	(void)state;
	kvfree(report.outblob);
	kvfree(report.auxblob);
	snp_tsm_unregister();
	return taken == given ? 0 : -1;
}

static int make(void)
{
	return provider->report_new(&report, &device);
}

static void a_report_comes_with_its_certificates(void **state)
{
	(void)state;
	assert_int_equal(make(), 0);
	assert_int_equal(report.outblob_len, SIZE);
	assert_memory_equal(report.outblob, report.desc.inblob, 64);
	assert_int_equal(report.auxblob_len, CERTS_SIZE);
	assert_memory_equal(report.auxblob, certs_data, CERTS_SIZE);
}

static void without_memory_for_certificates_it_comes_alone(void **state)
{
	(void)state;
	standin_allocations_left = 2; /* the answer, the report */
	assert_int_equal(make(), 0);
	assert_int_equal(report.outblob_len, SIZE);
	assert_null(report.auxblob);
	assert_int_equal(report.auxblob_len, 0);
}

static void without_memory_for_the_report_there_is_none(void **state)
{
	int left;

	(void)state;
	for (left = 0; left < 2; left++) {
		standin_allocations_left = left;
		assert_int_equal(make(), -ENOMEM);
		assert_null(report.outblob);
		assert_null(report.auxblob);
	}
}

static void a_length_is_the_firmwares_as_far_as_it_can_be(void **state)
{
	static const struct {
		u32 size;
		int result;
	} rows[] = {
		{ 0, -EIO }, { SIZE - 1, -EIO }, { SIZE, 0 }, { SIZE + 1, -EIO },
		{ 0x7fffffff, -EIO }, { 0xffffffff, -EIO },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		begin(state);
		report_size = rows[i].size;
		assert_int_equal(make(), rows[i].result);
		assert_int_equal(report.outblob_len, rows[i].result ? 0 : SIZE);
		end(state);
	}
	begin(state);
}

static void what_the_firmware_refuses_is_no_report(void **state)
{
	(void)state;
	status = 0x16;
	assert_int_equal(make(), -EINVAL);
	status = 0x27;
	assert_int_equal(make(), -EINVAL);
	status = 1;
	assert_int_equal(make(), -ENXIO);
	assert_null(report.outblob);
}

static void an_inblob_of_another_length_asks_nobody(void **state)
{
	(void)state;
	report.desc.inblob_len = 63;
	assert_int_equal(make(), -EINVAL);
	report.desc.inblob_len = 64;
	report.desc.service_provider = (char *)"svsm";
	assert_int_equal(make(), -EINVAL);
	assert_int_equal(taken, 0);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_report_comes_with_its_certificates),
		TEST(without_memory_for_certificates_it_comes_alone),
		TEST(without_memory_for_the_report_there_is_none),
		TEST(a_length_is_the_firmwares_as_far_as_it_can_be),
		TEST(what_the_firmware_refuses_is_no_report),
		TEST(an_inblob_of_another_length_asks_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
