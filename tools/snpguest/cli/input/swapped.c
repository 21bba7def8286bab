// SPDX-License-Identifier: MIT
#include "swapped.h"

#include <unistd.h>

#include "../base/talk.h"

enum exit_code swapped_paths(const struct call *call)
{
	const char *dir = call->operands[0], *file = call->operands[1];

	if (!path_is_directory(file) || path_is_directory(dir) ||
	    access(dir, F_OK))
		return EXIT_DONE;
	return usage("%s: %s is a file and %s a directory; they look swapped:"
		     " DIR comes first, then FILE", call->command->name, dir,
		     file);
}

static bool is_report_alone(const struct snpguest_container *container)
{
	size_t certs;

	snpguest_container_certs(container, &certs);
	return snpguest_container_report(container).data && !certs &&
	       !snpguest_container_table(container).data;
}

static bool is_certs_alone(const struct snpguest_container *container)
{
	size_t certs;

	snpguest_container_certs(container, &certs);
	return !snpguest_container_report(container).data &&
	       (certs || snpguest_container_table(container).data);
}

void swapped_note(const struct call *call, const struct bundle *bundle)
{
	if (bundle->n_containers == 2 &&
	    is_report_alone(bundle->containers[0]) &&
	    is_certs_alone(bundle->containers[1]))
		note("%s and %s look swapped: certificates come first, then"
		     " the report", call->operands[0], call->operands[1]);
}
