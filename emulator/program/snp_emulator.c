// SPDX-License-Identifier: MIT
/* snp-emulator: commands and their words; the work is elsewhere. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "control.h"
#include "control_socket.h"
#include "evidence_files.h"
#include "export.h"
#include "machine_lines.h"
#include "../base/descriptors.h"
#include "../base/json_lines.h"
#include "../base/options.h"
#include "../kernel/sev-guest-emulated.h"
#include "../platform/platform.h"
#include "run.h"
#include "server.h"
#include "../firmware/tcb.h"
#include "../host/guest_launch.h"
#include "../machine/config.h"
#include "../base/clock.h"

enum { DONE, NO, USAGE, CANNOT };	/* exit status */

static const char usage_text[] =
	"usage: snp-emulator [--json] COMMAND ...  answers and trace as JSON\n"
	"       snp-emulator init DIR [options]    make a machine\n"
	"       snp-emulator run [options] DIR -- PROGRAM...  any program as its guest\n"
	"       snp-emulator serve DIR [options]   play its host\n"
	"       snp-emulator wait DIR [MS]         until a server serves it\n"
	"       snp-emulator ctl DIR COMMAND...    tell a server what to do (ctl help)\n"
	"       snp-emulator export DIR OUT        its certificates, for verifiers\n"
	"       snp-emulator kds [options] DIR     AMD's key distribution service for it\n"
	"       snp-emulator --help | --version\n"
	"\n"
	"init:  --product milan|genoa|bergamo|siena|turin|turin-dense\n"
	"       --report-version 2..5  --tcb HEX  --set KEY=VALUE (of config)\n"
	"       --vlek  --seed N  --date RFC3339|SECONDS  --policy HEX\n"
	"       --table-pages N  --driver in-tree|patient\n"
	"       --ovmf FILE  --kernel FILE  --initrd FILE  --append TEXT\n"
	"       --vcpus N  --vcpu-sig N  --guest-features N\n"
	"run:   --driver in-tree|patient   the guest's driver, for this time\n"
	"       --tsm   not without configfs-tsm (it is there where FUSE works)\n"
	"       --no-tsm   without it\n"
	"       --azure    a vTPM with the report in it, by swtpm, and no device\n"
	"kds:   --port N   (a free one)   --behave NAME[:TIMES]   misbehave   --window SECONDS\n"
	"       --tls   https, trusted by whoever trusts the root; --tls-cert FILE --tls-key FILE\n"
	"serve: --device PATH   of sev-guest-emulated.ko (" SNP_EMULATED_DEVICE ")\n"
	"       --no-device     only for guests that are processes\n"
	"       --detach        return when guests can come, serve on\n"
	"       --trace         a line per request: what, decision, why (of run, too)\n"
	"\n"
	"exit status: 0 done, 1 an IV was used twice, or ctl was refused,\n"
	"             2 wrong command line, 3 could not be done; of run: the\n"
	"             program's, 125 to 127 when it could not be run\n";

static bool as_json;	/* for the command as a whole: set before it runs */

static void say(const char *why, const char *where_to_look)
{
	fprintf(stderr, "snp-emulator: %s%s\n", why, where_to_look);
	if (as_json)
		json_error(stdout, why);
}

__attribute__((format(printf, 1, 2)))
static int misused(const char *format, ...)
{
	char why[600];
	va_list ap;

	va_start(ap, format);
	vsnprintf(why, sizeof(why), format, ap);
	va_end(ap);
	say(why, "; see snp-emulator --help");
	return USAGE;
}

static int misread(const char *command, char *const *argv, int option)
{
	char why[300];

	options_misread(argv, option, (struct why){ why, sizeof(why) });
	return misused("%s: %s", command, why);
}

static int failed(const char *why)
{
	say(why, "");
	return CANNOT;
}

/* Its answer: lines of "NAME VALUE", for programs one object. */
static int done(const char *lines)
{
	if (as_json)
		json_lines(stdout, lines);
	else
		fputs(lines, stdout);
	return DONE;
}

