/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_LOCKDEP_H
#define STANDIN_LINUX_LOCKDEP_H

#include <assert.h>

#define lockdep_assert_held(lock)	assert((lock)->locked)

#endif
