/* SPDX-License-Identifier: MIT */
/*
 * snpguest_measure.h - predict the launch digest of a guest, and sign it
 *
 * A part of libsnpguest; the conventions of snpguest.h hold. Nothing here asks
 * a device. Images, IGVM files and keys are untrusted bytes: what is not as the
 * specification says is refused with -EBADMSG and its cause, in bounded time and
 * memory.
 *
 * Specifications: [ABI] AMD 56860, 8.17 SNP_LAUNCH_UPDATE and 8.18
 * SNP_LAUNCH_FINISH; [APM] AMD 24593, Table B-4; [IGVM] Independent Guest Virtual
 * Machine file format, version 1.
 */
#ifndef SNPGUEST_MEASURE_H
#define SNPGUEST_MEASURE_H

#include <snpguest.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SNPGUEST_PAGE_SIZE 4096
#define SNPGUEST_SHA256_SIZE 32

/* ------------------------------------------------------------- firmware */

/** Types of an OVMF metadata section. */
enum snpguest_section_type {
	SNPGUEST_SECTION_SEC_MEM = 1,
	SNPGUEST_SECTION_SECRETS = 2,
	SNPGUEST_SECTION_CPUID = 3,
	SNPGUEST_SECTION_SVSM_CAA = 4,
	SNPGUEST_SECTION_KERNEL_HASHES = 0x10,
};

/** struct snpguest_section - guest memory that is measured beside the image */
struct snpguest_section {
	uint32_t gpa, size, type;
};

#define SNPGUEST_SECTIONS_MAX 128

/**
 * struct snpguest_ovmf - what an OVMF image says about itself
 * @gpa: where it is loaded; it ends at 4 GiB
 * @has_reset: @reset_address is where processors other than the first start
 * @has_hash_area: @hash_base and @hash_size say where hashes of a kernel go
 * @has_svsm_entry: @svsm_entry is the offset of the entry in an SVSM image
 * @has_metadata: @sections holds the @n_sections sections, in measuring order
 */
struct snpguest_ovmf {
	uint64_t gpa;
	bool has_reset, has_hash_area, has_svsm_entry, has_metadata;
	uint32_t reset_address;
	uint32_t hash_base, hash_size;
	uint32_t svsm_entry;
	uint32_t n_sections;
	struct snpguest_section sections[SNPGUEST_SECTIONS_MAX];
};

/**
 * snpguest_ovmf_parse() - read the GUID table and the SEV metadata of an image
 * @image: whole pages, as the VMM loads it. The last page alone has the tables
 *
 * An image without tables is none of the errors.
 *
 * Return: 0; -EBADMSG: no whole pages, 4 GiB or more; a table, an entry or a
 * section that leaves its bounds, is given twice, or overlaps another.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_ovmf_parse(struct snpguest_blob image, struct snpguest_ovmf *ovmf,
		    struct snpguest_error *error);

/* ------------------------------------------------------------ processors */

/**
 * snpguest_vcpu_signature() - CPUID leaf 1 EAX of a QEMU model
 * @model: "EPYC-v4", "EPYC-Milan", ... in any case
 *
 * Return: 0, or -ENOENT for a name that is not known.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_vcpu_signature(const char *model, uint32_t *signature);

/** Name number @index of those known, and its signature; NULL after the last. */
SNPGUEST_EXPORT const char *snpguest_vcpu_model(size_t index,
						uint32_t *signature);

/**
 * snpguest_vcpu_signature_of() - the signature of a family, model and stepping
 * @family: 0 to 270, with the extended family; @model: 0 to 255; @stepping: 0 to
 * 15
 *
 * Return: 0, or -EINVAL.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_vcpu_signature_of(uint32_t family, uint32_t model, uint32_t stepping,
			   uint32_t *signature);

/* ---------------------------------------------------------------- launch */

