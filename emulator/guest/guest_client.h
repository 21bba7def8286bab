/* SPDX-License-Identifier: MIT */
/*
 * A minimal guest, for tests that want evidence and have no kernel: seals a
 * request with a VMPCK of the secrets page, exits, opens the answer. It
 * retries BUSY for a while and grows the certificate buffer; beyond that it
 * trusts the host, so it is nothing to learn from.
 */
#ifndef EMULATOR_GUEST_CLIENT_H
#define EMULATOR_GUEST_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#include "../platform/platform.h"
#include "../firmware/sealed_message.h"

#define GUEST_REPORT_SIZE	1184

/* One user of one VMPCK; its pages lie apart from those of other VMPCKs. */
struct guest_client {
	struct platform *platform;
	unsigned int vmpck;
	uint64_t request_gpa, response_gpa, certs_gpa;
	uint32_t certs_npages;		/* offered in extended requests */
	uint32_t certs_npages_max;
	struct guest_resume resume;	/* of the last exit */
	unsigned int busy_retries;	/* of the last request */
	/* Another way out than platform_exit(), which returns as that; NULL: none. */
	int (*exit)(void *owner, const struct guest_exit *exit,
		    struct guest_resume *resume);
	void *owner;
};

/* @vmpck: 0 to 3. Returns the client; nothing is allocated. */
struct guest_client guest_client(struct platform *platform, unsigned int vmpck);

/* A request in the clear. */
struct guest_request {
	uint8_t type;
	uint8_t version;
	const void *payload;
	uint16_t size;
	bool extended;
};

/*
 * guest_client_request() - one exchange
 * @answer: at least 4000 bytes, zero beyond what came
 * @answer_size: how many came
 *
 * Returns 0 when an authentic answer came, whatever its status;
 * -EIO when the host told an error (see client->resume); -EBADMSG when the
 * answer is not authentic; -EBUSY when BUSY did not end; -ENOKEY when the VMPCK
 * is empty; or what platform_exit() returned. The sequence number is spent in
 * any case.
 */
int guest_client_request(struct guest_client *client,
			 const struct guest_request *request,
			 uint8_t answer[SEALED_PAYLOAD_MAX],
			 uint16_t *answer_size);

/*
 * guest_client_report() - an attestation report
 * @report_data: 64 bytes
 * @table: NULL: a plain request; else the certificate pages as they came,
 *	   allocated; free()
 *
 * Returns as guest_client_request(), or -EKEYREJECTED when the answer's status
 * is not 0; it is then in *@status. @status may be NULL.
 */
int guest_client_report(struct guest_client *client,
			const uint8_t report_data[64], uint32_t vmpl,
			uint32_t key_sel, uint8_t report[GUEST_REPORT_SIZE],
			uint8_t **table, size_t *table_size, uint32_t *status);

/* The same in one call, with VMPCK0. */
int emulated_guest_report(struct platform *platform,
			  const uint8_t report_data[64], uint32_t vmpl,
			  uint32_t key_sel, uint8_t report[GUEST_REPORT_SIZE],
			  uint8_t **table, size_t *table_size);

#endif /* EMULATOR_GUEST_CLIENT_H */
