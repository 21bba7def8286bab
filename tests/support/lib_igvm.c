// SPDX-License-Identifier: MIT
#include "lib_igvm.h"

#include <string.h>

#include "base/little_endian.h"
#include "measurement/crc32.h"
#include "measurement/vmsa.h"

void add_header(struct made *m, uint32_t type, const void *body, uint32_t len)
{
	uint8_t *at = m->bytes + m->headers_end;

	put_le32(at, type);
	put_le32(at + 4, len);
	memcpy(at + 8, body, len);
	m->headers_end += 8 + (len + 7) / 8 * 8;
}

void add_platform(struct made *m, uint32_t mask, uint8_t platform)
{
	uint8_t body[16] = { 0 };

	put_le32(body, mask);
	body[5] = platform;
	body[6] = 1;
	add_header(m, IGVM_SUPPORTED_PLATFORM, body, sizeof(body));
}

void add_policy(struct made *m, uint64_t policy)
{
	uint8_t body[16] = { 0 };

	put_le64(body, policy);
	put_le32(body + 8, 1);
	add_header(m, IGVM_GUEST_POLICY, body, sizeof(body));
}

void add_page(struct made *m, uint64_t gpa, uint32_t offset, uint32_t flags,
	      uint16_t data_type)
{
	uint8_t body[24] = { 0 };

	put_le64(body, gpa);
	put_le32(body + 8, 1);
	put_le32(body + 12, offset);
	put_le32(body + 16, flags);
	put_le16(body + 20, data_type);
	add_header(m, IGVM_PAGE_DATA, body, sizeof(body));
}

void add_area(struct made *m, uint64_t size, uint32_t index)
{
	uint8_t body[16] = { 0 };

	put_le64(body, size);
	put_le32(body + 8, index);
	add_header(m, IGVM_PARAMETER_AREA, body, sizeof(body));
}

void add_insert(struct made *m, uint64_t gpa, uint32_t index)
{
	uint8_t body[16] = { 0 };

	put_le64(body, gpa);
	put_le32(body + 8, 1);
	put_le32(body + 12, index);
	add_header(m, IGVM_PARAMETER_INSERT, body, sizeof(body));
}

void add_context(struct made *m, uint64_t gpa, uint32_t mask, uint32_t offset,
		 uint16_t vp)
{
	uint8_t body[20] = { 0 };

	put_le64(body, gpa);
	put_le32(body + 8, mask);
	put_le32(body + 12, offset);
	put_le16(body + 16, vp);
	add_header(m, IGVM_VP_CONTEXT, body, sizeof(body));
}

void seal(struct made *m, uint32_t version)
{
	put_le32(m->bytes, 0x4d564749);
	put_le32(m->bytes + 4, version);
	put_le32(m->bytes + 8, FIXED_SIZE);
	put_le32(m->bytes + 12, (uint32_t)(m->headers_end - FIXED_SIZE));
	put_le32(m->bytes + 16, (uint32_t)m->len);
	put_le32(m->bytes + 20, 0);
	put_le32(m->bytes + 20, crc32_add(0, m->bytes, m->headers_end));
}

struct snpguest_blob blob_of(const struct made *m)
{
	return (struct snpguest_blob){ m->bytes, m->len };
}

struct made plain(void)
{
	struct made m = { .headers_end = FIXED_SIZE, .len = ROOM };

	memset(m.bytes + PAGE_AT, 0x55, 4096);
	m.bytes[VMSA_AT + VMSA_CR0] = 0x31;
	m.bytes[VMSA_AT + VMSA_SEV_FEATURES] = 1;
	m.bytes[VMSA_AT + 4096 + VMSA_CR0] = 0x10;
	add_platform(&m, 1, 2);
	return m;
}