/** What is computed: numbers never change. */
enum snpguest_launch_mode {
	SNPGUEST_LAUNCH_SNP = 0, /* launch digest, SHA-384 */
	SNPGUEST_LAUNCH_SEV_ES = 1, /* SHA-256 */
	SNPGUEST_LAUNCH_SEV = 2,    /* SHA-256 */
};

/** Who launches the guest. KRUN follows a single source, unconfirmed. */
enum snpguest_vmm {
	SNPGUEST_VMM_QEMU = 0,
	SNPGUEST_VMM_EC2 = 1,
	SNPGUEST_VMM_GCE = 2,
	SNPGUEST_VMM_KRUN = 3,
};

#define SNPGUEST_VMSA_GPA UINT64_C(0xfffffffff000) /* KVM, all products */
#define SNPGUEST_VCPUS_MAX 4096

/**
 * struct snpguest_launch - how a guest is launched
 *
 * Start from SNPGUEST_LAUNCH_INIT. Everything pointed to belongs to the caller.
 *
 * @size: sizeof(struct snpguest_launch); set by SNPGUEST_LAUNCH_INIT
 * @ovmf: the image as the VMM loads it
 * @ovmf_hash: NULL, or 48 bytes: the digest after the image, from
 *	       snpguest_ovmf_hash(); then @ovmf is read for its tables alone.
 *	       SNP only
 * @kernel_sha256: NULL when no kernel is measured; else of the whole file
 * @initrd_sha256: NULL for none, which is hashed as no bytes
 * @cmdline: as given, without NUL; empty for none
 * @svsm: empty, or an SVSM image in the way of QEMU before IGVM
 * @vars_size: bytes between @svsm and @ovmf, for the variable store
 * @vcpu_signature: CPUID leaf 1 EAX; matters to QEMU alone
 * @features: SEV_FEATURES of every VMSA
 * @vmsa_gpa: where a VMSA is measured; sources disagree for GCE on Genoa
 * @ec2_rdx: RDX at reset on EC2, on which sources disagree: 0x600 or 0
 * @zero_fpu: MXCSR and FCW are 0, as for SEV-ES guests of KVM's legacy
 *	      initialisation
 */
struct snpguest_launch {
	size_t size;
	uint32_t mode, vmm;
	struct snpguest_blob ovmf;
	const uint8_t *ovmf_hash;
	const uint8_t *kernel_sha256, *initrd_sha256;
	struct snpguest_blob cmdline;
	struct snpguest_blob svsm;
	uint64_t vars_size;
	uint32_t vcpus;
	uint32_t vcpu_signature;
	uint64_t features;
	uint64_t vmsa_gpa;
	uint64_t ec2_rdx;
	bool zero_fpu;
	uint64_t reserved[8]; /* zero */
};

#define SNPGUEST_LAUNCH_INIT						\
	{								\
		.size = sizeof(struct snpguest_launch), .vcpus = 1,	\
		.features = 1, .vmsa_gpa = SNPGUEST_VMSA_GPA,		\
		.ec2_rdx = 0x600,					\
	}

/** Page types of [ABI] PAGE_INFO. */
enum snpguest_page_type {
	SNPGUEST_PAGE_NORMAL = 1,
	SNPGUEST_PAGE_VMSA = 2,
	SNPGUEST_PAGE_ZERO = 3,
	SNPGUEST_PAGE_UNMEASURED = 4,
	SNPGUEST_PAGE_SECRETS = 5,
	SNPGUEST_PAGE_CPUID = 6,
};

/** "normal", "vmsa", ... or "unknown"; static. */
SNPGUEST_EXPORT const char *snpguest_page_type_name(uint32_t type);

/**
 * struct snpguest_measured - one thing that entered a digest
 * @origin: "ovmf", "section", "kernel-hashes", "svsm", "vmsa", "igvm"; static
 * @index: number of the section, vCPU or directive; 0 for images
 * @data, @len: its bytes; NULL and 0 where the contents are not measured. Live
 *		during the call
 * @type, @gpa: SNP only, as are the following
 * @contents: SHA-384 of the page or zero, as in PAGE_INFO
 * @digest: the launch digest after it
 */
