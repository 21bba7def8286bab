// SPDX-License-Identifier: MIT
#include "guest_client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/bytes.h"
#include "../host/hypervisor.h"
#include "../base/clock.h"

#define SECRETS_VMPCK		0x20
#define SECRETS_SEQNO		0xa0
#define BUSY_RETRIES_MAX	5000
#define GROWTHS_MAX		4

/* Where each VMPCK's pages lie, from the start of memory. */
#define AREA_FIRST		0x10000
#define AREA_SIZE		0xf0000

struct guest_client guest_client(struct platform *platform, unsigned int vmpck)
{
	uint64_t area = platform_memory(platform)->gpa + AREA_FIRST +
			vmpck * (uint64_t)AREA_SIZE;

	return (struct guest_client){
		.platform = platform,
		.vmpck = vmpck,
		.request_gpa = area,
		.response_gpa = area + GUEST_PAGE_SIZE,
		.certs_gpa = area + 2 * GUEST_PAGE_SIZE,
		.certs_npages_max = AREA_SIZE / GUEST_PAGE_SIZE - 2,
	};
}

static uint8_t *at(const struct guest_client *client, uint64_t gpa, uint64_t n)
{
	return guest_memory_at(platform_memory(client->platform), gpa, n);
}

static uint8_t *secrets(const struct guest_client *client)
{
	return at(client, platform_secrets_gpa(client->platform),
		  GUEST_PAGE_SIZE);
}

static int exit_once(struct guest_client *client, bool extended)
{
	struct guest_exit exit = {
		.exit_code = extended ? EXIT_EXT_GUEST_REQUEST
				      : EXIT_GUEST_REQUEST,
		.info1 = client->request_gpa,
		.info2 = client->response_gpa,
	};

	if (extended) {
		exit.rax = client->certs_npages ? client->certs_gpa : 0;
		exit.rbx = client->certs_npages;
		exit.rax_valid = exit.rbx_valid = true;
	}
	if (client->exit)
		return client->exit(client->owner, &exit, &client->resume);
	return platform_exit(client->platform, &exit, &client->resume);
}

/* Until the host says something other than "later" and "larger". */
static int exit_until_told(struct guest_client *client, bool extended)
{
	unsigned int growths = 0;
	int err;

	client->busy_retries = 0;
	for (;;) {
		err = exit_once(client, extended);
		if (err)
			return err;
		if (client->resume.info1)
			return -EIO;
		if (client->resume.info2 == VMM_BUSY) {
			if (++client->busy_retries > BUSY_RETRIES_MAX)
				return -EBUSY;
			clock_pause_ms(1);
			continue;
		}
		if (client->resume.info2 != VMM_INVALID_LEN || !extended)
			return client->resume.info2 ? -EIO : 0;
		if (client->resume.rbx <= client->certs_npages ||
		    client->resume.rbx > client->certs_npages_max ||
		    ++growths > GROWTHS_MAX)
			return -EIO;
		client->certs_npages = (uint32_t)client->resume.rbx;
	}
}

static int open_answer(struct guest_client *client, const uint8_t *key,
		       uint64_t seqno, uint8_t type, uint8_t *answer,
		       uint16_t *answer_size)
{
	uint8_t page[GUEST_PAGE_SIZE];
	struct sealed_header header;
	int err;

	memcpy(page, at(client, client->response_gpa, GUEST_PAGE_SIZE),
	       sizeof(page));
	header = sealed_header_read(page);
	err = sealed_message_open(key, page, answer);
	if (!err && (header.seqno != seqno + 1 || header.type != type + 1 ||
		     header.vmpck != client->vmpck))
		err = -EBADMSG;
	*answer_size = err ? 0 : header.size;
	return err;
}

int guest_client_request(struct guest_client *client,
			 const struct guest_request *request,
			 uint8_t answer[SEALED_PAYLOAD_MAX],
			 uint16_t *answer_size)
{
	uint8_t *page = secrets(client);
	const uint8_t *key = page + SECRETS_VMPCK + 32 * client->vmpck;
	uint8_t *counter = page + SECRETS_SEQNO + 4 * client->vmpck;
	uint64_t seqno = (uint64_t)load32(counter) + 1;
	struct sealed_header header = sealed_header(
		request->type, request->version, (uint8_t)client->vmpck, seqno,
		request->size);
	uint8_t sealed[GUEST_PAGE_SIZE];
	int err;

	memset(answer, 0, SEALED_PAYLOAD_MAX);
	if (all_zero(key, 32))
		return -ENOKEY;
	store32(counter, (uint32_t)seqno + 1);
	err = sealed_message_seal(key, &header, request->payload, sealed);
	if (err)
		return err;
	memset(at(client, client->response_gpa, GUEST_PAGE_SIZE), 0,
	       GUEST_PAGE_SIZE);
	memcpy(at(client, client->request_gpa, GUEST_PAGE_SIZE), sealed,
	       GUEST_PAGE_SIZE);
	err = exit_until_told(client, request->extended);
	if (err)
		return err;
	return open_answer(client, key, seqno, request->type, answer,
			   answer_size);
}

static int copy_table(const struct guest_client *client, uint8_t **table,
		      size_t *size)
{
	*size = (size_t)client->certs_npages * GUEST_PAGE_SIZE;
	*table = malloc(*size ? *size : 1);
	if (!*table)
		return -ENOMEM;
	memcpy(*table, at(client, client->certs_gpa, *size), *size);
	return 0;
}

int guest_client_report(struct guest_client *client,
			const uint8_t report_data[64], uint32_t vmpl,
			uint32_t key_sel, uint8_t report[GUEST_REPORT_SIZE],
			uint8_t **table, size_t *table_size, uint32_t *status)
{
	uint8_t payload[0x60] = { 0 }, answer[SEALED_PAYLOAD_MAX];
	struct guest_request request = {
		.type = MESSAGE_REPORT_REQ,
		.version = 1,
		.payload = payload,
		.size = sizeof(payload),
		.extended = table != NULL,
	};
	uint16_t size;
	int err;

	memcpy(payload, report_data, 64);
	store32(payload + 0x40, vmpl);
	store32(payload + 0x44, key_sel);
	err = guest_client_request(client, &request, answer, &size);
	if (err)
		return err;
	if (status)
		*status = load32(answer);
	if (load32(answer) || size < 0x20 + GUEST_REPORT_SIZE)
		return -EKEYREJECTED;
	memcpy(report, answer + 0x20, GUEST_REPORT_SIZE);
	return table ? copy_table(client, table, table_size) : 0;
}

int emulated_guest_report(struct platform *platform,
			  const uint8_t report_data[64], uint32_t vmpl,
			  uint32_t key_sel, uint8_t report[GUEST_REPORT_SIZE],
			  uint8_t **table, size_t *table_size)
{
	struct guest_client client = guest_client(platform, 0);

	return guest_client_report(&client, report_data, vmpl, key_sel, report,
				   table, table_size, NULL);
}
