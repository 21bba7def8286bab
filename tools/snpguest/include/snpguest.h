/* SPDX-License-Identifier: MIT */
/*
 * libsnpguest - fetch and verify AMD SEV-SNP attestation evidence
 *
 * Conventions, for every function below:
 *
 * - Numbers in structures are in host order; byte strings are as in the report.
 * - A return value of 0 means done, and of the functions that verify: accepted.
 *   SNPGUEST_REFUSED means refused. A negative errno means that the question
 *   could not be answered.
 * - Structures that a caller fills in begin with their size: set it, with all
 *   else zero, by SNPGUEST_..._INIT or snpguest_..._init(). A structure may be
 *   shorter than the library's (what is not there is zero) or longer (what the
 *   library does not know has to be zero, else -E2BIG). Zero is the strict
 *   choice in every member. Structures may not change during a call; untrusted
 *   bytes may: they are copied once before anything is looked at.
 * - Numbers of an enum are uint32_t in structures and where they are handed in, so
 *   that C++ takes a member for an argument as C does.
 * - Structures that the library fills in are its own and grow at their end, or
 *   are filled in up to the size that the caller passes.
 * - `struct snpguest_error *error` may be NULL. Where it is not, it holds one
 *   line for a person after a negative return and is untouched after 0.
 * - The library opens nothing but the device or the configfs directory it is
 *   told to, prints nothing, reads no environment and keeps no global state.
 *   (libcrypto itself, once in a process, reads openssl.cnf for its default
 *   context, of which nothing is used here; but an engine that the file makes
 *   the default is asked by every context. A program that wants neither calls
 *   snpguest_ignore_openssl_conf(); the library does not by itself, for it holds
 *   for the whole process.)
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
 *
 * This structure never grows.
 */
struct snpguest_error {
	int32_t code;
	uint32_t reserved;
	uint64_t exitinfo2;
	char what[256];
};

/** Version of the library, "0.1.0"; static. */
SNPGUEST_EXPORT const char *snpguest_version(void);

/**
 * snpguest_crypto_version() - which library verifies signatures, for people
 *
 * Return: name and version, "OpenSSL 3.0.19 ..." or one that names AWS-LC; static.
 */
SNPGUEST_EXPORT const char *snpguest_crypto_version(void);

/**
 * snpguest_ignore_openssl_conf() - no openssl.cnf in this process
 *
 * For programs, at their start: libcrypto then reads neither openssl.cnf nor what
 * OPENSSL_CONF names, so that nobody's engine or provider comes into the process.
 * It holds for all of the process, TLS included, and cannot be taken back; where
 * libcrypto has read the file already it changes nothing. Nor does libcrypto tidy
 * up when the process ends, which costs half an RSA signature and frees what the
 * kernel takes back. On AWS-LC, which reads no file, it does nothing. Any thread.
 *
 * Return: 0, -ENOMEM.
 */
SNPGUEST_EXPORT int snpguest_ignore_openssl_conf(void);

/**
 * snpguest_omit_openssl_texts() - libcrypto's errors are numbers in this process
 *
 * For programs, at their start: libcrypto loads the texts of all its errors at the
 * first look at them, a tenth of what a process costs that verifies one report, and
 * 50 KiB; the library looks, and prints none. Not where something in the process,
 * such as TLS, tells people of them by ERR_error_string(). Cannot be taken back;
 * where they are loaded already it changes nothing. On AWS-LC it does nothing. Any
 * thread.
 *
 * Return: 0, -ENOMEM.
 */
SNPGUEST_EXPORT int snpguest_omit_openssl_texts(void);

/* ------------------------------------------------------------- products */

/** enum snpguest_product - processor generation; numbers never change */
enum snpguest_product {
	SNPGUEST_PRODUCT_UNKNOWN = 0,
	SNPGUEST_PRODUCT_MILAN = 1,
	SNPGUEST_PRODUCT_GENOA = 2, /* with Bergamo and Siena */
	SNPGUEST_PRODUCT_TURIN = 3,
	/*
	 * Of a caller's file: see snpguest_verifier_add_anchors(). 16 to 23 have
	 * Milan's layout of TCB_VERSION, 24 to 31 Turin's.
	 */
	SNPGUEST_PRODUCT_ADDED = 16,
	SNPGUEST_PRODUCT_ADDED_LAST = 31,
};

/*
 * Where a verifier is asked for below, its file of anchors may tell of products
 * beside the library's own; NULL: the library's own alone. Any thread.
 */
struct snpguest_verifier;

/**
 * snpguest_product_name() - "Milan", "Genoa", "Turin", or as the file names it
 *
 * Return: lives as long as @verifier. "unknown"; "added" for a product of another
 * verifier.
 */
SNPGUEST_EXPORT const char *
snpguest_product_name(const struct snpguest_verifier *verifier,
		      uint32_t product);

/**
 * snpguest_product_named() - the product that people call so
 * @name: in any case; "bergamo" and "siena" are Genoas
 *
 * Return: its number; SNPGUEST_PRODUCT_UNKNOWN: nobody knows one.
 */
SNPGUEST_EXPORT enum snpguest_product
snpguest_product_named(const struct snpguest_verifier *verifier,
		       const char *name);

/**
 * snpguest_product_of_cpuid() - product of a combined CPUID family and model
 *
 * [ABI] CPUID_FAM_ID and CPUID_MOD_ID of report version 3 and later.
 *
 * Return: its number; SNPGUEST_PRODUCT_UNKNOWN: nobody knows one.
 */
SNPGUEST_EXPORT enum snpguest_product
snpguest_product_of_cpuid(const struct snpguest_verifier *verifier,
			  uint8_t family, uint8_t model);

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
	uint8_t reserved[2];
};

/** Splits @raw by the layout of @product; UNKNOWN leaves the parts zero. */
SNPGUEST_EXPORT struct snpguest_tcb
snpguest_tcb_decode(uint32_t product, uint64_t raw);

/* --------------------------------------------------------------- report */

/** Signing key of a report, [ABI] KEY_INFO.SIGNING_KEY. 2 to 6 are reserved. */
enum snpguest_signing_key {
	SNPGUEST_SIGNING_KEY_VCEK = 0,
	SNPGUEST_SIGNING_KEY_VLEK = 1,
	SNPGUEST_SIGNING_KEY_NONE = 7,
};

