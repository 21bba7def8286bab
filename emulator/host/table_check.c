// SPDX-License-Identifier: MIT
#include "table_check.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "certificate_table.h"
#include "vmm.h"
#include "../base/files.h"

static bool same_ca(struct identity *identity, enum identity_ca ca,
		    const uint8_t *table, size_t size, const uint8_t *guid)
{
	size_t found, ours_size = 0;
	const uint8_t *in_table = table_find(table, size, guid, &found);
	uint8_t *ours = NULL;
	bool same = !identity_ca_certificate(identity, ca, &ours, &ours_size) &&
		    in_table && found == ours_size &&
		    memcmp(in_table, ours, found) == 0;

	free(ours);
	return same;
}

static bool leaf_fits(struct identity *identity, enum report_signer signer,
		      uint64_t tcb, const uint8_t *table, size_t size)
{
	bool vlek = signer == SIGNER_VLEK;
	enum identity_ca issuer = vlek ? CA_ASVK : CA_ASK;
	EVP_PKEY *key = identity_signing_key(identity, signer, tcb);
	size_t found = 0;
	const uint8_t *der = table_find(table, size,
					vlek ? guid_vlek : guid_vcek, &found);
	X509 *leaf = der ? d2i_X509(NULL, &der, (long)found) : NULL;
	bool ok = leaf && key && X509_check_private_key(leaf, key) == 1 &&
		  X509_verify(leaf, identity_ca_key(identity, issuer)) == 1;

	X509_free(leaf);
	return ok;
}

bool table_fits(int dir, struct identity *identity, enum report_signer signer,
		uint64_t tcb)
{
	enum identity_ca issuer = signer == SIGNER_VLEK ? CA_ASVK : CA_ASK;
	uint8_t *table;
	size_t size;
	bool fits;

	if (file_read(dir, VMM_CERTS_FILE, TABLE_SIZE_MAX, &table, &size))
		return false;
	fits = same_ca(identity, CA_ARK, table, size, guid_ark) &&
	       same_ca(identity, issuer, table, size, guid_ask) &&
	       leaf_fits(identity, signer, tcb, table, size);
	free(table);
	return fits;
}
