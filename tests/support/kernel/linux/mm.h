/* SPDX-License-Identifier: MIT */
#include <linux/slab.h>