/** "VCEK", "VLEK", "none", "reserved 2" to "reserved 6", else "unknown"; static. */
SNPGUEST_EXPORT const char *snpguest_signing_key_name(uint32_t key);

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
 * struct snpguest_report - a report's fields
 *
 * From snpguest_verdict_report() they are verified, from
 * snpguest_unverified_report_parse() they are what somebody says.
 *
 * @has_cpuid: version 3 and later: @cpuid_family, @cpuid_model and
 *	       @cpuid_stepping mean something
 * @has_mitigations: version 5 and later: the two mitigation vectors do
 * @product: by CPUID, or Turin by the form of the chip id; UNKNOWN where the
 *	     report does not tell (version 2 of Milan and Genoa, masked chip id)
 * @known_version: version 2 to 5; later versions are read as version 5 reads,
 *		   which is a guess: show it, do not rely on it
 * @masked_chip_id: CHIP_ID is all zero
 * TCBs are decoded by @product's layout, raw only where it is UNKNOWN; where the
 * certificate tells more (snpguest_verdict_report()), by that of the verdict's
 * product. @product stays what the report itself says.
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
	uint32_t product; /* enum snpguest_product */
	bool has_cpuid;
	bool has_mitigations;
	bool known_version;
	bool masked_chip_id;
};

/**
 * struct snpguest_unverified_report - what bytes say that nobody has verified
 * @says: for showing, and for choosing certificates; never to be relied on
 */
struct snpguest_unverified_report {
	struct snpguest_report says;
};

/**
 * snpguest_unverified_report_parse() - read the fields of a report
 * @data: @len bytes; @len must be SNPGUEST_REPORT_SIZE
 * @report: out: filled in up to @size bytes
 * @size: sizeof(*report), as the caller knows it
 *
 * Reads any version from 2 on; does not verify anything.
 *
 * Return: 0; -EBADMSG when @len is wrong or the version is 0 or 1.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_unverified_report_parse(const uint8_t *data, size_t len,
				 struct snpguest_unverified_report *report,
				 size_t size, struct snpguest_error *error);

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
SNPGUEST_EXPORT const char *snpguest_entry_name(uint32_t kind);

/**
 * struct snpguest_table_entry - one entry; @blob points into the table
 *
 * This structure never grows.
 */
struct snpguest_table_entry {
	uint8_t guid[SNPGUEST_GUID_SIZE]; /* in the order of its text form */
	uint32_t kind; /* enum snpguest_entry_kind */
	uint32_t reserved;
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
 * the table or inside its head, of length 0, a GUID given twice, entries that
 * overlap, more than @max.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_table_parse(const uint8_t *table, size_t len,
		     struct snpguest_table_entry *entries, size_t max,
		     size_t *count, struct snpguest_error *error);

/**
 * snpguest_table_build() - lay out a certificate table ([GHCB] 4.1.8.1)
 * @entries: @count of them, at most SNPGUEST_TABLE_MAX; the GUID is that of
 *	     @kind, or @guid where @kind is SNPGUEST_ENTRY_UNKNOWN. Certificates
 *	     are to be DER, which is not looked at
 * @table: out: from malloc(); free(). Without entries, the empty table
 * @len: out: its size in bytes
 *
 * Return: 0; -EINVAL for an empty blob, a GUID given twice or all zero, or too
 * many entries; -E2BIG where an offset would not fit in 32 bits; -ENOMEM.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_table_build(const struct snpguest_table_entry *entries, size_t count,
		     uint8_t **table, size_t *len,
		     struct snpguest_error *error);

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
SNPGUEST_EXPORT const char *snpguest_cert_role_name(uint32_t role);

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
	uint32_t role;	  /* enum snpguest_cert_role */
	uint32_t product; /* enum snpguest_product */
	char subject[256], issuer[256];
	char serial[48];
	int64_t not_before, not_after;
	uint8_t sha256[32];
	bool has_extensions;
	uint32_t struct_version;
	char product_name[32];
	struct snpguest_tcb tcb; /* @raw is made from the parts */
	uint8_t hwid[64];
	uint32_t hwid_len;
	uint32_t reserved;
	char csp_id[128];
};

/**
 * snpguest_cert_describe() - read one certificate
 * @verifier: whose products it may be of, too; or NULL
 * @cert: DER or PEM (the first certificate in it)
 * @info: out: filled in up to @size bytes
 * @size: sizeof(*info), as the caller knows it
 *
 * Return: 0; -EBADMSG when @cert is not a certificate, or a leaf's extensions
 * are malformed, missing or given twice; -EINVAL: a length without bytes; -ENOMEM.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_cert_describe(const struct snpguest_verifier *verifier,
		       struct snpguest_blob cert,
		       struct snpguest_cert_info *info, size_t size,
		       struct snpguest_error *error);

/**
 * snpguest_cert_to_pem() - PEM text of a DER or PEM certificate
 * @pem: out: NUL-terminated, from malloc(); free()
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_cert_to_pem(struct snpguest_blob cert, char **pem,
		     struct snpguest_error *error);

/**
 * snpguest_pem_next() - take a PEM bundle apart
 * @pem: what is left of the text; moved behind the block that was found
 * @der: out: the DER bytes of the next certificate, from malloc(); free()
 *
 * Return: 0; -ENOENT when there is no further one; -EBADMSG when the next block
 * is malformed, @pem is then behind it; -ENOMEM.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_pem_next(struct snpguest_blob *pem, uint8_t **der, size_t *der_len,
		  struct snpguest_error *error);

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
 * -EINVAL: a length without bytes; -ENOMEM; -EIO when the cryptographic library could not do its work.
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

/** Bytes of memory, the allocator's with them, that it takes until it is freed. */
SNPGUEST_EXPORT size_t
snpguest_container_size(const struct snpguest_container *container);

/** The report, SNPGUEST_REPORT_SIZE bytes; .data is NULL where there is none. */
SNPGUEST_EXPORT struct snpguest_blob
snpguest_container_report(const struct snpguest_container *container);

/** The certificate table; .data is NULL where there is none. */
SNPGUEST_EXPORT struct snpguest_blob
snpguest_container_table(const struct snpguest_container *container);

/**
 * Certificates that are not in the table, DER. @count: out; NULL with 0, as
 * struct snpguest_evidence wants an empty list.
 */
SNPGUEST_EXPORT const struct snpguest_blob *
snpguest_container_certs(const struct snpguest_container *container,
			 size_t *count);

/** Revocation lists, DER. @count: out; NULL with 0. */
SNPGUEST_EXPORT const struct snpguest_blob *
snpguest_container_crls(const struct snpguest_container *container,
			size_t *count);

/** The runtime claims of an HCL report, JSON; .data is NULL without them. */
SNPGUEST_EXPORT struct snpguest_blob
snpguest_container_claims(const struct snpguest_container *container);

/* --------------------------------------------------------------- policy */

/* A structure that a caller fills in: its size, and zeros. */
#ifdef __cplusplus
#define SNPGUEST_INIT(type) { sizeof(struct type) }
#else
#define SNPGUEST_INIT(type) { .size = sizeof(struct type) }
#endif

/** Three answers to "must it be so?". */
enum snpguest_demand {
	SNPGUEST_ANY = 0,
	SNPGUEST_MUST = 1,
	SNPGUEST_MUST_NOT = 2,
};

