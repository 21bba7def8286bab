// SPDX-License-Identifier: MIT
/* What holds for every way to the secure processor, over one of the test's. */
#include "lib_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "request/transport.h"

#define REPORT_DATA_AT 0x50

/* What the fake answers, and what it saw. */
struct fake {
	int result;
	uint8_t xor;	/* spoils the report data */
	bool with_table;
	int calls, closed;
	int32_t vmpl;
};

static int fake_report(void *priv, const struct snpguest_report_request *req,
		       uint8_t *report, uint8_t **table, size_t *table_len,
		       struct snpguest_error *error)
{
	struct fake *fake = priv;

	(void)error;
	fake->calls++;
	fake->vmpl = req->vmpl;
	memset(report, 0, SNPGUEST_REPORT_SIZE);
	memcpy(report + REPORT_DATA_AT, req->report_data, 64);
	report[REPORT_DATA_AT + 63] ^= fake->xor;
	if (table && fake->with_table) {
		*table = calloc(1, 32);
		*table_len = 32;
	}
	return fake->result;
}

static int fake_key(void *priv, const struct snpguest_key_request *req,
		    uint8_t key[32], struct snpguest_error *error)
{
	struct fake *fake = priv;

	(void)req;
	(void)error;
	fake->calls++;
	memset(key, 0x5a, 32);
	return fake->result;
}

static void fake_close(void *priv)
{
	((struct fake *)priv)->closed++;
}

static struct snpguest_transport over(struct fake *fake)
{
	return (struct snpguest_transport){
		.get_report = fake_report,
		.get_key = fake_key,
		.close = fake_close,
		.priv = fake,
	};
}

static struct snpguest_report_request request(void)
{
	struct snpguest_report_request req = { .size = sizeof(req) };

	memset(req.report_data, 0x17, sizeof(req.report_data));
	return req;
}

static void a_report_for_this_request_comes_through(void **state)
{
	struct fake fake = { .with_table = true };
	struct snpguest_transport transport = over(&fake);
	struct snpguest_report_request req = request();
	uint8_t report[SNPGUEST_REPORT_SIZE], *table;
	size_t len;

	(void)state;
	req.vmpl = -1;
	assert_int_equal(snpguest_get_report(&transport, &req, report, &table,
					     &len, NULL), 0);
	assert_int_equal(len, 32);
	assert_int_equal(fake.vmpl, -1);
	free(table);
	assert_int_equal(snpguest_get_report(&transport, &req, report, NULL,
					     NULL, NULL), 0);
}

static void a_report_for_another_request_is_refused(void **state)
{
	struct fake fake = { .with_table = true, .xor = 1 };
	struct snpguest_transport transport = over(&fake);
	struct snpguest_report_request req = request();
	struct snpguest_error error;
	uint8_t report[SNPGUEST_REPORT_SIZE], *table;
	size_t len;

	(void)state;
	assert_int_equal(snpguest_get_report(&transport, &req, report, &table,
					     &len, &error), -EBADMSG);
	assert_null(table);
	assert_int_equal(len, 0);
	assert_non_null(strstr(error.what, "another request"));
}

static void wrong_requests_do_not_reach_the_transport(void **state)
{
	struct fake fake = {};
	struct snpguest_transport transport = over(&fake);
	struct snpguest_report_request bad[3];
	uint8_t report[SNPGUEST_REPORT_SIZE];

	(void)state;
	for (int i = 0; i < 3; i++)
		bad[i] = request();
	bad[0].size = 7;
	bad[1].vmpl = 4;
	bad[2].key_sel = 3;
	for (int i = 0; i < 3; i++)
		assert_int_equal(snpguest_get_report(&transport, &bad[i],
						     report, NULL, NULL, NULL),
				 -EINVAL);
	assert_int_equal(fake.calls, 0);
}

static void an_error_of_the_transport_comes_through(void **state)
{
	struct fake fake = { .result = -ETIMEDOUT };
	struct snpguest_transport transport = over(&fake);
	struct snpguest_report_request req = request();
	uint8_t report[SNPGUEST_REPORT_SIZE];

	(void)state;
	assert_int_equal(snpguest_get_report(&transport, &req, report, NULL,
					     NULL, NULL), -ETIMEDOUT);
}

