// SPDX-License-Identifier: MIT
#include "id_key.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/talk.h"

/* A scheme of two letters or more, RFC 3986; no path of a file. */
static bool is_uri(const char *name)
{
	static const char scheme[] = "abcdefghijklmnopqrstuvwxyz0123456789+-.";
	size_t len = strspn(name, scheme);

	return len > 1 && name[len] == ':' && access(name, F_OK) != 0;
}

static int parse_file(const char *path, struct snpguest_id_key **key,
		      struct snpguest_error *error)
{
	struct buffer bytes;
	int ret;

	if (file_read(path, FILE_LIMIT, &bytes))
		return 1;
	ret = snpguest_id_key_parse((struct snpguest_blob){ bytes.data,
							    bytes.len },
				    key, error);
	explicit_bzero(bytes.data, bytes.len);
	free(bytes.data);
	return ret;
}

enum exit_code id_key_load(const char *name, struct snpguest_id_key **key)
{
	struct snpguest_error error;
	int ret;

	ret = is_uri(name) ? snpguest_id_key_open(name, key, &error) :
			     parse_file(name, key, &error);
	if (ret < 0)
		return trouble("%s: %s", name, error.what);
	return ret ? EXIT_TROUBLE : EXIT_DONE;
}
