// SPDX-License-Identifier: MIT
#include "forgery.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "../firmware/tcb.h"
#include "../pki/seeded_keys.h"

#define DAY		86400
#define CA_KEY_BITS	4096
#define POLICY_DEBUG	(1ULL << 19)

struct row {
	const char *name, *text;
	enum forgery_seen seen;
};

static const struct row rows[] = {
#define X(name, text, what, seen) { text, what, SEEN_##seen },
	FORGERIES(X)
#undef X
};

const char *forgery_name(enum forgery forgery)
{
	return rows[forgery].name;
}

const char *forgery_text(enum forgery forgery)
{
	return rows[forgery].text;
}

const char *forgery_seen_by(enum forgery forgery)
{
	switch (rows[forgery].seen) {
	case SEEN_CHAIN:
		return "the chain of certificates";
	case SEEN_ROLE:
		return "which CA signs which leaf";
	case SEEN_REVOCATION:
		return "the revocation list";
	case SEEN_SIGNATURE:
		return "the report's signature under the leaf";
	case SEEN_COMPARISON:
		return "comparing report and leaf";
	case SEEN_POLICY:
		return "what the report says";
	}
	return "";
}

int forgery_parse(const char *name, enum forgery *forgery)
{
	int i;

	for (i = 0; i < FORGERY_COUNT; i++)
		if (strcmp(rows[i].name, name) == 0)
			break;
	*forgery = (enum forgery)i;
	return i < FORGERY_COUNT ? 0 : -EINVAL;
}

/* A CA's key that is not the machine's. NULL when memory is short. */
static EVP_PKEY *other_key(EVP_PKEY **key, const char *label)
{
	if (!*key)
		*key = seeded_rsa(1, label, CA_KEY_BITS);
	return *key;
}

static EVP_PKEY *other_ca(struct forger *forger)
{
	return other_key(&forger->ca, "look-alike ca");
}

void forger_free(struct forger *forger)
{
	EVP_PKEY_free(forger->root);
	EVP_PKEY_free(forger->ca);
	EVP_PKEY_free(forger->list);
	*forger = (struct forger){ .machine = forger->machine };
}

static int renew_key_id(struct certificate_spec *spec, const char *oid,
			EVP_PKEY *key)
{
	struct certificate_extension *extension =
		certificate_extension_find(spec, oid);
	uint8_t id[20];

	if (!extension)
		return 0;
	if (certificate_key_id(key, id))
		return -ENOMEM;
	memcpy(extension->value + extension->size - sizeof(id), id, sizeof(id));
	return 0;
}

/* @spec is of @key now, and signed by @issuer. */
static int rekey(struct certificate_spec *spec, EVP_PKEY *key, EVP_PKEY *issuer)
{
	int err;

	if (!key || !issuer)
		return -ENOMEM;
	spec->subject_key = key;
	spec->issuer_key = issuer;
	err = renew_key_id(spec, OID_SUBJECT_KEY_ID, key);
	return err ? err : renew_key_id(spec, OID_AUTHORITY_KEY_ID, issuer);
}

static int look_alike_root(struct forger *forger, struct evidence_order *order)
{
	EVP_PKEY *root = other_key(&forger->root, "look-alike ark");
	EVP_PKEY *ca = other_ca(forger);
	int err = rekey(&order->ark, root, root);

	if (!err)
		err = rekey(&order->ca, ca, root);
	order->leaf.issuer_key = ca;
	order->crl.issuer_key = root;
	return err;
}

static int look_alike_names(struct forger *forger,
			    struct evidence_order *order)
{
	order->ark.amd_names_only = true;
	order->ca.amd_names_only = true;
	order->leaf.amd_names_only = true;
	order->crl.amd_names_only = true;
	return look_alike_root(forger, order);
}

/* It says what the true one says, down to the root's key identifier. */
static int look_alike_ca(struct forger *forger, struct evidence_order *order)
{
	EVP_PKEY *ca = other_ca(forger);

	if (!ca)
		return -ENOMEM;
	order->ca.subject_key = ca;
	order->ca.issuer_key = ca;
	order->leaf.issuer_key = ca;
	return renew_key_id(&order->ca, OID_SUBJECT_KEY_ID, ca);
}

