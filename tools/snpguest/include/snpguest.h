/* SPDX-License-Identifier: MIT */
/*
 * libsnpguest - fetch and verify AMD SEV-SNP attestation evidence
 *
 * Conventions, for every function below:
 *
 * - Numbers in structures are in host order; byte strings are as in the report.
 * - A return value of 0 means done; a negative errno means that the question
 *   could not be answered. Whether evidence is good is never a return value: it
 *   is the verdict's.
 * - `struct snpguest_error *error` may be NULL. Where it is not, it holds one
 *   line for a person after a negative return and is untouched after 0.
 * - The library opens nothing but the device or the configfs directory it is
 *   told to, prints nothing, reads no environment and keeps no global state.
 * - Different objects may be used by different threads at once. A verifier may
 *   be shared by threads; everything else may not unless it says so.
 *
 * Specifications: [ABI] AMD 56860, SEV-SNP Firmware ABI; [KDS] AMD 57230, VCEK
 * Certificate and KDS Interface; [GHCB] AMD 56421.
 */
#ifndef SNPGUEST_H
#define SNPGUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SNPGUEST_EXPORT __attribute__((visibility("default")))
#define SNPGUEST_CHECK __attribute__((warn_unused_result))
#else
#define SNPGUEST_EXPORT
#define SNPGUEST_CHECK
#endif

#define SNPGUEST_REPORT_SIZE 1184 /* [ABI] ATTESTATION_REPORT, all versions */
#define SNPGUEST_REPORT_DATA_SIZE 64
#define SNPGUEST_DIGEST_SIZE 48
#define SNPGUEST_HOST_DATA_SIZE 32
#define SNPGUEST_ID_SIZE 16
#define SNPGUEST_CHIP_ID_SIZE 64
#define SNPGUEST_GUID_SIZE 16

/**
 * struct snpguest_error - why a question could not be answered
 * @code: the negative errno that was returned
 * @exitinfo2: for requests to the device: what the host answered, else 0.
 *	       Low half: firmware status; high half: hypervisor code
 * @what: one line, no newline; for people, never to be parsed
 */
struct snpguest_error {
	int code;
	uint64_t exitinfo2;
	char what[256];
};

/** Version of the library, "0.1.0"; static. */
SNPGUEST_EXPORT const char *snpguest_version(void);

/* ------------------------------------------------------------- products */

/** enum snpguest_product - processor generation; numbers never change */
enum snpguest_product {
	SNPGUEST_PRODUCT_UNKNOWN = 0,
	SNPGUEST_PRODUCT_MILAN = 1,
	SNPGUEST_PRODUCT_GENOA = 2, /* with Bergamo and Siena */
	SNPGUEST_PRODUCT_TURIN = 3,
};

/** "Milan", "Genoa", "Turin" or "unknown"; static. */
SNPGUEST_EXPORT const char *snpguest_product_name(enum snpguest_product product);

/**
 * snpguest_product_of_cpuid() - product of a combined CPUID family and model
 *
 * [ABI] CPUID_FAM_ID and CPUID_MOD_ID of report version 3 and later.
 */
SNPGUEST_EXPORT enum snpguest_product
snpguest_product_of_cpuid(uint8_t family, uint8_t model);

/* ------------------------------------------------------------------ TCB */

/**
 * struct snpguest_tcb - the parts of a TCB_VERSION
 * @raw: the bytes in file order, byte 0 lowest
 * @fmc: Turin only, else 0
 * @has_fmc: the product's layout has an FMC part
 */
struct snpguest_tcb {
	uint64_t raw;
	uint8_t fmc, bl, tee, snp, ucode;
	bool has_fmc;
};

/** Splits @raw by the layout of @product; UNKNOWN leaves the parts zero. */
SNPGUEST_EXPORT struct snpguest_tcb
snpguest_tcb_decode(enum snpguest_product product, uint64_t raw);

/* --------------------------------------------------------------- report */