/** Digests that REPORT_DATA may be. */
enum snpguest_hash {
	SNPGUEST_HASH_NONE = 0,
	SNPGUEST_SHA256 = 1,
	SNPGUEST_SHA384 = 2,
	SNPGUEST_SHA512 = 3,
};

/**
 * struct snpguest_values - a list of byte strings, each of the same size
 * @data: @count strings one after another; NULL and 0: not demanded. One
 *	  without the other is -EINVAL
 */
struct snpguest_values {
	const uint8_t *data;
	size_t count;
};

/* Which of a report's TCBs a floor is for; several at once. */
#define SNPGUEST_TCB_REPORTED UINT32_C(1)
#define SNPGUEST_TCB_COMMITTED UINT32_C(2)
#define SNPGUEST_TCB_CURRENT UINT32_C(4)
#define SNPGUEST_TCB_LAUNCH UINT32_C(8)

/**
 * struct snpguest_tcb_floor - lowest parts of a TCB
 * @product: enum snpguest_product that it is for; 0: every one
 * @which: SNPGUEST_TCB_...; at least one
 * @fmc: and the others: the part has to be at least this; 0 demands nothing. A
 *	part that the product has not got is below anything but 0
 * @reserved: zero
 *
 * Where TCBs have floors by product and none is for the report's, the report is
 * refused; a floor of zeros for a product says that nothing is demanded of it.
 * This structure never grows.
 */
struct snpguest_tcb_floor {
	uint32_t product;
	uint32_t which;
	uint8_t fmc, bl, tee, snp, ucode;
	uint8_t reserved[11];
};

/**
 * struct snpguest_policy - what the caller demands beyond a genuine report
 *
 * Zero demands what is always demanded: no debugging, no unknown bits, a root
 * of AMD's. It is not yet a policy: whoever asks has to say which REPORT_DATA
 * is fresh and which MEASUREMENT is right, or that any is. Lists are met when
 * one of their values is equal. What is pointed to is the caller's.
 *
 * @size: sizeof(struct snpguest_policy)
 * @sha256: of the file the policy was read from; shown in the verdict, else
 *	    unused; zero: none
 * @report_data: 64 bytes each
 * @report_data_prefix: 1 to 64 bytes that REPORT_DATA begins with
 * @report_data_of: bytes whose digest REPORT_DATA is, followed by zeros; at
 *		    least one, and never without @report_data_hash
 * @report_data_hash: enum snpguest_hash for @report_data_of
 * @report_data_any: 1: any REPORT_DATA will do: the report may be a replay
 * @measurement_any: 1: any MEASUREMENT will do: the guest may be any
 * @measurement: 48 bytes each
 * @host_data: 32 bytes each
 * @chip_id: 64 bytes each, Turin's padded with zeros
 * @family_id: 16 bytes each
 * @image_id: 16 bytes each
 * @id_key_digest: 48 bytes each
 * @author_key_digest: 48 bytes each; zeros: launched without an author key
 * @report_id: 32 bytes each
 * @csp_id: of a VLEK; NULL: not demanded
 * @tcb_floors: @n_tcb_floors of them; each that is for the product has to hold
 * @n_tcb_floors: NULL and 0: not demanded
 * @guest_require: bits of the guest policy that have to be set
 * @guest_forbid: bits that have to be clear
 * @guest_allow: bits that may be what they may not be otherwise: DEBUG or an
 *		 unknown bit set, SNPGUEST_POLICY_RESERVED_ONE clear
 * @platform_require: bits of PLATFORM_INFO that have to be set
 * @platform_forbid: bits that have to be clear
 * @mitigations_launch: bits that have to be set (version 5)
 * @mitigations_current: bits that have to be set (version 5)
 * @key_info_allow: reserved bits of KEY_INFO that may be set
 * @vmpl_mask: bit n: VMPL n is allowed; 0 means 0 to 3
 * @signer_mask: bit 0 VCEK, bit 1 VLEK; 0 means both
 * @product_mask: bit (1 << enum snpguest_product); 0 means every known one
 * @guest_svn_min: lowest GUEST_SVN
 * @abi_min: lowest ABI_MAJOR.ABI_MINOR of the guest policy, major << 8 | minor
 * @firmware_min: lowest committed firmware version, major << 16 | minor << 8 |
 *		  build
 * @provisional: enum snpguest_demand; MUST_NOT: current equals committed,
 *		 version and TCB
 * @author_key: enum snpguest_demand; whether an author key was in use
 * @masked_chip_id: 1: a report signed by a VCEK may hide its chip id; under a
 *		    VLEK it may in any case
 * @any_root: 1: a root that was added to the verifier will do; 0: AMD's alone
 * @crl_required: 1: no CRL of the chain's root is a refusal
 * @crl_max_age: seconds since its thisUpdate, and @crl_required is implied; 0:
 *		 until its nextUpdate
 * @user_data: 1 to 64 bytes that "user-data" of an Azure report's runtime claims
 *	       begins with: there the guest's nonce is, and REPORT_DATA is a
 *	       digest of the claims. Demands freshness as @report_data does
 * @claims: a JSON object, at most 4096 bytes, whose members an Azure report's
 *	    runtime claims have, too, once and with the same value: strings
 *	    without escapes, true, false, whole numbers, and objects of those at
 *	    most 4 deep, 32 in all
 */
struct snpguest_policy {
	uint64_t size;
	uint8_t sha256[32];
	struct snpguest_values report_data;
	struct snpguest_blob report_data_prefix;
	struct snpguest_blob report_data_of;
	uint32_t report_data_hash;
	uint32_t report_data_any;
	uint32_t measurement_any;
	uint32_t author_key;
	struct snpguest_values measurement;
	struct snpguest_values host_data;
	struct snpguest_values chip_id;
	struct snpguest_values family_id;
	struct snpguest_values image_id;
	struct snpguest_values id_key_digest;
	struct snpguest_values author_key_digest;
	struct snpguest_values report_id;
	const char *csp_id;
	const struct snpguest_tcb_floor *tcb_floors;
	size_t n_tcb_floors;
	uint64_t guest_require, guest_forbid, guest_allow;
	uint64_t platform_require, platform_forbid;
	uint64_t mitigations_launch, mitigations_current;
	uint32_t key_info_allow;
	uint32_t vmpl_mask;
	uint32_t signer_mask;
	uint32_t product_mask;
	uint32_t guest_svn_min;
	uint32_t abi_min;
	uint32_t firmware_min;
	uint32_t provisional;
	uint32_t masked_chip_id;
	uint32_t any_root;
	uint32_t crl_required;
	uint32_t crl_max_age;
	struct snpguest_blob user_data;
	struct snpguest_blob claims;
};

#define SNPGUEST_POLICY_INIT SNPGUEST_INIT(snpguest_policy)

