// SPDX-License-Identifier: MIT
#include "evidence.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "../pki/seeded_keys.h"

static struct evp_pkey_st *signing_key(void *owner, enum report_signer signer,
				       uint64_t tcb)
{
	const struct evidence_order *order = owner;

	(void)signer;
	(void)tcb;
	return order->leaf.subject_key;
}

static int order_certificates(struct evidence_order *order)
{
	bool vlek = order->signer == SIGNER_VLEK;
	struct identity *identity = order->identity;
	int err = identity_leaf_spec(identity, order->signer,
				     order->sp.state.reported_tcb,
				     &order->leaf);

	if (!err)
		err = identity_ca_spec(identity, vlek ? CA_ASVK : CA_ASK,
				       &order->ca);
	if (!err)
		err = identity_ca_spec(identity, CA_ARK, &order->ark);
	if (!err)
		identity_crl_spec(identity, &order->crl);
	return err;
}

int evidence_order(struct still_machine *machine, struct evidence_order *order)
{
	bool vlek = machine->sp.state.vlek_loaded;
	int err;

	*order = (struct evidence_order){
		.identity = machine->identity,
		.sp = machine->sp,
		.signer = vlek ? SIGNER_VLEK : SIGNER_VCEK,
		.report.vmpl = machine->config.vmpl,
		.date = machine->config.date,
	};
	order->sp.signing_key = signing_key;
	order->sp.store = NULL;
	err = seeded_bytes(machine->config.seed, "evidence", order->demanded,
			   sizeof(order->demanded));
	memcpy(order->report.report_data, order->demanded,
	       sizeof(order->demanded));
	return err ? err : order_certificates(order);
}

void evidence_order_wipe(struct evidence_order *order)
{
	OPENSSL_cleanse(order, sizeof(*order));
}

static int issue(const struct certificate_spec *spec, struct evidence *evidence,
		 enum evidence_part part)
{
	return certificate_issue(spec, &evidence->parts[part].bytes,
				 &evidence->parts[part].size);
}

static int make_report(struct evidence_order *order, struct evidence *evidence)
{
	uint8_t *report = calloc(1, REPORT_SIZE);

	evidence->parts[PART_REPORT].bytes = report;
	evidence->parts[PART_REPORT].size = REPORT_SIZE;
	if (!report)
		return -ENOMEM;
	order->sp.owner = order;
	return secure_processor_report(&order->sp, &order->report, report)
		       ? -EPERM
		       : 0;
}

int evidence_make(struct evidence_order *order, struct evidence *evidence)
{
	int err;

	*evidence = (struct evidence){ .signer = order->signer };
	memcpy(evidence->demanded, order->demanded, sizeof(order->demanded));
	err = make_report(order, evidence);
	if (!err)
		err = issue(&order->leaf, evidence, PART_LEAF);
	if (!err)
		err = issue(&order->ca, evidence, PART_CA);
	if (!err)
		err = issue(&order->ark, evidence, PART_ARK);
	if (!err)
		err = crl_issue(&order->crl, &evidence->parts[PART_CRL].bytes,
				&evidence->parts[PART_CRL].size);
	return err;
}

void evidence_free(struct evidence *evidence)
{
	int i;

	for (i = 0; i < PART_COUNT; i++)
		free(evidence->parts[i].bytes);
	*evidence = (struct evidence){ 0 };
}
