/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reports on services of an SVSM, for configfs-tsm.
 */
#ifndef SEV_GUEST_TSM_SVSM_H
#define SEV_GUEST_TSM_SVSM_H

struct tsm_report;

/**
 * snp_tsm_svsm_report() - fill @report with what the SVSM attests
 *
 * For all services, or for the one of service_guid.
 * Context: may sleep.
 * Return: as snp_svsm_attest(); -EINVAL without an SVSM.
 */
int snp_tsm_svsm_report(struct tsm_report *report);

#endif /* SEV_GUEST_TSM_SVSM_H */