struct snpguest_measured {
	const char *origin;
	uint32_t index;
	uint32_t type;
	uint64_t gpa;
	const uint8_t *data;
	size_t len;
	uint8_t contents[SNPGUEST_DIGEST_SIZE];
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
};

/**
 * struct snpguest_observer - sees what enters a digest, in order
 * @measured: 0 to go on; a negative errno ends the computation with it
 */
struct snpguest_observer {
	int (*measured)(void *priv, const struct snpguest_measured *measured);
	void *priv;
};

/** Bytes of a digest of @mode: 48 or 32. */
SNPGUEST_EXPORT size_t snpguest_launch_digest_size(uint32_t mode);

/**
 * snpguest_launch_digest() - what a report's measurement will be
 * @observer: NULL, or sees each page (SNP) or each piece (SEV, SEV-ES)
 * @digest: 48 bytes are written; a shorter digest is padded with zeros
 *
 * Time: linear in the images, the sections (256 MiB at most) and the vCPUs.
 *
 * Return: 0; -EINVAL: @launch is contradictory or not understood; -EBADMSG: an
 * image is not what it should be, or has not what @launch needs, such as room
 * for a kernel's hashes; -ENOMEM; -EIO; what @observer returned.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_launch_digest(const struct snpguest_launch *launch,
		       const struct snpguest_observer *observer,
		       uint8_t digest[SNPGUEST_DIGEST_SIZE],
		       struct snpguest_error *error);

/**
 * snpguest_ovmf_hash() - the launch digest after the image alone
 *
 * Return: 0, -EBADMSG, -ENOMEM, -EIO.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_ovmf_hash(struct snpguest_blob image,
		   uint8_t digest[SNPGUEST_DIGEST_SIZE],
		   struct snpguest_error *error);

/**
 * snpguest_sha256_fd() - SHA-256 of all that can be read from @fd
 *
 * For kernels and initrds, which need not fit in memory. Return: 0; a negative
 * errno of read(); -ENOMEM; -EIO.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_sha256_fd(int fd, uint8_t digest[SNPGUEST_SHA256_SIZE],
		   struct snpguest_error *error);

/* ------------------------------------------------------------------ IGVM */

/**
 * enum snpguest_igvm_rules - who turns an IGVM file into pages
 *
 * VMM: QEMU on KVM. Every page of a parameter area; processors last, vCPU 0
 * first, at KVM's address; those the file has no context for start at reset.
 * Two things of QEMU's loader are not in it: it holds a run of pages back until
 * the next page that does not go on with it, so that a parameter area behind the
 * run is measured before it; and it measures shared pages.
 * FILE: microsoft/igvm, for OpenVMM and Hyper-V. As VMM, but processors where
 * the file has them and at its address; a guest policy is needed.
 * IGVMMEASURE: the tool of that name. As FILE, but one page of a parameter area,
 * contexts of other platforms and shared pages count, no policy needed.
 */
enum snpguest_igvm_rules {
	SNPGUEST_IGVM_VMM = 0,
	SNPGUEST_IGVM_FILE = 1,
	SNPGUEST_IGVM_IGVMMEASURE = 2,
};

/**
 * struct snpguest_igvm - how an IGVM file is launched
 *
 * @size: sizeof(struct snpguest_igvm); set by SNPGUEST_IGVM_INIT
 * @file: the whole file
 * @rules: enum snpguest_igvm_rules
 * @native_zero: pages without data are told to the firmware as ZERO
 * @set_features: @features takes the place of what the contexts say
 * @vcpus: 0 for as many as the file has contexts for, at least one; more need
 *	   SNPGUEST_IGVM_VMM
 * @vcpu_signature: of vCPUs without a context
 * @vmsa_gpa: where SNPGUEST_IGVM_VMM measures processors
 */
