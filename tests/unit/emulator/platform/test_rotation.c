// SPDX-License-Identifier: MIT
/*
 * Two guests fetch extended reports while an updater rotates TCB and
 * certificates every few milliseconds. Every report has to verify against the
 * chain that came with it. With the locking switched off the same test has to
 * find mismatches, or it would prove nothing.
 *
 * ROTATION_REPORTS: how many reports; tests/checks/rotation asks for 10,000.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "host/certificate_table.h"
#include "emulator_state.h"
#include "guest/guest_client.h"
#include "platform/engine.h"
#include "program/control.h"

#define CLIENTS		2
#define CHAIN_MAX	8192

struct client {
	struct platform *platform;
	pthread_t thread;
	unsigned int vmpck, wanted;
	unsigned int fetched, failed, mismatched;
	/* The last chain that verified, to verify each chain only once. */
	uint8_t chain[CHAIN_MAX];
	size_t chain_size;
};

static atomic_bool stop;
static unsigned int rotations;

static X509 *certificate(const uint8_t *table, size_t size, const uint8_t *guid)
{
	const uint8_t *der;
	size_t der_size;

	der = table_find(table, size, guid, &der_size);
	return der ? d2i_X509(NULL, &der, (long)der_size) : NULL;
}

static bool signed_by(X509 *certificate, X509 *issuer)
{
	return certificate && issuer &&
	       X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
}

/* The one that signs: the table's first. */
static X509 *leaf_of(const uint8_t *table, size_t size)
{
	bool vlek = size >= TABLE_GUID_SIZE &&
		    memcmp(table, guid_vlek, TABLE_GUID_SIZE) == 0;

	return certificate(table, size, vlek ? guid_vlek : guid_vcek);
}

static bool chain_verifies(const uint8_t *table, size_t size)
{
	X509 *leaf = leaf_of(table, size);
	X509 *ask = certificate(table, size, guid_ask);
	X509 *ark = certificate(table, size, guid_ark);
	bool ok = signed_by(leaf, ask) && signed_by(ask, ark) &&
		  signed_by(ark, ark);

	X509_free(leaf);
	X509_free(ask);
	X509_free(ark);
	return ok;
}

static bool chain_known(struct client *client, const uint8_t *table,
			size_t size)
{
	if (client->chain_size == size &&
	    memcmp(client->chain, table, size) == 0)
		return true;
	if (size > CHAIN_MAX || !chain_verifies(table, size))
		return false;
	memcpy(client->chain, table, size);
	client->chain_size = size;
	return true;
}

static bool report_verifies(const uint8_t *table, size_t size,
			    const uint8_t *report)
{
	X509 *leaf = leaf_of(table, size);
	ECDSA_SIG *sig = ECDSA_SIG_new();
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t *der = NULL;
	int n;
	bool ok;

	ECDSA_SIG_set0(sig, BN_lebin2bn(report + 0x2a0, 72, NULL),
		       BN_lebin2bn(report + 0x2e8, 72, NULL));
	n = i2d_ECDSA_SIG(sig, &der);
	ok = leaf &&
	     EVP_DigestVerifyInit(ctx, NULL, EVP_sha384(), NULL,
				  X509_get0_pubkey(leaf)) == 1 &&
	     EVP_DigestVerify(ctx, der, (size_t)n, report, 0x2a0) == 1;
	OPENSSL_free(der);
	EVP_MD_CTX_free(ctx);
	ECDSA_SIG_free(sig);
	X509_free(leaf);
	return ok;
}

static void fetch_one(struct client *client, struct guest_client *guest)
{
	uint8_t report[GUEST_REPORT_SIZE], nonce[64] = { 0 }, *table;
	size_t size;

	memcpy(nonce, &client->fetched, sizeof(client->fetched));
	nonce[63] = (uint8_t)client->vmpck;
	if (guest_client_report(guest, nonce, client->vmpck, 0, report, &table,
				&size, NULL)) {
		client->failed++;
		return;
	}
	client->fetched++;
	if (memcmp(report + 0x50, nonce, 64))
		client->failed++;
	if (!chain_known(client, table, size) ||
	    !report_verifies(table, size, report))
		client->mismatched++;
	free(table);
}

static void *fetch_all(void *arg)
{
	struct client *client = arg;
	struct guest_client guest =
		guest_client(client->platform, client->vmpck);

	while (client->fetched < client->wanted && !client->failed)
		fetch_one(client, &guest);
	return NULL;
}

static void *rotate_all(void *arg)
{
	const struct timespec pause = { 0, 3000000 };
	char word[] = "rotate", *argv[] = { word }, *answer;

	while (!stop) {
		if (platform_control(arg, 1, argv, &answer) == 0)
			rotations++;
		free(answer);
		nanosleep(&pause, NULL);
	}
	return NULL;
}

