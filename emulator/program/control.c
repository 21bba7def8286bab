// SPDX-License-Identifier: MIT
/* The commands of `snp-emulator ctl`. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "machine_lines.h"
#include "../platform/engine.h"
#include "../firmware/tcb.h"
#include "../platform/updater.h"

/* One command on its way: its words, and where its answer goes. */
struct command {
	struct platform *platform;
	int argc;		/* words behind the name */
	char *const *argv;
	FILE *out;
};

struct command_row {
	const char *name;
	int words_min, words_max;
	const char *usage;
	int (*run)(struct command *command);
};

__attribute__((format(printf, 3, 4)))
static int refuse(struct command *command, int code, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vfprintf(command->out, format, ap);
	va_end(ap);
	fputc('\n', command->out);
	return code;
}

static void lock(struct command *command)
{
	pthread_mutex_lock(&command->platform->mutex);
}

static void unlock(struct command *command)
{
	pthread_mutex_unlock(&command->platform->mutex);
}

static int word_number(struct command *command, int word, uint64_t max,
		       uint64_t *value)
{
	const char *text = command->argv[word];
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 10);
	if (errno || *end || end == text || *text == '-' || *value > max)
		return refuse(command, -EINVAL,
			      "'%s' is not a number from 0 to %" PRIu64, text,
			      max);
	return 0;
}

static int word_switch(struct command *command, int word, bool *on)
{
	const char *text = command->argv[word];

	*on = strcmp(text, "on") == 0;
	if (*on || strcmp(text, "off") == 0)
		return 0;
	return refuse(command, -EINVAL, "'%s' is neither on nor off", text);
}

static int word_tcb(struct command *command, int word, uint64_t *tcb)
{
	if (tcb_parse(command->argv[word], tcb) == 0)
		return 0;
	return refuse(command, -EINVAL,
		      "'%s' is no TCB: 16 hex digits, bytes as in a report",
		      command->argv[word]);
}

static int told(struct command *command, enum firmware_status status)
{
	if (!status)
		return 0;
	return refuse(command, -EINVAL, "the firmware refuses: status 0x%02x",
		      status);
}

static int arm(struct command *command, int argc, char *const argv[])
{
	char text[200] = "";
	struct why why = { text, sizeof(text) };
	int err;

	lock(command);
	err = faults_arm(&command->platform->faults, argc, argv, why);
	/* What an earlier fault began is over when the order is carried out. */
	hostile_host_stop(&command->platform->host);
	unlock(command);
	return err ? refuse(command, err, "%s", text) : 0;
}

static int arm_words(struct command *command, const char *name,
		     const char *how, const char *number)
{
	/* Words are only read; argv is not const for main()'s sake. */
	char *const argv[] = { (char *)name, (char *)how, (char *)number };

	return arm(command, 3, argv);
}

static int run_busy(struct command *command)
{
	return arm_words(command, "busy", "times", command->argv[0]);
}

static int run_busy_for(struct command *command)
{
	return arm_words(command, "busy", "for", command->argv[0]);
}

static int run_invalid_len(struct command *command)
{
	return arm_words(command, "invalid-len-one-more", "times",
			 command->argc ? command->argv[0] : "1");
}

static int run_fault(struct command *command)
{
	return arm(command, command->argc, command->argv);
}

static int run_faults(struct command *command)
{
	struct faults *faults = &command->platform->faults;
	int i;

	lock(command);
	for (i = 0; i < FAULT_COUNT; i++)
		fprintf(command->out, "%-22s %s%s (struck %" PRIu64 ")\n",
			fault_name(i), fault_text(i),
			faults->armed[i].first ? " [armed]" : "",
			faults->struck[i]);
	unlock(command);
	return 0;
}

static int run_tcb(struct command *command)
{
	enum firmware_status status;
	uint64_t tcb;
	int err = word_tcb(command, 0, &tcb);

	if (err)
		return err;
	lock(command);
	status = secure_processor_update(&command->platform->sp, tcb);
	unlock(command);
	return told(command, status);
}

static int run_commit(struct command *command)
{
	enum firmware_status status;

	lock(command);
	status = secure_processor_commit(&command->platform->sp);
	unlock(command);
	return told(command, status);
}

