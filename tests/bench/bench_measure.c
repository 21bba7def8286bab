// SPDX-License-Identifier: MIT
/*
 * bench_measure: the launch digest of a 4 MiB image against SHA-384 over as many
 * bytes, and an explanation of a digest that nothing explains. Processor time;
 * the best of several rounds, each with both.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>

#include "snpguest_measure.h"

#define IMAGE_SIZE (4u << 20)
#define ROUNDS 40
#define TAIL_SIZE 4096

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double time_of_hash(const uint8_t *image)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	double start = now();

	if (EVP_Digest(image, IMAGE_SIZE, digest, NULL, EVP_sha384(), NULL) != 1)
		exit(3);
	return now() - start;
}

static double time_of_launch(const struct snpguest_launch *launch)
{
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	double start = now();

	if (snpguest_launch_digest(launch, NULL, digest, NULL))
		exit(3);
	return now() - start;
}

static double time_of_search(const struct snpguest_launch *launch)
{
	static const uint8_t digest[SNPGUEST_DIGEST_SIZE] = { 1 };
	struct snpguest_question q = { .size = sizeof(q), .launch = launch };
	struct snpguest_explanation e;
	double start = now();

	if (snpguest_launch_explain(&q, digest, &e, NULL) || e.found)
		exit(3);
	return now() - start;
}

/* Random bytes, with the last page of a genuine image for its tables. */
static bool make_image(uint8_t *image, const char *tail)
{
	FILE *file = fopen(tail, "rb");
	size_t n;

	for (size_t i = 0; i < IMAGE_SIZE; i++)
		image[i] = (uint8_t)(i * 2654435761u >> 13);
	if (!file)
		return false;
	n = fread(image + IMAGE_SIZE - TAIL_SIZE, 1, TAIL_SIZE, file);
	fclose(file);
	return n == TAIL_SIZE;
}

int main(int argc, char *argv[])
{
	static const uint8_t kernel[SNPGUEST_SHA256_SIZE] = { 1 };
	static const char cmdline[] =
		"console=ttyS0 loglevel=7 root=/dev/mapper/root ro quiet";
	struct snpguest_launch launch = SNPGUEST_LAUNCH_INIT;
	double hash = 1e9, digest = 1e9;
	uint8_t *image = malloc(IMAGE_SIZE);

	if (argc != 2 || !image || !make_image(image, argv[1])) {
		fprintf(stderr, "usage: bench_measure OVMF\n");
		return 2;
	}
	launch.ovmf = (struct snpguest_blob){ image, IMAGE_SIZE };
	launch.vcpus = 16;
	launch.vcpu_signature = 0x800f12;
	for (int i = 0; i < ROUNDS; i++) {
		double a = time_of_hash(image), b = time_of_launch(&launch);

		hash = a < hash ? a : hash;
		digest = b < digest ? b : digest;
	}
	launch.kernel_sha256 = launch.initrd_sha256 = kernel;
	launch.cmdline = (struct snpguest_blob){ (const uint8_t *)cmdline,
						 strlen(cmdline) };
	printf("launch_ratio %.3f\nexplain_seconds %.2f\n", digest / hash,
	       time_of_search(&launch));
	free(image);
	return 0;
}