static int number(const char *text, int base, uint64_t max, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, base);
	if (errno || *end || end == text || *text == '-' || *value > max)
		return -EINVAL;
	return 0;
}

static int date_of(const char *text, int64_t *date)
{
	struct tm tm = { 0 };
	uint64_t seconds;
	char *end;

	if (number(text, 10, INT64_MAX / 2, &seconds) == 0) {
		*date = (int64_t)seconds;
		return seconds ? 0 : -EINVAL;
	}
	end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (!end || *end)
		return -EINVAL;
	*date = timegm(&tm);
	return 0;
}

static const struct option init_options[] = {
	{ "product", required_argument, NULL, 'p' },
	{ "report-version", required_argument, NULL, 'r' },
	{ "tcb", required_argument, NULL, 't' },
	{ "vlek", no_argument, NULL, 'v' },
	{ "seed", required_argument, NULL, 's' },
	{ "date", required_argument, NULL, 'd' },
	{ "policy", required_argument, NULL, 'P' },
	{ "table-pages", required_argument, NULL, 'n' },
	{ "driver", required_argument, NULL, 'D' },
	{ "set", required_argument, NULL, '=' },
	{ "ovmf", required_argument, NULL, 'o' },
	{ "kernel", required_argument, NULL, 'k' },
	{ "initrd", required_argument, NULL, 'i' },
	{ "append", required_argument, NULL, 'a' },
	{ "vcpus", required_argument, NULL, 'c' },
	{ "vcpu-sig", required_argument, NULL, 'S' },
	{ "guest-features", required_argument, NULL, 'f' },
	{ NULL, 0, NULL, 0 },
};

/* One option that says what is launched; -ENOENT for others. */
static int launch_option(int option, const char *text,
			 struct guest_launch *launch)
{
	uint64_t value = 0;
	int err;

	switch (option) {
	case 'o':
		launch->ovmf = text;
		return 0;
	case 'k':
		launch->kernel = text;
		return 0;
	case 'i':
		launch->initrd = text;
		return 0;
	case 'a':
		launch->append = text;
		return 0;
	case 'c':
		err = number(text, 10, 4096, &value);
		launch->vcpus = (uint32_t)value;
		return err || !value ? -EINVAL : 0;
	case 'S':
		err = number(text, 0, UINT32_MAX, &value);
		launch->cpuid = (uint32_t)value;
		return err;
	case 'f':
		return number(text, 0, UINT64_MAX, &launch->features);
	}
	return -ENOENT;
}

/* One option of init; a negative errno when its value is none. */
static int init_option(int option, const char *text,
		       struct platform_options *options)
{
	uint64_t value = 0;
	int err;

	switch (option) {
	case 'p':
		return config_parse_cpu(text, &options->product,
					&options->cpuid);
	case 'r':
		err = number(text, 10, 1000, &value);
		options->report_version = (unsigned int)value;
		return err || !value ? -EINVAL : 0;
	case 't':
		return tcb_parse(text, &options->tcb);
	case 'v':
		options->vlek = true;
		return 0;
	case 's':
		return number(text, 0, UINT64_MAX, &options->seed);
	case 'd':
		return date_of(text, &options->date);
	case 'P':
		err = number(text, 16, UINT64_MAX, &options->policy);
		/* None has bit 17 clear, and 0 would be taken for none given. */
		return err || !options->policy ? -EINVAL : 0;
	case 'D':
		return config_parse_driver(text, &options->driver);
	case 'n':
		err = number(text, 10, UINT32_MAX, &value);
		options->table_pages = (uint32_t)value;
		return err;
	default:
		return -EINVAL;
	}
}