static void a_key_is_wiped_on_error(void **state)
{
	static const uint8_t zero[32];
	struct fake fake = {};
	struct snpguest_transport transport = over(&fake);
	struct snpguest_key_request req = SNPGUEST_KEY_REQUEST_INIT;
	uint8_t key[32];

	(void)state;
	assert_int_equal(snpguest_get_key(&transport, &req, key, NULL), 0);
	assert_int_equal(key[31], 0x5a);
	fake.result = -EIO;
	assert_int_equal(snpguest_get_key(&transport, &req, key, NULL), -EIO);
	assert_memory_equal(key, zero, 32);
	memset(key, 1, sizeof(key));
	req.vmpl = 4;
	assert_int_equal(snpguest_get_key(&transport, &req, key, NULL),
			 -EINVAL);
	assert_memory_equal(key, zero, 32);
}

static void a_transport_without_keys_says_so(void **state)
{
	struct fake fake = {};
	struct snpguest_transport transport = over(&fake);
	struct snpguest_key_request req = SNPGUEST_KEY_REQUEST_INIT;
	uint8_t key[32];

	(void)state;
	transport.get_key = NULL;
	assert_int_equal(snpguest_get_key(&transport, &req, key, NULL),
			 -EOPNOTSUPP);
}

static void closing_closes_once(void **state)
{
	struct fake fake = {};
	struct snpguest_transport transport = over(&fake);

	(void)state;
	transport_close(&transport);
	transport_close(&transport);
	assert_int_equal(fake.closed, 1);
}

static void a_transport_of_the_callers_is_used_and_closed(void **state)
{
	struct snpguest_transport_ops ops = SNPGUEST_TRANSPORT_OPS_INIT;
	struct snpguest_report_request req = request();
	uint8_t report[SNPGUEST_REPORT_SIZE];
	struct snpguest_transport *transport;
	struct fake fake = {};

	(void)state;
	assert_int_equal(snpguest_transport_new(&ops, &fake, &transport, NULL),
			 -EINVAL);
	assert_null(transport);
	ops.get_report = fake_report;
	ops.close = fake_close;
	assert_int_equal(snpguest_transport_new(&ops, &fake, &transport, NULL),
			 0);
	ops.get_report = NULL;
	assert_int_equal(snpguest_get_report(transport, &req, report, NULL,
					     NULL, NULL), 0);
	assert_int_equal(fake.calls, 1);
	snpguest_close(transport);
	assert_int_equal(fake.closed, 1);
	snpguest_close(NULL);
}

static void a_missing_device_names_the_next_step(void **state)
{
	struct snpguest_transport *transport;
	struct snpguest_error error;

	(void)state;
	assert_int_equal(snpguest_open("/nonexistent/sev-guest", &transport,
				       &error), -ENOENT);
	assert_non_null(strstr(error.what, "modprobe sev-guest"));
	assert_null(transport);
}

static void padding_behind_a_table_is_not_the_table(void **state)
{
	uint8_t table[128] = {};

	(void)state;
	assert_int_equal(table_trim(table, sizeof(table)), 0);
	table[0] = 1; /* a GUID nobody knows */
	table[16] = 48;
	table[20] = 10;
	assert_int_equal(table_trim(table, sizeof(table)), 58);
	/* Malformed: all of it is kept, to be judged by the verifier. */
	table[20] = 200;
	assert_int_equal(table_trim(table, sizeof(table)), sizeof(table));
}

/* An entry may point before the blob of the one above it. */
static void a_table_ends_with_the_blob_that_lies_furthest_back(void **state)
{
	uint8_t table[256] = {};

	(void)state;
	table[0] = 1;
	table[16] = 100;
	table[20] = 50;
	table[24] = 2;
	table[40] = 72;
	table[44] = 10;
	assert_int_equal(table_trim(table, sizeof(table)), 150);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_for_this_request_comes_through),
		cmocka_unit_test(a_report_for_another_request_is_refused),
		cmocka_unit_test(wrong_requests_do_not_reach_the_transport),
		cmocka_unit_test(an_error_of_the_transport_comes_through),
		cmocka_unit_test(a_key_is_wiped_on_error),
		cmocka_unit_test(a_transport_without_keys_says_so),
		cmocka_unit_test(closing_closes_once),
		cmocka_unit_test(a_transport_of_the_callers_is_used_and_closed),
		cmocka_unit_test(a_missing_device_names_the_next_step),
		cmocka_unit_test(padding_behind_a_table_is_not_the_table),
		cmocka_unit_test(a_table_ends_with_the_blob_that_lies_furthest_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
