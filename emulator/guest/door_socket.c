// SPDX-License-Identifier: MIT
#include "door_socket.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "../host/hypervisor.h"
#include "../base/socket.h"

/* What the driver played in the preloaded door takes, as the in-tree one. */
#define IN_TREE_PAGES	4

/*
 * The program only ever sees "Invalid argument", from its own next call: the
 * reason stands in the server's log, once per program.
 */
static void explain(const struct guest_resume *resume, bool *told)
{
	if (*told || resume->info2 != VMM_INVALID_LEN ||
	    resume->rbx <= IN_TREE_PAGES)
		return;
	*told = true;
	fprintf(stderr,
		"snp-emulator: the table takes %" PRIu64 " pages; a preloaded program has the in-tree driver's limit of %d, and gets EINVAL when it asks for more; make the table smaller ('ctl DIR table-pages %d') or use the kernel door\n",
		resume->rbx, IN_TREE_PAGES, IN_TREE_PAGES);
}

static int serve_exit(struct platform *platform, int connection,
		      const struct door_exit *from, bool *told)
{
	struct guest_exit exit = {
		.exit_code = from->exit_code,
		.info1 = from->info1,
		.info2 = from->info2,
		.rax = from->rax,
		.rbx = from->rbx,
		.rax_valid = from->rax_valid,
		.rbx_valid = from->rbx_valid,
	};
	struct guest_resume resume = { 0 };
	struct door_resume to;
	int err = platform_exit(platform, &exit, &resume);

	if (!err)
		explain(&resume, told);
	to = (struct door_resume){ .result = err,
				   .info1 = resume.info1,
				   .info2 = resume.info2,
				   .rbx = resume.rbx };
	if (err != -ECANCELED)
		socket_send(connection, &to, sizeof(to));
	return err;
}

int door_serve(struct platform *platform, int connection)
{
	const struct door_machine machine = {
		.gpa = platform_memory(platform)->gpa,
		.size = platform_memory(platform)->size,
		.secrets_gpa = platform_secrets_gpa(platform),
		.vmpl = platform_vmpl(platform),
	};
	struct door_exit exit;
	bool told = false;
	int err = 0;

	if (socket_send(connection, &machine, sizeof(machine)))
		return 0;
	while (!err && socket_receive(connection, &exit, sizeof(exit)) == 0)
		err = serve_exit(platform, connection, &exit, &told);
	return err;
}
