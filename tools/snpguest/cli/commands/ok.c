// SPDX-License-Identifier: MIT
/* Can this guest attest, and if not, what is in the way? Proves nothing to anybody. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/layout.h"
#include "../base/patience.h"
#include "../base/talk.h"
#include "../input/cpuid_file.h"
#include "../input/device.h"
#include "../input/machine.h"
#include "judge.h"

enum answer { PASS, WARN, FAIL, SKIP };

static const char *const answer_names[] = { "pass", "warn", "fail", "skipped" };

#define PROBES_MAX 12
#define NODE "/dev/sev-guest"

/**
 * struct probe - one thing that was looked at
 * @decides: what a failure makes of the whole: EXIT_REFUSED, EXIT_TROUBLE
 */
struct probe {
	const char *name;
	enum answer answer;
	enum exit_code decides;
	char detail[512];
	const char *fix;
};

/** What was found out so far. */
struct trial {
	struct settings settings;
	struct machine machine;
	struct probe list[PROBES_MAX];
	size_t count;
	struct snpguest_error error;
	uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE];
	uint8_t report[SNPGUEST_REPORT_SIZE];
	struct buffer table;
	bool device, answered;
	struct cpuid cpuid;
};

__attribute__((format(printf, 5, 6))) static void
add(struct trial *t, const char *name, enum answer answer, const char *fix,
    const char *format, ...)
{
	struct probe *probe = &t->list[t->count++];
	va_list args;

	probe->name = name;
	probe->answer = answer;
	probe->fix = fix;
	probe->decides = EXIT_TROUBLE;
	va_start(args, format);
	vsnprintf(probe->detail, sizeof(probe->detail), format, args);
	va_end(args);
}

/* A failure that is an answer, not a lack of one. */
static void settle(struct trial *t)
{
	t->list[t->count - 1].decides = EXIT_REFUSED;
}

static void look_at_snp(struct trial *t)
{
	const struct machine *m = &t->machine;

	if (m->snp == SNP_NO) {
		add(t, "snp", FAIL, "launch it as an SNP guest",
		    "this is no SNP guest: SEV_STATUS says so (%s)",
		    m->features[0] ? m->features : "no SEV");
		settle(t);
	} else if (m->snp == SNP_YES) {
		add(t, "snp", PASS, NULL, "an SNP guest%s%s",
		    m->features[0] ? ": " : "", m->features);
	} else if (m->azure && m->tpm) {
		add(t, "snp", WARN,
		    "tpm2_nvread -C o 0x01400001 -o hcl.bin; snpguest verify"
		    " evidence hcl.bin",
		    "a guest of Azure's, whose paravisor alone has the device;"
		    " its report is in the vTPM");
	} else {
		add(t, "snp", WARN, "modprobe msr, to be told by SEV_STATUS",
		    "nothing here says whether this is an SNP guest");
	}
}

static void look_at_kernel(struct trial *t)
{
	int major = 0, minor = 0;

	if (sscanf(t->machine.release, "%d.%d", &major, &minor) == 2 &&
	    major * 1000 + minor < 5019)
		add(t, "kernel", WARN, "boot Linux 5.19 or later",
		    "Linux %s, which has no driver for SNP guests",
		    t->machine.release);
	else
		add(t, "kernel", PASS, NULL, "Linux %s", t->machine.release);
}

static void look_at_module(struct trial *t)
{
	switch (t->machine.driver) {
	case DRIVER_OURS:
		add(t, "module", PASS, NULL, "sev-guest, this project's");
		return;
	case DRIVER_EMULATED:
		add(t, "module", WARN, "an SNP machine has sev-guest instead",
		    "sev-guest-emulated: a software platform, for tests");
		return;
	case DRIVER_IN_TREE:
		add(t, "module", PASS, NULL,
		    "sev-guest of the kernel; a failed request costs it its key");
		return;
	case DRIVER_NONE:
		add(t, "module", SKIP, NULL,
		    "no sev-guest module is loaded; 'modprobe sev-guest'"
		    " does that");
		return;
	}
}

static const char *node_of(const struct trial *t)
{
	return strchr(t->settings.device, '/') ? t->settings.device : NODE;
}

