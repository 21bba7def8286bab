// SPDX-License-Identifier: MIT
/* Single files of evidence: unreadable ones are trouble, others have a shape. */
#include "bundle.h"
#include "../base/talk.h"

/* One byte more than is taken apart, so that more is seen to be more. */
#define READ_MAX (SNPGUEST_CONTAINER_MAX + 1)

static int read_named(const char *path, struct buffer *bytes)
{
	int err = file_try_read(path, READ_MAX, bytes);

	return err ? file_complain(path, err) : 0;
}

int bundle_read_report(struct bundle *bundle, const char *path)
{
	struct buffer bytes;

	if (read_named(path, &bytes))
		return -1;
	return bundle_add_report(bundle, path, bytes);
}

int bundle_read_evidence(struct bundle *bundle, const char *path)
{
	if (path_is_directory(path))
		return bundle_read_evidence_dir(bundle, path);
	return bundle_read_report(bundle, path);
}

int bundle_read_crl(struct bundle *bundle, const char *path)
{
	const struct snpguest_container *container;
	struct buffer bytes;
	const char *text;
	size_t count;

	if (!path)
		return 0;
	if (read_named(path, &bytes) ||
	    bundle_open(bundle, path, bytes, &container) ||
	    bundle_take_certs(bundle, path, container))
		return -1;
	/* Whatever is left out of it may be what revokes. */
	text = snpguest_container_note(container, 0);
	if (text)
		return bundle_flaw(bundle, "%s: %s", path, text);
	snpguest_container_crls(container, &count);
	if (count)
		return 0;
	return bundle_flaw(bundle, "%s: %s; a revocation list, DER or PEM, is"
			   " needed", path, snpguest_container_text(container));
}

int bundle_read_certs(struct bundle *bundle, const char *path)
{
	const struct snpguest_container *container;
	struct buffer bytes;

	if (path_is_directory(path))
		return bundle_read_certs_dir(bundle, path);
	if (read_named(path, &bytes) ||
	    bundle_open(bundle, path, bytes, &container) ||
	    bundle_take_certs(bundle, path, container))
		return -1;
	if (bundle_has_certs(container))
		return 0;
	return bundle_flaw(bundle, "%s: %s; no certificate is in it", path,
			   snpguest_container_text(container));
}
