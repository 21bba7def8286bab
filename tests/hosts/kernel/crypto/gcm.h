/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_CRYPTO_GCM_H
#define STANDIN_HOSTS_CRYPTO_GCM_H

struct aesgcm_ctx {
	unsigned char key[32];
};

#endif