/** All zero but the size; @size is sizeof(*policy). */
SNPGUEST_EXPORT void snpguest_policy_init(struct snpguest_policy *policy,
					  size_t size);

/**
 * snpguest_report_data_of() - report data that stand for more than 64 bytes
 * @hash: enum snpguest_hash
 * @bytes: such as the key that a report is to be bound to
 * @report_data: out: SNPGUEST_REPORT_DATA_SIZE bytes: the digest, then zeros; a
 *		 policy with the same @report_data_hash and @report_data_of
 *		 demands them
 *
 * Return: 0; -EINVAL for no hash, -ENOMEM, -EIO.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_report_data_of(enum snpguest_hash hash, struct snpguest_blob bytes,
			uint8_t report_data[SNPGUEST_REPORT_DATA_SIZE],
			struct snpguest_error *error);

/**
 * snpguest_policy_identify() - name a policy by the file it was read from
 * @file: all of its bytes; their SHA-256 is @policy->sha256 then
 *
 * Return: 0; -EINVAL when @policy is too short for it; -ENOMEM; -EIO.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_policy_identify(struct snpguest_policy *policy,
			 struct snpguest_blob file,
			 struct snpguest_error *error);

/**
 * struct snpguest_chain_policy - what is demanded of certificates alone
 * @size: sizeof(struct snpguest_chain_policy)
 * @any_root: and the others as in struct snpguest_policy
 */
struct snpguest_chain_policy {
	uint64_t size;
	uint32_t any_root;
	uint32_t crl_required;
	uint32_t crl_max_age;
	uint32_t reserved; /* zero */
};

#define SNPGUEST_CHAIN_POLICY_INIT SNPGUEST_INIT(snpguest_chain_policy)

/** All zero but the size; @size is sizeof(*policy). */
SNPGUEST_EXPORT void
snpguest_chain_policy_init(struct snpguest_chain_policy *policy, size_t size);

/* -------------------------------------------------------------- verdict */

/* Neither 0 nor a negative errno: found out, and the answer is no. */
#define SNPGUEST_REFUSED 1

/** enum snpguest_result - of one check; numbers never change */
enum snpguest_result {
	SNPGUEST_PASS = 0,
	SNPGUEST_FAIL = 1,
	SNPGUEST_SKIPPED = 2,  /* nobody demanded it, or it does not apply */
	SNPGUEST_UNJUDGED = 3, /* something that it needs is missing */
	SNPGUEST_NOTE = 4,     /* worth knowing; decides nothing */
};

/** "pass", "fail", "skipped", "unjudged" or "note"; static. */
SNPGUEST_EXPORT const char *snpguest_result_name(uint32_t result);

/** enum snpguest_class - of what goes wrong where a check fails */
enum snpguest_class {
	SNPGUEST_CLASS_MALFORMED = 1, /* it is not what it has to be */
	SNPGUEST_CLASS_FORGED = 2,	/* somebody else made it */
	SNPGUEST_CLASS_STALE = 3,	/* it was good at another time */
	SNPGUEST_CLASS_MISMATCH = 4,	/* two parts do not belong together */
	SNPGUEST_CLASS_POLICY = 5,	/* it is not what the caller demands */
	SNPGUEST_CLASS_MISSING = 6,	/* it is not there */
};

/** "malformed", "forged", "stale", "mismatch", "policy", "missing"; static. */
SNPGUEST_EXPORT const char *snpguest_class_name(uint32_t what);

/** enum snpguest_check_id - numbers of the checks; they never change */
enum snpguest_check_id {
	/* What the evidence came in. */
	SNPGUEST_CHECK_INPUT = 100,

	/* What a report has to look like. */
	SNPGUEST_CHECK_REPORT_LAYOUT = 101,
	SNPGUEST_CHECK_REPORT_VERSION = 102,
	SNPGUEST_CHECK_SIGNATURE_ALGORITHM = 103,
	SNPGUEST_CHECK_SIGNATURE_FORMAT = 104,
	SNPGUEST_CHECK_REPORT_SIGNED = 105,
	SNPGUEST_CHECK_SIGNING_KEY = 106,
	SNPGUEST_CHECK_GUEST_REQUESTED = 107,
	SNPGUEST_CHECK_VMPL = 108,
	SNPGUEST_CHECK_CHIP_KEY_MASKED = 109,
	SNPGUEST_CHECK_CHIP_ID_MASKED = 110,
	SNPGUEST_CHECK_KEY_INFO = 111,
	SNPGUEST_CHECK_GUEST_POLICY = 112,

	/* Certificates, up to a root that is trusted. */
	SNPGUEST_CHECK_CERTIFICATE_TABLE = 201,
	SNPGUEST_CHECK_CERTIFICATES = 202,
	SNPGUEST_CHECK_LEAF_FOUND = 203,
	SNPGUEST_CHECK_LEAF_ALGORITHM = 204,
	SNPGUEST_CHECK_LEAF_KEY = 205,
	SNPGUEST_CHECK_LEAF_EXTENSIONS = 206,
	SNPGUEST_CHECK_LEAF_EXTENSIONS_KNOWN = 207,
	SNPGUEST_CHECK_LEAF_ISSUER = 208,
	SNPGUEST_CHECK_INTERMEDIATE_FOUND = 209,
	SNPGUEST_CHECK_INTERMEDIATE_PROFILE = 210,
	SNPGUEST_CHECK_ROOT_TRUSTED = 211,
	SNPGUEST_CHECK_INTERMEDIATE_SIGNATURE = 212,
	SNPGUEST_CHECK_LEAF_SIGNATURE = 213,
	SNPGUEST_CHECK_CHAIN_PRODUCT = 214,
	SNPGUEST_CHECK_LEAF_DATES = 215,
	SNPGUEST_CHECK_INTERMEDIATE_DATES = 216,
	SNPGUEST_CHECK_ROOT_DATES = 217,
	SNPGUEST_CHECK_INPUT_ROOTS = 218,
	SNPGUEST_CHECK_INPUT_AUTHORITIES = 219,

	/* The leaf against the report. */
	SNPGUEST_CHECK_REPORT_SIGNATURE = 301,
	SNPGUEST_CHECK_SIGNER_KIND = 302,
	SNPGUEST_CHECK_PRODUCT = 303,
	SNPGUEST_CHECK_CHIP_ID = 304,
	SNPGUEST_CHECK_TCB_FMC = 305,
	SNPGUEST_CHECK_TCB_BL = 306,
	SNPGUEST_CHECK_TCB_TEE = 307,
	SNPGUEST_CHECK_TCB_SNP = 308,
	SNPGUEST_CHECK_TCB_UCODE = 309,
	SNPGUEST_CHECK_TCB_RESERVED = 310,
	SNPGUEST_CHECK_TCB_ORDER = 311,
	SNPGUEST_CHECK_RUNTIME_CLAIMS = 312,

