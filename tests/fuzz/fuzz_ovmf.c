// SPDX-License-Identifier: MIT
/* Any bytes as firmware: parsed, measured, explained, in bounded time. */
#include <stdlib.h>
#include <string.h>

#include "snpguest_measure.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_sections(const struct snpguest_ovmf *ovmf)
{
	uint64_t total = 0;

	if (ovmf->n_sections > SNPGUEST_SECTIONS_MAX)
		abort();
	for (uint32_t i = 0; i < ovmf->n_sections; i++)
		total += ovmf->sections[i].size;
	if (total > (uint64_t)256 << 20)
		abort();
}

/* What is large takes long under the sanitizers, and finds nothing more. */
static bool is_small(const struct snpguest_ovmf *ovmf)
{
	uint64_t total = 0;

	for (uint32_t i = 0; i < ovmf->n_sections; i++)
		total += ovmf->sections[i].size;
	return total <= 1 << 20;
}

static void measure(struct snpguest_launch *launch)
{
	uint8_t digest[SNPGUEST_DIGEST_SIZE], again[SNPGUEST_DIGEST_SIZE];
	struct snpguest_error error;

	if (snpguest_launch_digest(launch, NULL, digest, &error))
		return;
	if (snpguest_launch_digest(launch, NULL, again, &error) ||
	    memcmp(digest, again, sizeof(digest)) != 0)
		abort();
}

/* The first byte chooses the launch, the rest is padded to pages at its front. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snpguest_launch launch = SNPGUEST_LAUNCH_INIT;
	static const uint8_t hash[SNPGUEST_SHA256_SIZE];
	struct snpguest_error error;
	struct snpguest_ovmf ovmf;
	size_t room;
	uint8_t *image;

	if (!size)
		return 0;
	room = (size - 1 + SNPGUEST_PAGE_SIZE - 1) / SNPGUEST_PAGE_SIZE *
	       SNPGUEST_PAGE_SIZE;
	image = calloc(1, room ? room : 1);
	if (!image)
		return 0;
	memcpy(image + room - (size - 1), data + 1, size - 1);
	launch.ovmf = (struct snpguest_blob){ image, room };
	launch.mode = data[0] & 3;
	launch.vmm = data[0] >> 2 & 3;
	launch.vcpus = 1 + (data[0] >> 4 & 1);
	if (data[0] & 0x20)
		launch.kernel_sha256 = hash;
	if (data[0] & 0x40)
		launch.svsm = launch.ovmf;
	if (snpguest_ovmf_parse(launch.ovmf, &ovmf, &error) == 0) {
		check_sections(&ovmf);
		if (is_small(&ovmf))
			measure(&launch);
	}
	free(image);
	return 0;
}
