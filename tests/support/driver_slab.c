// SPDX-License-Identifier: MIT
#include <linux/mutex.h>
#include <linux/slab.h>

int standin_allocations_left = -1;
unsigned int standin_accounted;
bool standin_killed;