/* Returns the mismatches among @wanted reports. */
static unsigned int under_load(struct platform *platform, unsigned int wanted)
{
	struct client clients[CLIENTS] = { 0 };
	unsigned int i, mismatched = 0;
	pthread_t updater;

	stop = false;
	rotations = 0;
	assert_int_equal(pthread_create(&updater, NULL, rotate_all, platform),
			 0);
	for (i = 0; i < CLIENTS; i++) {
		clients[i] = (struct client){ .platform = platform,
					      .vmpck = i,
					      .wanted = wanted / CLIENTS };
		assert_int_equal(pthread_create(&clients[i].thread, NULL,
						fetch_all, &clients[i]), 0);
	}
	for (i = 0; i < CLIENTS; i++)
		pthread_join(clients[i].thread, NULL);
	stop = true;
	pthread_join(updater, NULL);
	for (i = 0; i < CLIENTS; i++) {
		assert_int_equal(clients[i].failed, 0);
		assert_int_equal(clients[i].fetched, wanted / CLIENTS);
		mismatched += clients[i].mismatched;
	}
	return mismatched;
}

static void ledger_is_clean(struct platform *platform)
{
	struct platform_counters counters;

	platform_counters(platform, &counters);
	assert_int_equal(counters.ledger_conflicts, 0);
}

static unsigned int reports(void)
{
	const char *wanted = getenv("ROTATION_REPORTS");

	return wanted ? (unsigned int)strtoul(wanted, NULL, 10) : 300;
}

static void every_report_verifies_against_the_chain_that_came_with_it(
	void **state)
{
	struct platform *platform = state_open(PRODUCT_MILAN, NULL);
	unsigned int mismatched = under_load(platform, reports());

	(void)state;
	print_message("# %u reports, %u rotations, %u mismatches\n", reports(),
		      rotations, mismatched);
	assert_int_equal(mismatched, 0);
	assert_true(rotations > reports() / 100);
	ledger_is_clean(platform);
	platform_close(platform);
}

static void without_the_lock_the_same_test_finds_mismatches(void **state)
{
	struct platform *platform = state_open(PRODUCT_MILAN, NULL);
	unsigned int mismatched = 0, tries;

	(void)state;
	control(platform, "locking", "off", NULL);
	for (tries = 0; !mismatched && tries < 20; tries++)
		mismatched = under_load(platform, 300);
	print_message("# locking off: %u mismatches in %u reports\n",
		      mismatched, tries * 300);
	assert_true(mismatched > 0);
	ledger_is_clean(platform);
	platform_close(platform);
}

/* Opens @dir, fetches one report: it and what came with it belong together. */
static void is_in_step(const char *dir)
{
	uint8_t report[GUEST_REPORT_SIZE], nonce[64] = { 1 }, *table = NULL;
	struct guest_client guest;
	struct platform *platform;
	char why[300] = "";
	size_t size;

	if (platform_open(dir, &platform, why, sizeof(why)))
		fail_msg("%s", why);
	guest = guest_client(platform, 0);
	assert_int_equal(guest_client_report(&guest, nonce, 0, 0, report,
					     &table, &size, NULL), 0);
	assert_true(chain_verifies(table, size));
	assert_true(report_verifies(table, size, report));
	assert_true(platform_table_fits(platform));
	assert_int_equal(faccessat(platform->dir, "rotation", F_OK, 0), -1);
	free(table);
	platform_close(platform);
}

/* Says through @begun that it begins, each time. */
static void rotate_until_killed(const char *dir, int begun)
{
	char why[300], word[] = "rotate", *argv[] = { word }, *answer;
	struct platform *platform;

	if (platform_open(dir, &platform, why, sizeof(why)))
		_exit(1);
	for (;;) {
		if (write(begun, "", 1) != 1 ||
		    platform_control(platform, 1, argv, &answer))
			_exit(2);
		free(answer);
	}
}

/* Kills it @pause after its first rotation began. */
static void kill_rotating(const char *dir, const struct timespec *pause)
{
	int status, begun[2];
	pid_t child;
	char byte;

	assert_int_equal(pipe(begun), 0);
	child = fork();
	if (child == 0)
		rotate_until_killed(dir, begun[1]);
	assert_true(child > 0);
	close(begun[1]);
	assert_int_equal(read(begun[0], &byte, 1), 1);
	nanosleep(pause, NULL);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	close(begun[0]);
}

static void killed_at_any_moment_a_rotation_is_finished_at_the_next_start(
	void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);
	struct timespec pause = { 0 };
	unsigned int i, caught = 0;
	char path[300];

	(void)state;
	snprintf(path, sizeof(path), "%s/rotation", dir);
	/* Until 5 of them were in the middle of one, 25 at least. */
	for (i = 0; i < 25 || (caught < 5 && i < 500); i++) {
		pause.tv_nsec = i % 75 * 2000000;
		kill_rotating(dir, &pause);
		caught += access(path, F_OK) == 0;
		is_in_step(dir);
	}
	print_message("# killed in the middle of %u of %u rotations\n", caught,
		      i);
	assert_true(caught >= 5);
}

