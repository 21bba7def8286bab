/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A trip: what goes between the channel, which decides, and whoever carries its
 * messages to the host. See platform.h.
 */
#ifndef SEV_GUEST_TRIP_H
#define SEV_GUEST_TRIP_H

#include <linux/types.h>

#include "message.h"

/* How a request is presented to the host: SW_EXITCODE of the GHCB. */
enum snp_request_class {
	SNP_REQUEST_PLAIN,	/* SNP GUEST_REQUEST, 0x80000011 */
	SNP_REQUEST_EXTENDED,	/* SNP EXT_GUEST_REQUEST, 0x80000012 */
};

/**
 * struct snp_trip - one trip of a sealed message to the host and back
 * @image: the message; sealed once, sent as often as needed, never changed
 * @class: plain or extended
 * @certs_npages: pages of the certificate buffer to offer; extended only
 * @certs: that buffer, which snp_platform_share() gave; NULL when none is offered
 * @timeout_ms: how long a platform that cannot ask the host itself may wait for
 *		whoever does
 * @first: no byte of @image, nor of an unacknowledged message before it, was
 *	   in shared memory before: the platform clears the response page
 * @exitinfo2: out: SW_EXITINFO2, all ones when the host gave none
 * @certs_needed: out: RBX as the host left it, as far as the platform sees it:
 *		  the architecture's code keeps 32 bits
 * @fetched: out: this is what an earlier trip, whose caller did not wait for its
 *	     end, has brought back; the host has not been asked again
 * @response: out: private copy of the whole response page, taken once, valid
 *	      on every return of snp_platform_carry() but -ENODEV and -ENOMEM
 */
struct snp_trip {
	const struct snp_image *image;
	enum snp_request_class class;
	unsigned int certs_npages;
	void *certs;
	u32 timeout_ms;
	bool first;

	u64 exitinfo2;
	u64 certs_needed;
	bool fetched;
	struct snp_message_page *response;
};

#endif /* SEV_GUEST_TRIP_H */
