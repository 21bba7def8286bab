// SPDX-License-Identifier: MIT
#include "faults.h"
#include "../base/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct fault_row {
	const char *name, *text;
	enum fault_stage stage;
};

static const struct fault_row rows[FAULT_COUNT] = {
#define X(name, stage, text, what) \
	[FAULT_##name] = { text, what, STAGE_##stage },
	PLATFORM_FAULTS(X)
#undef X
};

const char *fault_name(enum platform_fault fault)
{
	return rows[fault].name;
}

const char *fault_text(enum platform_fault fault)
{
	return rows[fault].text;
}

enum fault_stage fault_stage(enum platform_fault fault)
{
	return rows[fault].stage;
}

enum platform_fault fault_by_name(const char *name)
{
	int i;

	for (i = 0; i < FAULT_COUNT; i++)
		if (strcmp(rows[i].name, name) == 0)
			break;
	return (enum platform_fault)i;
}

/* A whole number, or -EINVAL. */
static int number(const char *text, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 10);
	if (errno || *end || end == text || *text == '-')
		return -EINVAL;
	return 0;
}

/* What stands behind the name; an arming with first 0 disarms. */
static int parse_when(const struct faults *faults, int argc, char *const argv[],
		      struct fault_arming *arming)
{
	uint64_t n = 1, seed = 1;

	*arming = (struct fault_arming){ .first = faults->exits + 1,
					 .times = 1 };
	if (argc == 0)
		return 0;
	if (argc == 1 && strcmp(argv[0], "off") == 0) {
		arming->first = 0;
		return 0;
	}
	if (argc == 1 && strcmp(argv[0], "forever") == 0) {
		arming->times = UINT64_MAX;
		return 0;
	}
	if (argc == 1 && number(argv[0], &n) == 0 && n) {
		arming->first = faults->exits + n;
		return 0;
	}
	if (argc < 2 || argc > 3 || number(argv[1], &n) || !n)
		return -EINVAL;
	arming->times = UINT64_MAX;
	if (argc == 2 && strcmp(argv[0], "times") == 0)
		arming->times = n;
	else if (argc == 2 && strcmp(argv[0], "for") == 0 && n <= 86400000)
		arming->until_ms = clock_now_ms() + (int64_t)n;
	else if (strcmp(argv[0], "random") == 0 && n <= 100 &&
		 (argc == 2 || number(argv[2], &seed) == 0))
		arming->percent = (unsigned int)n;
	else
		return -EINVAL;
	arming->chance = seed;
	return 0;
}

int faults_arm(struct faults *faults, int argc, char *const argv[],
	       struct why why)
{
	struct fault_arming arming;
	enum platform_fault fault;

	if (argc < 1)
		return because(why, -EINVAL,
			       "fault: name one; 'faults' lists them");
	if (argc == 1 && strcmp(argv[0], "off") == 0) {
		memset(faults->armed, 0, sizeof(faults->armed));
		return 0;
	}
	fault = fault_by_name(argv[0]);
	if (fault == FAULT_COUNT)
		return because(why, -EINVAL,
			       "fault: there is no '%s'; 'faults' lists them",
			       argv[0]);
	if (parse_when(faults, argc - 1, argv + 1, &arming))
		return because(why, -EINVAL,
			       "fault %s: behind the name goes N, 'times N', 'for MS', 'forever', 'random PERCENT [SEED]' or 'off'",
			       argv[0]);
	faults->armed[fault] = arming;
	return 0;
}

/* xorshift: chance that can be had again from its seed. */
static bool by_chance(struct fault_arming *arming)
{
	uint64_t x = arming->chance ? arming->chance : 88172645463325252ULL;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	arming->chance = x;
	return (x >> 11) % 100 < arming->percent;
}

static bool due(struct fault_arming *arming, uint64_t exit)
{
	if (!arming->first || exit < arming->first)
		return false;
	if (arming->until_ms && clock_now_ms() >= arming->until_ms) {
		arming->first = 0;
		return false;
	}
	if (arming->times != UINT64_MAX &&
	    exit - arming->first >= arming->times) {
		arming->first = 0;
		return false;
	}
	return !arming->percent || by_chance(arming);
}

void faults_next_exit(struct faults *faults, struct fault_strikes *strikes)
{
	int i;

	faults->exits++;
	for (i = 0; i < FAULT_COUNT; i++) {
		strikes->at[i] = due(&faults->armed[i], faults->exits);
		faults->struck[i] += strikes->at[i];
	}
}

bool faults_strike(const struct fault_strikes *strikes,
		   enum platform_fault fault)
{
	return strikes->at[fault];
}

enum platform_fault faults_at(const struct fault_strikes *strikes,
			      enum fault_stage stage)
{
	int i;

	for (i = 0; i < FAULT_COUNT; i++)
		if (strikes->at[i] && rows[i].stage == stage)
			break;
	return (enum platform_fault)i;
}
