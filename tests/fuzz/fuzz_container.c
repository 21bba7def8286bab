// SPDX-License-Identifier: MIT
/*
 * Any bytes as evidence: what is taken out of them can be read to its last byte,
 * a report has its size, and what is refused is refused in words.
 */
#include <stdlib.h>
#include <string.h>

#include "snpguest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The address sanitizer looks at each byte. */
static void read_all(struct snpguest_blob blob)
{
	void *copy = malloc(blob.len + 1);

	if (!copy)
		abort();
	if (blob.len)
		memcpy(copy, blob.data, blob.len);
	free(copy);
}

static void check_evidence(const struct snpguest_container *container)
{
	struct snpguest_blob report = snpguest_container_report(container);
	const struct snpguest_blob *list;
	size_t count;

	if (report.data && report.len != SNPGUEST_REPORT_SIZE)
		abort();
	read_all(report);
	read_all(snpguest_container_table(container));
	read_all(snpguest_container_claims(container));
	list = snpguest_container_certs(container, &count);
	while (count)
		read_all(list[--count]);
	list = snpguest_container_crls(container, &count);
	while (count)
		read_all(list[--count]);
}

/* Nothing in it, and nothing to say of that: then nobody learns why. */
static void check_words(const struct snpguest_container *container)
{
	const char *refusal = snpguest_container_refusal(container);
	enum snpguest_shape shape = snpguest_container_shape(container);
	const char *note;
	size_t certs, crls;

	snpguest_container_certs(container, &certs);
	snpguest_container_crls(container, &crls);
	if (!refusal && !certs && !crls &&
	    !snpguest_container_report(container).data &&
	    !snpguest_container_table(container).data)
		abort();
	if (refusal && !*refusal)
		abort();
	for (size_t i = 0; (note = snpguest_container_note(container, i)); i++)
		if (!*note)
			abort();
	if (!*snpguest_container_text(container) ||
	    !*snpguest_shape_name(shape))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snpguest_blob bytes = { data, size };
	struct snpguest_container *container;

	if (snpguest_container_read(bytes, &container, NULL))
		abort();
	check_evidence(container);
	check_words(container);
	read_all(snpguest_container_bytes(container));
	if (snpguest_container_size(container) < size &&
	    snpguest_container_bytes(container).len)
		abort();
	snpguest_container_free(container);
	snpguest_container_free(NULL);
	return 0;
}
