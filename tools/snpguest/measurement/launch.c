// SPDX-License-Identifier: MIT
/* Launch digests of SNP, SEV-ES and SEV from firmware images. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/base/error.h"
#include "firmware.h"
#include "trouble.h"

size_t snpguest_launch_digest_size(uint32_t mode)
{
	return mode == SNPGUEST_LAUNCH_SNP ? SNPGUEST_DIGEST_SIZE :
					     SNPGUEST_SHA256_SIZE;
}

const char *snpguest_page_type_name(uint32_t type)
{
	switch (type) {
	case SNPGUEST_PAGE_NORMAL:
		return "normal";
	case SNPGUEST_PAGE_VMSA:
		return "vmsa";
	case SNPGUEST_PAGE_ZERO:
		return "zero";
	case SNPGUEST_PAGE_UNMEASURED:
		return "unmeasured";
	case SNPGUEST_PAGE_SECRETS:
		return "secrets";
	case SNPGUEST_PAGE_CPUID:
		return "cpuid";
	}
	return "unknown";
}

static int build_hashes(const struct snpguest_launch *launch,
			uint8_t table[KERNEL_HASHES_SIZE])
{
	struct crypto_hash *sha256;
	int err = crypto_hash_new(CRYPTO_HASH_SHA256, &sha256);

	if (err)
		return err;
	err = kernel_hashes_build(launch, sha256, table);
	crypto_hash_free(sha256);
	return err;
}

static int measure_vmsas(struct page_chain *chain,
			 const struct snpguest_launch *launch,
			 const struct firmware *firmware)
{
	struct page page = { "vmsa", 0, SNPGUEST_PAGE_VMSA, launch->vmsa_gpa };
	uint8_t vmsa[SNPGUEST_PAGE_SIZE];
	int err = 0;

	for (; !err && page.index < launch->vcpus; page.index++) {
		if (page.index < 2)
			launch_vmsa(launch, firmware, page.index == 0, vmsa);
		err = page_chain_add(chain, &page, vmsa);
	}
	return err;
}

static int measure_snp(const struct snpguest_launch *launch,
		       const struct firmware *firmware,
		       const struct snpguest_observer *observer,
		       const uint8_t *hashes,
		       uint8_t digest[SNPGUEST_DIGEST_SIZE])
{
	struct page_chain chain;
	int err = page_chain_init(&chain, observer);

	if (!err)
		err = firmware_measure(&chain, launch, firmware);
	if (!err)
		err = sections_measure(&chain, launch->vmm, firmware, hashes);
	if (!err)
		err = measure_vmsas(&chain, launch, firmware);
	memcpy(digest, chain.ld, SNPGUEST_DIGEST_SIZE);
	page_chain_free(&chain);
	return err;
}

/* A piece of what SEV and SEV-ES hash as a whole. */
static int add_piece(struct crypto_hash *sha256,
		     const struct snpguest_observer *observer,
		     const char *origin, uint32_t index,
		     struct snpguest_blob bytes)
{
	struct snpguest_measured measured = {
		.origin = origin,
		.index = index,
		.data = bytes.data,
		.len = bytes.len,
	};

	crypto_hash_add(sha256, bytes);
	return observer ? observer->measured(observer->priv, &measured) : 0;
}

static int add_vmsas(struct crypto_hash *sha256,
		     const struct snpguest_launch *launch,
		     const struct firmware *firmware,
		     const struct snpguest_observer *observer)
{
	uint8_t vmsa[SNPGUEST_PAGE_SIZE];
	int err = 0;

	for (uint32_t i = 0; !err && i < launch->vcpus; i++) {
		if (i < 2)
			launch_vmsa(launch, firmware, i == 0, vmsa);
		err = add_piece(sha256, observer, "vmsa", i,
				(struct snpguest_blob){ vmsa, sizeof(vmsa) });
	}
	return err;
}

static int measure_sev(const struct snpguest_launch *launch,
		       const struct firmware *firmware,
		       const struct snpguest_observer *observer,
		       const uint8_t *hashes, uint8_t *digest)
{
	struct crypto_hash *sha256;
	int err = crypto_hash_new(CRYPTO_HASH_SHA256, &sha256);

	if (err)
		return err;
	err = add_piece(sha256, observer, "ovmf", 0, firmware->image);
	if (!err && hashes)
		err = add_piece(sha256, observer, "kernel-hashes", 0,
				(struct snpguest_blob){ hashes,
							KERNEL_HASHES_SIZE });
	if (!err && launch->mode == SNPGUEST_LAUNCH_SEV_ES)
		err = add_vmsas(sha256, launch, firmware, observer);
	if (!err)
		err = crypto_hash_end(sha256, digest);
	crypto_hash_free(sha256);
	return err;
}

static int measure(const struct snpguest_launch *launch,
		   const struct firmware *firmware,
		   const struct snpguest_observer *observer, uint8_t *digest)
{
	uint8_t table[KERNEL_HASHES_SIZE];
	const uint8_t *hashes = launch->kernel_sha256 ? table : NULL;
	int err = hashes ? build_hashes(launch, table) : 0;

	if (err)
		return err;
	if (launch->mode == SNPGUEST_LAUNCH_SNP)
		return measure_snp(launch, firmware, observer, hashes, digest);
	return measure_sev(launch, firmware, observer, hashes, digest);
}

int snpguest_launch_digest(const struct snpguest_launch *launch,
			   const struct snpguest_observer *observer,
			   uint8_t digest[SNPGUEST_DIGEST_SIZE],
			   struct snpguest_error *error)
{
	struct firmware firmware;
	int err = launch_check(launch, error);

	memset(digest, 0, SNPGUEST_DIGEST_SIZE);
	if (!err)
		err = firmware_read(launch, &firmware, error);
	if (err)
		return err;
	err = measure(launch, &firmware, observer, digest);
	return err ? measuring_failed(error, err) : 0;
}

int snpguest_ovmf_hash(struct snpguest_blob image,
		       uint8_t digest[SNPGUEST_DIGEST_SIZE],
		       struct snpguest_error *error)
{
	struct snpguest_launch launch = SNPGUEST_LAUNCH_INIT;
	struct firmware firmware = { .image = image };
	struct page_chain chain;
	int err = snpguest_ovmf_parse(image, &firmware.ovmf, error);

	if (err)
		return err;
	err = page_chain_init(&chain, NULL);
	if (!err)
		err = firmware_measure(&chain, &launch, &firmware);
	memcpy(digest, chain.ld, SNPGUEST_DIGEST_SIZE);
	page_chain_free(&chain);
	return err ? measuring_failed(error, err) : 0;
}

#define READ_SIZE ((size_t)256 << 10)

static int hash_fd(int fd, struct crypto_hash *sha256, uint8_t *buffer)
{
	for (;;) {
		ssize_t n = read(fd, buffer, READ_SIZE);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : 0;
		crypto_hash_add(sha256,
				(struct snpguest_blob){ buffer, (size_t)n });
	}
}

int snpguest_sha256_fd(int fd, uint8_t digest[SNPGUEST_SHA256_SIZE],
		       struct snpguest_error *error)
{
	uint8_t *buffer = malloc(READ_SIZE);
	struct crypto_hash *sha256 = NULL;
	int err;

	if (!buffer)
		return fail_memory(error);
	err = crypto_hash_new(CRYPTO_HASH_SHA256, &sha256);
	if (!err)
		err = hash_fd(fd, sha256, buffer);
	if (!err)
		err = crypto_hash_end(sha256, digest);
	crypto_hash_free(sha256);
	free(buffer);
	return err ? measuring_failed(error, err) : 0;
}
