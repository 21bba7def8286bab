/* SPDX-License-Identifier: MIT */
#ifndef EMULATOR_MACHINE_LINES_H
#define EMULATOR_MACHINE_LINES_H

#include <stdio.h>

#include "../base/why.h"
#include "../machine/config.h"
#include "../pki/identity.h"

/*
 * machine_lines() - what a machine is, for those who have to name it: "NAME VALUE"
 *
 * Product, the whole chip id, masked or not, report version, driver and measurement.
 */
void machine_lines(FILE *to, const struct platform_config *config,
		   const struct identity *identity);

/*
 * machine_lines_of() - the same of a state directory, which nothing serves
 * @lines: allocated; free()
 *
 * Returns 0 or a negative errno with a line in @why.
 */
int machine_lines_of(const char *dir, char **lines, struct why why);

#endif /* EMULATOR_MACHINE_LINES_H */