/** Signing key of a report, [ABI] KEY_INFO.SIGNING_KEY. 2 to 6 are reserved. */
enum snpguest_signing_key {
	SNPGUEST_SIGNING_KEY_VCEK = 0,
	SNPGUEST_SIGNING_KEY_VLEK = 1,
	SNPGUEST_SIGNING_KEY_NONE = 7,
};

/* [ABI] GUEST_POLICY bits that have a name. */
#define SNPGUEST_POLICY_SMT (UINT64_C(1) << 16)
#define SNPGUEST_POLICY_RESERVED_ONE (UINT64_C(1) << 17)
#define SNPGUEST_POLICY_MIGRATE_MA (UINT64_C(1) << 18)
#define SNPGUEST_POLICY_DEBUG (UINT64_C(1) << 19)
#define SNPGUEST_POLICY_SINGLE_SOCKET (UINT64_C(1) << 20)
#define SNPGUEST_POLICY_CXL_ALLOW (UINT64_C(1) << 21)
#define SNPGUEST_POLICY_MEM_AES_256_XTS (UINT64_C(1) << 22)
#define SNPGUEST_POLICY_RAPL_DIS (UINT64_C(1) << 23)
#define SNPGUEST_POLICY_CIPHERTEXT_HIDING (UINT64_C(1) << 24)
#define SNPGUEST_POLICY_PAGE_SWAP_DISABLE (UINT64_C(1) << 25)

/* [ABI] PLATFORM_INFO bits that have a name. */
#define SNPGUEST_PLATFORM_SMT_EN (UINT64_C(1) << 0)
#define SNPGUEST_PLATFORM_TSME_EN (UINT64_C(1) << 1)
#define SNPGUEST_PLATFORM_ECC_EN (UINT64_C(1) << 2)
#define SNPGUEST_PLATFORM_RAPL_DIS (UINT64_C(1) << 3)
#define SNPGUEST_PLATFORM_CIPHERTEXT_HIDING_EN (UINT64_C(1) << 4)
#define SNPGUEST_PLATFORM_ALIAS_CHECK_COMPLETE (UINT64_C(1) << 5)
#define SNPGUEST_PLATFORM_TIO_EN (UINT64_C(1) << 7)

/** struct snpguest_firmware_version - of the secure processor's firmware */
struct snpguest_firmware_version {
	uint8_t major, minor, build;
};

/**
 * struct snpguest_report - a report's fields, as bytes say and nobody checked
 *
 * @has_cpuid: version 3 and later: @cpuid_family, @cpuid_model and
 *	       @cpuid_stepping mean something
 * @has_mitigations: version 5 and later: the two mitigation vectors do
 * @product: by CPUID, or Turin by the form of the chip id; UNKNOWN where the
 *	     report does not tell (version 2 of Milan and Genoa, masked chip id)
 * @known_version: version 2 to 5; later versions are read as version 5 reads,
 *		   which is a guess: show it, do not rely on it
 * @masked_chip_id: CHIP_ID is all zero
 * TCBs are decoded by @product's layout, raw only where it is UNKNOWN; see
 * snpguest_tcb_decode() for when the certificate tells more.
 */
struct snpguest_report {
	uint32_t version;
	uint32_t guest_svn;
	uint64_t policy;
	uint8_t family_id[SNPGUEST_ID_SIZE];
	uint8_t image_id[SNPGUEST_ID_SIZE];
	uint32_t vmpl;
	uint32_t signature_algo;
	struct snpguest_tcb current_tcb;
	uint64_t platform_info;
	uint32_t key_info;
	uint8_t signing_key; /* enum snpguest_signing_key or reserved */
	bool author_key_en;
	bool mask_chip_key;
	uint8_t report_data[SNPGUEST_REPORT_DATA_SIZE];
	uint8_t measurement[SNPGUEST_DIGEST_SIZE];
	uint8_t host_data[SNPGUEST_HOST_DATA_SIZE];
	uint8_t id_key_digest[SNPGUEST_DIGEST_SIZE];
	uint8_t author_key_digest[SNPGUEST_DIGEST_SIZE];
	uint8_t report_id[32];
	uint8_t report_id_ma[32];
	struct snpguest_tcb reported_tcb;
	uint8_t cpuid_family, cpuid_model, cpuid_stepping;
	uint8_t chip_id[SNPGUEST_CHIP_ID_SIZE];
	struct snpguest_tcb committed_tcb;
	struct snpguest_firmware_version current_version;
	struct snpguest_firmware_version committed_version;
	struct snpguest_tcb launch_tcb;
	uint64_t launch_mit_vector;
	uint64_t current_mit_vector;
	uint8_t signature_r[72]; /* little endian, as in the report */
	uint8_t signature_s[72];
	enum snpguest_product product;
	bool has_cpuid;
	bool has_mitigations;
	bool known_version;
	bool masked_chip_id;
};

