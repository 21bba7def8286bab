/* SPDX-License-Identifier: MIT */
/*
 * DIR/control: one command per connection. The client sends the number of
 * words and the words, each as a 32-bit length and bytes; the server answers
 * with a 32-bit result (0 or a negative errno), a length, and text.
 */
#ifndef EMULATOR_CONTROL_SOCKET_H
#define EMULATOR_CONTROL_SOCKET_H

#include "../platform/platform.h"
#include "../base/why.h"

#define CONTROL_SOCKET	"control"

/* Serves one connection; does not close it. */
void control_serve(struct platform *platform, int connection);

/*
 * control_send() - have a server execute a command
 * @answer: its text, allocated; free(); NULL when there is none
 *
 * Returns 0 with *@result what the command gave, or a negative errno with a
 * line in @why when no server could be asked.
 */
int control_send(const char *dir, int argc, char *const argv[], int *result,
		 char **answer, struct why why);

#endif /* EMULATOR_CONTROL_SOCKET_H */