static void look_at_node(struct trial *t)
{
	const char *path = node_of(t);
	struct stat st;

	if (strcmp(t->settings.device, "tsm") == 0)
		add(t, "node", SKIP, NULL, "configfs-tsm is what was named");
	else if (stat(path, &st))
		add(t, "node", t->machine.tsm ? WARN : FAIL,
		    t->machine.azure ? "read the report from NV index"
				       " 0x01400001 of the vTPM" :
				       "modprobe sev-guest",
		    "%s: %s", path, strerror(errno));
	else if (access(path, R_OK | W_OK))
		add(t, "node", t->machine.tsm ? WARN : FAIL,
		    "run as root, or give your group the node by a udev rule:"
		    " KERNEL==\"sev-guest\", GROUP=\"...\", MODE=\"0660\"",
		    "%s: mode %04o, owner %u: you may not read and write it",
		    path, st.st_mode & 07777, (unsigned int)st.st_uid);
	else if (!S_ISCHR(st.st_mode))
		add(t, "node", WARN, "name a node, such as " NODE,
		    "%s: no character device", path);
	else
		add(t, "node", PASS, NULL, "%s may be read and written", path);
}

static void look_at_tsm(struct trial *t)
{
	if (t->machine.tsm)
		add(t, "configfs-tsm", PASS, NULL, "there");
	else
		add(t, "configfs-tsm", SKIP, NULL,
		    "not there; Linux 6.7 has it, where configfs is mounted");
}

/* The tool's own request: the lowest VMPL that the device allows. */
static int request(struct trial *t, struct snpguest_transport *transport)
{
	struct snpguest_report_request request = {
		.size = sizeof(request),
		.vmpl = -1,
		.key_sel = SNPGUEST_KEY_SEL_AUTO,
	};
	int ret;

	memcpy(request.report_data, t->nonce, sizeof(request.report_data));
	patience_begin(DEVICE_WAITS);
	ret = snpguest_get_evidence(transport, &request, t->report,
				    &t->table.data, &t->table.len, &t->error);
	patience_end();
	return ret;
}

static void add_failed_request(struct trial *t, int err)
{
	if (err == -ENOTTY)
		add(t, "vmpck", FAIL,
		    "'modprobe -r sev-guest', then 'modprobe sev-guest"
		    " vmpck_id=1', or another that is not used up",
		    "%s", t->error.what);
	else
		add(t, "report", FAIL,
		    err == -EACCES || err == -EPERM ?
			    "run as root, or see 'node'" :
			    "see what is said above, and the host's log",
		    "%s", t->error.what);
}

static void try_request(struct trial *t)
{
	struct snpguest_transport *transport;
	int err = snpguest_open(t->settings.device, &transport, &t->error);

	if (err) {
		add(t, "device", FAIL, "see 'node' and 'configfs-tsm'", "%s",
		    t->error.what);
		return;
	}
	t->device = true;
	err = request(t, transport);
	snpguest_close(transport);
	if (err) {
		add_failed_request(t, err);
		return;
	}
	t->answered = true;
	add(t, "vmpck", PASS, NULL, "the message key is alive");
}

static void look_at_vmpl(struct trial *t,
			 const struct snpguest_unverified_report *report)
{
	if (t->machine.vmpl >= 0 &&
	    (uint32_t)t->machine.vmpl > report->says.vmpl)
		add(t, "vmpl", FAIL, "do not trust this host",
		    "the kernel runs at VMPL %d, the report says %u",
		    t->machine.vmpl, report->says.vmpl);
	else
		add(t, "vmpl", PASS, NULL, "%u", report->says.vmpl);
}

/* Return: it is a report, and the answer to ours. */
static bool look_at_report(struct trial *t)
{
	struct snpguest_unverified_report report;

	if (snpguest_unverified_report_parse(t->report, sizeof(t->report),
					     &report, sizeof(report),
					     &t->error)) {
		add(t, "report", FAIL, "update the host's firmware", "%s",
		    t->error.what);
		settle(t);
		return false;
	}
	if (memcmp(report.says.report_data, t->nonce, sizeof(t->nonce))) {
		add(t, "report", FAIL, "do not trust this host",
		    "the report answers another request");
		return false;
	}
	add(t, "report", PASS, NULL,
	    "a trial request was answered: version %u, %s",
	    report.says.version, snpguest_product_name(NULL, report.says.product));
	look_at_vmpl(t, &report);
	return true;
}

