/* SPDX-License-Identifier: MIT */
/*
 * What each fault does, stage by stage; called by the hypervisor at its
 * stages. A fault of another stage does nothing here.
 */
#ifndef EMULATOR_HOSTILE_HOST_H
#define EMULATOR_HOSTILE_HOST_H

#include "hypervisor.h"

/* True when the request is not to go on: @resume is what the guest gets. */
bool hostile_vmgexit(struct hypervisor *hv, const struct guest_exit *exit,
		     struct guest_resume *resume);

/* Changes hv->request on its way to the firmware. */
void hostile_request(struct hypervisor *hv);

/* What the firmware is ordered to do wrong. */
struct processor_orders hostile_orders(const struct faults *faults);

/* Changes @page, the answer; false: it does not reach the guest at all. */
bool hostile_answer(struct hypervisor *hv, uint8_t page[GUEST_PAGE_SIZE]);

/* Writes a bad table over @size bytes of certificate pages. */
void hostile_table(const struct faults *faults, uint8_t *table, size_t size);

/* Changes what is told after an execution; false: the answer is withheld. */
bool hostile_verdict(struct hypervisor *hv, const struct guest_exit *exit,
		     struct guest_resume *resume);

/* Begins to change the page that the guest is about to copy. */
void hostile_change_page(struct hypervisor *hv, uint8_t *page);

#endif /* EMULATOR_HOSTILE_HOST_H */