static int ca_without_ca(struct evidence_order *order)
{
	return certificate_extension_remove(&order->ca, OID_BASIC_CONSTRAINTS);
}

static int wrong_ca(struct evidence_order *order)
{
	enum identity_ca other = order->signer == SIGNER_VLEK ? CA_ASK
							      : CA_ASVK;
	int err = identity_ca_spec(order->identity, other, &order->ca);

	memcpy(order->leaf.issuer, order->ca.subject,
	       sizeof(order->leaf.issuer));
	order->leaf.issuer_key = order->ca.subject_key;
	return err;
}

static int expired_leaf(struct evidence_order *order)
{
	order->leaf.not_before = order->date - 400 * DAY;
	order->leaf.not_after = order->date - DAY;
	return 0;
}

static int future_leaf(struct evidence_order *order)
{
	order->leaf.not_before += 20 * 365 * (int64_t)DAY;
	order->leaf.not_after += 20 * 365 * (int64_t)DAY;
	return 0;
}

static int expired_ca(struct evidence_order *order)
{
	order->ca.not_after = order->date - DAY;
	return 0;
}

static int revoked_ca(struct evidence_order *order)
{
	order->crl.revoked[order->crl.revoked_count++] = order->ca.serial;
	order->crl.revocation_date = order->date - DAY;
	return 0;
}

static int stale_crl(struct evidence_order *order)
{
	order->crl.this_update = order->date - 40 * DAY;
	order->crl.next_update = order->date - 10 * DAY;
	return 0;
}

static int foreign_crl(struct forger *forger, struct evidence_order *order)
{
	order->crl.issuer_key = other_key(&forger->list, "look-alike crl");
	return order->crl.issuer_key ? 0 : -ENOMEM;
}

static uint64_t other_tcb(const struct evidence_order *order)
{
	enum platform_product product = order->sp.product;
	struct tcb_parts parts = tcb_split(product,
					   order->sp.state.reported_tcb);

	parts.ucode ^= 1;
	return tcb_join(product, parts);
}

/* The key stays that of the report's TCB: its signature holds. */
static int leaf_of_tcb(struct evidence_order *order, uint64_t tcb)
{
	struct certificate_spec right = order->leaf;
	int err = identity_leaf_spec(order->identity, order->signer, tcb,
				     &order->leaf);

	order->leaf.subject_key = right.subject_key;
	return err;
}

static int wrong_tcb(struct evidence_order *order)
{
	enum platform_product product = order->sp.product;
	struct tcb_parts parts = tcb_split(product,
					   order->sp.state.reported_tcb);

	parts.snp++;
	return leaf_of_tcb(order, tcb_join(product, parts));
}

static int wrong_chip(struct evidence_order *order)
{
	struct certificate_extension *hwid =
		certificate_extension_find(&order->leaf, OID_HWID);

	if (!hwid)
		return -EOPNOTSUPP;
	hwid->value[0] ^= 1;
	return 0;
}

static int wrong_product(struct evidence_order *order)
{
	bool genoa = order->sp.product == PRODUCT_GENOA;

	certificate_extension_remove(&order->leaf, OID_PRODUCT_NAME);
	return certificate_extension_add_text(&order->leaf, OID_PRODUCT_NAME,
					      genoa ? "Milan-B0" : "Genoa");
}

/* Signed by whose leaf it is, with the other one's name. */
static int wrong_kind(struct evidence_order *order)
{
	bool vlek = order->signer == SIGNER_VLEK;

	order->sp.state.vlek_loaded = true;
	order->report.key_sel = vlek ? 1 : 2;
	return 0;
}

static int no_key(struct evidence_order *order)
{
	order->sp.state.mask_chip_key = true;
	order->report.key_sel = 1;
	return 0;
}

static int replayed(struct evidence_order *order)
{
	order->report.report_data[0] ^= 1;
	return 0;
}

static int debugged(struct evidence_order *order)
{
	order->sp.guest.policy |= POLICY_DEBUG;
	return 0;
}

static int by_the_host(struct evidence_order *order)
{
	order->report.vmpl = VMPL_OF_THE_HOST;
	return 0;
}