/* SNP_SET_CONFIG with one of its fields changed. */
static int set_config(struct command *command,
		      void (*change)(struct processor_config *config,
				     uint64_t value),
		      uint64_t value)
{
	struct secure_processor *sp = &command->platform->sp;
	struct processor_config config;
	enum firmware_status status;

	lock(command);
	config = (struct processor_config){
		.reported_tcb = sp->state.reported_tcb,
		.mask_chip_id = sp->state.mask_chip_id,
		.mask_chip_key = sp->state.mask_chip_key,
	};
	change(&config, value);
	status = secure_processor_set_config(sp, &config);
	unlock(command);
	return told(command, status);
}

static void change_reported(struct processor_config *config, uint64_t value)
{
	config->reported_tcb = value;
}

static void change_mask_id(struct processor_config *config, uint64_t value)
{
	config->mask_chip_id = value;
}

static void change_mask_key(struct processor_config *config, uint64_t value)
{
	config->mask_chip_key = value;
}

static int run_reported(struct command *command)
{
	uint64_t tcb;
	int err = word_tcb(command, 0, &tcb);

	return err ? err : set_config(command, change_reported, tcb);
}

static int run_mask_chip_id(struct command *command)
{
	bool on;
	int err = word_switch(command, 0, &on);

	return err ? err : set_config(command, change_mask_id, on);
}

static int run_mask_chip_key(struct command *command)
{
	bool on;
	int err = word_switch(command, 0, &on);

	return err ? err : set_config(command, change_mask_key, on);
}

static int run_vcek(struct command *command)
{
	enum firmware_status status;
	bool on;
	int err = word_switch(command, 0, &on);

	if (err)
		return err;
	lock(command);
	status = secure_processor_disable_vcek(&command->platform->sp, !on);
	unlock(command);
	return told(command, status);
}

static int run_vlek_load(struct command *command)
{
	char text[200] = "";
	struct why why = { text, sizeof(text) };
	int err = updater_load_vlek(command->platform, why);

	return err ? refuse(command, err, "%s", text) : 0;
}

static int run_table_pages(struct command *command)
{
	char text[200] = "";
	struct why why = { text, sizeof(text) };
	uint64_t pages;
	int err = word_number(command, 0, 4096, &pages);

	if (err)
		return err;
	err = updater_rewrite_table(command->platform, (uint32_t)pages, why);
	return err ? refuse(command, err, "%s", text) : 0;
}

/* Without a TCB: the reported microcode one lower, and back again. */
static uint64_t next_tcb(struct platform *platform)
{
	enum platform_product product = platform->sp.product;
	const struct firmware_state *state = &platform->sp.state;
	struct tcb_parts parts = tcb_split(product, state->committed_tcb);
	uint64_t tcb;

	pthread_mutex_lock(&platform->mutex);
	tcb = state->committed_tcb;
	if (state->reported_tcb == tcb && parts.ucode) {
		parts.ucode--;
		tcb = tcb_join(product, parts);
	}
	pthread_mutex_unlock(&platform->mutex);
	return tcb;
}

static int run_rotate(struct command *command)
{
	char text[200] = "";
	struct why why = { text, sizeof(text) };
	uint64_t tcb;
	int err = 0;

	if (command->argc)
		err = word_tcb(command, 0, &tcb);
	else
		tcb = next_tcb(command->platform);
	if (err)
		return err;
	err = updater_rotate(command->platform, tcb, why);
	return err ? refuse(command, err, "%s", text) : 0;
}

static int run_lock(struct command *command)
{
	char text[200] = "";
	struct why why = { text, sizeof(text) };
	uint64_t ms;
	int err = word_number(command, 0, 600000, &ms);

	if (err)
		return err;
	err = updater_lock_for(command->platform, (unsigned int)ms, why);
	return err ? refuse(command, err, "%s", text) : 0;
}

static int run_locking(struct command *command)
{
	bool on;
	int err = word_switch(command, 0, &on);

	if (err)
		return err;
	lock(command);
	__atomic_store_n(&command->platform->vmm.unlocked, !on,
			 __ATOMIC_RELAXED);
	unlock(command);
	return 0;
}

static int run_throttle(struct command *command)
{
	uint64_t window, burst;
	int err = word_number(command, 0, 86400000, &window);

	if (!err)
		err = word_number(command, 1, UINT32_MAX, &burst);
	if (err)
		return err;
	lock(command);
	command->platform->hv.limit = (struct rate_limit){
		.window_ms = window, .burst = burst };
	unlock(command);
	return 0;
}

static int run_reboot(struct command *command)
{
	char text[200] = "";
	int err = platform_reboot(command->platform, text, sizeof(text));

	return err ? refuse(command, err, "%s", text) : 0;
}

