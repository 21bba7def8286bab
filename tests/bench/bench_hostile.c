// SPDX-License-Identifier: MIT
/*
 * bench_hostile: what evidence of n hostile bytes costs beyond a genuine one, for
 * shapes that were quadratic once, or look as if they could be. For each shape one
 * line: name, milliseconds for 16 KiB beyond a genuine one, and the time for twice
 * as many bytes as a multiple. With the word "growth": lines of name, KiB and
 * seconds beyond a genuine one, for 4 to 256 KiB.
 *
 * Processor time of this thread, the best of several rounds of several calls.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pki/der.h"
#include "pki/identity.h"
#include "seconds.h"
#include "snpguest.h"

#define ROUNDS 7
#define CALLS 16 /* in a round: the least that is measured is 0.3 ms of 1 ms */
#define DATE INT64_C(1767225600) /* 2026-01-01 */
#define BLOBS_MAX 4096
#define KIB_SMALL 128
#define KIB_LARGE 256 /* a revocation list of more is not read */

/* Evidence of one shape; @owned is all of its memory. */
struct shape {
	struct snpguest_evidence evidence;
	struct snpguest_blob certs[BLOBS_MAX], crl;
	uint8_t *owned[BLOBS_MAX + 2];
	size_t n_owned;
};

static struct identity *identity;
static struct snpguest_verifier *verifier;
static struct snpguest_blob leaf, ca;
static uint8_t report[SNPGUEST_REPORT_SIZE];

static void die(const char *what)
{
	fprintf(stderr, "bench_hostile: %s\n", what);
	exit(3);
}

static uint8_t *own(struct shape *shape, size_t size)
{
	uint8_t *memory = calloc(1, size);

	if (!memory || shape->n_owned == BLOBS_MAX + 2)
		die("out of memory");
	return shape->owned[shape->n_owned++] = memory;
}

static void add(struct shape *shape, struct snpguest_blob cert)
{
	struct snpguest_evidence *e = &shape->evidence;
	uint8_t *copy = own(shape, cert.len);

	if (e->n_certs == BLOBS_MAX)
		die("too many certificates");
	memcpy(copy, cert.data, cert.len);
	e->certs = shape->certs;
	shape->certs[e->n_certs++] = (struct snpguest_blob){ copy, cert.len };
}

/* The same with another signature, so another certificate, forged. */
static void add_forged(struct shape *shape, struct snpguest_blob cert)
{
	uint8_t *copy;
	size_t n = shape->evidence.n_certs;

	add(shape, cert);
	copy = (uint8_t *)shape->certs[n].data;
	copy[cert.len - 1] ^= 1 + n % 255;
	copy[cert.len - 2] ^= 1 + n / 255;
}

/* ------------------------------------------------------------------ shapes */

static void forged_leaves(struct shape *shape, size_t bytes)
{
	for (size_t n = 0; n < bytes; n += leaf.len)
		add_forged(shape, leaf);
}

static void forged_authorities_and_leaves(struct shape *shape, size_t bytes)
{
	for (size_t n = 0; n < bytes; n += leaf.len + ca.len) {
		add_forged(shape, ca);
		add_forged(shape, leaf);
	}
}

static void rubbish_certificates(struct shape *shape, size_t bytes)
{
	static const uint8_t rubbish[64] = { 0x30, 62, 0x30, 60 };

	for (size_t n = 0; n < bytes; n += sizeof(rubbish))
		add(shape, (struct snpguest_blob){ rubbish, sizeof(rubbish) });
}

/* One text of blocks that are none. */
static void rubbish_pem(struct shape *shape, size_t bytes)
{
	static const char block[] = "-----BEGIN CERTIFICATE-----\n:\n";
	char *text = (char *)own(shape, bytes + sizeof(block));
	size_t len = 0;

	while (len < bytes) {
		memcpy(text + len, block, sizeof(block) - 1);
		len += sizeof(block) - 1;
	}
	shape->evidence.certs = shape->certs;
	shape->evidence.n_certs = 1;
	shape->certs[0] = (struct snpguest_blob){ (uint8_t *)text, len };
}

/* Of 256 bytes and more, in the shortest form. */
static size_t head_size(size_t len)
{
	return len < 0x10000 ? 4 : 5;
}

static size_t put_head(uint8_t *at, uint8_t tag, size_t len)
{
	size_t n = head_size(len) - 2;

	at[0] = tag;
	at[1] = 0x80 | n;
	for (size_t i = 0; i < n; i++)
		at[2 + i] = len >> (8 * (n - 1 - i));
	return 2 + n;
}

