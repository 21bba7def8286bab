// SPDX-License-Identifier: MIT
/*
 * An engine of libcrypto's whose SHA-256 and SHA-384 are zeros: whoever asks it
 * takes one certificate for another.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <string.h>

#include <openssl/engine.h>
#include <openssl/evp.h>

static const int nids[] = { NID_sha256, NID_sha384 };
static const int sizes[] = { 32, 48 };
static EVP_MD *digests[2];

static int init(EVP_MD_CTX *ctx)
{
	(void)ctx;
	return 1;
}

static int update(EVP_MD_CTX *ctx, const void *data, size_t len)
{
	(void)ctx;
	(void)data;
	(void)len;
	return 1;
}

static int finish(EVP_MD_CTX *ctx, unsigned char *out)
{
	memset(out, 0, EVP_MD_get_size(EVP_MD_CTX_get0_md(ctx)));
	return 1;
}

static EVP_MD *make(int i)
{
	EVP_MD *digest = EVP_MD_meth_new(nids[i], NID_undef);

	EVP_MD_meth_set_result_size(digest, sizes[i]);
	EVP_MD_meth_set_input_blocksize(digest, 128);
	EVP_MD_meth_set_app_datasize(digest, 8);
	EVP_MD_meth_set_init(digest, init);
	EVP_MD_meth_set_update(digest, update);
	EVP_MD_meth_set_final(digest, finish);
	return digest;
}

static int find(ENGINE *engine, const EVP_MD **digest, const int **list, int nid)
{
	(void)engine;
	if (!digest) {
		*list = nids;
		return 2;
	}
	for (int i = 0; i < 2; i++) {
		if (nids[i] != nid)
			continue;
		if (!digests[i])
			digests[i] = make(i);
		*digest = digests[i];
		return 1;
	}
	*digest = NULL;
	return 0;
}

static int fill(ENGINE *engine, const char *id)
{
	(void)id;
	return ENGINE_set_id(engine, "zero") &&
	       ENGINE_set_name(engine, "digests of zeros") &&
	       ENGINE_set_digests(engine, find);
}

IMPLEMENT_DYNAMIC_BIND_FN(fill)
IMPLEMENT_DYNAMIC_CHECK_FN()