	/* Revocation. */
	SNPGUEST_CHECK_CRLS = 401,
	SNPGUEST_CHECK_CRL_PRESENT = 402,
	SNPGUEST_CHECK_CRL_SIGNATURE = 403,
	SNPGUEST_CHECK_CRL_DATES = 404,
	SNPGUEST_CHECK_NOT_REVOKED = 405,

	/* The caller's policy. */
	SNPGUEST_CHECK_POLICY_ROOT = 501,
	SNPGUEST_CHECK_POLICY_DEBUG = 502,
	SNPGUEST_CHECK_POLICY_GUEST_REQUIRE = 503,
	SNPGUEST_CHECK_POLICY_GUEST_FORBID = 504,
	SNPGUEST_CHECK_POLICY_VMPL = 505,
	SNPGUEST_CHECK_POLICY_SIGNER = 506,
	SNPGUEST_CHECK_POLICY_PRODUCT = 507,
	SNPGUEST_CHECK_POLICY_REPORT_DATA = 508,
	SNPGUEST_CHECK_POLICY_HOST_DATA = 509,
	SNPGUEST_CHECK_POLICY_MEASUREMENT = 510,
	SNPGUEST_CHECK_POLICY_CHIP_ID = 511,
	SNPGUEST_CHECK_POLICY_CSP_ID = 512,
	SNPGUEST_CHECK_POLICY_FAMILY_ID = 513,
	SNPGUEST_CHECK_POLICY_IMAGE_ID = 514,
	SNPGUEST_CHECK_POLICY_AUTHOR_KEY = 515,
	SNPGUEST_CHECK_POLICY_ID_KEY_DIGEST = 516,
	SNPGUEST_CHECK_POLICY_AUTHOR_KEY_DIGEST = 517,
	SNPGUEST_CHECK_POLICY_REPORT_ID = 518,
	SNPGUEST_CHECK_POLICY_GUEST_SVN = 519,
	SNPGUEST_CHECK_POLICY_ABI = 520,
	SNPGUEST_CHECK_POLICY_FIRMWARE = 521,
	SNPGUEST_CHECK_POLICY_TCB_REPORTED = 522,
	SNPGUEST_CHECK_POLICY_TCB_COMMITTED = 523,
	SNPGUEST_CHECK_POLICY_TCB_CURRENT = 524,
	SNPGUEST_CHECK_POLICY_TCB_LAUNCH = 525,
	SNPGUEST_CHECK_POLICY_PROVISIONAL = 526,
	SNPGUEST_CHECK_POLICY_PLATFORM_REQUIRE = 527,
	SNPGUEST_CHECK_POLICY_PLATFORM_FORBID = 528,
	SNPGUEST_CHECK_POLICY_MITIGATIONS_LAUNCH = 529,
	SNPGUEST_CHECK_POLICY_MITIGATIONS_CURRENT = 530,
	SNPGUEST_CHECK_POLICY_USER_DATA = 531,
	SNPGUEST_CHECK_POLICY_CLAIMS = 532,
};

/**
 * struct snpguest_check - one line of a verdict
 * @id: enum snpguest_check_id
 * @result: enum snpguest_result
 * @what: enum snpguest_class of its failure
 * @name: stable, for programs: "report-layout", "report-signature", ...; all of
 *	  them are in snpguest_verify(3)
 * @detail: for people: what was found, what is missing, why it was skipped
 */
struct snpguest_check {
	uint32_t id;
	uint32_t result;
	uint32_t what;
	uint32_t reserved;
	const char *name;
	const char *detail;
};

/** struct snpguest_verdict - on a report */
struct snpguest_verdict;

/** Frees a verdict. NULL is allowed. */
SNPGUEST_EXPORT void snpguest_verdict_free(struct snpguest_verdict *verdict);

/** What snpguest_verify() returned with it; -EINVAL of NULL. */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_verdict_status(const struct snpguest_verdict *verdict);

/** True when accepted; false of NULL. */
SNPGUEST_EXPORT SNPGUEST_CHECK bool
snpguest_verdict_accepted(const struct snpguest_verdict *verdict);

/** How many lines the verdict has; they stand in the order of the checks. */
SNPGUEST_EXPORT size_t
snpguest_verdict_count(const struct snpguest_verdict *verdict);

/** Line @index; NULL when there is none. Lives as long as the verdict. */
SNPGUEST_EXPORT const struct snpguest_check *
snpguest_verdict_check(const struct snpguest_verdict *verdict, size_t index);

/** The line of a check, or NULL. Lives as long as the verdict. */
SNPGUEST_EXPORT const struct snpguest_check *
snpguest_verdict_find(const struct snpguest_verdict *verdict,
		      uint32_t id);

/**
 * The report's fields; NULL unless accepted. These are the bytes that were
 * verified, whatever became of the caller's. Live as long as the verdict.
 */
SNPGUEST_EXPORT const struct snpguest_report *
snpguest_verdict_report(const struct snpguest_verdict *verdict);

/**
 * The root the chain ends in: "AMD Milan" for a pinned one; for a caller's
 * anchor "not AMD: ", its subject and its SHA-256; NULL when no chain was
 * built. Lives as long as the verdict.
 */
SNPGUEST_EXPORT const char *
snpguest_verdict_root(const struct snpguest_verdict *verdict);

/** True when the chain ends in a root of AMD's that is compiled in. */
SNPGUEST_EXPORT bool
snpguest_verdict_root_is_amd(const struct snpguest_verdict *verdict);

/** The product that chain and report agree on, or UNKNOWN. */
SNPGUEST_EXPORT enum snpguest_product
snpguest_verdict_product(const struct snpguest_verdict *verdict);

/**
 * The name of it, also of a product that the verifier was told of; where it is
 * UNKNOWN, of what the report says that it is from, for showing alone.
 */
SNPGUEST_EXPORT const char *
snpguest_verdict_product_name(const struct snpguest_verdict *verdict);

/** What the leaf certificate that was used says; NULL when none was found. */
SNPGUEST_EXPORT const struct snpguest_cert_info *
snpguest_verdict_leaf(const struct snpguest_verdict *verdict);

/** The time everything was judged for, seconds since 1970. */
SNPGUEST_EXPORT int64_t
snpguest_verdict_at(const struct snpguest_verdict *verdict);

/** The policy's @sha256, 32 bytes; NULL when it had none. */
SNPGUEST_EXPORT const uint8_t *
snpguest_verdict_policy_sha256(const struct snpguest_verdict *verdict);

/* A verdict on certificates alone: it accepts no report. As above. */
struct snpguest_chain_verdict;

SNPGUEST_EXPORT void
snpguest_chain_verdict_free(struct snpguest_chain_verdict *verdict);
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_chain_verdict_status(const struct snpguest_chain_verdict *verdict);
SNPGUEST_EXPORT size_t
snpguest_chain_verdict_count(const struct snpguest_chain_verdict *verdict);
SNPGUEST_EXPORT const struct snpguest_check *
snpguest_chain_verdict_check(const struct snpguest_chain_verdict *verdict,
			     size_t index);
