// SPDX-License-Identifier: MIT
#include "lib_forge.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "crypto/der.h"

static void put64(uint8_t *to, uint64_t value)
{
	for (int i = 0; i < 8; i++)
		to[i] = value >> (8 * i);
}

/* A TCB with room below and above each part. */
static uint64_t some_tcb(enum platform_product product)
{
	return product == PRODUCT_TURIN ? UINT64_C(0x5100000004010101) :
					  UINT64_C(0xd516000000000203);
}

static void trust_root(struct forge *forge)
{
	struct snpguest_blob ark;
	uint8_t *der;

	assert_int_equal(identity_ca_certificate(forge->identity, CA_ARK, &der,
						 &ark.len), 0);
	ark.data = der;
	assert_int_equal(snpguest_verifier_new(&forge->verifier, NULL, NULL), 0);
	assert_int_equal(snpguest_verifier_add_anchor(forge->verifier, ark,
						      NULL), 0);
	free(der);
}

struct forge *forge_new(enum platform_product product)
{
	struct forge *forge = calloc(1, sizeof(*forge));

	assert_non_null(forge);
	forge->product = product;
	forge->identity = identity_create(product, 7, FORGE_DATE);
	assert_non_null(forge->identity);
	trust_root(forge);
	forge_reset(forge, SIGNER_VCEK, 3);
	return forge;
}

void forge_free(struct forge *forge)
{
	snpguest_verifier_free(forge->verifier);
	identity_free(forge->identity);
	free(forge);
}

struct certificate_spec forge_ca(struct forge *forge, enum identity_ca ca)
{
	struct certificate_spec spec;

	assert_int_equal(identity_ca_spec(forge->identity, ca, &spec), 0);
	return spec;
}

static void reset_content(struct forge *forge, enum report_signer signer,
			  unsigned int version)
{
	struct report_content *content = &forge->content;
	uint64_t tcb = some_tcb(forge->product);

	*content = (struct report_content){
		.product = forge->product, .version = version,
		.guest_svn = 7, .policy = 0x3011f, .vmpl = 1,
		.platform_info = 0x25, .signer = signer,
		.current_tcb = tcb, .committed_tcb = tcb,
		.reported_tcb = tcb, .launch_tcb = tcb,
		.current_firmware = { 1, 55, 30 },
		.committed_firmware = { 1, 55, 30 },
		.launch_mitigations = 0x3f, .current_mitigations = 0x3f,
	};
	memset(content->report_data, 0xd1, sizeof(content->report_data));
	memset(content->measurement, 0xd2, sizeof(content->measurement));
	memset(content->host_data, 0xd3, sizeof(content->host_data));
	memset(content->family_id, 0xd4, sizeof(content->family_id));
	memset(content->image_id, 0xd5, sizeof(content->image_id));
	memset(content->id_key_digest, 0xd6, sizeof(content->id_key_digest));
	memset(content->author_key_digest, 0xd7,
	       sizeof(content->author_key_digest));
	memset(content->report_id, 0xd8, sizeof(content->report_id));
	memset(content->report_id_ma, 0xff, sizeof(content->report_id_ma));
	content->author_key_en = true;
	if (signer != SIGNER_VLEK)
		identity_chip_id(forge->identity, content->chip_id);
}

void forge_reset(struct forge *forge, enum report_signer signer,
		 unsigned int version)
{
	uint64_t tcb = some_tcb(forge->product);

	reset_content(forge, signer, version);
	forge->report_len = 1184;
	forge->edit = NULL;
	forge->edit_signed = NULL;
	forge->report_key = identity_signing_key(forge->identity, signer, tcb);
	assert_int_equal(identity_leaf_spec(forge->identity, signer, tcb,
					    &forge->leaf), 0);
	forge->ca = forge_ca(forge, signer == SIGNER_VLEK ? CA_ASVK : CA_ASK);
	identity_crl_spec(forge->identity, &forge->crl);
	forge->with_report = forge->with_leaf = forge->with_ca = true;
	forge->with_ark = forge->with_crl = forge->alone = false;
	forge->n_extra = 0;
	forge->table = forge->extra_crl = (struct snpguest_blob){ NULL, 0 };
	forge->policy = (struct snpguest_policy)SNPGUEST_POLICY_INIT;
	forge->policy.any_root = 1;
	forge->at = FORGE_DATE;
}

struct snpguest_blob forge_issue(const struct certificate_spec *spec)
{
	struct snpguest_blob blob;
	uint8_t *der;

	assert_int_equal(certificate_issue(spec, &der, &blob.len), 0);
	blob.data = der;
	return blob;
}

struct snpguest_blob forge_issue_crl(const struct crl_spec *spec)
{
	struct snpguest_blob blob;
	uint8_t *der;

	assert_int_equal(crl_issue(spec, &der, &blob.len), 0);
	blob.data = der;
	return blob;
}

void forge_sign_again(struct snpguest_blob der, struct evp_pkey_st *key)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	struct signed_der parts;
	EVP_PKEY_CTX *pss;
	size_t len;

	assert_true(der_signed(der, &parts));
	len = parts.signature.len;
	assert_true(EVP_DigestSignInit(ctx, &pss, EVP_sha384(), NULL, key) &&
		    EVP_PKEY_CTX_set_rsa_padding(pss, RSA_PKCS1_PSS_PADDING) &&
		    EVP_PKEY_CTX_set_rsa_pss_saltlen(pss, 48) &&
		    EVP_DigestSign(ctx, (uint8_t *)parts.signature.data, &len,
				   parts.tbs.data, parts.tbs.len));
	assert_int_equal(len, parts.signature.len);
	EVP_MD_CTX_free(ctx);
}

