/* SPDX-License-Identifier: MIT */
/* Between identity.c and identity_files.c. */
#ifndef EMULATOR_IDENTITY_PRIVATE_H
#define EMULATOR_IDENTITY_PRIVATE_H

#include "identity.h"

extern const char *const identity_ca_names[CA_COUNT];

/* An identity without CA keys; NULL when memory is short. */
struct identity *identity_new(enum platform_product product, uint64_t seed,
			      int64_t date);

/* Where the key of @ca belongs. */
struct evp_pkey_st **identity_ca_slot(struct identity *identity,
				      enum identity_ca ca);

/* Takes @der over as the certificate of @ca; before threads are there. */
void identity_keep_ca(struct identity *identity, enum identity_ca ca,
		      uint8_t *der, size_t size);

#endif /* EMULATOR_IDENTITY_PRIVATE_H */
