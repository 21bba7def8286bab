// SPDX-License-Identifier: MIT
#include "behaviour.h"
#include "../base/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW_S	10

static const char *const names[] = {
#define X(name, text, what) text,
	KDS_BEHAVIOURS(X)
#undef X
};

const char *kds_behaviour_list(void)
{
	return
#define X(name, text, what) "  " text ": " what "\n"
		KDS_BEHAVIOURS(X)
#undef X
		;
}

int kds_script_parse(struct kds_script *script, const char *text,
		     struct why why)
{
	size_t n = strcspn(text, ":");
	char *end = NULL;
	int i;

	for (i = 0; i < KDS_BEHAVIOUR_COUNT; i++)
		if (strlen(names[i]) == n && !strncmp(names[i], text, n))
			break;
	if (i == KDS_BEHAVIOUR_COUNT)
		return because(why, -EINVAL, "'%s' is no behaviour", text);
	script->behaviour = (enum kds_behaviour)i;
	script->times = 0;
	if (!text[n])
		return 0;
	script->times = strtoull(text + n + 1, &end, 10);
	if (!script->times || *end || text[n + 1] == '-')
		return because(why, -EINVAL, "'%s': no number of requests",
			       text);
	return 0;
}

static enum kds_behaviour in_window(struct kds_script *script)
{
	uint64_t window_s = script->window_s ? script->window_s : WINDOW_S;
	int64_t now = clock_now_ms();

	if (script->answered_ms &&
	    now - script->answered_ms < (int64_t)window_s * 1000)
		return KDS_RETRY_AFTER;
	script->answered_ms = now;
	return KDS_WELL;
}

enum kds_behaviour kds_script_next(struct kds_script *script)
{
	enum kds_behaviour next = script->behaviour;

	pthread_mutex_lock(&script->mutex);
	if (script->times && script->seen++ >= script->times)
		next = KDS_WELL;
	if (next == KDS_WINDOW)
		next = in_window(script);
	pthread_mutex_unlock(&script->mutex);
	return next;
}
