// SPDX-License-Identifier: MIT
#include "retry.h"

#include <stdbool.h>

#define WAIT_MAX 60u /* seconds in all */
#define PAUSE_MAX 11u /* past the 10 s of AMD's service */
#define TRIES_OUT_OF_ORDER 4u

static bool is_worth_it(const struct retry *retry, long status,
			unsigned int retry_after)
{
	if (status == 429)
		return true;
	return status >= 500 &&
	       (retry_after || retry->tries < TRIES_OUT_OF_ORDER);
}

/* 1, 2, 4, 8, 11, 11, ... */
static unsigned int own_pause(unsigned int tries)
{
	unsigned int pause = tries > 4 ? PAUSE_MAX : 1u << (tries - 1);

	return pause < PAUSE_MAX ? pause : PAUSE_MAX;
}

unsigned int retry_pause(struct retry *retry, long status,
			 unsigned int retry_after)
{
	unsigned int pause;

	retry->tries++;
	if (!is_worth_it(retry, status, retry_after))
		return 0;
	pause = retry_after ? retry_after : own_pause(retry->tries);
	if (pause > WAIT_MAX - retry->waited)
		return 0;
	retry->waited += pause;
	return pause;
}
