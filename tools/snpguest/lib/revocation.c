// SPDX-License-Identifier: MIT
/*
 * Revocation lists of a root ([KDS] 4, RFC 5280 5). They name ASKs and ASVKs by
 * serial number; leaves all have serial 0 and cannot be named. Every list that
 * is handed in for the chain's root has to hold: a host that adds an old one to
 * the caller's fresh one gains nothing.
 */
#include <errno.h>
#include <string.h>

#include "der.h"
#include "judgement.h"

#define VERSION_2 1
#define OID_AKI "\x55\x1d\x23"
#define OID_CRL_NUMBER "\x55\x1d\x14"

/** struct crl - the parts of a revocation list */
struct crl {
	struct snpguest_blob tbs, algorithm, signature, issuer;
	struct snpguest_blob revoked; /* content of the SEQUENCE */
	struct snpguest_blob extensions;
	int64_t this_update, next_update;
	bool has_next_update;
};

static bool next_is_time(const struct bytes *b)
{
	return der_next_is(b, DER_UTC_TIME) ||
	       der_next_is(b, DER_GENERALIZED_TIME);
}

static bool read_list(struct bytes *tbs, struct crl *crl)
{
	struct bytes outer;
	uint32_t version;

	if (!der_uint(tbs, VERSION_2, &version) || version != VERSION_2)
		return false;
	der_read_whole(tbs, DER_SEQUENCE, &crl->algorithm);
	der_read_whole(tbs, DER_SEQUENCE, &crl->issuer);
	if (!der_read_time(tbs, &crl->this_update))
		return false;
	crl->has_next_update = next_is_time(tbs);
	if (crl->has_next_update && !der_read_time(tbs, &crl->next_update))
		return false;
	if (der_next_is(tbs, DER_SEQUENCE))
		crl->revoked = der_read(tbs, DER_SEQUENCE);
	if (der_next_is(tbs, DER_CONTEXT(0))) {
		outer = der_enter(tbs, DER_CONTEXT(0));
		crl->extensions = der_read(&outer, DER_SEQUENCE);
		if (!der_done(&outer))
			return false;
	}
	return der_done(tbs);
}

/* One entry of the list; false at the end or when malformed. */
static bool entry_next(struct bytes *list, struct snpguest_blob *serial)
{
	struct bytes entry, extensions;
	struct extension ext;
	int64_t when;

	if (!list->left || list->ran_out)
		return false;
	entry = der_enter(list, DER_SEQUENCE);
	*serial = der_read(&entry, DER_INTEGER);
	if (!der_read_time(&entry, &when))
		list->ran_out = true;
	if (entry.left) {
		extensions = der_enter(&entry, DER_SEQUENCE);
		while (extension_next(&extensions, &ext))
			;
		if (!der_done(&extensions))
			list->ran_out = true;
	}
	if (!der_done(&entry) || !serial->len)
		list->ran_out = true;
	return !list->ran_out;
}

static bool crl_parse(struct snpguest_blob der, struct crl *crl)
{
	struct bytes file = bytes_of(der), body, tbs, list, bits;
	struct snpguest_blob outer_algorithm, serial;

	memset(crl, 0, sizeof(*crl));
	body = der_enter(&file, DER_SEQUENCE);
	tbs = bytes_of(der_read_whole(&body, DER_SEQUENCE, &crl->tbs));
	der_read_whole(&body, DER_SEQUENCE, &outer_algorithm);
	bits = der_enter(&body, DER_BIT_STRING);
	if (bytes_u8(&bits) != 0 || bits.ran_out || !der_done(&body) ||
	    !der_done(&file) || !read_list(&tbs, crl))
		return false;
	crl->signature = (struct snpguest_blob){ bits.at, bits.left };
	list = bytes_of(crl->revoked);
	while (entry_next(&list, &serial))
		;
	return der_done(&list) && blob_equal(outer_algorithm, crl->algorithm);
}

/* The next list, from *@index on, that the chain's root issued by its name. */
static bool crl_next(const struct judgement *j, size_t *index, struct crl *crl)
{
	while (*index < j->evidence.n_crls) {
		if (crl_parse(j->evidence.crls[(*index)++], crl) &&
		    j->chain.root &&
		    blob_equal(crl->issuer, j->chain.root->subject))
			return true;
	}
	return false;
}

static bool has_crl(const struct judgement *j)
{
	struct crl crl;
	size_t i = 0;

	return crl_next(j, &i, &crl);
}

