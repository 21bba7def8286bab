/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_MEASURING_TROUBLE_H
#define SNPGUEST_MEASURING_TROUBLE_H

#include "snpguest_measure.h"

/** What went wrong on the way, put into words. Return: @err. */
int measuring_failed(struct snpguest_error *error, int err);

#endif
