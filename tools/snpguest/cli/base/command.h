/* SPDX-License-Identifier: MIT */
/*
 * What a command is, and how it ends.
 *
 * A command reads its whole command line first (options.h, settings.h), and
 * only then touches files and devices.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>

/** enum exit_code - exit status of every command, documented in snpguest(1) */
enum exit_code {
	EXIT_DONE = 0,	  /* did what was asked; the evidence is accepted */
	EXIT_REFUSED = 1, /* found out, and the answer is no */
	EXIT_USAGE = 2,	  /* the command line or the policy was wrong */
	EXIT_TROUBLE = 3, /* could not find out: file, device, memory */
};

struct call;
struct option;

/**
 * struct command - one line of the table in main.c
 * @name: one word or two: "report", "verify attestation"
 * @operands: for the usage line: "DIR FILE"
 * @min_operands, @max_operands: how many; a negative maximum means any number
 * @options: groups of options, NULL at the end
 * @configured: openssl.cnf is its user's word: TLS, or keys in tokens
 * @openssl_texts: what it uses, such as TLS, tells people of libcrypto's errors
 * @judges: its answer is a verdict, so "could not find out" is one, too
 * @instead: what to say beside a wrong number of operands; NULL: to see the help
 * @notes: further lines of help; may be NULL
 * @examples: command lines as they are typed, a newline between them
 * @repeats: enum option_id of the option that may be given again, or 0
 */
struct command {
	const char *name;
	enum exit_code (*run)(const struct call *call);
	const char *summary;
	const char *operands;
	int min_operands, max_operands;
	const struct option *const *options;
	bool configured, openssl_texts, judges;
	const char *instead, *notes, *examples;
	int repeats;
};

/** All commands, NULL at the end; help and completion read it. */
extern const struct command *const commands[];

extern const struct command cmd_attest;
extern const struct command cmd_report;
extern const struct command cmd_certificates;
extern const struct command cmd_display_report;
extern const struct command cmd_display_key;
extern const struct command cmd_display_certs;
extern const struct command cmd_verify_certs;
extern const struct command cmd_verify_attestation;
extern const struct command cmd_verify_evidence;
extern const struct command cmd_fetch_ca;
extern const struct command cmd_fetch_vcek;
extern const struct command cmd_fetch_crl;
extern const struct command cmd_generate_measurement;
extern const struct command cmd_generate_ovmf_hash;
extern const struct command cmd_generate_id_block;
extern const struct command cmd_generate_key_digest;
extern const struct command cmd_generate_policy;
extern const struct command cmd_generate_certs_table;
extern const struct command cmd_worker;
extern const struct command cmd_key;
extern const struct command cmd_ok;

#endif /* COMMAND_H */