/* What QEMU and KVM have measured, if files to launch are given. */
static int launch_guest(const struct guest_launch *launch,
			struct platform_options *options, struct why why)
{
	if (!launch->ovmf && (launch->kernel || launch->initrd || launch->append))
		return because(why, -EINVAL, "init: a kernel needs --ovmf");
	if (!launch->kernel && (launch->initrd || launch->append))
		return because(why, -EINVAL,
			       "init: --initrd and --append need --kernel");
	if (!launch->ovmf)
		return 0;
	options->launched = true;
	return guest_launch(launch, options->measurement, why);
}

#define SETTINGS_MAX	64

/* Lines of config, for init_options_read() alone; NULL behind the last. */
struct settings {
	const char *lines[SETTINGS_MAX + 1];
	size_t count;
};

static int add_setting(struct settings *settings, const char *line)
{
	if (settings->count == SETTINGS_MAX || !strchr(line, '='))
		return -EINVAL;
	settings->lines[settings->count++] = line;
	return 0;
}

static int init_options_read(int argc, char **argv,
			     struct platform_options *options,
			     struct guest_launch *launch,
			     struct settings *settings)
{
	int option, index, err;

	while ((option = getopt_long(argc, argv, ":", init_options, &index)) !=
	       -1) {
		if (option == '?' || option == ':')
			return misread("init", argv, option);
		if (option == '=')
			err = add_setting(settings, optarg);
		else
			err = launch_option(option, optarg, launch);
		if (err == -ENOENT)
			err = init_option(option, optarg, options);
		if (err)
			return misused("init: '%s' is no value for --%s",
				       optarg, init_options[index].name);
	}
	if (argc - optind != 1)
		return misused("init: one directory, please");
	return DONE;
}

static int tell_machine(const char *dir)
{
	char why[300], *lines;
	int status = machine_lines_of(dir, &lines,
				      (struct why){ why, sizeof(why) })
			     ? failed(why)
			     : done(lines);

	free(lines);
	return status;
}

#define EPYC_V4	0x800f12	/* what QEMU's EPYC-v4 has as its CPUID */

static int run_init(int argc, char **argv)
{
	struct guest_launch launch = { .vcpus = 1, .cpuid = EPYC_V4,
				       .features = 1 };
	struct settings settings = { 0 };
	struct platform_options options = { .settings = settings.lines };
	char why[300];
	int status = init_options_read(argc, argv, &options, &launch,
				       &settings);

	if (status)
		return status;
	if (launch_guest(&launch, &options, (struct why){ why, sizeof(why) }))
		return failed(why);
	if (platform_init(argv[optind], &options, why, sizeof(why)))
		return failed(why);
	return as_json ? tell_machine(argv[optind]) : DONE;
}

static int serve(const struct server_options *options)
{
	bool clean = true;
	char why[300] = "";

	if (server_run(options, &clean,
		       (struct why){ why, sizeof(why) }))
		return failed(why);
	return clean ? DONE : NO;
}

/* The parent ends when guests can come, or as the server that never served. */
static int serve_detached(struct server_options *options)
{
	int ready[2], status;
	char byte;
	pid_t child;

	if (pipe(ready))
		return failed(strerror(errno));
	child = fork();
	if (child < 0)
		return failed(strerror(errno));
	if (child == 0) {
		close(ready[0]);
		setsid();
		options->ready = ready[1];
		return serve(options);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) == 1)
		return DONE;
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return failed("the server ended before it served");
	return WEXITSTATUS(status);
}