/**
 * snpguest_report_parse() - read the fields of a report
 * @data: @len bytes; @len must be SNPGUEST_REPORT_SIZE
 *
 * Reads any version from 2 on; does not verify anything.
 *
 * Return: 0; -EBADMSG when @len is wrong or the version is 0 or 1.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_report_parse(const uint8_t *data, size_t len,
		      struct snpguest_report *report,
		      struct snpguest_error *error);

/* --------------------------------------------------------- certificates */

/** struct snpguest_blob - bytes that belong to the caller */
struct snpguest_blob {
	const uint8_t *data;
	size_t len;
};

/** What an entry of the certificate table is, by its GUID. */
enum snpguest_entry_kind {
	SNPGUEST_ENTRY_UNKNOWN = 0,
	SNPGUEST_ENTRY_VCEK = 1,
	SNPGUEST_ENTRY_VLEK = 2,
	SNPGUEST_ENTRY_ASK = 3, /* also the ASVK */
	SNPGUEST_ENTRY_ARK = 4,
	SNPGUEST_ENTRY_CRL = 5,
};

/** "vcek", "vlek", "ask", "ark", "crl" or "unknown"; static. */
SNPGUEST_EXPORT const char *snpguest_entry_name(enum snpguest_entry_kind kind);

/** struct snpguest_table_entry - one entry; @blob points into the table */
struct snpguest_table_entry {
	uint8_t guid[SNPGUEST_GUID_SIZE]; /* in the order of its text form */
	enum snpguest_entry_kind kind;
	struct snpguest_blob blob;
};

#define SNPGUEST_TABLE_MAX 32 /* entries that are read; more are refused */

/**
 * snpguest_table_parse() - split a certificate table ([GHCB] 4.1.8.1)
 * @entries: room for @max entries, at most SNPGUEST_TABLE_MAX are ever filled
 * @count: out: entries found, of known and unknown kind
 *
 * @len 0 is an empty table. Every offset and length is checked.
 *
 * Return: 0; -EBADMSG for anything malformed: no terminator, an entry outside
 * the table or inside its head, of length 0, a kind given twice, more than @max.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_table_parse(const uint8_t *table, size_t len,
		     struct snpguest_table_entry *entries, size_t max,
		     size_t *count, struct snpguest_error *error);

/** Role of a certificate by its subject's common name. Proves nothing. */
enum snpguest_cert_role {
	SNPGUEST_CERT_UNKNOWN = 0,
	SNPGUEST_CERT_ARK = 1,
	SNPGUEST_CERT_ASK = 2,
	SNPGUEST_CERT_ASVK = 3,
	SNPGUEST_CERT_VCEK = 4,
	SNPGUEST_CERT_VLEK = 5,
};

/** "ARK", "ASK", "ASVK", "VCEK", "VLEK" or "unknown"; static. */
SNPGUEST_EXPORT const char *snpguest_cert_role_name(enum snpguest_cert_role role);

/**
 * struct snpguest_cert_info - what a certificate says, unverified
 * @product: by the name (ARK, ASK, ASVK) or the productName extension (leaf)
 * @subject, @issuer: RFC 2253 text, cut where too long
 * @serial: hexadecimal
 * @not_before, @not_after: seconds since 1970, UTC
 * @sha256: of the DER bytes
 * @has_extensions: the fields below hold a leaf's AMD extensions ([KDS] 3)
 * @hwid_len: 64, 8, or 0 where there is none (VLEK)
 * @csp_id: empty where there is none (VCEK)
 */