struct snpguest_igvm {
	size_t size;
	struct snpguest_blob file;
	uint32_t rules;
	bool native_zero;
	bool set_features;
	uint64_t features;
	uint32_t vcpus, vcpu_signature;
	uint64_t vmsa_gpa;
	uint64_t reserved[8]; /* zero */
};

#define SNPGUEST_IGVM_INIT						\
	{								\
		.size = sizeof(struct snpguest_igvm),			\
		.vmsa_gpa = SNPGUEST_VMSA_GPA,				\
	}

/**
 * snpguest_igvm_digest() - the launch digest of an IGVM file, SNP
 *
 * With more than one vCPU no source confirms the digest.
 *
 * Time and memory: linear in the file; 4 GiB of guest memory at most.
 *
 * Return: 0; -EINVAL: a wrong @igvm; -EBADMSG: not an IGVM file for SEV-SNP, or
 * one that cannot be launched: a page twice, data outside of the file, 2 MiB
 * pages; -ENOMEM; -EIO; what @observer returned.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_igvm_digest(const struct snpguest_igvm *igvm,
		     const struct snpguest_observer *observer,
		     uint8_t digest[SNPGUEST_DIGEST_SIZE],
		     struct snpguest_error *error);

/**
 * snpguest_igvm_check_kvm() - would KVM launch the file to the digest of @igvm?
 *
 * That takes exactly one processor context, behind all pages, at the address
 * where KVM measures, with CR0 0x30 or 0x31; and of @igvm one vCPU, and rules,
 * features and addresses that come to what KVM makes of the file.
 *
 * Return: 0 yes; 1 no, and @error says why; as snpguest_igvm_digest() otherwise.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_igvm_check_kvm(const struct snpguest_igvm *igvm,
			struct snpguest_error *error);

/**
 * struct snpguest_igvm_facts - what an IGVM file says about its SNP guest
 * @has_policy: @policy is the guest policy it is launched with
 * @vcpus: processors that it has contexts for, counted up to the highest; at
 *	   least 1
 * @features: SEV_FEATURES of the first of them; 1 when it has none
 * @contexts: how many contexts these are. With fewer than processors that are
 *	      launched, SNPGUEST_IGVM_VMM measures &snpguest_igvm.vcpu_signature
 */
struct snpguest_igvm_facts {
	bool has_policy;
	uint32_t vcpus;
	uint64_t policy, features;
	uint32_t contexts;
};

/**
 * snpguest_igvm_read() - read what an IGVM file says
 *
 * Return: 0; -EBADMSG as snpguest_igvm_digest(); -ENOMEM; -EIO.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_igvm_read(struct snpguest_blob file,
		   struct snpguest_igvm_facts *facts,
		   struct snpguest_error *error);

/* ------------------------------------------------------------ explaining */

#define SNPGUEST_CHANGES_MAX 12

/**
 * struct snpguest_change - one input that has to be another
 * @what: its name, as the option of snpguest(1): "vcpus", "guest-features", ...
 * @given, @needed: as text, for people
 */
struct snpguest_change {
	char what[32];
	char given[96];
	char needed[96];
};

/** What a search left out because it would have taken long; bits. */
enum snpguest_left_out {
	/* some changes of one character of the command line */
	SNPGUEST_LEFT_OUT_CHARACTERS = 1,
	/* some of these together with another change */
	SNPGUEST_LEFT_OUT_CHARACTERS_TOGETHER = 2,
	/* some other combinations, of images or files with very many pages */
	SNPGUEST_LEFT_OUT_COMBINATIONS = 4,
	/* one character of a line of more than 2,047, also with thorough */
	SNPGUEST_LEFT_OUT_LONG_LINE = 8,
	/* some numbers of vCPUs together with two other changes or more */
	SNPGUEST_LEFT_OUT_VCPUS = 16,
};

