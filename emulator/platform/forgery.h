/* SPDX-License-Identifier: MIT */
/*
 * Evidence that every verifier has to refuse, when it trusts the machine's root,
 * is given its revocation list, and demands the report data: one list. Each is
 * right but for the one thing it says.
 */
#ifndef EMULATOR_FORGERY_H
#define EMULATOR_FORGERY_H

#include "evidence.h"

/* X(NAME, "name", "what is wrong", who can see it) */
#define FORGERIES(X)							\
	X(LOOK_ALIKE_ROOT, "look-alike-root",				\
	  "a root of the same name with another key, and all below it", CHAIN) \
	X(LOOK_ALIKE_NAMES, "look-alike-names",				\
	  "the same with AMD's names to the letter, EMULATED left out", CHAIN) \
	X(LOOK_ALIKE_CA, "look-alike-ca",				\
	  "an ASK of another key that the root did not sign", CHAIN)	\
	X(CA_WITHOUT_CA, "ca-is-no-ca",					\
	  "an ASK whose certificate does not say that it is a CA", CHAIN) \
	X(WRONG_CA, "leaf-under-wrong-ca",				\
	  "a VCEK below the ASVK, or a VLEK below the ASK", ROLE)	\
	X(EXPIRED_LEAF, "expired-leaf",					\
	  "the leaf ended before the machine's date", CHAIN)		\
	X(FUTURE_LEAF, "future-leaf",					\
	  "the leaf begins 20 years after the machine's date", CHAIN)	\
	X(EXPIRED_CA, "expired-ca",					\
	  "the ASK ended before the machine's date", CHAIN)		\
	X(TAMPERED_LEAF, "tampered-leaf",				\
	  "a bit of the leaf's chip id (VLEK: CSP id) flipped after it was signed", CHAIN) \
	X(REVOKED_CA, "revoked-ca",					\
	  "the revocation list has the ASK", REVOCATION)		\
	X(STALE_CRL, "stale-crl",					\
	  "the next revocation list was due before the machine's date", REVOCATION) \
	X(FOREIGN_CRL, "foreign-crl",					\
	  "the revocation list is signed by another key", REVOCATION)	\
	X(TAMPERED_REPORT, "tampered-report",				\
	  "a bit of the measurement flipped after it was signed", SIGNATURE) \
	X(TAMPERED_TCB, "tampered-tcb",					\
	  "the reported TCB raised after it was signed", SIGNATURE)	\
	X(SWAPPED_LEAF, "swapped-leaf",					\
	  "the leaf is of another TCB, and of another key with it", SIGNATURE) \
	X(NO_SIGNATURE, "no-signature",					\
	  "the signature is zeros", SIGNATURE)				\
	X(UNSIGNED, "unsigned",						\
	  "the report says that nobody signed it, as with a masked key", SIGNATURE) \
	X(WRONG_CHIP, "wrong-chip",					\
	  "the leaf is of another chip", COMPARISON) \
	X(WRONG_TCB, "wrong-tcb",					\
	  "the leaf's TCB is above the report's", COMPARISON)		\
	X(WRONG_PRODUCT, "wrong-product",				\
	  "the leaf is of another product", COMPARISON)			\
	X(WRONG_KIND, "wrong-kind",					\
	  "a VCEK's report says that a VLEK signed it, or the reverse", COMPARISON) \
	X(REPLAYED, "replayed",						\
	  "the report is the answer to another request", POLICY)	\
	X(DEBUGGED, "debugged",						\
	  "the policy lets the host read the guest's memory", POLICY)	\
	X(BY_THE_HOST, "by-the-host",					\
	  "the host asked for the report, no guest did", POLICY)

/* Who can see it. */
enum forgery_seen {
	SEEN_CHAIN,		/* any X.509 verifier */
	SEEN_ROLE,		/* who knows which CA signs which leaf */
	SEEN_REVOCATION,	/* any X.509 verifier with the list */
	SEEN_SIGNATURE,		/* who verifies the report with the leaf */
	SEEN_COMPARISON,	/* who compares report and leaf */
	SEEN_POLICY,		/* who judges what the report says */
};

enum forgery {
#define X(name, text, what, seen) FORGERY_##name,
	FORGERIES(X)
#undef X
	FORGERY_COUNT
};

const char *forgery_name(enum forgery forgery);
const char *forgery_text(enum forgery forgery);
/* "the chain", "the revocation list" ... : what shows it. */
const char *forgery_seen_by(enum forgery forgery);

/* 0, or -EINVAL when there is none of that name. */
int forgery_parse(const char *name, enum forgery *forgery);

/* Whoever forges: keys of CAs that are not the machine's, made when needed. */
struct forger {
	struct still_machine *machine;
	struct evp_pkey_st *root, *ca, *list;
};

void forger_free(struct forger *forger);

/*
 * forgery_make() - evidence with this one thing wrong
 *
 * Takes a second or two where keys of other CAs are needed. Returns as
 * evidence_make(), or -EOPNOTSUPP where it cannot be: a VLEK is of no chip.
 */
int forgery_make(struct forger *forger, enum forgery forgery,
		 struct evidence *evidence);

#endif /* EMULATOR_FORGERY_H */
