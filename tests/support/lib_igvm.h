/* SPDX-License-Identifier: MIT */
/* IGVM files, made header by header; nothing is checked. */
#ifndef LIB_IGVM_H
#define LIB_IGVM_H

#include "lib_files.h"

#include "measurement/igvm_file.h"

#define FIXED_SIZE 24
#define ROOM 32768

/** struct made - a file on its way: headers at 24, then data */
struct made {
	uint8_t bytes[ROOM];
	size_t headers_end, len;
};

void add_header(struct made *m, uint32_t type, const void *body, uint32_t len);
void add_platform(struct made *m, uint32_t mask, uint8_t platform);
void add_policy(struct made *m, uint64_t policy);
void add_page(struct made *m, uint64_t gpa, uint32_t offset, uint32_t flags,
	      uint16_t data_type);
void add_area(struct made *m, uint64_t size, uint32_t index);
void add_insert(struct made *m, uint64_t gpa, uint32_t index);
void add_context(struct made *m, uint64_t gpa, uint32_t mask, uint32_t offset,
		 uint16_t vp);

/** The fixed header, with the right checksum. */
void seal(struct made *m, uint32_t version);

struct snpguest_blob blob_of(const struct made *m);

/*
 * A file with a page at PAGE_AT and two contexts from VMSA_AT on, the first such
 * as KVM takes, with SEV_FEATURES 1; of headers it has the platform alone.
 */
#define PAGE_AT (ROOM / 2)
#define VMSA_AT (ROOM / 2 + 4096)
struct made plain(void);

#endif
