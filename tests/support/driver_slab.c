// SPDX-License-Identifier: MIT
#include <linux/slab.h>

int standin_allocations_left = -1;