SNPGUEST_EXPORT const struct snpguest_check *
snpguest_chain_verdict_find(const struct snpguest_chain_verdict *verdict,
			    uint32_t id);
SNPGUEST_EXPORT const char *
snpguest_chain_verdict_root(const struct snpguest_chain_verdict *verdict);
SNPGUEST_EXPORT bool snpguest_chain_verdict_root_is_amd(
	const struct snpguest_chain_verdict *verdict);
SNPGUEST_EXPORT enum snpguest_product
snpguest_chain_verdict_product(const struct snpguest_chain_verdict *verdict);
SNPGUEST_EXPORT const char *snpguest_chain_verdict_product_name(
	const struct snpguest_chain_verdict *verdict);
SNPGUEST_EXPORT const struct snpguest_cert_info *
snpguest_chain_verdict_leaf(const struct snpguest_chain_verdict *verdict);
SNPGUEST_EXPORT int64_t
snpguest_chain_verdict_at(const struct snpguest_chain_verdict *verdict);

/* ------------------------------------------------------------- verifier */

/* How many of them one verdict looks at, each counted once. */
#define SNPGUEST_CERTS_MAX 48
#define SNPGUEST_CRLS_MAX 16

/**
 * struct snpguest_evidence - what is to be judged; all of it untrusted
 * @size: sizeof(struct snpguest_evidence)
 * @report: the bare report as it was received
 * @table: a certificate table; may be empty
 * @certs: further certificates, DER or PEM (a bundle is taken whole), any order
 * @crls: revocation lists, DER or PEM; more than SNPGUEST_CRLS_MAX different
 *	  ones refuse
 * @container: what the evidence came in, or NULL: its table, certificates and
 *	       lists are used beside those here; its report where @report is
 *	       empty (else -EINVAL); a refusal of it refuses
 * @crl_names: what each of @crls is called in a verdict, such as its file; a NULL
 *	       in it, or in its place: "CRL 1", "CRL 2"
 *
 * Which certificate is the leaf is decided by role, by the report's signing
 * key, by which one fits and by whose key signed; roots among @certs or in
 * @table are only compared with the trusted ones and never trusted.
 */
struct snpguest_evidence {
	uint64_t size;
	struct snpguest_blob report;
	struct snpguest_blob table;
	const struct snpguest_blob *certs;
	size_t n_certs;
	const struct snpguest_blob *crls;
	size_t n_crls;
	const struct snpguest_container *container;
	const char *const *crl_names;
};

#define SNPGUEST_EVIDENCE_INIT SNPGUEST_INIT(snpguest_evidence)

/** All zero but the size; @size is sizeof(*evidence). */
SNPGUEST_EXPORT void snpguest_evidence_init(struct snpguest_evidence *evidence,
					    size_t size);

/**
 * struct snpguest_verifier_options
 * @size: sizeof(struct snpguest_verifier_options)
 * @without_amd: 1: AMD's roots are not trusted, only those that are added
 * @fips: 1: algorithms of a FIPS provider alone; @libctx has to have loaded it
 * @libctx: OSSL_LIB_CTX to take algorithms from, which has to outlive the
 *	    verifier; NULL: one of the library's own, which reads no openssl.cnf
 */
struct snpguest_verifier_options {
	uint64_t size;
	uint32_t without_amd;
	uint32_t fips;
	void *libctx;
};

#define SNPGUEST_VERIFIER_OPTIONS_INIT SNPGUEST_INIT(snpguest_verifier_options)

/** All zero but the size; @size is sizeof(*options). */
SNPGUEST_EXPORT void
snpguest_verifier_options_init(struct snpguest_verifier_options *options,
			       size_t size);

/**
 * snpguest_verifier_new() - a verifier that trusts AMD's pinned roots
 * @options: NULL for none
 *
 * Return: 0 and @verifier; -EINVAL; -E2BIG; -ENOMEM; -EIO. Free with
 * snpguest_verifier_free().
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_verifier_new(struct snpguest_verifier **verifier,
		      const struct snpguest_verifier_options *options,
		      struct snpguest_error *error);

/**
 * snpguest_verifier_add_anchor() - trust another root
 * @cert: a self-signed ARK, DER or PEM; copied
 *
 * For emulated platforms and tests. A verdict that ends in it says so, and
 * accepts only where the policy says @any_root. Not to be called while another
 * thread uses the verifier.
 *
 * Return: 0; -EBADMSG when @cert is no usable root certificate; -ENOMEM; -EIO.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_verifier_add_anchor(struct snpguest_verifier *verifier,
			     struct snpguest_blob cert,
			     struct snpguest_error *error);

/**
 * snpguest_verifier_add_anchors() - trust products that the library does not know
 * @file: JSON, snpguest-anchors(5): names, CPUID, layout of TCB_VERSION and
 *	  certificates of each
 *
 * Whoever hands it in vouches for it. A verdict that ends in one of its roots is
 * not AMD's (snpguest_verdict_root_is_amd() is false), and accepts only where the
 * policy says @any_root. Not to be called while another thread uses the verifier.
 *
 * Return: 0; -EINVAL: it is no such file, with line or key and the cause, and the
 * verifier is as it was; -ENOMEM; -EIO.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_verifier_add_anchors(struct snpguest_verifier *verifier,
			      struct snpguest_blob file,
			      struct snpguest_error *error);

/**
 * snpguest_verifier_add_crl() - have a revocation list looked at in every call
 * @crl: DER or PEM, of one or several; copied. Each has to be signed by a root
 *	 that is trusted
 *
 * Their dates are judged in every call; of several of one root each has to hold.
 * Not to be called while another thread uses the verifier.
 *
 * Return: 0; -EBADMSG when one is none, or none of a trusted root, or there are
 * more than SNPGUEST_CRLS_MAX in all; -ENOMEM; -EIO. After an error the verifier
 * is as it was.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_verifier_add_crl(struct snpguest_verifier *verifier,
			  struct snpguest_blob crl,
			  struct snpguest_error *error);

/** Frees a verifier. NULL is allowed. */
SNPGUEST_EXPORT void
snpguest_verifier_free(struct snpguest_verifier *verifier);

#define SNPGUEST_NOW INT64_MIN