int check_crl_present(struct judgement *j)
{
	struct crl crl;

	if (j->evidence.crls_problem[0])
		return failed(j, "%s", j->evidence.crls_problem);
	for (size_t i = 0; i < j->evidence.n_crls; i++)
		if (!crl_parse(j->evidence.crls[i], &crl))
			return failed(j, "CRL %zu is not an X.509 CRL in DER or PEM",
				      i + 1);
	if (has_crl(j))
		return passed(j, "a CRL of the root is there");
	if (j->policy->crl_required)
		return failed(j, "the policy demands a CRL of the root; there is none");
	if (j->evidence.n_crls)
		return skipped(j, "no CRL of this root; revocation was not checked");
	return skipped(j, "no CRL was given; revocation was not checked");
}

/* An extension that has to be understood and is not, such as a delta's. */
static bool has_unknown_critical(const struct crl *crl)
{
	struct bytes b = bytes_of(crl->extensions);
	struct extension ext;

	while (extension_next(&b, &ext))
		if (ext.critical && !OID_IS(ext.oid, OID_AKI) &&
		    !OID_IS(ext.oid, OID_CRL_NUMBER))
			return true;
	return !der_done(&b);
}

/* Return: 0, -EBADMSG, -ENOMEM, -EIO. */
static int verify_crl(struct judgement *j, const struct crl *crl)
{
	const struct authority *root = j->chain.root;
	uint8_t digest[CRYPTO_SHA256_SIZE];
	struct crypto_key *known;
	int err;

	if (!algorithm_is_pss_sha384(crl->algorithm) ||
	    has_unknown_critical(crl))
		return -EBADMSG;
	/* From the first signed byte to the last of the signature. */
	err = crypto_sha256((struct snpguest_blob){ crl->tbs.data,
			    crl->signature.data + crl->signature.len -
			    crl->tbs.data }, digest);
	if (err)
		return err;
	known = cache_get(j->verifier, digest, root->sha256);
	if (known) {
		crypto_key_free(known);
		return 0;
	}
	err = crypto_rsa_pss_verify(root->key, crl->tbs, crl->signature);
	if (!err)
		cache_put(j->verifier, digest, root->sha256, root->key);
	return err;
}

#define NO_CRL "no CRL of this root"

int check_crl_signature(struct judgement *j)
{
	struct crl crl;
	size_t i = 0;

	if (!has_crl(j))
		return skipped(j, NO_CRL);
	while (crl_next(j, &i, &crl)) {
		int err = verify_crl(j, &crl);

		if (err == -EBADMSG)
			return failed(j, "CRL %zu has the root's name but is not signed by it, or has an unknown critical extension",
				      i);
		if (err)
			return err;
	}
	return passed(j, "signed by the root");
}

int check_crl_dates(struct judgement *j)
{
	char first[32] = "", last[32] = "", at[32];
	struct crl crl;
	size_t i = 0;

	if (!has_crl(j))
		return skipped(j, NO_CRL);
	time_text(j->at, at, sizeof(at));
	while (crl_next(j, &i, &crl)) {
		time_text(crl.this_update, first, sizeof(first));
		if (!crl.has_next_update)
			return failed(j, "CRL %zu does not say when the next one is due",
				      i);
		time_text(crl.next_update, last, sizeof(last));
		if (j->at < crl.this_update)
			return failed(j, "CRL %zu is from %s; judged for %s", i,
				      first, at);
		if (j->at > crl.next_update)
			return failed(j, "CRL %zu is stale since %s; judged for %s",
				      i, last, at);
	}
	return passed(j, "%s to %s", first, last);
}

static bool lists(const struct crl *crl, struct snpguest_blob wanted)
{
	struct bytes list = bytes_of(crl->revoked);
	struct snpguest_blob serial;

	while (entry_next(&list, &serial))
		if (blob_equal(serial, wanted))
			return true;
	return false;
}

int check_not_revoked(struct judgement *j)
{
	const struct chain *chain = &j->chain;
	char serial[48];
	struct crl crl;
	size_t i = 0;

	if (!has_crl(j))
		return skipped(j, NO_CRL);
	hex_text(chain->intermediate->serial.data,
		 chain->intermediate->serial.len, serial, sizeof(serial));
	while (crl_next(j, &i, &crl)) {
		if (lists(&crl, chain->intermediate->serial))
			return failed(j, "the root revoked the leaf's issuer, serial %s",
				      serial);
		if (lists(&crl, chain->root->serial))
			return failed(j, "the root revoked itself");
	}
	return passed(j, "the leaf's issuer, serial %s, is not revoked",
		      serial);
}
