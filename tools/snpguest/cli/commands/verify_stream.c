// SPDX-License-Identifier: MIT
#include "verify_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/talk.h"
#include "../stream/stream.h"
#include "asked.h"

static enum exit_code check_without_jobs(const struct call *call)
{
	static const struct {
		enum option_id id;
		const char *name;
	} options[] = { { OPT_OUT, "out" },
			{ OPT_STATE, "state" },
			{ OPT_SUMMARY, "summary" },
			{ OPT_CERTS_BY_DIGEST, "certs-by-digest" } };

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (given(call, options[i].id))
			return usage("--%s goes with --jobs", options[i].name);
	}
	return EXIT_DONE;
}

static bool is_dash(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

/* The file that an option names, or the directory; NULL: it names none. */
static const char *named_by(const struct call *call, const struct option *o)
{
	const char *value = call->values[o->id];

	if (!value || !o->argument ||
	    !(strstr(o->argument, "FILE") || strstr(o->argument, "DIR")))
		return NULL;
	return o->id == OPT_REPORT_DATA_OF ? strchr(value, ':') + 1 : value;
}

static enum exit_code check_over_option(const struct call *call,
					const struct option *o,
					const char *name, const char *path)
{
	const char *read = named_by(call, o);

	if (!read || strcmp(o->name, name) == 0)
		return EXIT_DONE;
	if (path_would_be_same_file(path, read))
		return usage("--%s: %s is what --%s names, too", name, path,
			     o->name);
	if (path_lies_in(path, read))
		return usage("--%s: %s lies in what --%s reads; name one in"
			     " another directory", name, path, o->name);
	return EXIT_DONE;
}

/* What is written is nothing that is read, and not written twice. */
static enum exit_code check_over(const struct call *call, const char *name,
				 const char *path)
{
	const struct option *const *group = call->command->options;
	const char *in = call->operands[0];
	enum exit_code status = EXIT_DONE;

	if (!path || is_dash(path))
		return EXIT_DONE;
	if (path_is_same_file(is_dash(in) ? "/dev/stdin" : in, path))
		return usage("--%s: %s is the stream itself", name, path);
	for (; *group; group++) {
		for (const struct option *o = *group; !status && o->id; o++)
			status = check_over_option(call, o, name, path);
	}
	return status;
}

enum exit_code verify_stream_check(const struct call *call)
{
	enum exit_code status;
	unsigned int jobs;

	if (!given(call, OPT_JOBS))
		return check_without_jobs(call);
	if (!asker_jobs(call->values[OPT_JOBS], &jobs))
		return usage("--jobs: '%s' is neither auto nor 1 to %d",
			     call->values[OPT_JOBS], STREAM_JOBS_MAX);
	if (call->n_operands != 1)
		return usage("--jobs judges the lines of one file, or of - for"
			     " standard input");
	if (given(call, OPT_FIELD))
		return usage("--field is for one verdict; --jobs gives a line"
			     " for each");
	if (given(call, OPT_EAR))
		return usage("--ear is for one verdict; --jobs gives a line"
			     " for each");
	if (is_dash(call->values[OPT_STATE]))
		return usage("--state: a file is needed; it is read again");
	if (given(call, OPT_STATE) &&
	    (!given(call, OPT_OUT) || is_dash(call->values[OPT_OUT])))
		return usage("--state needs --out: verdicts that were written"
			     " twice have to be taken back");
	status = check_over(call, "out", call->values[OPT_OUT]);
	return status ? status :
			check_over(call, "state", call->values[OPT_STATE]);
}

static int open_in(const char *path)
{
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO :
					  open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		file_complain(path, -errno);
	return fd;
}

/* What was written behind the last state is taken back. */
static FILE *open_out(const char *path, bool quiet, const struct state *state)
{
	FILE *out = NULL;
	struct stat st;
	int fd;

	if (is_dash(path) || (!path && !quiet))
		return stdout;
	if (!path)
		path = "/dev/null";
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, MODE_PUBLIC);
	if (fd < 0 || fstat(fd, &st)) {
		trouble("%s: cannot open: %s", path, strerror(errno));
	} else if (S_ISREG(st.st_mode) && (uint64_t)st.st_size < state->out) {
		trouble("%s: shorter than %s says; remove both to begin anew",
			path, state->path);
	} else if ((S_ISREG(st.st_mode) &&
		    (ftruncate(fd, (off_t)state->out) ||
		     lseek(fd, 0, SEEK_END) < 0)) ||
		   !(out = fdopen(fd, "w"))) {
		trouble("%s: cannot write: %s", path, strerror(errno));
	}
	if (!out && fd >= 0)
		close(fd);
	return out;
}

static enum exit_code exit_code_of(const struct tally *tally)
{
	if (tally->refused)
		return EXIT_REFUSED;
	return tally->unknown ? EXIT_TROUBLE : EXIT_DONE;
}

/* Between two files that are open. */
static enum exit_code judge_lines(const struct call *call,
				  struct stream_order *order,
				  struct state *state, struct tally *tally)
{
	enum exit_code status = stream_run(order, state, tally);

	if (order->out != stdout && fclose(order->out) && !status)
		status = trouble("%s: cannot write: %s", call->values[OPT_OUT],
				 strerror(errno));
	if (status)
		return status;
	if (given(call, OPT_SUMMARY))
		tally_summarize(tally, order->questions.json, stderr);
	if (tally_lines(tally) == 0)
		return refused("%s: there is no evidence in it",
			       file_shown_name(call->operands[0]));
	return exit_code_of(tally);
}

static enum exit_code run_stream(const struct call *call,
				 struct stream_order *order,
				 struct state *state, struct tally *tally)
{
	enum exit_code status = EXIT_TROUBLE;

	if (state->path && !state->what)
		return trouble("out of memory");
	if (state_load(state, tally))
		return EXIT_TROUBLE;
	order->questions.at = state->at;
	order->in = open_in(call->operands[0]);
	if (order->in < 0)
		return EXIT_TROUBLE;
	order->out = open_out(call->values[OPT_OUT], given(call, OPT_QUIET),
			      state);
	if (order->out)
		status = judge_lines(call, order, state, tally);
	if (order->in != STDIN_FILENO)
		close(order->in);
	return status;
}

enum exit_code verify_stream(const struct call *call, struct asker *asker)
{
	const struct settings *settings = &asker->settings;
	struct stream_order order = {
		.progress = isatty(STDERR_FILENO) && !settings->quiet };
	struct state state = { .path = call->values[OPT_STATE] };
	struct tally tally = { 0 };
	enum exit_code status;
	char *what = NULL;

	asker_jobs(call->values[OPT_JOBS], &order.jobs);
	status = asker_questions(asker, call, &order.questions);
	state.at = order.questions.at;
	if (!status && state.path)
		state.what = what = describe_asked(call, &asker->judge,
						   &order.questions);
	if (!status)
		status = run_stream(call, &order, &state, &tally);
	free((void *)order.questions.shared);
	free(what);
	tally_free(&tally);
	return status;
}
