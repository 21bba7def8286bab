/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_CRYPTO_AES_GCM_H
#define STANDIN_HOSTS_CRYPTO_AES_GCM_H

struct aes_gcm_key {
	unsigned char key[32];
};

#endif