/**
 * snpguest_verify() - judge a report
 * @policy: what is demanded; see struct snpguest_policy
 * @at: seconds since 1970 at which everything has to be valid; SNPGUEST_NOW
 * @verdict: out: free with snpguest_verdict_free(); may be NULL
 *
 * Malformed evidence is an answer (refused), not an error. Safe to call from
 * several threads with one verifier.
 *
 * Return: 0: accepted; SNPGUEST_REFUSED: refused; -ENODATA: nothing speaks
 * against it, but something is missing that has to be judged (@verdict says
 * what). With these there is a verdict; with the following *@verdict is NULL:
 * -EINVAL for a @policy that cannot be, or that says nothing on freshness or
 * measurement, or for a wrong @evidence structure; -E2BIG: see above; -ENOMEM;
 * -EIO when the cryptographic library could not do its work.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_verify(struct snpguest_verifier *verifier,
		const struct snpguest_evidence *evidence,
		const struct snpguest_policy *policy, int64_t at,
		struct snpguest_verdict **verdict,
		struct snpguest_error *error);

/**
 * snpguest_verify_chain() - judge certificates alone; @evidence->report unused
 * @policy: NULL for none
 *
 * Here the certificates are the question: what does not belong to the chain of
 * the one leaf is a refusal, and so is that there is none. Otherwise like
 * snpguest_verify().
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_verify_chain(struct snpguest_verifier *verifier,
		      const struct snpguest_evidence *evidence,
		      const struct snpguest_chain_policy *policy, int64_t at,
		      struct snpguest_chain_verdict **verdict,
		      struct snpguest_error *error);

/* ----------------------------------------------------------------- JSON */

struct snpguest_policy_json;

/**
 * snpguest_policy_json_read() - a policy from its text, snpguest-policy(5)
 * @text: JSON; every key optional, others refused
 * @policy: out: free with snpguest_policy_json_free()
 *
 * Return: 0; -EINVAL with line or key, and the cause; -ENOMEM; -EIO.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_policy_json_read(struct snpguest_blob text,
			  struct snpguest_policy_json **policy,
			  struct snpguest_error *error);

/**
 * snpguest_policy_json_read_for() - the same, for a verifier with products added
 * @verifier: its products are known by their names; NULL: AMD's alone
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_policy_json_read_for(const struct snpguest_verifier *verifier,
			      struct snpguest_blob text,
			      struct snpguest_policy_json **policy,
			      struct snpguest_error *error);

/**
 * The policy, which points into @policy and lives as long. A copy may be changed;
 * its @sha256 is that of the text.
 */
SNPGUEST_EXPORT const struct snpguest_policy *
snpguest_policy_json_policy(const struct snpguest_policy_json *policy);

/** Frees a policy. NULL is allowed. */
SNPGUEST_EXPORT void
snpguest_policy_json_free(struct snpguest_policy_json *policy);

/**
 * snpguest_verdict_to_json() - a verdict for programs, snpguest-json(5)
 * @container: what the evidence came in, for its shape and claims; may be NULL
 * @text: out: one line of ASCII without its end, from malloc(); free()
 *
 * Return: 0, -ENOMEM.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_verdict_to_json(const struct snpguest_verdict *verdict,
			 const struct snpguest_container *container,
			 char **text, struct snpguest_error *error);

/** The same of certificates alone. */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_chain_verdict_to_json(const struct snpguest_chain_verdict *verdict,
			       char **text, struct snpguest_error *error);

/** The fields of a report. @size: sizeof(*report), as the caller knows it. */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_report_to_json(const struct snpguest_report *report, size_t size,
			char **text, struct snpguest_error *error);

/** What a certificate says. @size: sizeof(*info), as the caller knows it. */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_cert_info_to_json(const struct snpguest_cert_info *info, size_t size,
			   char **text, struct snpguest_error *error);

#define SNPGUEST_PARTS_MAX 64 /* of one evidence */

/**
 * snpguest_judge() - evidence of several parts, in whatever shapes, judged
 * @evidence: @count parts, 1 to SNPGUEST_PARTS_MAX, each in any shape of
 *	      snpguest_container_read(): one with the report, others with what it
 *	      lacks; together they are unpacked to 8 MiB, and what is behind that
 *	      cannot be read
 * @policy, @at: as of snpguest_verify()
 * @verdict: out: NULL where there is none; snpguest_verdict_free(). It does not
 *	     point into @evidence
 * @text: out: the verdict as snpguest_judge_json() gives it; NULL: not wanted
 *
 * For those who judge many with one verifier and one policy; threads may share
 * both.
 *
 * Return: as snpguest_verify(); -EINVAL, -E2BIG: the parts are wrong.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_judge(struct snpguest_verifier *verifier,
	       const struct snpguest_blob *evidence, size_t count,
	       const struct snpguest_policy *policy, int64_t at,
	       struct snpguest_verdict **verdict, char **text,
	       struct snpguest_error *error);

/**
 * snpguest_judge_json() - evidence and a policy in, a verdict out
 * @verifier: NULL: one that trusts AMD's roots is made for this call
 * @evidence: @count parts, 1 to SNPGUEST_PARTS_MAX, each in any shape of
 *	      snpguest_container_read(): one with the report, others with what it
 *	      lacks; together they are unpacked to 8 MiB, and what is behind that
 *	      cannot be read
 * @policy: JSON, snpguest-policy(5); freshness and measurement have to be
 *	    demanded in it or waived
 * @at: as of snpguest_verify()
 * @text: out: the verdict, snpguest-json(5), on one line, from malloc(); NULL
 *	  where there is none. free()
 *
 * All that a binding for another language has to call.
 *
 * Return: as snpguest_verify(): 0 only when accepted; SNPGUEST_REFUSED;
 * -ENODATA with a verdict; -EINVAL: @policy is none, or @count is out of range;
 * -ENOMEM; -EIO. Two different reports are refused.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_judge_json(struct snpguest_verifier *verifier,
		    const struct snpguest_blob *evidence, size_t count,
		    struct snpguest_blob policy, int64_t at, char **text,
		    struct snpguest_error *error);

/* --------------------------------------------------------------- tokens */

/**
 * snpguest_jws_sign() - sign bytes as a token (JWS in compact form, RFC 7515)
 * @key: private key, PEM or DER, unencrypted: P-384 signs ES384, P-256 ES256
 * @payload: the claims, usually JSON; the header says "JWT"
 * @token: out: text from malloc(); free(). NULL where there is none
 *
 * Return: 0; -EBADMSG: no key of these kinds, or a public one alone; -ENOKEY: it
 * is encrypted; -ENOMEM; -EIO.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_jws_sign(struct snpguest_blob key, struct snpguest_blob payload,
		  char **token, struct snpguest_error *error);

/* ------------------------------------------------ key distribution service */

#define SNPGUEST_KDS_URL_SIZE 512

/** What AMD's service has besides VCEKs, [KDS] 4. */
enum snpguest_kds_list {
	SNPGUEST_KDS_VCEK_CHAIN = 1,
	SNPGUEST_KDS_VCEK_CRL = 2,
	SNPGUEST_KDS_VLEK_CHAIN = 3,
	SNPGUEST_KDS_VLEK_CRL = 4,
};

