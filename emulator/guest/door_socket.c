// SPDX-License-Identifier: MIT
#include "door_socket.h"

#include <errno.h>

#include "../base/socket.h"

static int serve_exit(struct platform *platform, int connection,
		      const struct door_exit *from)
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
	int err = platform_exit(platform, &exit, &resume);
	const struct door_resume to = { .result = err,
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
		.driver = platform_driver(platform),
		.of_a_run = platform_is_of_a_run(platform),
	};
	struct door_exit exit;
	int err = 0;

	if (socket_send(connection, &machine, sizeof(machine)))
		return 0;
	while (!err && socket_receive(connection, &exit, sizeof(exit)) == 0)
		err = serve_exit(platform, connection, &exit);
	return err;
}