static int run_serve(int argc, char **argv)
{
	static const struct option known[] = {
		{ "device", required_argument, NULL, 'd' },
		{ "no-device", no_argument, NULL, 'n' },
		{ "detach", no_argument, NULL, 'D' },
		{ "trace", no_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	struct server_options options = { .device = SNP_EMULATED_DEVICE,
					  .ready = -1, .json = as_json };
	bool detach = false;
	int option;

	while ((option = getopt_long(argc, argv, ":", known, NULL)) != -1) {
		if (option == '?' || option == ':')
			return misread("serve", argv, option);
		if (option == 'D')
			detach = true;
		else if (option == 't')
			options.trace = as_json ? TRACE_JSON : TRACE_TEXT;
		else
			options.device = option == 'd' ? optarg : NULL;
	}
	if (argc - optind != 1)
		return misused("serve: one directory, please");
	options.dir = argv[optind];
	return detach ? serve_detached(&options) : serve(&options);
}

/* -EINVAL: a driver that there is not. */
static int take_run_option(int option, struct run_options *options)
{
	switch (option) {
	case 't':
		options->trace = as_json ? TRACE_JSON : TRACE_TEXT;
		return 0;
	case 'T':
		options->tsm = RUN_TSM_NEEDED;
		return 0;
	case 'N':
		options->tsm = RUN_TSM_NONE;
		return 0;
	case 'A':
		options->azure = true;
		return 0;
	default:
		options->driver_given = true;
		return config_parse_driver(optarg, &options->driver);
	}
}

static int run_run(int argc, char **argv)
{
	static const struct option known[] = {
		{ "driver", required_argument, NULL, 'D' },
		{ "trace", no_argument, NULL, 't' },
		{ "tsm", no_argument, NULL, 'T' },
		{ "no-tsm", no_argument, NULL, 'N' },
		{ "azure", no_argument, NULL, 'A' },
		{ NULL, 0, NULL, 0 },
	};
	struct run_options options = { 0 };
	int option;

	while ((option = getopt_long(argc, argv, "+:", known, NULL)) != -1) {
		if (option == '?' || option == ':')
			return misread("run", argv, option);
		if (take_run_option(option, &options))
			return misused("run: '%s' is no value for --driver",
				       optarg);
	}
	if (options.azure && options.tsm == RUN_TSM_NEEDED)
		return misused("run: under --azure there is no configfs-tsm");
	argv += optind;
	options.dir = *argv;
	if (*argv && argv[1] && !strcmp(argv[1], "--"))
		argv++;
	if (!*argv || !argv[1])
		return misused("run: a directory and a program, please");
	options.argv = argv + 1;
	return run_program(&options);
}

/* A server holds the lock on its directory to the end. */
static void wait_for_end(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	flock(fd, LOCK_EX);
	close(fd);
}

/* The list is the same for every machine; no server is asked. */
static int list_commands(void)
{
	char help[] = "help", *words[] = { help }, *answer = NULL;

	if (platform_control(NULL, 1, words, &answer))
		return failed("not enough memory");
	done(answer);
	free(answer);
	return DONE;
}

/* A server that guests can reach, or none within the time. */
static int run_wait(int argc, char **argv)
{
	char counters[] = "counters", *words[] = { counters };
	char why[300], *answer;
	uint64_t ms = 10000, waited;
	int result;

	if (argc < 2 || argc > 3 ||
	    (argc == 3 && number(argv[2], 10, INT32_MAX, &ms)))
		return misused("wait: a directory and perhaps milliseconds, please");
	for (waited = 0; waited <= ms; waited += 20) {
		if (!control_send(argv[1], 1, words, &result, &answer,
				  (struct why){ why, sizeof(why) })) {
			free(answer);
			return done("");
		}
		clock_pause_ms(20);
	}
	return failed(why);
}

/* What a server answered; a refusal ends its line itself. */
static int print_answer(int result, char *answer)
{
	if (!result)
		return done(answer);
	answer[strcspn(answer, "\n")] = 0;
	say(answer, "");
	return NO;
}

/* "evidence [--forged KIND | --host-requested] OUT": no server takes part. */
static int run_evidence(const char *dir, int argc, char **argv)
{
	static const struct option known[] = {
		{ "forged", required_argument, NULL, 'f' },
		{ "host-requested", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *forged = NULL;
	bool by_the_host = false;
	char why[300];
	int option, err;

	while ((option = getopt_long(argc, argv, ":", known, NULL)) != -1) {
		if (option == '?' || option == ':')
			return misread("evidence", argv, option);
		if (option == 'f')
			forged = optarg;
		else
			by_the_host = true;
	}
	if (argc - optind != 1 || (forged && by_the_host))
		return misused("evidence: a directory to write to, please, and one of --forged and --host-requested at most");
	err = evidence_files(dir, forged, by_the_host, argv[optind],
			     (struct why){ why, sizeof(why) });
	if (err == -EINVAL && forged)
		return misused("evidence: %s", why);
	return err ? failed(why) : done("");
}

static int list_forgeries(void)
{
	char *lines = NULL;
	size_t size;
	FILE *to = open_memstream(&lines, &size);
	int status;

	if (to)
		evidence_list_forgeries(to);
	status = !to || fclose(to) ? failed("not enough memory") : done(lines);
	free(lines);
	return status;
}

static int run_ctl(int argc, char **argv)
{
	bool json = argc > 1 && !strcmp(argv[1], "--json");
	char why[300], *answer;
	int result;

	as_json |= json;
	argc -= json;
	argv += json;
	if (argc == 2 && strcmp(argv[1], "help") == 0)
		return list_commands();
	if (argc < 3)
		return misused("ctl: a directory and a command, please; 'ctl help' lists commands");
	if (strcmp(argv[2], "evidence") == 0)
		return run_evidence(argv[1], argc - 2, argv + 2);
	if (strcmp(argv[2], "forgeries") == 0)
		return list_forgeries();
	if (control_send(argv[1], argc - 2, argv + 2, &result, &answer,
			 (struct why){ why, sizeof(why) }))
		return failed(why);
	result = print_answer(result, answer);
	free(answer);
	if (strcmp(argv[2], "stop") == 0)
		wait_for_end(argv[1]);
	return result;
}

static int run_export(int argc, char **argv)
{
	char why[300];

	if (argc != 3)
		return misused("export: a state and an output directory, please");
	if (export_certificates(argv[1], argv[2],
				(struct why){ why, sizeof(why) }))
		return failed(why);
	return done("");
}

/* The program beside this one, or wherever programs are. */
static int run_kds(int argc, char **argv)
{
	static char name[] = "snp-emulator-kds", json[] = "--json";
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 8);

	(void)argc;
	argv[0] = name;
	/* --json came before the command, so that there is room. */
	if (as_json) {
		argv[0] = json;
		*--argv = name;
	}
	if (n > 0) {
		memcpy(path + n, "-kds", 5);
		execv(path, argv);
	}
	execvp(name, argv);
	return failed("there is no snp-emulator-kds beside snp-emulator");
}

/* A text for people, also in JSON. */
static int print_usage(void)
{
	if (!as_json)
		return done(usage_text);
	fputs("{\"usage\": ", stdout);
	json_text(stdout, usage_text);
	puts("}");
	return DONE;
}

struct command_row {
	const char *name;
	int (*run)(int argc, char **argv);
};

/* Whether @option comes first, or first behind a command. */
static bool asks(int argc, char **argv, const char *option)
{
	return strcmp(argv[1], option) == 0 ||
	       (argc > 2 && strcmp(argv[2], option) == 0);
}

int main(int argc, char **argv)
{
	static const struct command_row commands[] = {
		{ "init", run_init },
		{ "run", run_run },
		{ "serve", run_serve },
		{ "wait", run_wait },
		{ "ctl", run_ctl },
		{ "export", run_export },
		{ "kds", run_kds },
	};
	size_t i;

	if (descriptors_hold())
		return CANNOT;
	opterr = 0;
	as_json = argc > 1 && !strcmp(argv[1], "--json");
	argc -= as_json;
	argv += as_json;
	if (argc < 2)
		return misused("no command");
	if (strcmp(argv[1], "help") == 0 || asks(argc, argv, "--help"))
		return print_usage();
	if (asks(argc, argv, "--version"))
		return done("snp-emulator " SNPGUEST_VERSION "\n");
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	return misused("there is no command '%s'", argv[1]);
}
