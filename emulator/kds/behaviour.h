/* SPDX-License-Identifier: MIT */
/* How a key distribution service misbehaves, on request: one list. */
#ifndef EMULATOR_KDS_BEHAVIOUR_H
#define EMULATOR_KDS_BEHAVIOUR_H

#include <pthread.h>
#include <stdint.h>

#include "../base/why.h"

#define KDS_BEHAVIOURS(X)						\
	X(WELL, "well", "as it should")					\
	X(NOT_FOUND, "404", "404 for everything")			\
	X(THROTTLED, "429", "429 without Retry-After")			\
	X(RETRY_AFTER, "429-retry", "429 with Retry-After: 1")		\
	X(WINDOW, "window", "429 to whoever comes within 10 s (--window) of an answer") \
	X(BROKEN, "500", "500")						\
	X(UNAVAILABLE, "503", "503")					\
	X(SLOW, "slow", "the answer takes 3 s")				\
	X(CUT, "cut", "the connection ends in the middle of the answer") \
	X(HTML, "html", "200 and a page for people")			\
	X(WRONG, "wrong", "the certificate of another TCB")		\
	X(REDIRECT, "redirect", "302 to another path, and there as it should")

enum kds_behaviour {
#define X(name, text, what) KDS_##name,
	KDS_BEHAVIOURS(X)
#undef X
	KDS_BEHAVIOUR_COUNT
};

struct kds_script {
	enum kds_behaviour behaviour;
	uint64_t times;		/* so many requests, then well; 0: all */
	uint64_t window_s;	/* of "window"; 0: AMD's */
	pthread_mutex_t mutex;
	uint64_t seen;
	int64_t answered_ms;	/* monotonic; for the window */
};

/* "NAME" or "NAME:TIMES". 0, or -EINVAL with a line in @why. */
int kds_script_parse(struct kds_script *script, const char *text,
		     struct why why);

/* What the next request meets. Thread safe. */
enum kds_behaviour kds_script_next(struct kds_script *script);

/* Names and what they do, one by line. */
const char *kds_behaviour_list(void);

#endif /* EMULATOR_KDS_BEHAVIOUR_H */