/**
 * struct snpguest_explanation - which inputs would make a digest
 * @found: they are @changes, the fewest of all that were tried; none when the
 *	   digest is that of the inputs as they are
 * @tried: how many combinations were computed
 * @left_out: enum snpguest_left_out: what was not; 0 for nothing
 */
struct snpguest_explanation {
	bool found;
	uint32_t n_changes;
	uint64_t tried;
	uint32_t left_out;
	struct snpguest_change changes[SNPGUEST_CHANGES_MAX];
};

/**
 * struct snpguest_question - a digest that came out another than predicted
 *
 * @size: sizeof(struct snpguest_question)
 * @launch: the inputs at hand, or NULL with @igvm. May have both a kernel and an
 *	    SVSM image, of which the second is measured
 * @igvm: an IGVM file and the rules expected, or NULL with @launch
 * @ovmf, @n_ovmf: further images to try in place of @launch->ovmf; digests start
 *		   from these, so @launch->ovmf_hash is for the first image alone
 * @signatures, @n_signatures: further vCPU signatures to try, such as that in a
 *	    report
 * @vcpus_max: most vCPUs to try; 0 for 512, or 128 together with two other
 *	       changes unless @thorough
 * @thorough: leave nothing out but what SNPGUEST_LEFT_OUT_LONG_LINE says, however
 *	      long it takes
 * @progress: NULL, or called now and then with the combinations tried so far;
 *	      another value than 0 ends the search with -ECANCELED
 */
struct snpguest_question {
	size_t size;
	const struct snpguest_launch *launch;
	const struct snpguest_igvm *igvm;
	const struct snpguest_blob *ovmf;
	size_t n_ovmf;
	const uint32_t *signatures;
	size_t n_signatures;
	uint32_t vcpus_max;
	bool thorough;
	int (*progress)(void *priv, uint64_t tried);
	void *priv;
	uint64_t reserved[4]; /* zero */
};

/**
 * snpguest_launch_explain() - why a guest has this launch digest
 * @digest: 48 bytes, of SNP
 *
 * Tries what goes wrong in practice, each alone and together: features, vCPU
 * count and type, VMM, kernel hashes, command line (space or newline at its
 * end), initrd, EC2 register, VMSA address, SVSM, OVMF images, IGVM rules; and
 * one character of the command line, alone and together with one of these.
 *
 * Time: what stays the same is computed once. A character of the command line
 * is one of some 200 changes at each place, and each of them a digest of all
 * that is measured behind it: they are tried, the likely ones first, until some
 * three million pages were linked, one to two seconds. So are, of an IGVM
 * file, the features of processors that are measured before very many pages.
 * @left_out says what that did not reach; @thorough has no such end. Lines of
 * more than 2,047 characters, which Linux would cut, are changed at their ends
 * alone. Memory: 52 bytes for each change of one character, 20 MiB at most.
 *
 * Return: 0, also when nothing was found; as snpguest_launch_digest() and
 * snpguest_igvm_digest() otherwise.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_launch_explain(const struct snpguest_question *question,
			const uint8_t digest[SNPGUEST_DIGEST_SIZE],
			struct snpguest_explanation *explanation,
			struct snpguest_error *error);

/* -------------------------------------------------------------- ID blocks */

#define SNPGUEST_ID_BLOCK_SIZE 96
#define SNPGUEST_ID_AUTH_SIZE 4096
#define SNPGUEST_ID_PUBLIC_KEY_SIZE 0x404
#define SNPGUEST_ID_SIGNATURE_SIZE 0x200
#define SNPGUEST_ID_IGVM_SIZE (8 + 0x2b8)

/**
 * struct snpguest_id_block - [ABI] ID_BLOCK
 *
 * Start from SNPGUEST_ID_BLOCK_INIT. The firmware wants @policy to be the
 * launch policy in every bit.
 */
struct snpguest_id_block {
	uint8_t launch_digest[SNPGUEST_DIGEST_SIZE];
	uint8_t family_id[SNPGUEST_ID_SIZE];
	uint8_t image_id[SNPGUEST_ID_SIZE];
	uint32_t version;
	uint32_t guest_svn;
	uint64_t policy;
};