/**
 * snpguest_kds_list_url() - the address of a chain or a revocation list
 * @verifier: whose products it may be of, too; or NULL
 * @host: NULL: AMD's; else that of a cache, "https://...", without a slash at its
 *	  end
 * @url: out: room for @size bytes; SNPGUEST_KDS_URL_SIZE does for AMD's
 *
 * Return: 0; -ENODATA when @product has none; -ENOSPC.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_kds_list_url(const struct snpguest_verifier *verifier,
		      const char *host, uint32_t product,
		      enum snpguest_kds_list list, char *url, size_t size,
		      struct snpguest_error *error);

/**
 * snpguest_kds_vcek_url() - the address of the VCEK that signed a report
 * @verifier, @host: as above
 * @product: of the chip, which reports of version 2 do not tell
 *
 * Return: 0; -ENODATA when AMD has none for @report, with the cause: a VLEK
 * signed it, its chip id is masked, or the product is not known; -ENOSPC.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_kds_vcek_url(const struct snpguest_verifier *verifier,
		      const char *host, uint32_t product,
		      const struct snpguest_report *report, char *url,
		      size_t size, struct snpguest_error *error);

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
	uint64_t size;
	uint8_t report_data[SNPGUEST_REPORT_DATA_SIZE];
	int32_t vmpl;
	uint32_t key_sel;
};

#define SNPGUEST_REPORT_REQUEST_INIT SNPGUEST_INIT(snpguest_report_request)

/** All zero but the size; @size is sizeof(*request). */
SNPGUEST_EXPORT void
snpguest_report_request_init(struct snpguest_report_request *request,
			     size_t size);

/**
 * struct snpguest_key_request - [ABI] MSG_KEY_REQ, version 1
 * @size: sizeof(struct snpguest_key_request)
 * @vmrk: 1: root key VMRK; 0: VCEK or VLEK
 */
struct snpguest_key_request {
	uint64_t size;
	uint32_t vmrk;
	uint32_t key_sel;
	uint64_t guest_field_select;
	uint32_t vmpl;
	uint32_t guest_svn;
	uint64_t tcb_version;
};

#define SNPGUEST_KEY_REQUEST_INIT SNPGUEST_INIT(snpguest_key_request)

/** All zero but the size; @size is sizeof(*request). */
SNPGUEST_EXPORT void
snpguest_key_request_init(struct snpguest_key_request *request, size_t size);

struct snpguest_transport;

/**
 * struct snpguest_transport_ops - a way to the secure processor of one's own
 * @size: sizeof(struct snpguest_transport_ops)
 * @get_report: fill @report (SNPGUEST_REPORT_SIZE bytes). Where @table is not
 *	NULL also fetch the certificate table: *@table from malloc(), NULL with
 *	*@table_len 0 where the host has none
 * @get_key: fill @key (32 bytes); NULL where it cannot
 * @close: free @priv; may be NULL
 *
 * Functions return 0 or a negative errno with @error filled in. Requests have
 * the size that the library knows.
 */
struct snpguest_transport_ops {
	uint64_t size;
	int (*get_report)(void *priv, const struct snpguest_report_request *req,
			  uint8_t *report, uint8_t **table, size_t *table_len,
			  struct snpguest_error *error);
	int (*get_key)(void *priv, const struct snpguest_key_request *req,
		       uint8_t key[32], struct snpguest_error *error);
	void (*close)(void *priv);
};

#define SNPGUEST_TRANSPORT_OPS_INIT SNPGUEST_INIT(snpguest_transport_ops)

/** All zero but the size; @size is sizeof(*ops). */
SNPGUEST_EXPORT void
snpguest_transport_ops_init(struct snpguest_transport_ops *ops, size_t size);

/**
 * snpguest_transport_new() - a transport of the caller's functions
 * @ops: copied
 * @priv: passed to them; after 0 it is @ops->close that frees it
 *
 * Return: 0 and @transport (release with snpguest_close()); -EINVAL; -E2BIG;
 * -ENOMEM.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_transport_new(const struct snpguest_transport_ops *ops, void *priv,
		       struct snpguest_transport **transport,
		       struct snpguest_error *error);

/**
 * snpguest_open() - find the way to the secure processor
 * @device: "auto" (configfs-tsm where a provider is there, else
 *	    /dev/sev-guest), "tsm", or the path of a device
 *
 * Return: 0 and @transport (release with snpguest_close()); -ENOENT with the
 * next step in @error when nothing is there; another negative errno.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_open(const char *device, struct snpguest_transport **transport,
	      struct snpguest_error *error);

/** Closes and frees @transport. NULL is allowed. */
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

/** What a report may have at most, in a guest message of today. */
#define SNPGUEST_REPORT_MAX 3968

/**
 * snpguest_get_whole_report() - a report as long as the firmware makes it
 * @report: room for @size bytes, at least SNPGUEST_REPORT_SIZE;
 *	    SNPGUEST_REPORT_MAX do for every one
 * @len: out: bytes of it; SNPGUEST_REPORT_SIZE, or more
 *
 * Its first SNPGUEST_REPORT_SIZE bytes are the report that this library knows and
 * verifies. What newer firmware has added behind them is not signed as far as
 * this library knows; it is kept as it came.
 *
 * Return: as snpguest_get_report(); -EINVAL when @size is too small.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_get_whole_report(const struct snpguest_transport *transport,
			  const struct snpguest_report_request *req,
			  uint8_t *report, size_t size, size_t *len,
			  struct snpguest_error *error);

/**
 * snpguest_get_evidence() - report and table, for those who verify what comes back
 *
 * The report data are not compared here: a report for another request is
 * evidence, too, which a policy that demands them refuses.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_get_evidence(const struct snpguest_transport *transport,
		      const struct snpguest_report_request *req,
		      uint8_t *report, uint8_t **table, size_t *table_len,
		      struct snpguest_error *error);

/**
 * snpguest_get_service() - a report on the services of an SVSM, and its manifest
 * @nonce: SNPGUEST_REPORT_DATA_SIZE bytes
 * @guid: text of the service's GUID; NULL for all services
 * @report: SNPGUEST_REPORT_SIZE bytes; made at VMPL 0
 * @table: out: the host's certificates, from malloc(); NULL where it has none
 * @manifest: out: what the SVSM says of its services, from malloc()
 *
 * By configfs-tsm alone. That the report is for @nonce and @manifest is for a
 * policy to demand: its report_data is the SHA-512 digest of the one followed by
 * the other (@report_data_of of struct snpguest_policy).
 *
 * Return: 0; -EOPNOTSUPP: no SVSM, or another way than configfs-tsm; -EBADMSG: a
 * write was lost, or there is no manifest; another negative errno.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_get_service(const struct snpguest_transport *transport,
		     const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
		     const char *guid, uint8_t *report, uint8_t **table,
		     size_t *table_len, uint8_t **manifest,
		     size_t *manifest_len, struct snpguest_error *error);

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