static int run_kexec(struct command *command)
{
	char text[200] = "";
	int err = platform_kexec(command->platform, text, sizeof(text));

	return err ? refuse(command, err, "%s", text) : 0;
}

static int run_stale(struct command *command)
{
	bool on;
	int err = word_switch(command, 0, &on);

	if (err)
		return err;
	lock(command);
	command->platform->hv.clear_after_error = !on;
	unlock(command);
	return 0;
}

/* Without: the command cannot be issued, as after a failure of its mailbox. */
static int run_processor(struct command *command)
{
	bool on;
	int err = word_switch(command, 0, &on);

	if (err)
		return err;
	lock(command);
	command->platform->hv.no_processor = on ? 0 : -EBUSY;
	unlock(command);
	return 0;
}

static int run_counters(struct command *command)
{
	struct platform *platform = command->platform;
	struct platform_counters c;
	int i;

	platform_counters(platform, &c);
	fprintf(command->out,
		"host_calls %" PRIu64 "\nfirmware_calls %" PRIu64
		"\ninvalid_len %" PRIu64 "\nbusy %" PRIu64 "\ngeneric %" PRIu64
		"\nmalformed %" PRIu64 "\nledger_conflicts %" PRIu64
		"\nledger_unjudged %" PRIu64 "\n",
		c.host_calls, c.firmware_calls, c.invalid_len, c.busy,
		c.generic, c.malformed, c.ledger_conflicts, c.ledger_unjudged);
	lock(command);
	for (i = 0; i < VMPCK_COUNT; i++)
		fprintf(command->out, "vmpck%d_count %" PRIu64 "\n", i,
			platform->sp.state.count[i]);
	unlock(command);
	return 0;
}

static void print_tcb(struct command *command, const char *name, uint64_t tcb)
{
	char digits[17];

	tcb_print(tcb, digits);
	fprintf(command->out, "%s %s\n", name, digits);
}

static const char *on_or_off(bool on)
{
	return on ? "on" : "off";
}

/* What hypervisor and VMM were told. */
static void print_switches(struct command *command)
{
	struct platform *platform = command->platform;

	lock(command);
	fprintf(command->out,
		"certificates %s\nlocking %s\nstale %s\nprocessor %s\nthrottle %" PRIu64
		" %" PRIu64 "\ntable_pages %u\n",
		on_or_off(platform->hv.certs_enabled),
		on_or_off(!platform->vmm.unlocked),
		on_or_off(!platform->hv.clear_after_error),
		on_or_off(!platform->hv.no_processor),
		platform->hv.limit.window_ms, platform->hv.limit.burst,
		platform->config.table_pages);
	unlock(command);
}

static int run_state(struct command *command)
{
	struct firmware_state state;

	lock(command);
	state = command->platform->sp.state;
	unlock(command);
	print_tcb(command, "current_tcb", state.current_tcb);
	print_tcb(command, "committed_tcb", state.committed_tcb);
	print_tcb(command, "reported_tcb", state.reported_tcb);
	print_tcb(command, "launch_tcb", state.launch_tcb);
	fprintf(command->out,
		"vlek %s\nvcek %s\nmask_chip_id %s\nmask_chip_key %s\n",
		on_or_off(state.vlek_loaded), on_or_off(!state.vcek_disabled),
		on_or_off(state.mask_chip_id), on_or_off(state.mask_chip_key));
	print_switches(command);
	machine_lines(command->out, &command->platform->config,
		      command->platform->identity);
	return 0;
}

/* The ending itself is the server's; here is what it will say. */
static int run_stop(struct command *command)
{
	struct platform_counters c;

	platform_counters(command->platform, &c);
	if (!c.ledger_conflicts && c.ledger_unjudged)
		return refuse(command, -EBADMSG,
			      "%" PRIu64 " messages have numbers so far back that nobody can say whether their IVs were used twice",
			      c.ledger_unjudged);
	if (!c.ledger_conflicts)
		return 0;
	return refuse(command, -EBADMSG,
		      "%" PRIu64 " IVs were used for two different messages",
		      c.ledger_conflicts);
}

/* Of the program that asks: the files are its user's. */
static int run_without_server(struct command *command)
{
	return refuse(command, -EINVAL,
		      "no server takes part in this; it is a command of snp-emulator ctl");
}

static int run_help(struct command *command);

