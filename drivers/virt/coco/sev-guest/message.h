/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SNP guest messages: the 4096-byte page that goes to the secure processor.
 * Layout and rules: SEV Secure Nested Paging Firmware ABI (AMD 56860), section
 * "Guest Messages". No I/O, no locks; everything here works on private memory.
 */
#ifndef SEV_GUEST_MESSAGE_H
#define SEV_GUEST_MESSAGE_H

#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/types.h>

#include "aead.h"

#define SNP_MESSAGE_PAGE_SIZE	4096
#define SNP_MESSAGE_HEADER_SIZE	0x60
#define SNP_MESSAGE_PAYLOAD_MAX	(SNP_MESSAGE_PAGE_SIZE - SNP_MESSAGE_HEADER_SIZE)

#define SNP_MESSAGE_ALGO_AES_256_GCM	1
#define SNP_MESSAGE_HEADER_VERSION	1

/* Types of the messages this driver sends; an answer has the next number. */
enum snp_message_type {
	SNP_MESSAGE_CPUID_REQ = 1,
	SNP_MESSAGE_KEY_REQ = 3,
	SNP_MESSAGE_REPORT_REQ = 5,
	SNP_MESSAGE_TSC_INFO_REQ = 17,
};

struct snp_message_header {
	u8 authtag[32];		/* 0x00 */
	__le64 msg_seqno;	/* 0x20: the IV */
	u8 rsvd28[8];
	u8 algo;		/* 0x30: authenticated from here on */
	u8 hdr_version;
	__le16 hdr_sz;
	u8 msg_type;
	u8 msg_version;
	__le16 msg_sz;
	u8 rsvd38[4];
	u8 msg_vmpck;		/* 0x3c */
	u8 rsvd3d[35];
} __packed;

struct snp_message_page {
	struct snp_message_header header;
	u8 payload[SNP_MESSAGE_PAYLOAD_MAX];
} __packed;

static_assert(sizeof(struct snp_message_header) == SNP_MESSAGE_HEADER_SIZE);
static_assert(offsetof(struct snp_message_header, algo) == 0x30);
static_assert(offsetof(struct snp_message_header, msg_vmpck) == 0x3c);
static_assert(sizeof(struct snp_message_page) == SNP_MESSAGE_PAGE_SIZE);

/**
 * struct snp_message - what a message says, before it is sealed
 * @type: an enum snp_message_type
 * @version: version of the payload, 1 to 255
 * @vmpck: number of the VMPCK that seals it, 0 to 3
 * @seqno: odd, never used before under this key
 * @payload: @size bytes; 16-byte multiple, not zero
 * @answer_min: the shortest payload that is an answer
 * @answer_max: the longest: firmware may append to what is known of an answer
 */
struct snp_message {
	u8 type;
	u8 version;
	u8 vmpck;
	u64 seqno;
	const u8 *payload;
	u16 size;
	u16 answer_min;
	u16 answer_max;
};

/**
 * struct snp_image - a sealed message, as it is sent and sent again
 * @page: header and ciphertext; never changes once sealed
 * @plain: the payload it was made from; for a carrier that has to have the
 *	   same bytes sealed again by someone else. Secret.
 * @message: what it says; @message.payload points to @plain
 */
struct snp_image {
	struct snp_message_page page;
	u8 plain[SNP_MESSAGE_PAYLOAD_MAX];
	struct snp_message message;
};

/**
 * snp_message_seal() - encrypt a message into an image
 *
 * Refuses, before anything is encrypted, what the firmware would refuse in
 * header, version and size: such a message would spend its IV for nothing.
 *
 * Return: 0; -EINVAL for a message the firmware would not take; or what the
 * cipher returned. The image is wiped on error.
 */
int snp_message_seal(struct snp_aead *aead, const struct snp_message *message,
		     struct snp_image *image);

/**
 * snp_message_open() - authenticate and decrypt the answer to a message
 * @request: the message that was sent
 * @page: private copy of the response page; host data
 * @payload: SNP_MESSAGE_PAYLOAD_MAX bytes; receives the answer, zeros after it;
 *	     wiped on error
 * @size: out: bytes of the answer, from @request->answer_min to
 *	  @request->answer_max; 0 on error
 *
 * The upper half of the tag field and the eight bytes before algo are not
 * authenticated and carry nothing: they are ignored.
 *
 * Return: 0; -EBADMSG when @page is not the authentic answer to @request;
 * -EPROTO when it is, so that the secure processor has consumed the message,
 * but type, version or size are not what was asked for; or another negative
 * errno when the cipher could not do its work, and nothing is known.
 */
int snp_message_open(struct snp_aead *aead, const struct snp_message *request,
		     const struct snp_message_page *page, u8 *payload,
		     u16 *size);

#endif /* SEV_GUEST_MESSAGE_H */
