// SPDX-License-Identifier: MIT
/*
 * crash STATE DRIVER.ko begin N: in a fresh machine, let the kernel die at step
 * N of an exchange. Does not come back.
 * crash STATE DRIVER.ko judge N: in the kernel after that one, with the memory
 * of the secrets page, the firmware and the ledger as they were left in SAVED:
 * the driver goes on as it has to. Prints TAP.
 * crash STATE DRIVER.ko count: how many steps there are.
 *
 * What the host has seen and the secure processor has counted leaves the machine
 * by its third serial port after every exit, before the guest goes on.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <unistd.h>

#include <linux/sev-guest.h>

#include "support/requests.h"
#include "support/served_platform.h"
#include "support/tap.h"

#define MACHINE	"/run/crashed"
#define SAVED	"/saved"
#define OFLOW	0x1d

/* What the next kernel finds. */
enum finds {
	IN_STEP,	/* counter and secure processor agree: answered */
	STUCK,		/* a number nobody has the message of: another VMPCK */
};

/**
 * struct step - a moment of an exchange, or a reboot
 * @what: has happened, and no more
 * @before: orders to the host before the first request; NULL: none
 * @requests: that end before the one that dies
 * @then: orders before that one
 * @at: "FUNCTION N" of the driver; NULL: where the host stops, or after it
 * @reboots: the kernel does not die but stops in order
 * @caller: meanwhile a request waits for the host
 */
struct step {
	const char *what;
	const char *before;
	unsigned int requests;
	const char *then[2];
	const char *at;
	bool reboots, caller;
	enum finds finds;
};

static const struct step steps[] = {
	{ .what = "nothing is sealed", .at = "snp_message_seal 1",
	  .finds = IN_STEP },
	{ .what = "sealed and written ahead, nothing exposed",
	  .at = "snp_platform_carry 1", .finds = STUCK },
	{ .what = "the trip is begun, the bytes are seen",
	  .then = { "fault die-before" }, .finds = STUCK },
	{ .what = "executed, the answer is not there",
	  .then = { "fault die-executed" }, .finds = IN_STEP },
	{ .what = "the answer is there, unread",
	  .then = { "fault die-answered" }, .finds = IN_STEP },
	{ .what = "the answer is copied, not opened",
	  .at = "snp_message_open 1", .finds = IN_STEP },
	{ .what = "acknowledged, the caller has nothing yet",
	  .at = "snp_statistics_count 1", .finds = IN_STEP },
	{ .what = "the host was busy twice and is asked again",
	  .then = { "fault busy times 2", "fault die-before 3" },
	  .finds = STUCK },
	{ .what = "there is room for more certificates, the second trip is not made",
	  .then = { "table-pages 9" }, .at = "snp_platform_carry 2",
	  .finds = STUCK },
	{ .what = "refused, the caller has gone, nobody asks",
	  .before = "fault generic forever", .requests = 1, .finds = STUCK },
	{ .what = "two messages are outstanding, nobody asks",
	  .before = "fault status-1d forever", .requests = 2, .finds = STUCK },
	{ .what = "an older message is executed for the next caller",
	  .before = "fault generic forever", .requests = 1,
	  .then = { "fault off", "fault die-executed" }, .finds = IN_STEP },
	{ .what = "an older message is done, the next one is not exposed",
	  .before = "fault generic forever", .requests = 1,
	  .then = { "fault off" }, .at = "snp_platform_carry 2",
	  .finds = STUCK },
	{ .what = "a reboot, and the host answers again",
	  .before = "fault generic forever", .requests = 1,
	  .then = { "fault off" }, .reboots = true, .finds = IN_STEP },
	{ .what = "a reboot while a request waits for a busy host",
	  .then = { "fault busy forever" }, .reboots = true, .caller = true,
	  .finds = STUCK },
};

#define STEPS (sizeof(steps) / sizeof(*steps))

static struct served_platform served;
static const char *state, *driver;
static uint8_t certs[CERTS_ROOM];
static uint32_t mark = 0x5a;

