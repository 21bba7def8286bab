/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the secure processor is asked, on kernel buffers. ioctl.c and tsm.c
 * stand above this.
 *
 * Every function takes the device's lock, killably, may sleep, and may take as
 * long as busy_timeout_ms and a few trips to the host. All return 0 or a
 * negative errno, those of snp_channel_exchange() included, and always set
 * @exitinfo2: 0 when the request succeeded; otherwise what the host said, all ones
 * when it was not asked, and see snp_get_ext_report(). The answer is the decrypted
 * payload, status first; it is zero on error. Callers wipe it.
 */
#ifndef SEV_GUEST_REQUEST_H
#define SEV_GUEST_REQUEST_H

#include <linux/sev-guest.h>
#include <linux/types.h>

#include "certs.h"
#include "cpuid.h"
#include "device.h"

/* The only version of these messages that firmware knows, see ioctl.c. */
#define SNP_REQUEST_VERSION	1

/* The answer to a report request at least; firmware may append to a report. */
#define SNP_REPORT_ANSWER_MIN	0x4c0
#define SNP_KEY_ANSWER_SIZE	0x40

/* Of the report answer: where the report lies, and how long it is at least. */
#define SNP_REPORT_OFFSET	0x20
#define SNP_REPORT_MIN		0x4a0

/**
 * struct snp_report_answer - the decrypted payload
 * @size: bytes of it, SNP_REPORT_ANSWER_MIN or more; 0 on error
 * @data: status first; zeros after @size
 */
struct snp_report_answer {
	u16 size;
	u8 data[SNP_MESSAGE_PAYLOAD_MAX];
};

/* MSG_REPORT_REQ. */
int snp_get_report(struct snp_device *device, const struct snp_report_req *req,
		   struct snp_report_answer *answer, u64 *exitinfo2);

/**
 * snp_get_derived_key() - MSG_KEY_REQ
 * @answer: SNP_KEY_ANSWER_SIZE bytes; secret
 */
int snp_get_derived_key(struct snp_device *device,
			const struct snp_derived_key_req *req, u8 *answer,
			u64 *exitinfo2);

/**
 * snp_get_cpuid() - MSG_CPUID_REQ
 * @resp: what cpuid.h judges
 */
int snp_get_cpuid(struct snp_device *device, const struct snp_cpuid_req *req,
		  struct snp_cpuid_resp *resp, u64 *exitinfo2);

/**
 * struct snp_certs_request - certificates beside a report
 * @npages: room that the caller has for them
 * @optional: a report without certificates is worth something to the caller
 * @table: out: the table, to be given back with snp_put_certs()
 * @size: out: its size in bytes, at most @npages pages; 0 when there is none
 * @needed: out: pages that the host wants, its word, when it wants more than
 *	    @npages or more than there is memory for: -EIO with exitinfo2
 *	    INVALID_LEN, unless certificates are @optional
 */
struct snp_certs_request {
	unsigned int npages;
	bool optional;
	struct snp_table table;
	size_t size;
	u64 needed;
};

/**
 * snp_get_ext_report() - MSG_REPORT_REQ with certificates
 * @certs: to be released with snp_put_certs() whatever the result
 *
 * When the last table is known to be longer than @certs->npages, the host is
 * not asked, and @exitinfo2 is INVALID_LEN. A length is told from memory once; then
 * the host is asked again, whose table may have become shorter. What a host only
 * claimed to need is not remembered.
 *
 * An answer is authentic or not, certificates are the host's: when it speaks of
 * an error beside an authentic answer, it is asked once more for certificates,
 * and if it does not give them then either the result is 0 with an empty table.
 */
int snp_get_ext_report(struct snp_device *device,
		       const struct snp_report_req *req,
		       struct snp_report_answer *answer,
		       struct snp_certs_request *certs, u64 *exitinfo2);

/* Takes the table back. */
void snp_put_certs(struct snp_device *device, struct snp_certs_request *certs);

#endif /* SEV_GUEST_REQUEST_H */
