// SPDX-License-Identifier: MIT
#include "verifier.h"

#include <errno.h>
#include <stdlib.h>

#include "../base/files.h"
#include "../base/talk.h"

/* What is read is noted where somebody wants to know. */
static enum exit_code read_noted(const char *path, struct buffer *bytes,
				 struct digest *read)
{
	if (file_read(path, FILE_LIMIT, bytes))
		return EXIT_TROUBLE;
	if (!read || !digest_add(read, bytes->data, bytes->len))
		return EXIT_DONE;
	buffer_free(bytes);
	return trouble("%s: cannot compute its digest", path);
}

static enum exit_code add_anchor(struct snpguest_verifier *verifier,
				 const char *path, struct digest *read)
{
	struct snpguest_error error;
	struct snpguest_blob blob;
	struct buffer bytes;
	int ret;

	if (read_noted(path, &bytes, read))
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

/* Somebody wrote it, as a policy: what is wrong in it is wrong of the call. */
static enum exit_code add_products(struct snpguest_verifier *verifier,
				   const char *path, struct digest *read)
{
	struct snpguest_error error;
	struct buffer bytes;
	int ret;

	if (read_noted(path, &bytes, read))
		return EXIT_TROUBLE;
	ret = snpguest_verifier_add_anchors(verifier, (struct snpguest_blob){
					    bytes.data, bytes.len }, &error);
	free(bytes.data);
	if (ret == -EINVAL)
		return usage("%s: %s", path, error.what);
	return ret ? trouble("%s: %s", path, error.what) : EXIT_DONE;
}

bool settings_add_roots(const struct settings *settings)
{
	return settings->trust_anchor || settings->anchors;
}

enum exit_code verifier_make(const struct settings *settings,
			     struct snpguest_verifier **verifier,
			     struct digest *read)
{
	enum exit_code status = EXIT_DONE;
	struct snpguest_error error;

	*verifier = NULL;
	if (snpguest_verifier_new(verifier, NULL, &error))
		return trouble("%s", error.what);
	if (settings->anchors)
		status = add_products(*verifier, settings->anchors, read);
	if (!status && settings->trust_anchor)
		status = add_anchor(*verifier, settings->trust_anchor,
				    read);
	return status;
}