static void put_text(const char *dir, const char *name, const char *text)
{
	char path[300];
	FILE *to;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	to = fopen(path, "w");
	assert_non_null(to);
	fputs(text, to);
	assert_int_equal(fclose(to), 0);
}

/* What is left after each step of a rotation, put there by hand. */
static void after_each_step_of_a_rotation_a_start_puts_it_right(void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);
	struct platform *platform;
	char why[300];

	(void)state;
	put_text(dir, "rotation", "tcb 05000000000019dc\n");
	is_in_step(dir);
	/* The TCB has moved, the table not yet. */
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	control(platform, "tcb", "06000000000019dc", NULL);
	control(platform, "commit", NULL);
	assert_false(platform_table_fits(platform));
	platform_close(platform);
	put_text(dir, "rotation", "tcb 06000000000019dc\n");
	is_in_step(dir);
	/* The table is half written. */
	put_text(dir, "certs", "half");
	put_text(dir, "rotation", "tcb 06000000000019dc\n");
	is_in_step(dir);
	put_text(dir, "certs", "half");
	put_text(dir, "rotation", "table\n");
	is_in_step(dir);
}

static void open_and(const char *dir, const char *word)
{
	struct platform *platform;
	char why[300];

	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	control(platform, word, NULL);
	platform_close(platform);
}

static void a_vlek_that_is_loaded_brings_its_table(void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, "both_leaves = off\n");
	struct platform *platform;
	char why[300];

	(void)state;
	open_and(dir, "vlek-load");
	is_in_step(dir);
	open_and(dir, "rotate");
	is_in_step(dir);
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	assert_true(platform->sp.state.vlek_loaded);
	assert_true(table_signer(platform) == SIGNER_VLEK);
	platform_close(platform);
	/* The server died when the firmware had the VLEK, and the table was old. */
	dir = state_copy(PRODUCT_MILAN, NULL);
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	assert_int_equal(secure_processor_vlek_load(
				 &platform->sp,
				 platform_reported_tcb(platform)), 0);
	assert_false(platform_table_fits(platform));
	platform_close(platform);
	put_text(dir, "rotation", "table\n");
	is_in_step(dir);
}

static void both_leaves_are_kept_in_one_table(void **state)
{
	const char *dir = state_copy(PRODUCT_GENOA, "both_leaves = on\n");
	uint8_t *table, report[GUEST_REPORT_SIZE], nonce[64] = { 1 };
	struct platform *platform;
	size_t size, vcek, vlek;
	char why[300];

	(void)state;
	open_and(dir, "rotate");
	is_in_step(dir);
	open_and(dir, "vlek-load");
	is_in_step(dir);
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	assert_int_equal(emulated_guest_report(platform, nonce, 0, 1, report,
					       &table, &size), 0);
	assert_non_null(table_find(table, size, guid_vcek, &vcek));
	assert_non_null(table_find(table, size, guid_vlek, &vlek));
	free(table);
	platform_close(platform);
}

static void what_was_begun_and_cannot_be_read_is_named(void **state)
{
	static const char *const wrong[] = { "", "tcb", "tcb 05\n", "table",
					     "tcb 05000000000019dc\nmore\n" };
	const char *dir = state_copy(PRODUCT_MILAN, NULL);
	struct platform *platform;
	char why[300];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		put_text(dir, "rotation", wrong[i]);
		assert_int_equal(platform_open(dir, &platform, why,
					       sizeof(why)), -EBADMSG);
		assert_non_null(strstr(why, "rotation: damaged"));
	}
}

/* No room for anything new, step by step: all of it or nothing. */
static void a_rotation_without_room_changes_nothing(void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);
	struct platform *platform;
	struct rlimit limit;
	rlim_t bytes, old;
	uint64_t tcb;
	char why[300];

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	old = limit.rlim_cur;
	for (bytes = 0; bytes < 4000; bytes += 200) {
		assert_int_equal(platform_open(dir, &platform, why,
					       sizeof(why)), 0);
		tcb = platform_reported_tcb(platform);
		limit.rlim_cur = bytes;
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
		control_fails(platform, "rotate", NULL);
		limit.rlim_cur = old;
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
		assert_int_equal(platform_reported_tcb(platform), tcb);
		assert_true(platform_table_fits(platform));
		platform_close(platform);
		is_in_step(dir);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_report_verifies_against_the_chain_that_came_with_it),
		cmocka_unit_test(without_the_lock_the_same_test_finds_mismatches),
		cmocka_unit_test(
			killed_at_any_moment_a_rotation_is_finished_at_the_next_start),
		cmocka_unit_test(
			after_each_step_of_a_rotation_a_start_puts_it_right),
		cmocka_unit_test(a_vlek_that_is_loaded_brings_its_table),
		cmocka_unit_test(both_leaves_are_kept_in_one_table),
		cmocka_unit_test(what_was_begun_and_cannot_be_read_is_named),
		cmocka_unit_test(a_rotation_without_room_changes_nothing),
	};

	return cmocka_run_group_tests_name("rotation", tests, NULL, NULL);
}