struct snpguest_cert_info {
	enum snpguest_cert_role role;
	enum snpguest_product product;
	char subject[256], issuer[256];
	char serial[48];
	int64_t not_before, not_after;
	uint8_t sha256[32];
	bool has_extensions;
	uint32_t struct_version;
	char product_name[32];
	struct snpguest_tcb tcb; /* @raw is made from the parts */
	uint8_t hwid[64];
	size_t hwid_len;
	char csp_id[128];
};

/**
 * snpguest_cert_describe() - read one certificate
 * @cert: DER or PEM (the first certificate in it)
 *
 * Return: 0; -EBADMSG when @cert is not a certificate, or a leaf's extensions
 * are malformed, missing or given twice; -ENOMEM.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_cert_describe(struct snpguest_blob cert,
		       struct snpguest_cert_info *info,
		       struct snpguest_error *error);

/**
 * snpguest_cert_to_pem() - PEM text of a DER or PEM certificate
 * @pem: out: NUL-terminated, from malloc(); free()
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_cert_to_pem(struct snpguest_blob cert, char **pem,
		     struct snpguest_error *error);

/**
 * snpguest_pem_split() - take a PEM bundle apart
 * @der: out: the DER bytes of the certificate number @index, from malloc()
 *
 * Return: 0; -ENOENT when the bundle has fewer; -EBADMSG; -ENOMEM.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_pem_split(struct snpguest_blob pem, size_t index, uint8_t **der,
		   size_t *der_len, struct snpguest_error *error);

/* ----------------------------------------------------------- containers */

/** enum snpguest_shape - what evidence comes in; numbers never change */
enum snpguest_shape {
	SNPGUEST_SHAPE_UNKNOWN = 0,
	/* With a report. */
	SNPGUEST_SHAPE_REPORT = 1, /* its 1184 bytes */
	SNPGUEST_SHAPE_REPORT_TABLE = 2, /* and a certificate table */
	SNPGUEST_SHAPE_RESPONSE = 3, /* [ABI] MSG_REPORT_RSP, the ioctl's answer */
	SNPGUEST_SHAPE_HCL = 4, /* of an Azure vTPM, with runtime claims */
	SNPGUEST_SHAPE_COCO = 5, /* JSON of Confidential Containers */
	SNPGUEST_SHAPE_GO_SEV_GUEST = 6, /* its protobuf, as JSON */
	SNPGUEST_SHAPE_JSON = 7, /* other JSON */
	/* Without one. */
	SNPGUEST_SHAPE_TABLE = 8,
	SNPGUEST_SHAPE_CERTIFICATES = 9, /* DER or PEM */
	SNPGUEST_SHAPE_CRL = 10,
	SNPGUEST_SHAPE_THIM = 11, /* JSON of Azure's certification service */
	/* No SNP evidence, and known to be that. */
	SNPGUEST_SHAPE_EMPTY = 12,
	SNPGUEST_SHAPE_PRERELEASE = 13, /* a report of version 1 */
	SNPGUEST_SHAPE_TDX_QUOTE = 14,
	SNPGUEST_SHAPE_SGX_QUOTE = 15,
	SNPGUEST_SHAPE_TPM_QUOTE = 16,
	SNPGUEST_SHAPE_CBOR = 17, /* or COSE; not opened */
	SNPGUEST_SHAPE_TOKEN = 18, /* JWT */
	SNPGUEST_SHAPE_TEXT = 19,
};

/** "report", "report-table", "ioctl-answer", "hcl", ...; static. */
SNPGUEST_EXPORT const char *snpguest_shape_name(enum snpguest_shape shape);

/** Longer evidence is refused. */
#define SNPGUEST_CONTAINER_MAX ((size_t)2 << 20)

struct snpguest_container;

