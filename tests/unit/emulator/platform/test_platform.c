// SPDX-License-Identifier: MIT
/*
 * The state directory: what is damaged or does not fit is refused with a reason
 * and left as it is; what was consumed stays consumed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "emulator_state.h"
#include "guest/guest_client.h"
#include "platform/engine.h"

static const uint8_t nonce[64] = "nonce";
static char why[300];

static void overwrite(const char *dir, const char *file, const char *text,
		      long at)
{
	char path[300];
	FILE *to;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	to = fopen(path, "r+");
	assert_non_null(to);
	assert_int_equal(fseek(to, at, SEEK_SET), 0);
	fputs(text, to);
	assert_int_equal(fclose(to), 0);
}

static void cut(const char *dir, const char *file, off_t size)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	assert_int_equal(truncate(path, size), 0);
}

/* Opening must fail with @code, saying @words. */
static void cannot_open(const char *dir, int code, const char *words)
{
	struct platform *platform;

	why[0] = 0;
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), code);
	if (!strstr(why, words))
		fail_msg("'%s' does not say '%s'", why, words);
}

static void can_open(const char *dir)
{
	struct platform *platform;

	if (platform_open(dir, &platform, why, sizeof(why)))
		fail_msg("%s", why);
	platform_close(platform);
}

static void a_directory_that_is_not_there_is_said_so(void **state)
{
	(void)state;
	cannot_open("/nonexistent/state", -ENOENT, "/nonexistent/state");
}

static void an_empty_directory_is_no_state(void **state)
{
	char dir[] = "/tmp/snp-empty-XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(dir));
	cannot_open(dir, -ENOENT, "identity");
	assert_int_equal(rmdir(dir), 0);
}

static void a_second_server_is_refused_and_the_first_goes_on(void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);
	uint8_t report[GUEST_REPORT_SIZE];
	struct platform *platform;

	(void)state;
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	cannot_open(dir, -EBUSY, "another server");
	assert_int_equal(emulated_guest_report(platform, nonce, 0, 0, report,
					       NULL, NULL), 0);
	platform_close(platform);
	can_open(dir);
}

static void bad_configuration_is_named_with_its_line(void **state)
{
	static const struct {
		const char *line, *words;
	} rows[] = {
		{ "colour = red\n", "no key 'colour'" },
		{ "product = rome\n", "'rome' is no value for product" },
		{ "report_version = 6\n", "report version 6" },
		{ "report_version = x\n", "'x' is no value" },
		{ "strict = maybe\n", "'maybe' is no value for strict" },
		{ "measurement = 00\n", "'00' is no value for measurement" },
		{ "policy = -1\n", "'-1' is no value for policy" },
		{ "policy = 0x1ffffffffffffffff\n", "no value for policy" },
		{ "guest_svn = 4294967296\n", "no value for guest_svn" },
		{ "vmpl = 4\n", "vmpl 4" },
		{ "format = 2\n", "format 2" },
		{ "table_pages = 5000\n", "table pages 5000" },
		{ "just words\n", "no '='" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cannot_open(state_copy(PRODUCT_MILAN, rows[i].line), -EINVAL,
			    rows[i].words);
		if (strchr(rows[i].words, '\''))
			assert_non_null(strstr(why, "config, line 3"));
	}
}

static void remarks_and_empty_lines_are_fine(void **state)
{
	(void)state;
	can_open(state_copy(PRODUCT_MILAN, "\n# a remark\n  \t\nvmpl=1\n"));
}

static void a_damaged_firmware_file_is_refused(void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);

	(void)state;
	overwrite(dir, "firmware", "1", 30);	/* a digit of a counter */
	cannot_open(dir, -EBADMSG, "firmware: damaged");
	overwrite(dir, "firmware", "0", 30);
	can_open(dir);
	cut(dir, "firmware", 100);
	cannot_open(dir, -EBADMSG, "firmware: damaged");
	cut(dir, "firmware", 0);
	cannot_open(dir, -EBADMSG, "firmware: damaged");
}