static void look_at_certificates(struct trial *t)
{
	if (t->table.len)
		add(t, "certificates", PASS, NULL,
		    "the host hands out a table of %zu bytes", t->table.len);
	else
		add(t, "certificates", WARN,
		    "'snpguest attest --fetch' gets them from AMD",
		    "the host hands out none");
}

/* A root that says itself that it is a toy, and nothing else that is wrong. */
static bool is_emulated(const struct outcome *outcome)
{
	const struct snpguest_check *check;
	bool emulated = false;

	for (size_t i = 0; (check = outcome_check(outcome, i)); i++) {
		if (check->result != SNPGUEST_FAIL)
			continue;
		if (check->id != SNPGUEST_CHECK_ROOT_TRUSTED &&
		    check->id != SNPGUEST_CHECK_INPUT_ROOTS)
			return false;
		emulated |= strstr(check->detail, "EMULATED") != NULL;
	}
	return emulated;
}

static void take_verdict(struct trial *t, const struct outcome *outcome)
{
	char reasons[OUTCOME_REASONS_SIZE];
	const char *why = outcome_first_reason(outcome);

	outcome_reasons(outcome, reasons);
	switch (outcome_status(outcome)) {
	case 0:
		add(t, "verified", PASS, NULL, "the report is accepted, root %s",
		    snpguest_verdict_root(outcome->verdict));
		return;
	case -ENODATA:
		add(t, "verified", WARN, "see 'certificates'",
		    "it cannot be verified here (%s): %s", reasons, why);
		return;
	}
	if (!is_emulated(outcome)) {
		add(t, "verified", FAIL, "see 'snpguest attest -v'",
		    "'attest' would refuse the report (%s): %s", reasons, why);
		settle(t);
		return;
	}
	add(t, "verified", WARN, "name its root by --trust-anchor",
	    "an emulated machine, whose reports prove nothing (%s)", reasons);
}

static void verify(struct trial *t)
{
	struct bundle bundle = { .question = false };
	struct outcome outcome = { .bundle = &bundle };
	struct judge judge = { .settings = &t->settings };
	struct demands demands = { .policy = SNPGUEST_POLICY_INIT };

	bundle.report.data = t->report;
	bundle.report.len = sizeof(t->report);
	bundle.table.data = t->table.data;
	bundle.table.len = t->table.len;
	demands.policy.any_root = t->settings.trust_anchor != NULL;
	demands_report_data(&demands, t->nonce, false);
	if (judge_init(&judge, &t->settings) ||
	    judge_evidence(&judge, &demands, &outcome))
		add(t, "verified", FAIL, "see what is said above",
		    "it could not be judged");
	else
		take_verdict(t, &outcome);
	outcome_free(&outcome);
	judge_free(&judge);
	bundle_free(&bundle);
}

static void look_at_cpuid(struct trial *t)
{
	const struct cpuid *cpuid = &t->cpuid;

	t->cpuid = cpuid_check();
	if (strcmp(cpuid->result, "ok") == 0)
		add(t, "cpuid", PASS, NULL, "the secure processor agrees");
	else if (strcmp(cpuid->result, "differs") == 0)
		add(t, "cpuid", WARN, "do not trust what this host says of"
		    " its processor",
		    "differs from what is allowed, leaf%s; see " CPUID_FILE,
		    cpuid->leaves);
	else if (cpuid->error == ENOENT)
		add(t, "cpuid", SKIP, NULL, "not checked: debugfs is not mounted,"
		    " or no cpuid_check=1");
	else
		add(t, "cpuid", SKIP, NULL, "not checked: " CPUID_FILE ": %s",
		    cpuid->error ? strerror(cpuid->error) :
				   "the secure processor did not judge");
}

static enum exit_code look(struct trial *t)
{
	enum exit_code status = nonce_make(t->nonce);

	if (status)
		return status;
	machine_look("", &t->machine);
	look_at_snp(t);
	look_at_kernel(t);
	look_at_module(t);
	look_at_node(t);
	look_at_tsm(t);
	try_request(t);
	if (!t->answered || !look_at_report(t))
		return EXIT_DONE;
	look_at_certificates(t);
	verify(t);
	look_at_cpuid(t);
	return EXIT_DONE;
}

/* "No" before "could not find out", and a node that is in nobody's way is none. */
static enum exit_code result_of(struct trial *t)
{
	enum exit_code status = EXIT_DONE;