static const struct command_row commands[] = {
	{ "busy", 1, 1, "N: answer the next N exits with BUSY", run_busy },
	{ "busy-for", 1, 1, "MS: answer BUSY for so long", run_busy_for },
	{ "invalid-len", 0, 1,
	  "[N]: answer the next N exits with INVALID_LEN, one page more than offered",
	  run_invalid_len },
	{ "fault", 1, 4,
	  "NAME [N | times N | for MS | forever | random PERCENT [SEED] | off], or off",
	  run_fault },
	{ "faults", 0, 0, "list the faults", run_faults },
	{ "tcb", 1, 1, "HEX: other firmware runs: current TCB", run_tcb },
	{ "commit", 0, 0,
	  "SNP_COMMIT: committed and reported TCB become the current one",
	  run_commit },
	{ "reported", 1, 1,
	  "HEX: SNP_SET_CONFIG: reported TCB, 0000000000000000 for the committed one",
	  run_reported },
	{ "rotate", 0, 1,
	  "[HEX]: another reported TCB and its certificates, under the lock",
	  run_rotate },
	{ "mask-chip-id", 1, 1, "on|off: SNP_SET_CONFIG", run_mask_chip_id },
	{ "mask-chip-key", 1, 1, "on|off: SNP_SET_CONFIG", run_mask_chip_key },
	{ "vcek", 1, 1, "on|off: may this guest use the VCEK", run_vcek },
	{ "vlek-load", 0, 0,
	  "SNP_VLEK_LOAD for the reported TCB, and its certificates, under the lock",
	  run_vlek_load },
	{ "table-pages", 1, 1,
	  "N: issue the certificate table anew, padded to N pages, 0: not padded",
	  run_table_pages },
	{ "lock", 1, 1, "MS: hold the certificate file's lock for so long",
	  run_lock },
	{ "locking", 1, 1, "on|off: off serves mismatches, for a test",
	  run_locking },
	{ "throttle", 2, 2,
	  "WINDOW BURST: BUSY beyond BURST requests in WINDOW ms; 0 0: off",
	  run_throttle },
	{ "stale", 1, 1,
	  "on|off: after a firmware error the response page is stale, or zero",
	  run_stale },
	{ "processor", 1, 1,
	  "on|off: off: firmware commands cannot be issued, which ends the guest",
	  run_processor },
	{ "reboot", 0, 0,
	  "launch the guest anew: other VMPCKs, counters at 0, an empty ledger",
	  run_reboot },
	{ "kexec", 0, 0,
	  "another kernel in the guest: keys and counters stay as they are",
	  run_kexec },
	{ "evidence", 1, 3,
	  "[--forged KIND | --host-requested] OUT: report and certificates as files, also without a server",
	  run_without_server },
	{ "forgeries", 0, 0,
	  "list what --forged takes; all: each into OUT/KIND",
	  run_without_server },
	{ "counters", 0, 0, "print what happened so far", run_counters },
	{ "state", 0, 0, "print TCBs, switches, and what the machine is", run_state },
	{ "stop", 0, 0, "end the server; fails if an IV was used twice",
	  run_stop },
	{ "help", 0, 0, "this list", run_help },
};

#define COMMAND_COUNT	(sizeof(commands) / sizeof(commands[0]))

static int run_help(struct command *command)
{
	size_t i;

	for (i = 0; i < COMMAND_COUNT; i++)
		fprintf(command->out, "%-14s %s\n", commands[i].name,
			commands[i].usage);
	return 0;
}

static int run_command(struct command *command, const char *name)
{
	const struct command_row *row = NULL;
	size_t i;

	for (i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(commands[i].name, name) == 0)
			row = &commands[i];
	if (!row)
		return refuse(command, -EINVAL,
			      "there is no command '%s'; 'help' lists them",
			      name);
	if (command->argc < row->words_min || command->argc > row->words_max)
		return refuse(command, -EINVAL, "usage: %s %s", row->name,
			      row->usage);
	return row->run(command);
}

int platform_control(struct platform *platform, int argc, char *const argv[],
		     char **answer)
{
	struct command command = { .platform = platform };
	size_t size;
	int err;

	*answer = NULL;
	command.out = open_memstream(answer, &size);
	if (!command.out)
		return -ENOMEM;
	if (argc < 1) {
		err = refuse(&command, -EINVAL,
			     "no command; 'help' lists them");
	} else {
		command.argc = argc - 1;
		command.argv = argv + 1;
		err = run_command(&command, argv[0]);
	}
	if (fclose(command.out))
		return -ENOMEM;
	return err;
}