/**
 * snpguest_container_read() - take evidence out of whatever it comes in
 * @bytes: copied
 * @container: out: free with snpguest_container_free()
 *
 * Knows the shape by the bytes. Around any of them: hexadecimal, base64,
 * base64url, gzip, and JSON that holds one as text or as an array of numbers.
 * PEM may be indented, have CRLF, a byte order mark or "\n" for its line ends.
 * Proves nothing: what comes out is as untrusted as what went in. The time it
 * takes is proportional to @bytes; at most 4 MiB are unpacked, from at most six
 * wrappings.
 *
 * Return: 0, also for bytes that are nothing: see snpguest_container_refusal();
 * -ENOMEM; -EIO when the cryptographic library could not do its work.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_container_read(struct snpguest_blob bytes,
			struct snpguest_container **container,
			struct snpguest_error *error);

/** Frees a container and all that came out of it. NULL is allowed. */
SNPGUEST_EXPORT void
snpguest_container_free(struct snpguest_container *container);

/* What follows lives as long as the container; nothing is ever NULL but where
 * it says so. */

/** The shape, without what is around it. */
SNPGUEST_EXPORT enum snpguest_shape
snpguest_container_shape(const struct snpguest_container *container);

/** For people: "gzip of base64 text of a report with a certificate table". */
SNPGUEST_EXPORT const char *
snpguest_container_text(const struct snpguest_container *container);

/**
 * snpguest_container_refusal() - why this is no evidence, or not as it is
 *
 * Return: one line; NULL when everything is as the shape wants it. A container
 * with a refusal must not be accepted, whatever is said of the report in it.
 */
SNPGUEST_EXPORT const char *
snpguest_container_refusal(const struct snpguest_container *container);

/** What was passed by, one line each; NULL behind the last. */
SNPGUEST_EXPORT const char *
snpguest_container_note(const struct snpguest_container *container,
			size_t index);

/** What was read, as it came; of what was too long, nothing. */
SNPGUEST_EXPORT struct snpguest_blob
snpguest_container_bytes(const struct snpguest_container *container);

/** The report, SNPGUEST_REPORT_SIZE bytes; .data is NULL where there is none. */
SNPGUEST_EXPORT struct snpguest_blob
snpguest_container_report(const struct snpguest_container *container);

/** The certificate table; .data is NULL where there is none. */
SNPGUEST_EXPORT struct snpguest_blob
snpguest_container_table(const struct snpguest_container *container);

/** Certificates that are not in the table, DER. @count: out. */
SNPGUEST_EXPORT const struct snpguest_blob *
snpguest_container_certs(const struct snpguest_container *container,
			 size_t *count);

/** Revocation lists, DER. @count: out. */
SNPGUEST_EXPORT const struct snpguest_blob *
snpguest_container_crls(const struct snpguest_container *container,
			size_t *count);

/** The runtime claims of an HCL report, JSON; .data is NULL without them. */
SNPGUEST_EXPORT struct snpguest_blob
snpguest_container_claims(const struct snpguest_container *container);

/* --------------------------------------------------------------- policy */

/** Three answers to "must this bit be set?". */
enum snpguest_demand {
	SNPGUEST_ANY = 0,
	SNPGUEST_MUST = 1,
	SNPGUEST_MUST_NOT = 2,
};

/** struct snpguest_values - a list of byte strings, each of the same size */
struct snpguest_values {
	const uint8_t *data; /* @count strings one after another */
	size_t count;	     /* 0: not demanded */
};

/** struct snpguest_tcb_floor - lowest parts; a negative part is not demanded */
struct snpguest_tcb_floor {
	int fmc, bl, tee, snp, ucode;
};

/**
 * struct snpguest_policy - what the caller demands beyond a genuine report
 *
 * Start from SNPGUEST_POLICY_INIT, which demands nothing but what is refused by
 * default: a report of a debuggable guest, and a stale or revoking CRL where
 * one is given. Lists are met when one of their values is equal. Everything
 * pointed to belongs to the caller and lives until the call returns.
 *
 * @size: sizeof(struct snpguest_policy); set by SNPGUEST_POLICY_INIT
 * @debug: MUST_NOT is the default; ANY allows both
 * @vmpl_mask: bit n: VMPL n is allowed; 0 means 0 to 3
 * @signer_mask: bit 0 VCEK, bit 1 VLEK; 0 means both
 * @product_mask: bit (1 << enum snpguest_product); 0 means every known one
 * @abi_min: lowest ABI_MAJOR.ABI_MINOR of the guest policy, major << 8 | minor
 * @firmware_min: lowest committed firmware version, major << 16 | minor << 8 |
 *		  build
 * @provisional: MUST_NOT demands current equal to committed, version and TCB
 * @mitigations_launch, @mitigations_current: bits that must be set (version 5)
 * @crl_required: no CRL at all is a refusal
 * @allow_masked_chip_id: a report signed by a VCEK may hide its chip id; under a
 *			  VLEK it may in any case
 */