	for (size_t i = 0; i < t->count; i++) {
		struct probe *probe = &t->list[i];

		if (probe->answer == FAIL && t->answered &&
		    strcmp(probe->name, "node") == 0)
			probe->answer = WARN;
		if (probe->answer != FAIL)
			continue;
		if (status != EXIT_REFUSED)
			status = probe->decides;
	}
	return status;
}

static void print_probe(const struct probe *probe)
{
	static const enum tone tones[] = { TONE_GOOD, TONE_CARE, TONE_BAD,
					   TONE_CARE };

	if (probe->answer != SKIP)
		layout_tone(tones[probe->answer]);
	printf("  %-8s", answer_names[probe->answer]);
	layout_tone_end();
	layout_words(10 + printf(" %s  ", probe->name), 11, probe->detail);
	if (probe->fix && probe->answer != PASS)
		layout_words(printf("%*sfix: ", 11, ""), 11, probe->fix);
}

static const char *first_failure(const struct trial *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->list[i].answer == FAIL)
			return t->list[i].name;
	return "";
}

static void print_text(const struct trial *t, enum exit_code status)
{
	for (size_t i = 0; i < t->count; i++)
		print_probe(&t->list[i]);
	layout_tone(status ? TONE_BAD : TONE_GOOD);
	fputs(status ? "ok: no" : "ok: yes", stdout);
	layout_tone_end();
	if (status)
		printf(", this guest cannot attest (%s)\n", first_failure(t));
	else
		puts(", this guest can attest: 'snpguest attest'");
}

static json_t *json_of_probes(const struct trial *t)
{
	json_t *list = json_array();

	for (size_t i = 0; i < t->count; i++) {
		const struct probe *probe = &t->list[i];

		list = json_list_add(
			list, json_pack("{s:s, s:s, s:o, s:s?}", "probe",
					probe->name, "result",
					answer_names[probe->answer], "detail",
					json_of_string(probe->detail), "fix",
					probe->answer == PASS ? NULL :
								probe->fix));
	}
	return list;
}

static enum exit_code print(const struct trial *t, enum exit_code status)
{
	enum exit_code printed = EXIT_DONE;

	if (t->settings.json)
		printed = print_json(
			json_pack("{s:b, s:b, s:b, s:s, s:o}", "ok", !status,
				  "device", t->device, "report", t->answered,
				  "cpuid", t->cpuid.result ? t->cpuid.result :
							     "not-checked",
				  "probes", json_of_probes(t)),
			false);
	else if (!t->settings.quiet)
		print_text(t, status);
	return print_ended(printed, status);
}

/* Whoever wants no result still learns why. */
static void say_failures(const struct trial *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->list[i].answer == FAIL)
			trouble("%s: %s: %s", t->list[i].name,
				t->list[i].detail, t->list[i].fix);
	talk_take_trouble();
}

static enum exit_code run(const struct call *call)
{
	struct trial t = { .count = 0 };
	enum exit_code status = settings_read(call, &t.settings);

	if (status)
		return status;
	status = look(&t);
	if (!status) {
		status = result_of(&t);
		if (t.settings.quiet)
			say_failures(&t);
		status = print(&t, status);
	}
	free(t.table.data);
	return status;
}

static const struct option options[] = {
	{ OPT_DEVICE, 0, "device", "auto|tsm|PATH",
	  "where requests go; auto takes configfs-tsm, else /dev/sev-guest" },
	{ OPT_TRUST_ANCHOR, 0, "trust-anchor", "FILE",
	  "trust this root, too" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, common_options, NULL };

const struct command cmd_ok = {
	.name = "ok",
	.run = run,
	.summary = "See whether this guest can attest, and what is in the way",
	.operands = "",
	.options = groups,
	.instead = "a report at hand: 'snpguest verify evidence FILE'",
	.notes = "Asks for one report with its certificates and verifies it.\n"
		 "Exit status 0: this guest can attest. 1: found out that it\n"
		 "cannot: it is no SNP guest, or its report would be refused.\n"
		 "3: there is no device, or it gives no report. It proves\n"
		 "nothing to anybody: a guest may be made to say anything.",
	.examples = "snpguest ok\n"
		    "snpguest ok --json\n"
		    "snpguest ok --field ok",
};