static void damaged_memory_is_refused(void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);

	(void)state;
	cut(dir, "memory", 4096);
	cannot_open(dir, -EBADMSG, "memory: 4096 bytes");
	cut(dir, "memory", 4 << 20);
	can_open(dir);
	overwrite(dir, "memory", "another machine's", 0x20);
	cannot_open(dir, -EBADMSG, "VMPCK0 belongs to another machine");
	overwrite(dir, "memory", "\7", 0);
	cannot_open(dir, -EBADMSG, "no secrets page");
}

static void a_vmpck_the_guest_has_wiped_is_fine(void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);
	uint8_t report[GUEST_REPORT_SIZE];
	struct platform *platform;

	(void)state;
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	memset(platform_memory(platform)->base + 0x20, 0, 32);
	platform_close(platform);
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	assert_int_equal(emulated_guest_report(platform, nonce, 0, 0, report,
					       NULL, NULL), -ENOKEY);
	platform_close(platform);
}

static void damaged_keys_are_refused(void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);

	(void)state;
	cut(dir, "identity/ask.pem", 100);
	cannot_open(dir, -EBADMSG, "identity/ask.pem");
}

static void what_was_consumed_stays_consumed(void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);
	uint8_t report[GUEST_REPORT_SIZE];
	struct platform *platform;
	int i;

	(void)state;
	for (i = 1; i <= 3; i++) {
		assert_int_equal(platform_open(dir, &platform, why,
					       sizeof(why)), 0);
		assert_int_equal(emulated_guest_report(platform, nonce, 0, 0,
						       report, NULL, NULL), 0);
		assert_int_equal(platform->sp.state.count[0], 2 * i);
		assert_int_equal(ledger_conflicts(platform->ledger), 0);
		platform_close(platform);
	}
}

static void tcbs_and_masks_outlive_the_server(void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);
	struct platform *platform;
	uint64_t tcb;

	(void)state;
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	control(platform, "rotate", "05000000000019dc", NULL);
	control(platform, "mask-chip-id", "on", NULL);
	tcb = platform_reported_tcb(platform);
	platform_close(platform);
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	assert_int_equal(platform_reported_tcb(platform), tcb);
	assert_true(platform->sp.state.mask_chip_id);
	platform_close(platform);
}

/* Dies at each step of a request; the counter is never behind the guest's. */
static void die_with(const char *dir, const char *fault)
{
	uint8_t report[GUEST_REPORT_SIZE];
	struct platform *platform;
	pid_t child = fork();
	char word[40];
	int status;

	if (child == 0) {
		snprintf(word, sizeof(word), "%s", fault);
		if (platform_open(dir, &platform, why, sizeof(why)))
			_exit(1);
		control(platform, "fault", word, NULL);
		if (emulated_guest_report(platform, nonce, 0, 0, report, NULL,
					  NULL) != -ECANCELED)
			_exit(2);
		raise(SIGKILL);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static uint64_t count_after(const char *dir)
{
	struct platform *platform;
	uint64_t count;

	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	count = platform->sp.state.count[0];
	assert_int_equal(ledger_conflicts(platform->ledger), 0);
	platform_close(platform);
	return count;
}

static void a_server_killed_at_any_step_leaves_a_sound_state(void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);

	(void)state;
	die_with(dir, "die-executed");
	assert_int_equal(count_after(dir), 2);
	die_with(dir, "die-answered");
	assert_int_equal(count_after(dir), 4);
	die_with(dir, "die-before");
	assert_int_equal(count_after(dir), 4);
}

/* A limit on file sizes behaves like a full disk. */
static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_leaves_table_and_tcb_as_they_are(void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);
	uint8_t report[GUEST_REPORT_SIZE], *table;
	struct platform *platform;
	struct stat before, after;
	char path[300];
	uint64_t tcb;
	size_t size;

	(void)state;
	snprintf(path, sizeof(path), "%s/certs", dir);
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	tcb = platform_reported_tcb(platform);
	assert_int_equal(stat(path, &before), 0);
	signal(SIGXFSZ, SIG_IGN);
	limit_files(8192);
	assert_true(control_fails(platform, "table-pages", "64", NULL) < 0);
	limit_files(RLIM_INFINITY);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_size, after.st_size);
	assert_int_equal(platform_reported_tcb(platform), tcb);
	assert_int_equal(emulated_guest_report(platform, nonce, 0, 0, report,
					       &table, &size), 0);
	free(table);
	platform_close(platform);
}

