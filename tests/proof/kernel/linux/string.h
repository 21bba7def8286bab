/* SPDX-License-Identifier: MIT */
/*
 * Memory functions by type: byte by byte they would cost the proof hours. Each
 * use in channel.c is of one whole object, or of nothing.
 */
#ifndef PROOF_LINUX_STRING_H
#define PROOF_LINUX_STRING_H

#define whole(object, size)						\
	__CPROVER_assert(!(size) || (size) == sizeof(object), "one object")

#define memset(to, byte, size) ({					\
	whole(*(to), size);						\
	if (size)							\
		*(to) = (typeof(*(to))){ byte };			\
})

#define memcpy(to, from, size) ({					\
	whole(*(to), size);						\
	if (size)							\
		*(to) = *(from);					\
})

#define memzero_explicit(to, size)	memset(to, 0, size)

#endif /* PROOF_LINUX_STRING_H */