__attribute__((format(printf, 1, 2)))
static int shell(const char *format, ...)
{
	char command[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	return system(command);
}

/* What outlives the kernel beside its memory. */
static void save(void)
{
	if (shell("cd " MACHINE " && { echo begin; for file in firmware ledger; do "
		  "[ ! -f $file ] || { echo file $file; base64 $file; }; "
		  "done; echo end; } >/dev/ttyS2"))
		give_up("save");
}

static void die(void)
{
	shell("echo c >/proc/sysrq-trigger");
	for (;;)
		pause();
}

/* The log tells how long it took, see crash.sh. */
static void stop_in_order(void)
{
	shell("echo 'crash: the machine is to stop' >/dev/kmsg");
	reboot(RB_AUTOBOOT);
	give_up("reboot");
}

static void seen(int err)
{
	save();
	if (err == -ECANCELED)
		die();
}

static struct outcome ask(void)
{
	int device = open("/dev/sev-guest", O_RDWR | O_CLOEXEC);
	struct outcome outcome;

	if (device < 0)
		give_up("/dev/sev-guest");
	outcome = request_issue(device, EXT_REPORT, ++mark, certs);
	close(device);
	return outcome;
}

static bool answered(void)
{
	struct outcome outcome = ask();

	return !outcome.error && !outcome.status && outcome.is_mine;
}

static void load(const char *options)
{
	if (shell("insmod %s %s", driver, options))
		give_up(driver);
}

static void power_on(const char *options)
{
	if (shell("rm -rf " MACHINE " && cp -r %s " MACHINE, state) ||
	    shell("cp " SAVED "/* " MACHINE "/ 2>/dev/null; insmod /vm/snp-redirect.ko %s",
		  options))
		give_up("power on");
	served_start(&served, MACHINE);
	load("busy_timeout_ms=10000");
}

static void order(const char *words)
{
	if (words)
		served_order(&served, words);
}

/* A process of its own, that is with the host when this returns. */
static void leave_caller(void)
{
	struct platform_counters before;
	pid_t caller;

	platform_counters(served.platform, &before);
	caller = fork();
	if (!caller) {
		ask();
		_exit(0);
	}
	if (!served_until_busy(&served, &before, caller))
		give_up("a caller that waits for a busy host");
}

static void reach(const struct step *step)
{
	if (step->caller)
		leave_caller();
	if (step->reboots)
		stop_in_order();
	if (!step->at && !step->then[0])
		die();
	ask();
}

static void begin(const struct step *step)
{
	unsigned int i;

	shell("rm -rf " SAVED);
	power_on("");
	served.seen = seen;
	save();
	if (!answered() || !answered())
		give_up("the first, honest requests");
	order(step->before);
	for (i = 0; i < step->requests; i++)
		if (!ask().error)
			give_up("a request of the step is answered");
	order(step->then[0]);
	order(step->then[1]);
	if (step->at && shell("echo '%s' >/sys/module/snp_redirect/parameters/crash_at",
			      step->at))
		give_up(step->at);
	reach(step);
}

/* The key is of no use to this kernel, and another one is. */
static void judge_stuck(const struct step *step)
{
	struct outcome outcome = ask();

	check(outcome.error == EIO && outcome.exitinfo2 == OFLOW,
	      "%s: the next kernel's request is told that it is out of turn (%s, %#" PRIx64 ")",
	      step->what, error_name(outcome.error), outcome.exitinfo2);
	check(!shell("rmmod sev_guest"), "%s: the driver goes", step->what);
	load("vmpck_id=1");
	request_vmpl = 1;
	check(answered(), "%s: under another VMPCK the next request is answered",
	      step->what);
}

static void judge(const struct step *step)
{
	struct platform_counters counters;

	power_on("survive=1");
	if (step->finds == STUCK)
		judge_stuck(step);
	else
		check(answered(), "%s: the next kernel's first request is answered",
		      step->what);
	check(answered(), "%s: and the one after it", step->what);
	platform_counters(served.platform, &counters);
	check(!counters.ledger_conflicts && !counters.ledger_unjudged,
	      "%s: no IV is used twice", step->what);
	shell("rmmod sev_guest");
	served_stop(&served);
	shell("rmmod snp_redirect");
}

int main(int argc, char **argv)
{
	size_t n = argc == 5 ? strtoul(argv[4], NULL, 10) : 0;

	if (argc == 4 && !strcmp(argv[3], "count")) {
		printf("%zu\n", STEPS);
		return 0;
	}
	if (argc != 5 || n >= STEPS) {
		fputs("usage: crash STATE DRIVER.ko begin|judge N | count\n",
		      stderr);
		return 2;
	}
	state = argv[1];
	driver = argv[2];
	if (!strcmp(argv[3], "begin")) {
		begin(&steps[n]);
		fputs("crash: the kernel lives on\n", stderr);
		return 1;
	}
	judge(&steps[n]);
	return tap_end();
}