void forge_name_other_salt(struct snpguest_blob der)
{
	static const uint8_t salt_48[] = { 0xa2, 3, 2, 1, 48 };
	struct bytes rest = bytes_of(der);
	unsigned int count = 0;
	uint8_t *at;

	while ((at = memmem(rest.at, rest.left, salt_48, sizeof(salt_48)))) {
		at[4] = 32;
		bytes_take(&rest, at + sizeof(salt_48) - rest.at);
		count++;
	}
	assert_int_equal(count, 2);
}

void forge_write_report(struct forge *forge)
{
	memset(forge->report, 0, sizeof(forge->report));
	report_write(&forge->content, forge->report);
	/* As a writer it may know better; here the content is the law. */
	put64(forge->report + REPORT_REPORTED_TCB, forge->content.reported_tcb);
	if (forge->edit)
		forge->edit(forge->report);
	if (forge->report_key)
		assert_int_equal(report_sign(forge->report_key, forge->report),
				 0);
	if (forge->edit_signed)
		forge->edit_signed(forge->report);
}

void forge_add(struct forge *forge, struct snpguest_blob cert)
{
	assert_true(forge->n_extra < FORGE_EXTRA_MAX);
	forge->extra[forge->n_extra++] = cert;
}

static size_t gather(struct forge *forge, struct snpguest_blob *certs)
{
	struct certificate_spec ark;
	size_t n = 0;

	if (forge->with_leaf)
		certs[n++] = forge_issue(&forge->leaf);
	if (forge->with_ca)
		certs[n++] = forge_issue(&forge->ca);
	if (forge->with_ark) {
		ark = forge_ca(forge, CA_ARK);
		certs[n++] = forge_issue(&ark);
	}
	for (size_t i = 0; i < forge->n_extra; i++)
		certs[n++] = forge->extra[i];
	return n;
}

/* What no test demands is waived, so that it need not say so. */
static struct snpguest_policy policy_of(const struct forge *forge)
{
	struct snpguest_policy policy = forge->policy;

	policy.report_data_any = !policy.report_data.count &&
				 !policy.report_data_prefix.len &&
				 !policy.report_data_hash;
	policy.measurement_any = !policy.measurement.count;
	return policy;
}

static struct snpguest_verdict *judge(struct forge *forge,
				      const struct snpguest_evidence *evidence)
{
	struct snpguest_policy policy = policy_of(forge);
	struct snpguest_verdict *verdict;
	struct snpguest_error error;
	int ret = snpguest_verify(forge->verifier, evidence, &policy, forge->at,
				  &verdict, &error);

	if (!verdict)
		fail_msg("%s", error.what);
	assert_int_equal(ret, snpguest_verdict_status(verdict));
	return verdict;
}

/* One kind of verdict is the other's beginning; only tests make use of that. */
static struct snpguest_verdict *
judge_chain(struct forge *forge, const struct snpguest_evidence *evidence)
{
	struct snpguest_chain_policy policy = SNPGUEST_CHAIN_POLICY_INIT;
	struct snpguest_chain_verdict *verdict;
	struct snpguest_error error;
	int ret;

	policy.any_root = forge->policy.any_root;
	policy.crl_required = forge->policy.crl_required;
	policy.crl_max_age = forge->policy.crl_max_age;
	ret = snpguest_verify_chain(forge->verifier, evidence, &policy,
				    forge->at, &verdict, &error);
	if (!verdict)
		fail_msg("%s", error.what);
	assert_int_equal(ret, snpguest_chain_verdict_status(verdict));
	return (struct snpguest_verdict *)verdict;
}

struct snpguest_verdict *forge_judge(struct forge *forge)
{
	struct snpguest_blob certs[3 + FORGE_EXTRA_MAX], crls[2];
	struct snpguest_evidence evidence = {
		.size = sizeof(evidence), .table = forge->table,
	};
	struct snpguest_verdict *verdict;

	forge_write_report(forge);
	if (forge->with_report)
		evidence.report = (struct snpguest_blob){ forge->report,
							  forge->report_len };
	evidence.n_certs = gather(forge, certs);
	if (forge->with_crl)
		crls[evidence.n_crls++] = forge_issue_crl(&forge->crl);
	if (forge->extra_crl.data)
		crls[evidence.n_crls++] = blob_copy(forge->extra_crl);

	evidence.certs = evidence.n_certs ? certs : NULL;
	evidence.crls = evidence.n_crls ? crls : NULL;
	verdict = forge->alone ? judge_chain(forge, &evidence) :
				 judge(forge, &evidence);
	for (size_t i = 0; i < evidence.n_certs; i++)
		blob_free(certs[i]);
	for (size_t i = 0; i < evidence.n_crls; i++)
		blob_free(crls[i]);
	return verdict;
}

static struct snpguest_evidence these(const struct snpguest_blob *certs,
				      size_t n_certs,
				      const struct snpguest_blob *crl)
{
	return (struct snpguest_evidence){
		.size = sizeof(struct snpguest_evidence), .certs = certs,
		.n_certs = n_certs, .crls = crl->data ? crl : NULL,
		.n_crls = crl->data ? 1 : 0,
	};
}

struct snpguest_verdict *forge_judge_these(struct forge *forge,
					   const struct snpguest_blob *certs,
					   size_t n_certs,
					   struct snpguest_blob crl)
{
	struct snpguest_evidence evidence = these(certs, n_certs, &crl);

	evidence.report = (struct snpguest_blob){ forge->report,
						  forge->report_len };
	return judge(forge, &evidence);
}

struct snpguest_verdict *forge_judge_chain(struct forge *forge,
					   const struct snpguest_blob *certs,
					   size_t n_certs,
					   struct snpguest_blob crl)
{
	struct snpguest_evidence evidence = these(certs, n_certs, &crl);

	return judge_chain(forge, &evidence);
}