static void init_on_a_full_disk_leaves_nothing_behind(void **state)
{
	const struct platform_options options = { .seed = STATE_SEED };
	char parent[] = "/tmp/snp-init-XXXXXX", dir[60];

	(void)state;
	assert_non_null(mkdtemp(parent));
	snprintf(dir, sizeof(dir), "%s/state", parent);
	signal(SIGXFSZ, SIG_IGN);
	limit_files(3000);
	assert_true(platform_init(dir, &options, why, sizeof(why)) < 0);
	limit_files(RLIM_INFINITY);
	assert_true(strlen(why) > 0);
	assert_int_equal(rmdir(parent), 0);
}

static void init_refuses_a_directory_that_is_not_empty(void **state)
{
	const struct platform_options options = { .seed = STATE_SEED };
	const char *dir = state_copy(PRODUCT_MILAN, NULL);

	(void)state;
	assert_int_equal(platform_init(dir, &options, why, sizeof(why)),
			 -ENOTEMPTY);
	assert_non_null(strstr(why, "not empty"));
	can_open(dir);
}

static void init_refuses_what_cannot_be(void **state)
{
	static const struct {
		struct platform_options options;
		const char *words;
	} rows[] = {
		{ { .report_version = 1 }, "report version 1" },
		{ { .report_version = 6 }, "report version 6" },
		{ { .tcb = 0x10000 }, "bytes are set that Milan does not use" },
		{ { .table_pages = 4097 }, "table pages 4097" },
	};
	char dir[] = "/tmp/snp-wrong-XXXXXX";
	size_t i;

	(void)state;
	assert_non_null(mkdtemp(dir));
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(platform_init(dir, &rows[i].options, why,
					       sizeof(why)), -EINVAL);
		assert_non_null(strstr(why, rows[i].words));
	}
	assert_int_equal(rmdir(dir), 0);
}

static void two_machines_of_one_seed_give_the_same_report(void **state)
{
	struct platform *a = state_open(PRODUCT_MILAN, NULL);
	struct platform *b = state_open(PRODUCT_MILAN, NULL);
	uint8_t one[GUEST_REPORT_SIZE], other[GUEST_REPORT_SIZE];

	(void)state;
	assert_int_equal(emulated_guest_report(a, nonce, 0, 0, one, NULL,
					       NULL), 0);
	assert_int_equal(emulated_guest_report(b, nonce, 0, 0, other, NULL,
					       NULL), 0);
	assert_memory_equal(one, other, sizeof(one));
	platform_close(a);
	platform_close(b);
}

static void an_iv_used_twice_is_counted(void **state)
{
	struct platform *platform = state_open(PRODUCT_MILAN, NULL);
	uint8_t report[GUEST_REPORT_SIZE];
	struct platform_counters counters;

	(void)state;
	assert_int_equal(emulated_guest_report(platform, nonce, 0, 0, report,
					       NULL, NULL), 0);
	/* A guest that lost its counter seals something else under IV 1. */
	store32(platform_memory(platform)->base + 0xa0, 0);
	assert_int_equal(emulated_guest_report(platform, nonce, 1, 0, report,
					       NULL, NULL), -EIO);
	platform_counters(platform, &counters);
	assert_int_equal(counters.ledger_conflicts, 1);
	platform_close(platform);
}

static void commands_that_are_wrong_are_refused(void **state)
{
	struct platform *platform = state_open(PRODUCT_MILAN, NULL);

	(void)state;
	control_fails(platform, NULL);
	control_fails(platform, "nothing", NULL);
	control_fails(platform, "busy", NULL);
	control_fails(platform, "busy", "x", NULL);
	control_fails(platform, "busy", "1", "2", NULL);
	control_fails(platform, "tcb", "12", NULL);
	control_fails(platform, "tcb", "00000000000000000", NULL);
	control_fails(platform, "tcb", "0000000000000000", NULL);
	control_fails(platform, "reported", "ff000000000000ff", NULL);
	control_fails(platform, "table-pages", "1", NULL);
	control_fails(platform, "table-pages", "99999", NULL);
	control_fails(platform, "lock", "-1", NULL);
	control_fails(platform, "throttle", "5", NULL);
	control_fails(platform, "mask-chip-id", "perhaps", NULL);
	control_fails(platform, "fault", "perhaps", NULL);
	platform_close(platform);
}

