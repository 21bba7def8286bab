// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input/complete.h"
#include "input/options.h"
#include "output/print.h"
#include "base/talk.h"

const struct command *const commands[] = {
	&cmd_attest,
	&cmd_verify_attestation,
	&cmd_verify_evidence,
	&cmd_verify_certs,
	&cmd_worker,
	&cmd_report,
	&cmd_certificates,
	&cmd_fetch_vcek,
	&cmd_fetch_ca,
	&cmd_fetch_crl,
	&cmd_display_report,
	&cmd_display_certs,
	&cmd_display_key,
	&cmd_generate_measurement,
	&cmd_generate_ovmf_hash,
	&cmd_generate_id_block,
	&cmd_generate_key_digest,
	&cmd_generate_policy,
	&cmd_generate_certs_table,
	&cmd_key,
	&cmd_ok,
	NULL,
};

/* A result that could not be printed was not delivered. */
static enum exit_code finish_output(enum exit_code status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	return trouble("cannot write the result: %s", strerror(errno));
}

/* A verdict is nothing that a file or the environment configures. */
static enum exit_code ignore_configuration(const struct call *call)
{
	if (call->command->configured || given(call, OPT_FETCH))
		return EXIT_DONE;
	if (snpguest_ignore_openssl_conf() ||
	    (!call->command->openssl_texts && snpguest_omit_openssl_texts()))
		return trouble("out of memory");
	return EXIT_DONE;
}

static enum exit_code run(const struct call *call)
{
	enum exit_code status;
	const char *what;

	print_select(call->values[OPT_FIELD]);
	status = ignore_configuration(call);
	if (!status)
		status = call->command->run(call);
	what = talk_take_trouble();

	/* A verdict that refuses has said so itself. */
	if (what && given(call, OPT_JSON) &&
	    (status == EXIT_TROUBLE ||
	     (status == EXIT_REFUSED && !call->command->judges)))
		print_json_trouble(call->command->judges, NULL, what);
	return status;
}

/* For the shells' completion, which knows nothing itself. */
static enum exit_code complete(int n, char *words[])
{
	complete_print(n, words);
	return EXIT_DONE;
}

int main(int argc, char *argv[])
{
	enum exit_code status = EXIT_USAGE;
	struct call call;

	if (argc > 1 && strcmp(argv[1], COMPLETE_WORD) == 0)
		return finish_output(complete(argc - 2, argv + 2));
	switch (options_parse(argc, argv, &call)) {
	case PARSED_RUN:
		status = run(&call);
		break;
	case PARSED_DONE:
		status = EXIT_DONE;
		break;
	case PARSED_WRONG:
		break;
	case PARSED_TROUBLE:
		status = EXIT_TROUBLE;
		break;
	}
	call_free(&call);
	return finish_output(status);
}
