/* SPDX-License-Identifier: MIT */
/*
 * What AMD's key distribution service answers (specification: certificates and
 * KDS, 3), and Azure's metadata service, for the one chip of a state directory.
 */
#ifndef EMULATOR_KDS_ANSWERS_H
#define EMULATOR_KDS_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/why.h"
#include "../platform/still_machine.h"

struct kds {
	struct still_machine machine;
	struct identity *identity;		/* its */
	enum platform_product product;
	uint64_t tcb;		/* what the metadata service answers for */
};

struct kds_answer {
	unsigned int status;	/* of HTTP */
	const char *type;	/* media type */
	uint8_t *bytes;		/* allocated; free() */
	size_t size;
};

/*
 * kds_open() - from a state directory, which a server may be using
 *
 * Returns 0 or a negative errno with a line in @why.
 */
int kds_open(const char *dir, struct kds *kds, struct why why);
void kds_close(struct kds *kds);

/*
 * kds_answer() - to a GET
 * @path: without parameters
 * @parameter: the value of a parameter of the request, or NULL
 * @metadata: the header "Metadata: true" came with it
 * @wrong: where a leaf is asked for, give that of another TCB
 *
 * Thread safe. What is not there is status 404, what is not understood 400.
 */
struct kds_answer kds_answer(const struct kds *kds, const char *path,
			     const char *(*parameter)(void *owner,
						      const char *name),
			     void *owner, bool metadata, bool wrong);

#endif /* EMULATOR_KDS_ANSWERS_H */