/* A list that nobody signed, of as many entries as there is room for. */
static void unsigned_list(struct shape *shape, size_t bytes)
{
	static const uint8_t entry[] = "\x30\x12\x02\x01\x05\x17\x0d"
				       "260101000000Z";
	struct crl_spec spec;
	uint8_t *issued, *made = own(shape, bytes + 4096), *at;
	size_t len, entries, tbs;

	identity_crl_spec(identity, &spec);
	spec.revoked_count = 1;
	spec.revoked[0] = 5;
	spec.revocation_date = DATE;
	if (crl_issue(&spec, &issued, &len))
		die("cannot issue a list");
	at = memmem(issued, len, entry, sizeof(entry) - 1);
	if (!at || at[-2] != 0x30)
		die("a list is made otherwise than expected");
	/* What stands before the entries and behind them, in the middle. */
	size_t before = at - 2 - issued - 8, after = issued + len - at -
						     (sizeof(entry) - 1);

	entries = (bytes - len) / (sizeof(entry) - 1) * (sizeof(entry) - 1);
	tbs = before + head_size(entries) + entries;
	at = made;
	at += put_head(at, 0x30, head_size(tbs) + tbs + after);
	at += put_head(at, 0x30, tbs);
	memcpy(at, issued + 8, before);
	at += before;
	at += put_head(at, 0x30, entries);
	for (size_t n = 0; n < entries; n += sizeof(entry) - 1)
		memcpy(at + n, entry, sizeof(entry) - 1);
	at += entries;
	memcpy(at, issued + len - after, after);
	at += after;
	free(issued);
	shape->crl = (struct snpguest_blob){ made, at - made };
	shape->evidence.crls = &shape->crl;
	shape->evidence.n_crls = 1;
}

/* struct odd - a certificate that is mostly name, or mostly extensions */
struct odd {
	const char *common_name;
	struct odd_name {
		unsigned int tag;
		char last;
		size_t len;
	} subject, issuer;
	size_t extensions;
	unsigned int serial;
};

static void put_attribute(struct der *der, const char *oid, unsigned int tag,
			  const void *text, size_t len)
{
	der_begin(der, DER_SET);
	der_begin(der, DER_SEQUENCE);
	der_oid(der, oid);
	der_put(der, tag, text, len);
	der_end(der);
	der_end(der);
}

/* As many units as fit into so many bytes, and one more. */
static void put_name(struct der *der, const char *common_name,
		     const struct odd_name *name)
{
	size_t end = der->size + name->len;

	der_begin(der, DER_SEQUENCE);
	put_attribute(der, "2.5.4.3", DER_UTF8_STRING, common_name,
		      strlen(common_name));
	while (der->size < end)
		put_attribute(der, "2.5.4.11", name->tag, "a", 1);
	put_attribute(der, "2.5.4.11", name->tag, &name->last, 1);
	der_end(der);
}

/* Each of its own, and of nobody's. */
static void put_extensions(struct der *der, size_t len)
{
	size_t end = der->size + len;

	der_begin(der, DER_CONTEXT_3);
	der_begin(der, DER_SEQUENCE);
	for (unsigned int n = 0; der->size < end; n++) {
		char oid[32];

		snprintf(oid, sizeof(oid), "2.999.%u", n);
		der_begin(der, DER_SEQUENCE);
		der_oid(der, oid);
		der_put(der, DER_OCTET_STRING, NULL, 0);
		der_end(der);
	}
	der_end(der);
	der_end(der);
}

static void put_algorithm(struct der *der)
{
	der_begin(der, DER_SEQUENCE);
	der_oid(der, "1.2.3");
	der_end(der);
}

static void put_validity_of_a_year(struct der *der)
{
	der_begin(der, DER_SEQUENCE);
	der_time(der, DATE);
	der_time(der, DATE + 365 * 86400);
	der_end(der);
}

static void put_key(struct der *der)
{
	der_begin(der, DER_SEQUENCE);
	put_algorithm(der);
	der_bit_string(der, (const uint8_t *)"", 1);
	der_end(der);
}

static void put_tbs(struct der *der, const struct odd *odd)
{
	der_begin(der, DER_SEQUENCE);
	der_begin(der, DER_CONTEXT_0);
	der_integer(der, 2);
	der_end(der);
	der_integer(der, odd->serial);
	put_algorithm(der);
	put_name(der, "SEV-Milan", &odd->issuer);
	put_validity_of_a_year(der);
	put_name(der, odd->common_name, &odd->subject);
	put_key(der);
	put_extensions(der, odd->extensions);
	der_end(der);
}

