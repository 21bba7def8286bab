/* SPDX-License-Identifier: MIT */
#ifndef EMULATOR_SERVER_H
#define EMULATOR_SERVER_H

#include <stdbool.h>

#include "../base/why.h"
#include "../platform/platform.h"

struct server_options {
	const char *dir;
	const char *device;	/* of sev-guest-emulated.ko, or NULL: none */
	/*
	 * A pipe that gets a zero byte and is closed when guests can come, after
	 * which standard output leads nowhere; -1: none.
	 */
	int ready;
	enum platform_trace trace;
	bool quiet;		/* no line on standard output */
	bool json;		/* that line is a JSON object */
	bool of_a_run;		/* plays for one program; a dead guest is booted */
};

/*
 * server_run() - power a machine on and play its host until SIGTERM or SIGINT
 * @clean: no IV was used twice, and none may have been; says so when one was
 *
 * Serves DIR/control and DIR/guest too. Prints one line on standard output when
 * guests can come. A fault may make the process kill itself here.
 *
 * Returns 0 or a negative errno with a line in @why; -EBUSY: another server has
 * the directory.
 */
int server_run(const struct server_options *options, bool *clean,
	       struct why why);

#endif /* EMULATOR_SERVER_H */
