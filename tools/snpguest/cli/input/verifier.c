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
	int err = file_try_read(path, FILE_LIMIT + 1, bytes);

	if (err) {
		file_complain(path, err);
		return EXIT_TROUBLE;
	}
	if (bytes->len == 0 || bytes->len > FILE_LIMIT) {
		err = bytes->len != 0;
		buffer_free(bytes);
		return err ? usage("%s: more than %zu bytes are no anchor", path,
				   FILE_LIMIT) :
			     usage("%s: empty; an anchor is needed", path);
	}
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
	enum exit_code status;
	struct buffer bytes;
	int ret;

	status = read_noted(path, &bytes, read);
	if (status)
		return status;
	blob.data = bytes.data;
	blob.len = bytes.len;
	ret = snpguest_verifier_add_anchor(verifier, blob, &error);
	free(bytes.data);
	if (ret == -ENOMEM)
		return trouble("%s: %s", path, error.what);
	return ret ? usage("%s: no usable trust anchor: %s", path, error.what) :
		     EXIT_DONE;
}

/* Somebody wrote it, as a policy: what is wrong in it is wrong of the call. */
static enum exit_code add_products(struct snpguest_verifier *verifier,
				   const char *path, struct digest *read)
{
	struct snpguest_error error;
	enum exit_code status;
	struct buffer bytes;
	int ret;

	status = read_noted(path, &bytes, read);
	if (status)
		return status;
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
