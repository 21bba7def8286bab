/* SPDX-License-Identifier: MIT */
/* Options that say how a guest is launched, and the files they name. */
#ifndef LAUNCH_H
#define LAUNCH_H

#include <snpguest_measure.h>

#include "../base/files.h"
#include "options.h"

extern const struct option launch_options[];

/** OVMF images and IGVM files have to fit. */
#define IMAGE_LIMIT ((size_t)256 << 20)

/**
 * struct launch_input - a launch as the command line has it
 * @is_igvm: @igvm is used, else @launch
 * @images: further OVMF images, @n_images of them
 * @call: names the files
 * Points into itself: not to be copied.
 */
struct launch_input {
	bool is_igvm;
	struct snpguest_launch launch;
	struct snpguest_igvm igvm;
	struct snpguest_blob *images;
	size_t n_images;
	uint8_t ovmf_hash[SNPGUEST_DIGEST_SIZE];
	uint8_t kernel_hash[SNPGUEST_SHA256_SIZE];
	uint8_t initrd_hash[SNPGUEST_SHA256_SIZE];
	struct buffer ovmf, svsm, igvm_file;
	const struct call *call;
};

/**
 * launch_read() - check the options, then read the files
 * @several: further --ovmf are images to try
 *
 * Return: EXIT_DONE; EXIT_USAGE, EXIT_TROUBLE after saying so. Free with
 * launch_free() in every case.
 */
enum exit_code launch_read(const struct call *call, bool several,
			   struct launch_input *input);

void launch_free(struct launch_input *input);

/** The digest of @input. EXIT_DONE, EXIT_TROUBLE, EXIT_USAGE. */
enum exit_code launch_digest(const struct launch_input *input,
			     const struct snpguest_observer *observer,
			     uint8_t digest[SNPGUEST_DIGEST_SIZE]);

/** Bytes of the digest. */
size_t launch_digest_size(const struct launch_input *input);

/** Says what is wrong with the image or file at @path. Return: EXIT_TROUBLE. */
enum exit_code image_refused(const char *path,
			     const struct snpguest_error *error);

/**
 * What ret and error of the library mean as an exit status; says so, with the
 * name of the file that is not what it should be. -ECANCELED: an observer ended
 * it, and has said why.
 */
enum exit_code launch_failed(const struct launch_input *input, int ret,
			     const struct snpguest_error *error);

#endif /* LAUNCH_H */
