// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sealing and opening of SNP guest messages, see message.h.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "message.h"

/* What the tag covers besides the payload: the header from algo on. */
#define AAD_OFFSET	offsetof(struct snp_message_header, algo)
#define AAD_SIZE	(SNP_MESSAGE_HEADER_SIZE - AAD_OFFSET)

static const u8 *aad_of(const struct snp_message_page *page)
{
	return (const u8 *)page + AAD_OFFSET;
}

static void make_iv(u8 iv[SNP_AEAD_IV_SIZE], u64 seqno)
{
	__le64 word = cpu_to_le64(seqno);

	memset(iv, 0, SNP_AEAD_IV_SIZE);
	memcpy(iv, &word, sizeof(word));
}

/*
 * What the firmware refuses without counting, section "Guest Messages": such a
 * message would be stuck for ever.
 */
static bool firmware_takes(const struct snp_message *message)
{
	return message->type && message->version && message->vmpck <= 3 &&
	       message->seqno & 1 && message->size && message->size % 16 == 0 &&
	       message->size <= SNP_MESSAGE_PAYLOAD_MAX &&
	       message->answer_min <= message->answer_max &&
	       message->answer_max <= SNP_MESSAGE_PAYLOAD_MAX;
}

static void fill_header(struct snp_message_header *header,
			const struct snp_message *message)
{
	header->msg_seqno = cpu_to_le64(message->seqno);
	header->algo = SNP_MESSAGE_ALGO_AES_256_GCM;
	header->hdr_version = SNP_MESSAGE_HEADER_VERSION;
	header->hdr_sz = cpu_to_le16(SNP_MESSAGE_HEADER_SIZE);
	header->msg_type = message->type;
	header->msg_version = message->version;
	header->msg_sz = cpu_to_le16(message->size);
	header->msg_vmpck = message->vmpck;
}

int snp_message_seal(struct snp_aead *aead, const struct snp_message *message,
		     struct snp_image *image)
{
	struct snp_message_page *page = &image->page;
	u8 iv[SNP_AEAD_IV_SIZE];
	int err;

	memset(image, 0, sizeof(*image));
	if (!firmware_takes(message))
		return -EINVAL;

	memcpy(image->plain, message->payload, message->size);
	image->message = *message;
	image->message.payload = image->plain;
	fill_header(&page->header, message);
	make_iv(iv, message->seqno);
	err = snp_aead_seal(aead, iv, aad_of(page), AAD_SIZE, image->plain,
			    message->size, page->payload, page->header.authtag);
	if (err)
		memzero_explicit(image, sizeof(*image));
	return err;
}

/* Whether an authentic answer is the kind of answer that was asked for. */
static bool is_expected(const struct snp_message *request,
			const struct snp_message_header *header)
{
	return header->algo == SNP_MESSAGE_ALGO_AES_256_GCM &&
	       header->hdr_version == SNP_MESSAGE_HEADER_VERSION &&
	       le16_to_cpu(header->hdr_sz) == SNP_MESSAGE_HEADER_SIZE &&
	       header->msg_type == request->type + 1 &&
	       header->msg_version == request->version &&
	       le16_to_cpu(header->msg_sz) >= request->answer_min &&
	       le16_to_cpu(header->msg_sz) <= request->answer_max &&
	       header->msg_vmpck == request->vmpck;
}

int snp_message_open(struct snp_aead *aead, const struct snp_message *request,
		     const struct snp_message_page *page, u8 *payload,
		     u16 *size)
{
	const struct snp_message_header *header = &page->header;
	u16 len = le16_to_cpu(header->msg_sz);
	u8 iv[SNP_AEAD_IV_SIZE];
	int err;

	*size = 0;
	memset(payload, 0, SNP_MESSAGE_PAYLOAD_MAX);
	if (le64_to_cpu(header->msg_seqno) != request->seqno + 1 ||
	    !len || len > SNP_MESSAGE_PAYLOAD_MAX)
		return -EBADMSG;

	make_iv(iv, request->seqno + 1);
	err = snp_aead_open(aead, iv, aad_of(page), AAD_SIZE, page->payload,
			    len, header->authtag, payload);
	if (!err && !is_expected(request, header))
		err = -EPROTO;
	if (err)
		memzero_explicit(payload, SNP_MESSAGE_PAYLOAD_MAX);
	else
		*size = len;
	return err;
}