struct snpguest_policy {
	size_t size;
	struct snpguest_values report_data;	  /* 64 bytes each */
	struct snpguest_values host_data;	  /* 32 */
	struct snpguest_values measurement;	  /* 48 */
	struct snpguest_values chip_id;		  /* 64, Turin's padded with 0 */
	struct snpguest_values family_id;	  /* 16 */
	struct snpguest_values image_id;	  /* 16 */
	struct snpguest_values id_key_digest;	  /* 48 */
	struct snpguest_values author_key_digest; /* 48 */
	struct snpguest_values report_id;	  /* 32 */
	const char *csp_id; /* NULL: not demanded; of a VLEK */
	int64_t guest_svn_min; /* negative: not demanded */
	uint32_t vmpl_mask;
	uint32_t signer_mask;
	uint32_t product_mask;
	enum snpguest_demand debug;
	enum snpguest_demand migration_agent;
	enum snpguest_demand smt;
	enum snpguest_demand single_socket;
	int32_t abi_min; /* negative: not demanded */
	int32_t firmware_min;
	struct snpguest_tcb_floor reported_min, committed_min, current_min,
		launch_min;
	uint64_t platform_require, platform_forbid;
	enum snpguest_demand provisional;
	uint64_t mitigations_launch, mitigations_current;
	bool crl_required;
	bool allow_masked_chip_id;
	uint64_t reserved[8]; /* zero */
};

#define SNPGUEST_TCB_FLOOR_NONE { -1, -1, -1, -1, -1 }
#define SNPGUEST_POLICY_INIT						\
	{								\
		.size = sizeof(struct snpguest_policy),			\
		.guest_svn_min = -1, .debug = SNPGUEST_MUST_NOT,	\
		.abi_min = -1, .firmware_min = -1,			\
		.reported_min = SNPGUEST_TCB_FLOOR_NONE,		\
		.committed_min = SNPGUEST_TCB_FLOOR_NONE,		\
		.current_min = SNPGUEST_TCB_FLOOR_NONE,			\
		.launch_min = SNPGUEST_TCB_FLOOR_NONE,			\
	}

/* -------------------------------------------------------------- verdict */

/** enum snpguest_result - of one check; numbers never change */
enum snpguest_result {
	SNPGUEST_PASS = 0,
	SNPGUEST_FAIL = 1,
	SNPGUEST_SKIPPED = 2,
};

/** "pass", "fail" or "skipped"; static. */
SNPGUEST_EXPORT const char *snpguest_result_name(enum snpguest_result result);

/**
 * struct snpguest_check - one line of a verdict
 * @name: stable, for programs: "report-layout", "report-signature", ...; all of
 *	  them are in snpguest_verify(3)
 * @detail: for people: what was found; why it was skipped. "not judged: ..."
 *	    where something is missing that the check needs: such a line stands
 *	    against acceptance
 */
struct snpguest_check {
	const char *name;
	enum snpguest_result result;
	const char *detail;
};

struct snpguest_verdict;

/** Frees a verdict. NULL is allowed. */
SNPGUEST_EXPORT void snpguest_verdict_free(struct snpguest_verdict *verdict);

/** True when every check that had to pass did. */
SNPGUEST_EXPORT SNPGUEST_CHECK bool
snpguest_verdict_accepted(const struct snpguest_verdict *verdict);

/** How many lines the verdict has; they stand in the order of the checks. */
SNPGUEST_EXPORT size_t
snpguest_verdict_count(const struct snpguest_verdict *verdict);