static void add_odd(struct shape *shape, const struct odd *odd)
{
	struct der der = { NULL };
	struct snpguest_blob cert;
	uint8_t *bytes;

	der_begin(&der, DER_SEQUENCE);
	put_tbs(&der, odd);
	put_algorithm(&der);
	der_bit_string(&der, (const uint8_t *)"", 1);
	der_end(&der);
	if (der_finish(&der, &bytes, &cert.len))
		die("out of memory");
	cert.data = bytes;
	add(shape, cert);
	free(bytes);
}

#define ODD_BYTES 300 /* of one without long names or extensions */
#define TELETEX_STRING 0x14

/* How many certificates of how many bytes: what is looked at, and no fewer. */
static unsigned int split(size_t bytes, size_t *len)
{
	size_t n = SNPGUEST_CERTS_MAX - 2;

	if (bytes / n < 2 * ODD_BYTES)
		n = bytes / (2 * ODD_BYTES);
	*len = bytes / n - ODD_BYTES;
	return n;
}

/* Leaves, and authorities whose name is nearly that of the leaves' issuer. */
static void odd_names(struct shape *shape, size_t bytes)
{
	size_t len;
	unsigned int count = split(bytes, &len);

	for (unsigned int n = 0; n < count; n++) {
		struct odd odd = { .common_name = n % 2 ? "SEV-Milan" :
							  "SEV-VCEK",
				   .serial = n };

		if (n % 2)
			odd.subject = (struct odd_name){ DER_UTF8_STRING, '-',
							 len };
		else
			odd.issuer = (struct odd_name){ TELETEX_STRING,
							'A' + n / 2, len };
		odd.subject.tag = odd.issuer.tag = n % 2 ? DER_UTF8_STRING :
							   TELETEX_STRING;
		add_odd(shape, &odd);
	}
}

static void odd_extensions(struct shape *shape, size_t bytes)
{
	const struct odd_name name = { DER_UTF8_STRING, 'a', 0 };
	size_t len;
	unsigned int count = split(bytes, &len);

	for (unsigned int n = 0; n < count; n++)
		add_odd(shape, &(struct odd){
			.common_name = n % 2 ? "SEV-Milan" : "SEV-VCEK",
			.subject = name, .issuer = name, .extensions = len,
			.serial = n });
}

/* A list that nobody signed, of a root whose name is as long as all of it. */
static void list_of_a_long_name(struct shape *shape, size_t bytes)
{
	const struct odd_name name = { TELETEX_STRING, 'a', bytes - ODD_BYTES };
	struct der der = { NULL };
	uint8_t *made;

	der_begin(&der, DER_SEQUENCE);
	der_begin(&der, DER_SEQUENCE);
	der_integer(&der, 1);
	put_algorithm(&der);
	put_name(&der, "ARK-Milan", &name);
	der_time(&der, DATE);
	der_time(&der, DATE + 365 * 86400);
	der_end(&der);
	put_algorithm(&der);
	der_bit_string(&der, (const uint8_t *)"", 1);
	der_end(&der);
	if (der_finish(&der, &made, &shape->crl.len))
		die("out of memory");
	shape->crl.data = memcpy(own(shape, shape->crl.len), made,
				 shape->crl.len);
	free(made);
	shape->evidence.crls = &shape->crl;
	shape->evidence.n_crls = 1;
}

/* A table whose entries are all of it. */
static void overlapping_table(struct shape *shape, size_t bytes)
{
	static const uint8_t vcek[16] = {
		0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64,
		0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd,
	};
	const uint32_t head = 33 * 24, len = bytes - head;
	uint8_t *table = own(shape, bytes);

	for (int i = 0; i < 32; i++) {
		memcpy(table + 24 * i, vcek, 16);
		memcpy(table + 24 * i + 16, &head, 4);
		memcpy(table + 24 * i + 20, &len, 4);
	}
	memset(table + head, '-', len);
	memcpy(table + head, "-----BEGIN CERTIFICATE-----\n", 28);
	shape->evidence.table = (struct snpguest_blob){ table, bytes };
}

static void nothing_more(struct shape *shape, size_t bytes)
{
	(void)shape;
	(void)bytes;
}

static const struct {
	const char *name;
	void (*make)(struct shape *shape, size_t bytes);
} shapes[] = {
	{ "forged_leaves", forged_leaves },
	{ "forged_authorities_and_leaves", forged_authorities_and_leaves },
	{ "rubbish_certificates", rubbish_certificates },
	{ "rubbish_pem", rubbish_pem },
	{ "unsigned_list", unsigned_list },
	{ "odd_names", odd_names },
	{ "odd_extensions", odd_extensions },
	{ "list_of_a_long_name", list_of_a_long_name },
	{ "overlapping_table", overlapping_table },
};