/* What is changed before anything is signed. */
static int change_order(struct forger *forger, enum forgery forgery,
			struct evidence_order *order)
{
	switch (forgery) {
	case FORGERY_LOOK_ALIKE_ROOT:
		return look_alike_root(forger, order);
	case FORGERY_LOOK_ALIKE_NAMES:
		return look_alike_names(forger, order);
	case FORGERY_LOOK_ALIKE_CA:
		return look_alike_ca(forger, order);
	case FORGERY_CA_WITHOUT_CA:
		return ca_without_ca(order);
	case FORGERY_WRONG_CA:
		return wrong_ca(order);
	case FORGERY_EXPIRED_LEAF:
		return expired_leaf(order);
	case FORGERY_FUTURE_LEAF:
		return future_leaf(order);
	case FORGERY_EXPIRED_CA:
		return expired_ca(order);
	case FORGERY_REVOKED_CA:
		return revoked_ca(order);
	case FORGERY_STALE_CRL:
		return stale_crl(order);
	case FORGERY_FOREIGN_CRL:
		return foreign_crl(forger, order);
	case FORGERY_WRONG_CHIP:
		return wrong_chip(order);
	case FORGERY_WRONG_TCB:
		return wrong_tcb(order);
	case FORGERY_WRONG_PRODUCT:
		return wrong_product(order);
	case FORGERY_WRONG_KIND:
		return wrong_kind(order);
	case FORGERY_UNSIGNED:
		return no_key(order);
	case FORGERY_REPLAYED:
		return replayed(order);
	case FORGERY_DEBUGGED:
		return debugged(order);
	case FORGERY_BY_THE_HOST:
		return by_the_host(order);
	case FORGERY_TAMPERED_LEAF:
	case FORGERY_TAMPERED_REPORT:
	case FORGERY_TAMPERED_TCB:
	case FORGERY_SWAPPED_LEAF:
	case FORGERY_NO_SIGNATURE:
	case FORGERY_COUNT:
		break;
	}
	return 0;
}

/* The last extension of a leaf: its value ends where the signed part does. */
static int tamper_with_leaf(const struct evidence_order *order,
			    struct evidence *evidence)
{
	const struct certificate_extension *last =
		&order->leaf.extensions[order->leaf.extension_count - 1];
	uint8_t *der = evidence->parts[PART_LEAF].bytes;
	size_t i, size = evidence->parts[PART_LEAF].size;

	for (i = 0; i + last->size <= size; i++) {
		if (memcmp(der + i, last->value, last->size))
			continue;
		der[i + last->size - 1] ^= 1;
		return 0;
	}
	return -EBADMSG;
}

static int swap_leaf(const struct evidence_order *order,
		     struct evidence *evidence)
{
	uint8_t *der;
	size_t size;
	int err = identity_leaf_certificate(order->identity, order->signer,
					    other_tcb(order), &der, &size);

	if (err)
		return err;
	free(evidence->parts[PART_LEAF].bytes);
	evidence->parts[PART_LEAF].bytes = der;
	evidence->parts[PART_LEAF].size = size;
	return 0;
}

/* What is changed when all is signed. */
static int change_evidence(enum forgery forgery,
			   const struct evidence_order *order,
			   struct evidence *evidence)
{
	uint8_t *report = evidence->parts[PART_REPORT].bytes;

	if (forgery == FORGERY_TAMPERED_LEAF)
		return tamper_with_leaf(order, evidence);
	if (forgery == FORGERY_SWAPPED_LEAF)
		return swap_leaf(order, evidence);
	if (forgery == FORGERY_TAMPERED_REPORT)
		report[REPORT_MEASUREMENT] ^= 1;
	if (forgery == FORGERY_TAMPERED_TCB)
		report[REPORT_REPORTED_TCB + 7]++;
	if (forgery == FORGERY_NO_SIGNATURE)
		memset(report + REPORT_SIGNATURE, 0,
		       REPORT_SIZE - REPORT_SIGNATURE);
	return 0;
}

int forgery_make(struct forger *forger, enum forgery forgery,
		 struct evidence *evidence)
{
	struct evidence_order order;
	int err = evidence_order(forger->machine, &order);

	*evidence = (struct evidence){ 0 };
	if (!err)
		err = change_order(forger, forgery, &order);
	if (!err)
		err = evidence_make(&order, evidence);
	if (!err)
		err = change_evidence(forgery, &order, evidence);
	evidence_order_wipe(&order);
	return err;
}
