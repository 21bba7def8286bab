// SPDX-License-Identifier: MIT
#include "saved.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/talk.h"

#define VERDICT "verdict.json"

int saved_file(const char *directory, const char *name, const void *data,
	       size_t len)
{
	char *path;
	int ret;

	if (!directory)
		return 0;
	path = path_join(directory, name);
	ret = path ? file_write(path, data, len, MODE_PUBLIC) : -1;
	free(path);
	return ret;
}

static enum exit_code save_verdict(const char *directory,
				   const struct outcome *outcome)
{
	char *text;
	int ret;

	if (!directory)
		return EXIT_DONE;
	text = json_text(json_of_outcome(outcome), false);
	if (!text)
		return trouble("out of memory");
	ret = saved_file(directory, VERDICT, text, strlen(text));
	free(text);
	return ret ? EXIT_TROUBLE : EXIT_DONE;
}

enum exit_code saved_and_printed(const char *directory,
				 const struct judge *judge,
				 const struct outcome *outcome)
{
	enum exit_code saved = save_verdict(directory, outcome);
	enum exit_code status;

	/* Programs get one answer, which agrees with the exit status. */
	if (saved && judge->settings->json)
		return saved;
	status = judge_print(judge, outcome);
	/* The cause was told in front of all that. */
	if (saved)
		return trouble("%s: the verdict is not saved there", directory);
	return status;
}

enum exit_code saved_verdict_remove(const char *directory)
{
	char *path = directory ? path_join(directory, VERDICT) : NULL;
	int err = path && unlink(path) ? errno : 0;

	if (directory && !path)
		return EXIT_TROUBLE;
	if (err && err != ENOENT)
		trouble("%s: cannot remove the old verdict: %s", path,
			strerror(err));
	free(path);
	return err && err != ENOENT ? EXIT_TROUBLE : EXIT_DONE;
}