/** Line @index; NULL when there is none. Lives as long as the verdict. */
SNPGUEST_EXPORT const struct snpguest_check *
snpguest_verdict_check(const struct snpguest_verdict *verdict, size_t index);

/**
 * The root the chain ends in: "AMD Milan" for a pinned one; for a caller's
 * anchor "not AMD: ", its subject and its SHA-256; NULL when no chain was
 * built. Lives as long as the verdict.
 */
SNPGUEST_EXPORT const char *
snpguest_verdict_root(const struct snpguest_verdict *verdict);

/** The product that chain and report agree on, or UNKNOWN. */
SNPGUEST_EXPORT enum snpguest_product
snpguest_verdict_product(const struct snpguest_verdict *verdict);

/** What the leaf certificate that was used says; NULL when none was found. */
SNPGUEST_EXPORT const struct snpguest_cert_info *
snpguest_verdict_leaf(const struct snpguest_verdict *verdict);

/* ------------------------------------------------------------- verifier */

/**
 * struct snpguest_evidence - what is to be judged; all of it untrusted
 * @size: sizeof(struct snpguest_evidence)
 * @report: the bare report as it was received
 * @table: a certificate table; may be empty
 * @certs: further certificates, DER or PEM (a bundle is taken whole), any order
 * @crls: revocation lists, DER or PEM
 *
 * Which certificate is the leaf is decided by role, by the report's signing
 * key and by which one fits; roots among @certs or in @table are only compared
 * with the pinned ones and never trusted.
 */
struct snpguest_evidence {
	size_t size;
	struct snpguest_blob report;
	struct snpguest_blob table;
	const struct snpguest_blob *certs;
	size_t n_certs;
	const struct snpguest_blob *crls;
	size_t n_crls;
	uint64_t reserved[4]; /* zero */
};

struct snpguest_verifier;

/**
 * snpguest_verifier_new() - a verifier that trusts AMD's pinned roots
 *
 * Return: 0 and @verifier, or -ENOMEM. Free with snpguest_verifier_free().
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_verifier_new(struct snpguest_verifier **verifier,
		      struct snpguest_error *error);

/**
 * snpguest_verifier_add_anchor() - trust another root, beside AMD's
 * @cert: a self-signed ARK, DER or PEM; copied
 *
 * For emulated platforms and tests. A verdict that ends in it says so. Not to
 * be called while another thread uses the verifier.
 *
 * Return: 0; -EBADMSG when @cert is no usable root certificate; -ENOMEM.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_verifier_add_anchor(struct snpguest_verifier *verifier,
			     struct snpguest_blob cert,
			     struct snpguest_error *error);

/** Frees a verifier. NULL is allowed. */
SNPGUEST_EXPORT void
snpguest_verifier_free(struct snpguest_verifier *verifier);

#define SNPGUEST_NOW INT64_MIN

/**
 * snpguest_verify() - judge a report
 * @policy: NULL for SNPGUEST_POLICY_INIT
 * @at: seconds since 1970 at which everything has to be valid; SNPGUEST_NOW
 * @verdict: out: free with snpguest_verdict_free()
 *
 * Malformed evidence is an answer (refused), not an error. Safe to call from
 * several threads with one verifier.
 *
 * Return: 0 with a verdict; -EINVAL for a wrong @policy or @evidence structure;
 * -ENOMEM; -EIO when the cryptographic library could not do its work.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_verify(struct snpguest_verifier *verifier,
		const struct snpguest_evidence *evidence,
		const struct snpguest_policy *policy, int64_t at,
		struct snpguest_verdict **verdict,
		struct snpguest_error *error);

/**
 * snpguest_verify_chain() - judge certificates alone; @evidence->report unused
 *
 * One leaf at a time: with several the verdict refuses, since they need not have
 * the same answer. Otherwise like snpguest_verify().
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_verify_chain(struct snpguest_verifier *verifier,
		      const struct snpguest_evidence *evidence, int64_t at,
		      struct snpguest_verdict **verdict,
		      struct snpguest_error *error);

/* ------------------------------------------------------------- requests */

