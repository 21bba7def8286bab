/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_OVMF_H
#define SNPGUEST_OVMF_H

#include "snpguest_measure.h"

/**
 * ovmf_sections_fit() - sections lie outside an image, too
 * @gpa, @size: of the image
 *
 * Return: 0, -EBADMSG.
 */
int ovmf_sections_fit(const struct snpguest_ovmf *ovmf, uint64_t gpa,
		      uint64_t size, struct snpguest_error *error);

#endif
