// SPDX-License-Identifier: MIT
#include "key_derivation.h"

#include <errno.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "../base/bytes.h"

/* What is hashed: every field has a fixed place, unselected ones are zero. */
enum {
	AT_FIELD_SELECT = 0,
	AT_ROOT_SELECT = 8,
	AT_VMPL = 12,
	AT_HOST_DATA = 16,
	AT_OWNER = AT_HOST_DATA + 32,
	AT_POLICY = AT_OWNER + 48,
	AT_IMAGE_ID = AT_POLICY + 8,
	AT_FAMILY_ID = AT_IMAGE_ID + 16,
	AT_MEASUREMENT = AT_FAMILY_ID + 16,
	AT_SVN = AT_MEASUREMENT + 48,
	AT_TCB = AT_SVN + 8,
	CONTEXT_SIZE = AT_TCB + 8,
};

static void context_fill(const struct key_material *m, uint8_t *context)
{
	memset(context, 0, CONTEXT_SIZE);
	store64(context + AT_FIELD_SELECT, m->field_select);
	store32(context + AT_ROOT_SELECT, m->root_key_select);
	store32(context + AT_VMPL, m->vmpl);
	memcpy(context + AT_HOST_DATA, m->host_data, 32);
	memcpy(context + AT_OWNER, m->owner_digest, 48);
	if (m->field_select & KEY_FIELD_POLICY)
		store64(context + AT_POLICY, m->policy);
	if (m->field_select & KEY_FIELD_IMAGE_ID)
		memcpy(context + AT_IMAGE_ID, m->image_id, 16);
	if (m->field_select & KEY_FIELD_FAMILY_ID)
		memcpy(context + AT_FAMILY_ID, m->family_id, 16);
	if (m->field_select & KEY_FIELD_MEASUREMENT)
		memcpy(context + AT_MEASUREMENT, m->measurement, 48);
	if (m->field_select & KEY_FIELD_GUEST_SVN)
		store32(context + AT_SVN, m->guest_svn);
	if (m->field_select & KEY_FIELD_TCB_VERSION)
		store64(context + AT_TCB, m->tcb_version);
}

int key_derive(const struct key_material *material,
	       uint8_t key[DERIVED_KEY_SIZE])
{
	uint8_t context[CONTEXT_SIZE], mac[48];
	unsigned int size;
	int err = 0;

	context_fill(material, context);
	if (HMAC(EVP_sha384(), material->root, ROOT_KEY_SIZE, context,
		 sizeof(context), mac, &size))
		memcpy(key, mac, DERIVED_KEY_SIZE);
	else
		err = -ENOMEM;
	if (err)
		OPENSSL_cleanse(key, DERIVED_KEY_SIZE);
	OPENSSL_cleanse(mac, sizeof(mac));
	return err;
}
