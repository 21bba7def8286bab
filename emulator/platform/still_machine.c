// SPDX-License-Identifier: MIT
#include "still_machine.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "../firmware/firmware_file.h"
#include "../machine/machine.h"

static int read_firmware(int dir, struct firmware_state *state, struct why why)
{
	int err, fd = openat(dir, FIRMWARE_FILE, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return because(why, -errno, "firmware: %s", strerror(errno));
	err = firmware_file_read(fd, state, why);
	close(fd);
	return err;
}

static int read_identity(int dir, struct still_machine *machine, struct why why)
{
	const struct platform_config *config = &machine->config;
	int err, keys = openat(dir, "identity",
			       O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (keys < 0)
		return because(why, -errno, "identity: %s", strerror(errno));
	err = identity_load(keys, config->product, config->seed, config->date,
			    &machine->identity, why);
	close(keys);
	if (!err)
		identity_customize(machine->identity, &config->chip);
	return err;
}

static int read_processor(int dir, struct still_machine *machine,
			  struct why why)
{
	struct secure_processor *sp = &machine->sp;
	int err = machine_processor(&machine->config, machine->identity, sp,
				    why);

	if (!err)
		err = read_firmware(dir, &sp->state, why);
	if (!err && machine_launch(&machine->config, sp->state.boot,
				   &sp->guest))
		err = because(why, -ENOMEM, "not enough memory");
	return err;
}

int still_machine_read(const char *dir, struct still_machine *machine,
		       struct why why)
{
	int err, fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	*machine = (struct still_machine){ 0 };
	if (fd < 0)
		return because(why, -errno, "%s: %s", dir, strerror(errno));
	err = config_read(fd, &machine->config, why);
	if (!err)
		err = read_identity(fd, machine, why);
	if (!err)
		err = read_processor(fd, machine, why);
	close(fd);
	return err;
}

void still_machine_free(struct still_machine *machine)
{
	identity_free(machine->identity);
	OPENSSL_cleanse(machine, sizeof(*machine));
}
