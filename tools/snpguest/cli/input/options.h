/* SPDX-License-Identifier: MIT */
/* From argv to a command, its operands and its options; nothing is opened. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "../base/command.h"

enum option_id {
	OPT_NONE = 0, /* ends a group */
	OPT_HELP,
	OPT_JSON,
	OPT_QUIET,
	OPT_DEVICE,
	OPT_VMPL,
	OPT_POLICY,
	OPT_CRL,
	OPT_AT,
	OPT_TRUST_ANCHOR,
	OPT_ANCHORS,
	OPT_ALLOW_DEBUG,
	OPT_RANDOM,
	OPT_PLATFORM,
	OPT_OUT,
	OPT_TCB,
	OPT_SIGNATURE,
	OPT_MEASUREMENT,
	OPT_HOST_DATA,
	OPT_REPORT_DATA,
	OPT_REPORT_DATA_OF,
	OPT_ID_KEY_DIGEST,
	OPT_AUTHOR_KEY_DIGEST,
	OPT_PROCESSOR_MODEL,
	OPT_CERTS,
	OPT_GUEST_FIELD_SELECT,
	OPT_GUEST_SVN,
	OPT_TCB_VERSION,
	OPT_REPORT,
	OPT_ENDORSER,
	OPT_KDS,
	OPT_PRINT_URL,
	OPT_SERVICE,
	OPT_MANIFEST,
	OPT_THIM_URL,
	OPT_EAR,
	OPT_EAR_KEY,
	OPT_OFFLINE,
	OPT_CACHE,
	OPT_OVMF,
	OPT_OVMF_HASH,
	OPT_KERNEL,
	OPT_KERNEL_HASH,
	OPT_INITRD,
	OPT_INITRD_HASH,
	OPT_APPEND,
	OPT_VCPUS,
	OPT_VCPU_TYPE,
	OPT_VCPU_SIG,
	OPT_VCPU_FAMILY,
	OPT_VCPU_MODEL,
	OPT_VCPU_STEPPING,
	OPT_VMM_TYPE,
	OPT_GUEST_FEATURES,
	OPT_MODE,
	OPT_VMSA_GPA,
	OPT_EC2_RDX,
	OPT_ZERO_FPU,
	OPT_SVSM,
	OPT_VARS_SIZE,
	OPT_VARS_FILE,
	OPT_IGVM,
	OPT_RULES,
	OPT_NATIVE_ZERO,
	OPT_CHECK_KVM,
	OPT_EXPLAIN,
	OPT_MAX_VCPUS,
	OPT_THOROUGH,
	OPT_TRACE,
	OPT_DUMP_VMSA,
	OPT_OUTPUT_FORMAT,
	OPT_MEASUREMENT_FILE,
	OPT_FAMILY_ID,
	OPT_IMAGE_ID,
	OPT_VERSION_NUMBER,
	OPT_SVN,
	OPT_POLICY_BITS,
	OPT_ID_FILE,
	OPT_AUTH_FILE,
	OPT_PRINT_DIGEST,
	OPT_SIGNATURE_FILE,
	OPT_AUTHOR_SIGNATURE_FILE,
	OPT_COMPATIBILITY_MASK,
	OPT_KEY_DIGEST_FILE,
	OPT_FROM_LAUNCH,
	OPT_ONLY,
	OPT_JOBS,
	OPT_STATE,
	OPT_SUMMARY,
	OPT_CERTS_BY_DIGEST,
	OPT_LAUNCH_MIT_VECTOR,
	OPT_ALLOW_NONE,
	OPT_NONCE,
	OPT_HASH,
	OPT_FETCH,
	OPT_FIELD,
	OPT_VERBOSE,
	OPT_FORMAT,
	OPT_NATS,
	OPT_IN,
	OPT_GROUP,
	OPT_DRAIN,
	OPT_COUNT,
};

/**
 * struct option
 * @letter: 0 where there is only the long form
 * @name: without the dashes; '_' and '-' are the same on the command line
 * @argument: name of its argument for the help; NULL for a flag
 */
struct option {
	enum option_id id;
	char letter;
	const char *name;
	const char *argument;
	const char *help;
};

/* Groups that several commands take. */
extern const struct option common_options[];  /* every command */
extern const struct option device_options[];  /* commands that ask a device */
extern const struct option verdict_options[]; /* commands that judge */

/**
 * struct call - a command line that has the right form
 * @values: by enum option_id: NULL where not given, "" for a flag; the first
 *	    where it was repeated
 * @operands: points into argv's strings; the array is freed by call_free()
 * @repeated: further values of options that repeat, in order; freed likewise
 */
struct call {
	const struct command *command;
	const char *values[OPT_COUNT];
	const char **operands;
	int n_operands;
	struct repeated {
		enum option_id id;
		const char *value;
	} *repeated;
	int n_repeated;
};

/** What main() has to do with a command line. */
enum parsed {
	PARSED_RUN,	/* run @call->command */
	PARSED_DONE,	/* help or the version was printed */
	PARSED_WRONG,	/* said so; EXIT_USAGE */
	PARSED_TROUBLE, /* said so; EXIT_TROUBLE */
};

/**
 * options_parse() - read a command line against the table of commands
 * @call: out: filled for PARSED_RUN; call_free() it in every case
 */
enum parsed options_parse(int argc, char *argv[], struct call *call);

/** Frees what options_parse() allocated. */
void call_free(struct call *call);

/** True when the option was given. */
static inline bool given(const struct call *call, enum option_id id)
{
	return call->values[id];
}

/** Prints the help of one command, or of all for NULL, to standard output. */
void help_print(const struct command *command);

/** Prints the names of the commands that begin with @word, or all for NULL. */
void help_list(const char *word);

#endif /* OPTIONS_H */