static void without_certificates_the_table_is_empty(void **state)
{
	struct platform *platform =
		state_open(PRODUCT_MILAN, "certificates = off\n");
	uint8_t report[GUEST_REPORT_SIZE], *table;
	size_t size;

	(void)state;
	assert_int_equal(emulated_guest_report(platform, nonce, 0, 0, report,
					       &table, &size), 0);
	assert_int_equal(size, 0);
	free(table);
	platform_close(platform);
}

/* Each key of config, and where it stands in a report of version 5. */
static void settings_reach_the_report(void **state)
{
	struct platform *platform = state_open(
		PRODUCT_GENOA,
		"report_version = 5\nplatform_info = 0x3f\ncpuid = 0xaa0f02\n"
		"launch_tcb = 0200000000000001\nfirmware_current = 01380a\n"
		"firmware_committed = 013709\nmitigations_launch = 010\n"
		"mitigations_current = 7\nlonger_report = 64\nreport_id = "
		"1111111111111111111111111111111111111111111111111111111111111111\n"
		"author_key_digest = "
		"2222222222222222222222222222222222222222222222222222222222222222"
		"22222222222222222222222222222222\n");
	static const uint8_t cpu[] = { 0x19, 0xa0, 0x02 };
	static const uint8_t current[] = { 0x0a, 0x38, 0x01 };
	static const uint8_t committed[] = { 0x09, 0x37, 0x01 };
	uint8_t report[GUEST_REPORT_SIZE], ones[32], zeros[48] = { 0 };

	(void)state;
	memset(ones, 0x11, sizeof(ones));
	assert_int_equal(emulated_guest_report(platform, nonce, 0, 0, report,
					       NULL, NULL), 0);
	assert_int_equal(load64(report + 0x40), 0x3f);
	assert_memory_equal(report + 0x188, cpu, sizeof(cpu));
	assert_int_equal(load64(report + 0x1f0), 0x0100000000000002);
	assert_memory_equal(report + 0x1e8, current, sizeof(current));
	assert_memory_equal(report + 0x1ec, committed, sizeof(committed));
	assert_int_equal(load64(report + 0x1f8), 10);
	assert_int_equal(load64(report + 0x200), 7);
	assert_memory_equal(report + 0x140, ones, sizeof(ones));
	/* Without AUTHOR_KEY_EN there is no author. */
	assert_memory_equal(report + 0x110, zeros, sizeof(zeros));
	platform_close(platform);
}

/* Whether @size bytes stand somewhere in @in. */
static bool has_bytes(const uint8_t *in, size_t in_size, const void *bytes,
		      size_t size)
{
	return memmem(in, in_size, bytes, size) != NULL;
}

