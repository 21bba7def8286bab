// SPDX-License-Identifier: MIT
/* power.c: what follows from what the kernel tells when the machine stops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/slab.h>
#include <linux/suspend.h>

#include "sev-guest.h"

#define DRAIN_MS	2000

static struct notifier_block *reboot_block, *pm_block;
static int registration_err;
static struct snp_device device;
static unsigned int stops, suspends, resumes;
static int result;	/* of stopping */
static char said[256];

int register_reboot_notifier(struct notifier_block *block)
{
	reboot_block = block;
	return 0;
}

void unregister_reboot_notifier(struct notifier_block *block)
{
	assert_ptr_equal(block, reboot_block);
	reboot_block = NULL;
}

int register_pm_notifier(struct notifier_block *block)
{
	if (!registration_err)
		pm_block = block;
	return registration_err;
}

void unregister_pm_notifier(struct notifier_block *block)
{
	assert_ptr_equal(block, pm_block);
	pm_block = NULL;
}

int snp_device_stop(struct snp_device *of, u32 timeout_ms)
{
	assert_ptr_equal(of, &device);
	assert_int_equal(timeout_ms, DRAIN_MS);
	stops++;
	return result;
}

int snp_device_suspend(struct snp_device *of, u32 timeout_ms)
{
	assert_ptr_equal(of, &device);
	assert_int_equal(timeout_ms, DRAIN_MS);
	suspends++;
	return result;
}

void snp_device_resume(struct snp_device *of)
{
	assert_ptr_equal(of, &device);
	resumes++;
}

void standin_say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(said, sizeof(said), format, arguments);
	va_end(arguments);
}

static int tell_pm(unsigned long event)
{
	return pm_block->notifier_call(pm_block, event, NULL);
}

static int begin(void **state)
{
	(void)state;
	stops = suspends = resumes = 0;
	result = registration_err = 0;
	said[0] = '\0';
	return snp_power_register(&device);
}

static int end(void **state)
{
	(void)state;
	snp_power_unregister();
	return reboot_block || pm_block;
}

static void a_reboot_stops_the_device_and_is_not_refused(void **state)
{
	(void)state;
	assert_int_equal(reboot_block->notifier_call(reboot_block, 1, NULL),
			 NOTIFY_DONE);
	assert_int_equal(stops, 1);
	assert_string_equal(said, "");
	result = -EAGAIN;
	assert_int_equal(reboot_block->notifier_call(reboot_block, 1, NULL),
			 NOTIFY_DONE);
	assert_non_null(strstr(said, "vmpck_id"));
}

/* Also a kernel that gives way to one from disk. */
static void hibernation_and_restore_wait_for_the_device(void **state)
{
	static const struct {
		unsigned long before, after;
	} events[] = {
		{ PM_HIBERNATION_PREPARE, PM_POST_HIBERNATION },
		{ PM_RESTORE_PREPARE, PM_POST_RESTORE },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		assert_int_equal(tell_pm(events[i].before), NOTIFY_OK);
		assert_int_equal(suspends, i + 1);
		assert_int_equal(resumes, i);
		assert_int_equal(tell_pm(events[i].after), NOTIFY_OK);
		assert_int_equal(resumes, i + 1);
	}
}

static void hibernation_is_refused_and_the_log_says_why(void **state)
{
	(void)state;
	result = -EBUSY;
	assert_int_equal(tell_pm(PM_HIBERNATION_PREPARE), NOTIFY_BAD);
	assert_non_null(strstr(said, "a request is in progress"));
	result = -EAGAIN;
	assert_int_equal(tell_pm(PM_RESTORE_PREPARE), NOTIFY_BAD);
	assert_non_null(strstr(said, "a message is outstanding"));
	assert_int_equal(resumes, 0);
}

/* Memory stays, and so does everything. */
static void other_ways_to_sleep_are_nobodys_business(void **state)
{
	(void)state;
	assert_int_equal(tell_pm(PM_SUSPEND_PREPARE), NOTIFY_DONE);
	assert_int_equal(tell_pm(PM_POST_SUSPEND), NOTIFY_DONE);
	assert_int_equal(suspends + resumes + stops, 0);
}

static void half_a_registration_is_taken_back(void **state)
{
	(void)state;
	registration_err = -ENOMEM;
	assert_int_equal(snp_power_register(&device), -ENOMEM);
	assert_null(reboot_block);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_reboot_stops_the_device_and_is_not_refused),
		TEST(hibernation_and_restore_wait_for_the_device),
		TEST(hibernation_is_refused_and_the_log_says_why),
		TEST(other_ways_to_sleep_are_nobodys_business),
		cmocka_unit_test(half_a_registration_is_taken_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