/** KEY_SEL of a request, [ABI] MSG_REPORT_REQ and MSG_KEY_REQ. */
enum snpguest_key_sel {
	SNPGUEST_KEY_SEL_AUTO = 0, /* VLEK if one is loaded, else VCEK */
	SNPGUEST_KEY_SEL_VCEK = 1,
	SNPGUEST_KEY_SEL_VLEK = 2,
};

/**
 * struct snpguest_report_request
 * @size: sizeof(struct snpguest_report_request)
 * @report_data: bound into the report
 * @vmpl: 0 to 3, or negative for the lowest the device allows
 * @key_sel: enum snpguest_key_sel; configfs-tsm only knows AUTO
 */
struct snpguest_report_request {
	size_t size;
	uint8_t report_data[SNPGUEST_REPORT_DATA_SIZE];
	int32_t vmpl;
	uint32_t key_sel;
	uint64_t reserved[4]; /* zero */
};

/** struct snpguest_key_request - [ABI] MSG_KEY_REQ, version 1 */
struct snpguest_key_request {
	size_t size;
	bool vmrk; /* root key: VMRK instead of VCEK or VLEK */
	uint32_t key_sel;
	uint64_t guest_field_select;
	uint32_t vmpl;
	uint32_t guest_svn;
	uint64_t tcb_version;
	uint64_t reserved[4]; /* zero */
};

/**
 * struct snpguest_transport - how requests reach the secure processor
 * @get_report: fill @report (SNPGUEST_REPORT_SIZE bytes). Where @table is not
 *	NULL also fetch the certificate table: *@table from malloc(), NULL with
 *	*@table_len 0 where the host has none
 * @get_key: fill @key (32 bytes); NULL where the transport cannot
 * @close: free @priv; may be NULL
 * @priv: passed back
 *
 * Functions return 0 or a negative errno with @error filled in. Callers may
 * bring their own; snpguest_open() makes those for a device and for
 * configfs-tsm.
 */
struct snpguest_transport {
	int (*get_report)(void *priv, const struct snpguest_report_request *req,
			  uint8_t *report, uint8_t **table, size_t *table_len,
			  struct snpguest_error *error);
	int (*get_key)(void *priv, const struct snpguest_key_request *req,
		       uint8_t key[32], struct snpguest_error *error);
	void (*close)(void *priv);
	void *priv;
};

/**
 * snpguest_open() - find the way to the secure processor
 * @device: "auto" (configfs-tsm where a provider is there, else
 *	    /dev/sev-guest), "tsm", or the path of a device
 *
 * Return: 0 and @transport (release with snpguest_close()); -ENOENT with the
 * next step in @error when nothing is there; another negative errno.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_open(const char *device, struct snpguest_transport *transport,
	      struct snpguest_error *error);

/** Calls @transport->close and clears the structure. */
SNPGUEST_EXPORT void snpguest_close(struct snpguest_transport *transport);

/**
 * snpguest_get_report() - a report, and the table that belongs to it
 * @report: SNPGUEST_REPORT_SIZE bytes
 * @table: NULL for the report alone
 *
 * Checks that the report carries @req->report_data and nothing else: what comes
 * back is evidence to be verified.
 *
 * Return: 0; -EBADMSG when the answer is not for this request; what the
 * transport returned.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_get_report(const struct snpguest_transport *transport,
		    const struct snpguest_report_request *req, uint8_t *report,
		    uint8_t **table, size_t *table_len,
		    struct snpguest_error *error);

/**
 * snpguest_get_key() - a key derived by the secure processor
 * @key: 32 bytes; wiped on error. Wipe it after use.
 *
 * Return: 0; -EOPNOTSUPP when @transport cannot; what the transport returned.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_get_key(const struct snpguest_transport *transport,
		 const struct snpguest_key_request *req, uint8_t key[32],
		 struct snpguest_error *error);

/** One line for exitinfo2: both halves named. Writes at most @len bytes. */
SNPGUEST_EXPORT void snpguest_describe_exitinfo2(uint64_t exitinfo2, char *text,
						 size_t len);

#ifdef __cplusplus
}
#endif

#endif /* SNPGUEST_H */
