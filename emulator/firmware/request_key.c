// SPDX-License-Identifier: MIT
/* MSG_KEY_REQ, version 1. */
#include "../base/bytes.h"
#include "requests.h"
#include "tcb.h"

/* Offsets in the request, and of the key in the answer. */
enum {
	AT_ROOT_SELECT = 0x00,
	AT_RESERVED = 0x04,
	AT_FIELD_SELECT = 0x08,
	AT_VMPL = 0x10,
	AT_GUEST_SVN = 0x14,
	AT_TCB_VERSION = 0x18,
	ANSWER_KEY = 0x20,
};

enum { ROOT_VCEK_OR_VLEK, ROOT_VMRK };

struct key_request {
	unsigned int root, key_sel;
	uint64_t fields;
	uint32_t vmpl, guest_svn;
	uint64_t tcb_version;
};

static struct key_request read_request(const uint8_t *payload)
{
	uint32_t select = load32(payload + AT_ROOT_SELECT);

	return (struct key_request){
		.root = select & 1,
		.key_sel = select >> 1 & 3,
		.fields = load64(payload + AT_FIELD_SELECT),
		.vmpl = load32(payload + AT_VMPL),
		.guest_svn = load32(payload + AT_GUEST_SVN),
		.tcb_version = load64(payload + AT_TCB_VERSION),
	};
}

/* Checks 1 to 3: reserved bits, and a root that can be had. */
static enum firmware_status choose_root(const struct request *request,
					const struct key_request *r,
					const uint8_t **root)
{
	const struct secure_processor *sp = request->sp;
	enum report_signer signer;
	enum firmware_status status;

	if (load32(request->payload + AT_ROOT_SELECT) & ~7U ||
	    load32(request->payload + AT_RESERVED))
		return STATUS_INVALID_PARAM;
	if (r->root == ROOT_VMRK) {
		*root = sp->guest.vmrk;
		return STATUS_SUCCESS;
	}
	if (sp->state.mask_chip_key)
		return STATUS_INVALID_KEY;
	status = request_signer(sp, r->key_sel, &signer);
	if (!status)
		*root = signer == SIGNER_VLEK ? sp->vlek_root : sp->chip_root;
	return status;
}

/* Checks 4 to 7. */
static enum firmware_status check_fields(const struct request *request,
					 const struct key_request *r)
{
	const struct secure_processor *sp = request->sp;

	if (r->vmpl < request->vmpck)
		return STATUS_INVALID_PARAM;
	if (r->fields & ~(uint64_t)KEY_FIELDS_KNOWN)
		return STATUS_INVALID_PARAM;
	if (r->fields & KEY_FIELD_TCB_VERSION &&
	    !tcb_at_most(sp->product, r->tcb_version, sp->state.committed_tcb))
		return STATUS_INVALID_PARAM;
	if (r->fields & KEY_FIELD_GUEST_SVN &&
	    r->guest_svn > sp->guest.guest_svn)
		return STATUS_INVALID_PARAM;
	return STATUS_SUCCESS;
}

enum firmware_status request_key(struct request *request)
{
	const struct guest_context *guest = &request->sp->guest;
	struct key_request r = read_request(request->payload);
	enum firmware_status status;
	const uint8_t *root;

	status = choose_root(request, &r, &root);
	if (!status)
		status = check_fields(request, &r);
	if (status)
		return status;
	struct key_material material = {
		.root = root,
		.root_key_select = r.root,
		.field_select = r.fields,
		.vmpl = r.vmpl,
		.host_data = guest->host_data,
		.owner_digest = guest->author_key_en ? guest->author_key_digest
						     : guest->id_key_digest,
		.policy = guest->policy,
		.image_id = guest->image_id,
		.family_id = guest->family_id,
		.measurement = guest->measurement,
		.guest_svn = r.guest_svn,
		.tcb_version = r.tcb_version,
	};
	if (key_derive(&material, request->answer + ANSWER_KEY))
		return STATUS_HWERROR_PLATFORM;
	return STATUS_SUCCESS;
}
