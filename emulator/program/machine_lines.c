// SPDX-License-Identifier: MIT
#include "machine_lines.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "../platform/still_machine.h"

static void put_hex(FILE *to, const char *name, const uint8_t *bytes,
		    size_t size)
{
	fprintf(to, "%s ", name);
	while (size--)
		fprintf(to, "%02x", *bytes++);
	fputc('\n', to);
}

void machine_lines(FILE *to, const struct platform_config *config,
		   const struct identity *identity)
{
	uint8_t chip_id[64];

	identity_chip_id(identity, chip_id);
	fprintf(to, "product %s\n", config_product_name(config->product));
	put_hex(to, "chip_id", chip_id, sizeof(chip_id));
	fprintf(to, "report_version %" PRIu32 "\ndriver %s\n",
		config->report_version, config_driver_name(config->driver));
	put_hex(to, "measurement", config->guest.measurement,
		sizeof(config->guest.measurement));
}

int machine_lines_of(const char *dir, char **lines, struct why why)
{
	struct still_machine machine;
	FILE *to = NULL;
	size_t size;
	int err = still_machine_read(dir, &machine, why);

	*lines = NULL;
	if (!err)
		to = open_memstream(lines, &size);
	if (to)
		machine_lines(to, &machine.config, machine.identity);
	if (!err && (!to || fclose(to)))
		err = because(why, -ENOMEM, "not enough memory");
	still_machine_free(&machine);
	return err;
}
