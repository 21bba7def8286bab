// SPDX-License-Identifier: GPL-2.0-only
/*
 * channel.c as it is, in pages of a few bytes: it never looks into one.
 *
 * CBMC loses itself behind a pointer to a computed element of an array. So the
 * ring stands outside of the channel as two objects, and slot_at() chooses: its
 * first mention, the definition, becomes slot_at_0(), every later one, a call,
 * goes to choose_slot(). ring() in channel_proof.c shows that both mean the same.
 */
#include "world.h"

#define NUMBERED(name, number)	name##number
#define NUMBER(name, number)	NUMBERED(name, number)
#define CALL(number)							\
	static inline struct snp_slot *					\
	slot_at_##number(struct snp_channel *channel, unsigned int index) \
	{								\
		return choose_slot(channel, index);			\
	}

CALL(1) CALL(2) CALL(3) CALL(4) CALL(5) CALL(6) CALL(7) CALL(8) CALL(9)
CALL(10) CALL(11) CALL(12) CALL(13) CALL(14) CALL(15) CALL(16) CALL(17)
#define slot_at(channel, index) \
	NUMBER(slot_at_, __COUNTER__)(channel, index)

#include CHANNEL_C

struct snp_slot *real_slot_at(struct snp_channel *channel, unsigned int index)
{
	return slot_at_0(channel, index);
}
