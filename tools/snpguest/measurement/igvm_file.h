/* SPDX-License-Identifier: MIT */
/* An IGVM file taken apart: fixed header, then variable headers one by one. */
#ifndef SNPGUEST_IGVM_FILE_H
#define SNPGUEST_IGVM_FILE_H

#include "../lib/base/bytes.h"
#include "snpguest_measure.h"

enum igvm_type {
	IGVM_SUPPORTED_PLATFORM = 0x001,
	IGVM_GUEST_POLICY = 0x101,
	IGVM_PARAMETER_AREA = 0x301,
	IGVM_PAGE_DATA = 0x302,
	IGVM_PARAMETER_INSERT = 0x303,
	IGVM_VP_CONTEXT = 0x304,
	IGVM_SNP_ID_BLOCK = 0x30b,
};

/** Platform types; others are not for SNP. */
#define IGVM_PLATFORM_SEV_SNP 2

/** Flags and data types of IGVM_PAGE_DATA. */
#define IGVM_PAGE_2MIB 1u
#define IGVM_PAGE_UNMEASURED 2u
#define IGVM_PAGE_SHARED 4u

enum igvm_data_type {
	IGVM_DATA_NORMAL = 0,
	IGVM_DATA_SECRETS = 1,
	IGVM_DATA_CPUID = 2,
	IGVM_DATA_CPUID_XF = 3,
};

/**
 * struct igvm_file - a file whose headers are sound
 * @headers: the variable headers, each of which was checked for type, order and
 *	     size
 */
struct igvm_file {
	struct snpguest_blob file;
	struct snpguest_blob headers;
};

/**
 * struct igvm_header - one variable header
 * @number: counted from 0
 * @body: its payload, without padding
 */
struct igvm_header {
	uint32_t number;
	uint32_t type;
	struct snpguest_blob body;
};

/**
 * igvm_open() - check the fixed header, the CRC and the form of all others
 *
 * Return: 0; -EBADMSG: not version 1 or 2 for x86, a wrong size or checksum; a
 * header that leaves its bounds, is out of order, unknown and not to be ignored,
 * or not of its type's size.
 */
int igvm_open(struct snpguest_blob file, struct igvm_file *igvm,
	      struct snpguest_error *error);

/**
 * igvm_next() - the next header
 * @left: starts as bytes_of(@igvm->headers)
 * @header: @header->number has to start as UINT32_MAX
 *
 * Return: false after the last.
 */
bool igvm_next(struct bytes *left, struct igvm_header *header);

/**
 * igvm_page() - 4096 bytes of the file
 *
 * Return: NULL when they are not all there, or in front of the data.
 */
const uint8_t *igvm_page(const struct igvm_file *igvm, uint32_t offset);

#endif