/* ------------------------------------------------------------------ measure */

/* Of one verification. */
static double round_of(const struct snpguest_evidence *evidence,
		       const struct snpguest_policy *policy)
{
	double start = seconds();

	for (int i = 0; i < CALLS; i++)
		if (snpguest_verify(verifier, evidence, policy, DATE, NULL,
				    NULL) < 0)
			die("could not find out");
	return (seconds() - start) / CALLS;
}

/* With the genuine leaf and authority last, where everything is looked at. */
static double cost(void (*make)(struct shape *shape, size_t bytes), size_t kib)
{
	struct snpguest_policy policy = SNPGUEST_POLICY_INIT;
	struct shape *shape = calloc(1, sizeof(*shape));
	double best = 1e9;

	if (!shape)
		die("out of memory");
	snpguest_evidence_init(&shape->evidence, sizeof(shape->evidence));
	shape->evidence.report = (struct snpguest_blob){ report,
							 sizeof(report) };
	make(shape, kib << 10);
	add(shape, leaf);
	add(shape, ca);
	policy.report_data_any = policy.measurement_any = policy.any_root = 1;
	for (int i = 0; i < ROUNDS; i++) {
		double took = round_of(&shape->evidence, &policy);

		if (took < best)
			best = took;
	}
	for (size_t i = 0; i < shape->n_owned; i++)
		free(shape->owned[i]);
	free(shape);
	return best;
}

static struct snpguest_blob issue(const struct certificate_spec *spec)
{
	struct snpguest_blob blob;
	uint8_t *der;

	if (certificate_issue(spec, &der, &blob.len))
		die("cannot issue a certificate");
	blob.data = der;
	return blob;
}

static void make_genuine(void)
{
	const uint64_t tcb = UINT64_C(0xd516000000000203);
	struct report_content content = {
		.product = PRODUCT_MILAN, .version = 3, .policy = 0x30000,
		.signer = SIGNER_VCEK, .current_tcb = tcb,
		.committed_tcb = tcb, .reported_tcb = tcb, .launch_tcb = tcb,
	};
	struct certificate_spec spec;

	identity = identity_create(PRODUCT_MILAN, 7, DATE);
	if (!identity || identity_leaf_spec(identity, SIGNER_VCEK, tcb, &spec))
		die("cannot make an identity");
	leaf = issue(&spec);
	identity_ca_spec(identity, CA_ASK, &spec);
	ca = issue(&spec);
	identity_chip_id(identity, content.chip_id);
	report_write(&content, report);
	if (identity_sign_report(identity, SIGNER_VCEK, tcb, report))
		die("cannot sign a report");
}

static void trust_root(void)
{
	struct certificate_spec spec;
	struct snpguest_blob ark;

	identity_ca_spec(identity, CA_ARK, &spec);
	ark = issue(&spec);
	if (snpguest_verifier_new(&verifier, NULL, NULL) ||
	    snpguest_verifier_add_anchor(verifier, ark, NULL))
		die("cannot make a verifier");
	free((void *)ark.data);
}

static void tell_growth(double genuine)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		for (size_t kib = 4; kib <= KIB_LARGE; kib *= 2) {
			size_t most = kib < KIB_LARGE ? kib : KIB_LARGE - 4;

			printf("%s %zu %.6f\n", shapes[i].name, most,
			       cost(shapes[i].make, most) - genuine);
		}
}

static void tell_goals(double genuine)
{
	printf("genuine_ms %.3f\n", genuine * 1e3);
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		double small = cost(shapes[i].make, KIB_SMALL) - genuine;
		double large = cost(shapes[i].make, KIB_LARGE - 4) - genuine;

		printf("%s %.3f %.2f\n", shapes[i].name,
		       large * 1e3 * 16 / KIB_LARGE,
		       small > 0 ? large / small : 1);
	}
}

int main(int argc, char *argv[])
{
	double genuine;

	/* Pages that go back to the kernel and come again are no work of ours. */
	mallopt(M_MMAP_THRESHOLD, 64 << 20);
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
	make_genuine();
	trust_root();
	cost(nothing_more, 0);
	genuine = cost(nothing_more, 0);
	if (argc > 1 && !strcmp(argv[1], "growth"))
		tell_growth(genuine);
	else
		tell_goals(genuine);
	snpguest_verifier_free(verifier);
	identity_free(identity);
	free((void *)leaf.data);
	free((void *)ca.data);
	return 0;
}
