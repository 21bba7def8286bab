/* SPDX-License-Identifier: MIT */
/* What the service shows of itself over https. */
#ifndef EMULATOR_KDS_TLS_H
#define EMULATOR_KDS_TLS_H

#include "answers.h"

/* PEM, both allocated, both terminated; kds_tls_free(). */
struct kds_tls {
	char *certificate, *key;
};

/*
 * kds_tls_make() - a certificate for 127.0.0.1, localhost and kdsintf.amd.com,
 * signed by the machine's root: a client that trusts anchor.pem trusts it
 *
 * Valid for 25 years from two before the machine's date. Returns 0 or -ENOMEM.
 */
int kds_tls_make(const struct kds *kds, struct kds_tls *tls);

/* A certificate (and its chain) and a key from files. 0, or an errno in @why. */
int kds_tls_read(const char *certificate, const char *key,
		 struct kds_tls *tls, struct why why);

void kds_tls_free(struct kds_tls *tls);

#endif /* EMULATOR_KDS_TLS_H */
