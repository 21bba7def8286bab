// SPDX-License-Identifier: MIT
#include "verifier.h"

#include <stdlib.h>

#include "../base/files.h"
#include "../base/talk.h"

static enum exit_code add_anchor(struct snpguest_verifier *verifier,
				 const char *path)
{
	struct snpguest_error error;
	struct snpguest_blob blob;
	struct buffer bytes;
	int ret;

	if (file_read(path, FILE_LIMIT, &bytes))
		return EXIT_TROUBLE;
	blob.data = bytes.data;
	blob.len = bytes.len;
	ret = snpguest_verifier_add_anchor(verifier, blob, &error);
	free(bytes.data);
	if (ret)
		return trouble("%s: no usable trust anchor: %s", path,
			       error.what);
	return EXIT_DONE;
}

enum exit_code verifier_make(const struct settings *settings,
			     struct snpguest_verifier **verifier)
{
	struct snpguest_error error;

	*verifier = NULL;
	if (snpguest_verifier_new(verifier, NULL, &error))
		return trouble("%s", error.what);
	if (!settings->trust_anchor)
		return EXIT_DONE;
	return add_anchor(*verifier, settings->trust_anchor);
}