#define SNPGUEST_ID_BLOCK_INIT { .version = 1, .policy = 0x30000 }

/** The block as the firmware reads it. */
SNPGUEST_EXPORT void
snpguest_id_block_encode(const struct snpguest_id_block *block,
			 uint8_t bytes[SNPGUEST_ID_BLOCK_SIZE]);

/** SHA-384 of an encoded block, for a signer elsewhere. 0, -ENOMEM, -EIO. */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_id_block_digest(const uint8_t bytes[SNPGUEST_ID_BLOCK_SIZE],
			 uint8_t digest[SNPGUEST_DIGEST_SIZE],
			 struct snpguest_error *error);

/** struct snpguest_id_key - a P-384 key, private or public */
struct snpguest_id_key;

/**
 * snpguest_id_key_parse() - a key in PEM or DER
 * @bytes: PKCS #8, SEC 1 or SubjectPublicKeyInfo; wipe them after use
 *
 * Return: 0; -EBADMSG: no P-384 key; -ENOKEY: encrypted; -ENOMEM; -EIO. Free
 * with snpguest_id_key_free().
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_id_key_parse(struct snpguest_blob bytes, struct snpguest_id_key **key,
		      struct snpguest_error *error);

/**
 * snpguest_id_key_open() - a key that an OpenSSL provider finds by URI
 *
 * Providers, such as pkcs11, are those of OpenSSL's configuration. Return: as
 * snpguest_id_key_parse().
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_id_key_open(const char *uri, struct snpguest_id_key **key,
		     struct snpguest_error *error);

/** Frees a key. NULL is allowed. */
SNPGUEST_EXPORT void snpguest_id_key_free(struct snpguest_id_key *key);

/**
 * snpguest_id_key_digest() - ID_KEY_DIGEST or AUTHOR_KEY_DIGEST of a report
 *
 * It is also what an author signs for an ID key. Return: 0, -ENOMEM, -EIO.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_id_key_digest(const struct snpguest_id_key *key,
		       uint8_t digest[SNPGUEST_DIGEST_SIZE],
		       struct snpguest_error *error);

/**
 * struct snpguest_id_party - somebody who signs
 * @key: to sign with; public where @signature is given
 * @signature: empty, or made elsewhere: DER, 96 bytes R and S big endian, or 512
 *	       bytes as the firmware has them
 */
struct snpguest_id_party {
	const struct snpguest_id_key *key;
	struct snpguest_blob signature;
};

/**
 * snpguest_id_auth() - [ABI] ID_AUTH_INFO for an encoded block
 * @id: who signs the block
 * @author: who signs @id's key; NULL for nobody
 * @auth: out
 *
 * Signatures are verified, also those just made.
 *
 * Return: 0; -EBADMSG: a signature that does not hold; -EIO: a key that cannot
 * sign; -ENOMEM.
 */
SNPGUEST_EXPORT SNPGUEST_CHECK int
snpguest_id_auth(const uint8_t block[SNPGUEST_ID_BLOCK_SIZE],
		 const struct snpguest_id_party *id,
		 const struct snpguest_id_party *author,
		 uint8_t auth[SNPGUEST_ID_AUTH_SIZE],
		 struct snpguest_error *error);

/**
 * snpguest_id_igvm() - both as a variable header of an IGVM file
 * @mask: of the file's SEV-SNP platform
 * @record: out: type, length, and an SNP_ID_BLOCK
 */
SNPGUEST_EXPORT void
snpguest_id_igvm(const uint8_t block[SNPGUEST_ID_BLOCK_SIZE],
		 const uint8_t auth[SNPGUEST_ID_AUTH_SIZE], uint32_t mask,
		 uint8_t record[SNPGUEST_ID_IGVM_SIZE]);

#ifdef __cplusplus
}
#endif

#endif /* SNPGUEST_MEASURE_H */
