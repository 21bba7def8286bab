// SPDX-License-Identifier: MIT
#include "rotation_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../firmware/tcb.h"

#define TEXT_MAX	64
#define TABLE_ONLY	"table"

/* "tcb HEX" or "table", and a line's end. */
static void print(const struct rotation *rotation, char text[TEXT_MAX])
{
	char digits[17];

	tcb_print(rotation->tcb, digits);
	if (rotation->moves_tcb)
		snprintf(text, TEXT_MAX, "tcb %s\n", digits);
	else
		snprintf(text, TEXT_MAX, TABLE_ONLY "\n");
}

static int parse(char *text, struct rotation *rotation)
{
	char *end = strchr(text, '\n');

	if (!end || end[1])
		return -EBADMSG;
	*end = '\0';
	rotation->pending = true;
	rotation->moves_tcb = strncmp(text, "tcb ", 4) == 0;
	if (!rotation->moves_tcb)
		return strcmp(text, TABLE_ONLY) ? -EBADMSG : 0;
	return tcb_parse(text + 4, &rotation->tcb) ? -EBADMSG : 0;
}

int rotation_begin(int dir, const struct rotation *rotation, struct why why)
{
	char text[TEXT_MAX];
	int err;

	print(rotation, text);
	err = file_write(dir, ROTATION_FILE, 0644, text, strlen(text));
	return err ? because(why, err, "%s: cannot write: %s", ROTATION_FILE,
			     strerror(-err))
		   : 0;
}

void rotation_end(int dir)
{
	unlinkat(dir, ROTATION_FILE, 0);
}

int rotation_read(int dir, struct rotation *rotation, struct why why)
{
	uint8_t *text;
	size_t size;
	int err;

	*rotation = (struct rotation){ 0 };
	err = file_read(dir, ROTATION_FILE, TEXT_MAX, &text, &size);
	if (err == -ENOENT)
		return 0;
	if (err)
		return because(why, err, "%s: %s", ROTATION_FILE,
			       strerror(-err));
	err = parse((char *)text, rotation);
	free(text);
	return err ? because(why, err,
			     "%s: damaged, so what an updater was about to do is not known; remove it, then 'ctl DIR rotate TCB'",
			     ROTATION_FILE)
		   : 0;
}
