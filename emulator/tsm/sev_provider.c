// SPDX-License-Identifier: MIT
#include "sev_provider.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "../base/bytes.h"
#include "../guest/driver_report.h"
#include "../host/certificate_table.h"
#include "../pki/seeded_keys.h"

#define CERTS_IN_TREE	0x4000U
#define CERTS_PATIENT	(24U * 4096)
#define VTPM_SIZE	90

static const uint8_t guid_services[16] = {
	0x63, 0x84, 0x9e, 0xbb, 0x3d, 0x92, 0x46, 0x70,
	0xa1, 0xff, 0x58, 0xf9, 0xc9, 0x4b, 0x87, 0xbb,
};

static const uint8_t guid_vtpm[16] = {
	0xc4, 0x76, 0xf1, 0xeb, 0x01, 0x23, 0x45, 0xa5,
	0x96, 0x41, 0xb4, 0xe7, 0xdd, 0xe5, 0xbf, 0xe3,
};

/* As the kernel counts: to the end of the blob that reaches farthest. */
static size_t table_size(const uint8_t *table, size_t room)
{
	size_t at, end, size = 0;

	for (at = 0; at + TABLE_ENTRY_SIZE <= room; at += TABLE_ENTRY_SIZE) {
		if (all_zero(table + at, TABLE_ENTRY_SIZE))
			break;
		end = (size_t)load32(table + at + TABLE_ENTRY_OFFSET) +
		      load32(table + at + TABLE_ENTRY_LENGTH);
		size = end > size ? end : size;
	}
	return size < room ? size : room;
}

/* An extended report on @data; without the manifest. */
static int get_report(struct guest_driver *driver, const uint8_t data[64],
		      uint32_t vmpl, struct tsm_answer *to)
{
	uint32_t room = driver->kind == DRIVER_PATIENT ? CERTS_PATIENT
						       : CERTS_IN_TREE;
	uint8_t answer[DRIVER_ANSWER_SIZE], *table = calloc(1, room);
	int err = table ? driver_report(driver, data, vmpl, table, room, answer)
			: -ENOMEM;

	if (!err)
		err = tsm_blob_set(&to->outblob, answer + DRIVER_ANSWER_REPORT,
				   load32(answer + DRIVER_ANSWER_LENGTH));
	if (!err)
		err = tsm_blob_set(&to->auxblob, table,
				   table_size(table, room));
	free(table);
	return err;
}

/*
 * The manifest of all services: a header's GUID, size and count, an entry for each
 * (GUID, offset, size), and what they say. Here there is one, a vTPM, that says
 * bytes which stand for a key; asked for by its GUID, those alone.
 */
static int make_manifest(const struct sev_guests *guests,
			 const struct tsm_request *request,
			 struct tsm_blob *manifest)
{
	uint8_t bytes[24 + 24 + VTPM_SIZE] = { 0 };
	uint8_t *vtpm = bytes + sizeof(bytes) - VTPM_SIZE;

	if (seeded_bytes(guests->seed, "vtpm", vtpm, VTPM_SIZE))
		return -ENOMEM;
	if (request->single)
		return memcmp(request->guid, guid_vtpm, 16)
			       ? -EINVAL
			       : tsm_blob_set(manifest, vtpm, VTPM_SIZE);
	memcpy(bytes, guid_services, 16);
	store32(bytes + 16, sizeof(bytes));
	store32(bytes + 20, 1);
	memcpy(bytes + 24, guid_vtpm, 16);
	store32(bytes + 40, sizeof(bytes) - VTPM_SIZE);
	store32(bytes + 44, VTPM_SIZE);
	return tsm_blob_set(manifest, bytes, sizeof(bytes));
}

/* The SVSM asks for itself, on the digest of nonce and manifest. */
static int svsm_report(struct sev_guests *guests,
		       const struct tsm_request *request,
		       struct tsm_answer *answer)
{
	struct tsm_blob *manifest = &answer->manifestblob;
	EVP_MD_CTX *ctx;
	uint8_t digest[64];
	int err = make_manifest(guests, request, manifest);

	if (err)
		return err;
	ctx = EVP_MD_CTX_new();
	if (!ctx || EVP_DigestInit_ex(ctx, EVP_sha512(), NULL) != 1 ||
	    EVP_DigestUpdate(ctx, request->inblob, INBLOB_MAX) != 1 ||
	    EVP_DigestUpdate(ctx, manifest->bytes, manifest->size) != 1 ||
	    EVP_DigestFinal_ex(ctx, digest, NULL) != 1)
		err = -ENOMEM;
	EVP_MD_CTX_free(ctx);
	return err ? err : get_report(&guests->svsm, digest, 0, answer);
}

static int report(void *owner, const struct tsm_request *request,
		  struct tsm_answer *answer)
{
	struct sev_guests *guests = owner;

	if (!request->has_service)
		return get_report(&guests->guest, request->inblob,
				  request->privlevel, answer);
	if (!guests->has_svsm || strcmp(request->service, "svsm"))
		return -EINVAL;
	return svsm_report(guests, request, answer);
}

struct tsm_provider sev_provider(struct sev_guests *guests)
{
	return (struct tsm_provider){
		.report = report,
		.owner = guests,
		.privlevel_floor = guests->guest.channel.machine.vmpl,
		.svsm = guests->has_svsm,
	};
}
