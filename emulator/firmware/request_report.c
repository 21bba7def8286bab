// SPDX-License-Identifier: MIT
/* MSG_REPORT_REQ. */
#include <string.h>

#include "../base/bytes.h"
#include "requests.h"

/* Offsets in the request, and of the report in the answer. */
enum {
	AT_REPORT_DATA = 0x00,
	AT_VMPL = 0x40,
	AT_KEY_SEL = 0x44,
	AT_RESERVED = 0x48,
	RESERVED_SIZE = 24,
	ANSWER_REPORT_SIZE = 0x04,
	ANSWER_REPORT = 0x20,
};

static void content_of_guest(const struct guest_context *guest,
			     struct report_content *content)
{
	content->policy = guest->policy;
	content->guest_svn = guest->guest_svn;
	content->author_key_en = guest->author_key_en;
#define COPY(field) memcpy(content->field, guest->field, sizeof(guest->field))
	COPY(family_id);
	COPY(image_id);
	COPY(measurement);
	COPY(host_data);
	COPY(id_key_digest);
	if (guest->author_key_en)
		COPY(author_key_digest);
	COPY(report_id);
	COPY(report_id_ma);
#undef COPY
}

static void content_of_platform(const struct secure_processor *sp,
				struct report_content *content)
{
	content->product = sp->product;
	content->version = sp->report_version;
	content->platform_info = sp->platform_info;
	content->mask_chip_key = sp->state.mask_chip_key;
	content->current_tcb = sp->state.current_tcb;
	content->committed_tcb = sp->state.committed_tcb;
	content->reported_tcb = sp->state.reported_tcb;
	content->launch_tcb = sp->launch_tcb ? sp->launch_tcb
					     : sp->state.launch_tcb;
	content->current_firmware = sp->current_firmware;
	content->committed_firmware = sp->committed_firmware;
	content->launch_mitigations = sp->launch_mitigations;
	content->current_mitigations = sp->current_mitigations;
	content->cpuid = sp->cpuid;
	if (!sp->state.mask_chip_id)
		memcpy(content->chip_id, sp->chip_id, sizeof(sp->chip_id));
}

static enum firmware_status write_and_sign(const struct request *request,
					   enum report_signer signer,
					   uint8_t *report)
{
	const struct secure_processor *sp = request->sp;
	struct report_content content = { .signer = signer };
	struct evp_pkey_st *key;

	content_of_guest(&sp->guest, &content);
	content_of_platform(sp, &content);
	content.vmpl = load32(request->payload + AT_VMPL);
	memcpy(content.report_data, request->payload + AT_REPORT_DATA,
	       sizeof(content.report_data));
	report_write(&content, report);
	if (signer == SIGNER_NONE)
		return STATUS_SUCCESS;
	key = sp->signing_key(sp->owner, signer, sp->state.reported_tcb);
	if (!key || report_sign(key, report))
		return STATUS_HWERROR_PLATFORM;
	return STATUS_SUCCESS;
}

enum firmware_status request_report(struct request *request)
{
	uint32_t key_sel = load32(request->payload + AT_KEY_SEL);
	enum report_signer signer;
	enum firmware_status status;

	store32(request->answer + ANSWER_REPORT_SIZE, REPORT_SIZE);
	if (key_sel & ~3U ||
	    !all_zero(request->payload + AT_RESERVED, RESERVED_SIZE))
		return STATUS_INVALID_PARAM;
	status = request_signer(request->sp, key_sel, &signer);
	if (status)
		return status;
	if (load32(request->payload + AT_VMPL) < request->vmpck)
		return STATUS_INVALID_PARAM;
	if (signer == SIGNER_VCEK && request->sp->state.mask_chip_key)
		signer = SIGNER_NONE;
	return write_and_sign(request, signer, request->answer + ANSWER_REPORT);
}

enum firmware_status
secure_processor_report(const struct secure_processor *sp,
			const struct report_order *order,
			uint8_t report[REPORT_SIZE])
{
	uint8_t payload[SEALED_PAYLOAD_MAX] = { 0 };
	struct request request = { .sp = sp, .payload = payload };
	enum firmware_status status;

	memcpy(payload + AT_REPORT_DATA, order->report_data,
	       sizeof(order->report_data));
	store32(payload + AT_VMPL, order->vmpl);
	store32(payload + AT_KEY_SEL, order->key_sel);
	status = request_report(&request);
	if (!status)
		memcpy(report, request.answer + ANSWER_REPORT, REPORT_SIZE);
	return status;
}
