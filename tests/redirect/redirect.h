/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between what every kernel needs (redirect.c) and the form its raw guest
 * request has (redirect_issue.c, redirect_request.c).
 */
#ifndef REDIRECT_H
#define REDIRECT_H

#include <linux/platform_device.h>
#include <linux/types.h>

/* As the architecture's raw call leaves them; see redirect_trip(). */
#define REDIRECT_EXITINFO2_NONE	(~0ULL)

/**
 * redirect_trip() - carry one request to the emulated host
 * @exit_code: SW_EXITCODE
 * @req_gpa: the caller's request page
 * @resp_gpa: the caller's response page
 * @data_gpa: the caller's certificate pages
 * @npages: in: how many; out: RBX, when the host says INVALID_LEN
 * @exitinfo2: out: SW_EXITINFO2, or REDIRECT_EXITINFO2_NONE
 *
 * Copies between the caller's pages and those of the emulated machine; the two
 * sides never share one, so a host that changes pages while they are copied is
 * seen at most once.
 *
 * Return: what the architecture's raw call returns: 0, -EAGAIN for BUSY,
 * -ENOSPC for INVALID_LEN on an extended request, -EIO, and a positive
 * es_result when SW_EXITINFO1 was not zero.
 */
int redirect_trip(u64 exit_code, unsigned long req_gpa, unsigned long resp_gpa,
		  unsigned long data_gpa, u64 *npages, u64 *exitinfo2);

/* The function that takes the place of snp_issue_guest_request(). */
extern void *const redirect_replacement;

/**
 * redirect_add_device() - let the "sev-guest" platform device appear
 * @secrets_pa: physical address of the secrets page
 * @lookup: address of a kernel symbol by its name, or 0
 *
 * Return: the device or an ERR_PTR().
 */
struct platform_device *
redirect_add_device(u64 secrets_pa, unsigned long (*lookup)(const char *name));

/* redirect_crash.c: the kernel goes on. */
void redirect_crash_off(void);

/* redirect_svsm.c: the kernel is at VMPL0 again. */
#ifdef REDIRECT_SVSM
void redirect_svsm_off(void);
#else
static inline void redirect_svsm_off(void) { }
#endif

/* Stores to memory that is read-only since boot. */
void redirect_poke(void *at, const void *value, size_t size);

#endif /* REDIRECT_H */