static void settings_reach_the_certificates(void **state)
{
	struct platform *platform = state_open(
		PRODUCT_TURIN, "chip_id = 1122334455667788"
			       "0000000000000000000000000000000000000000000000000000000000000000"
			       "000000000000000000000000000000000000000000000000\n"
			       "csp_id = CN=some.provider\nrevoked = on\ncpuid = turin-dense\n");
	static const uint8_t id[] = { 0x11, 0x22, 0x33, 0x44,
				      0x55, 0x66, 0x77, 0x88 };
	static const uint8_t ask[] = { 0x02, 0x03, 0x03, 0x00, 0x01 };
	static const uint8_t asvk[] = { 0x02, 0x03, 0x03, 0x01, 0x01 };
	static const uint8_t dense[] = { 0x1a, 0x11, 0x00 };
	struct identity *identity = platform_identity(platform);
	uint64_t tcb = platform_reported_tcb(platform);
	uint8_t report[GUEST_REPORT_SIZE], *der;
	size_t size;

	(void)state;
	assert_int_equal(emulated_guest_report(platform, nonce, 0, 0, report,
					       NULL, NULL), 0);
	assert_memory_equal(report + 0x1a0, id, sizeof(id));
	assert_memory_equal(report + 0x188, dense, sizeof(dense));
	assert_int_equal(identity_leaf_certificate(identity, SIGNER_VCEK, tcb,
						   &der, &size), 0);
	assert_true(has_bytes(der, size, id, sizeof(id)));
	free(der);
	assert_int_equal(identity_leaf_certificate(identity, SIGNER_VLEK, tcb,
						   &der, &size), 0);
	assert_true(has_bytes(der, size, "CN=some.provider", 16));
	free(der);
	assert_int_equal(identity_crl(identity, &der, &size), 0);
	assert_true(has_bytes(der, size, ask, sizeof(ask)));
	assert_true(has_bytes(der, size, asvk, sizeof(asvk)));
	free(der);
	platform_close(platform);
}

static void a_turin_with_a_long_chip_id_is_refused(void **state)
{
	const char *dir = state_copy(PRODUCT_TURIN, "chip_id = "
		"00000000000000000100000000000000000000000000000000000000000000"
		"00000000000000000000000000000000000000000000000000000000000000"
		"0000\n");

	(void)state;
	cannot_open(dir, -EINVAL, "8 bytes");
}

static void a_policy_without_bit_17_is_refused(void **state)
{
	(void)state;
	cannot_open(state_copy(PRODUCT_MILAN, "policy = 0x10000\n"), -EINVAL,
		    "bit 17");
}

static void a_kvm_of_6_12_asks_nobody_for_certificates(void **state)
{
	struct platform *platform = state_open(PRODUCT_MILAN, "kvm = 6.12\n");
	uint8_t report[GUEST_REPORT_SIZE], *table;
	size_t size;

	(void)state;
	assert_int_equal(emulated_guest_report(platform, nonce, 0, 0, report,
					       &table, &size), 0);
	assert_int_equal(size, 0);
	free(table);
	platform_close(platform);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_directory_that_is_not_there_is_said_so),
		cmocka_unit_test(an_empty_directory_is_no_state),
		cmocka_unit_test(a_second_server_is_refused_and_the_first_goes_on),
		cmocka_unit_test(bad_configuration_is_named_with_its_line),
		cmocka_unit_test(remarks_and_empty_lines_are_fine),
		cmocka_unit_test(a_damaged_firmware_file_is_refused),
		cmocka_unit_test(damaged_memory_is_refused),
		cmocka_unit_test(a_vmpck_the_guest_has_wiped_is_fine),
		cmocka_unit_test(damaged_keys_are_refused),
		cmocka_unit_test(what_was_consumed_stays_consumed),
		cmocka_unit_test(tcbs_and_masks_outlive_the_server),
		cmocka_unit_test(a_server_killed_at_any_step_leaves_a_sound_state),
		cmocka_unit_test(a_full_disk_leaves_table_and_tcb_as_they_are),
		cmocka_unit_test(init_on_a_full_disk_leaves_nothing_behind),
		cmocka_unit_test(init_refuses_a_directory_that_is_not_empty),
		cmocka_unit_test(init_refuses_what_cannot_be),
		cmocka_unit_test(
			two_machines_of_one_seed_give_the_same_report),
		cmocka_unit_test(an_iv_used_twice_is_counted),
		cmocka_unit_test(commands_that_are_wrong_are_refused),
		cmocka_unit_test(without_certificates_the_table_is_empty),
		cmocka_unit_test(settings_reach_the_report),
		cmocka_unit_test(settings_reach_the_certificates),
		cmocka_unit_test(a_turin_with_a_long_chip_id_is_refused),
		cmocka_unit_test(a_policy_without_bit_17_is_refused),
		cmocka_unit_test(a_kvm_of_6_12_asks_nobody_for_certificates),
	};

	return cmocka_run_group_tests_name("platform", tests, NULL, NULL);
}
