// SPDX-License-Identifier: MIT
/*
 * The report of an Azure confidential VM as its vTPM hands it out: the SNP
 * report, and runtime claims whose digest the report carries in REPORT_DATA.
 */
#include <errno.h>
#include <string.h>

#include "shapes.h"

/* Offsets in the blob; numbers are little endian. */
enum {
	HCL_REPORT = 0x20,
	HCL_REPORT_TYPE = 0x4c8,
	HCL_CLAIMS = 0x4d4,
};

#define REPORT_TYPE_SNP 2
#define HASH_TYPE_MAX 3 /* 1 SHA-256, 2 SHA-384, 3 SHA-512 */
/*
 * All of it is 2,600 bytes in a vTPM. As JSON each byte may cost a hundred times
 * itself, in every thread.
 */
#define CLAIMS_MAX (64u << 10)

bool hcl_is(struct snpguest_blob bytes)
{
	return bytes.len >= 4 && memcmp(bytes.data, "HCLA", 4) == 0;
}

/** struct hcl_runtime - what stands behind the report */
struct hcl_runtime {
	uint32_t report_type, hash_type, len;
};

static struct hcl_runtime read_runtime(struct snpguest_blob bytes)
{
	struct bytes b = bytes_of(bytes);
	struct hcl_runtime runtime;

	bytes_take(&b, HCL_REPORT_TYPE);
	runtime.report_type = bytes_le32(&b);
	runtime.hash_type = bytes_le32(&b);
	runtime.len = bytes_le32(&b);
	return runtime;
}

static int set_claims(struct snpguest_container *container,
		      struct snpguest_blob bytes,
		      const struct hcl_runtime *runtime)
{
	struct snpguest_blob claims;

	if (!runtime->hash_type || runtime->hash_type > HASH_TYPE_MAX)
		return container_refuse(container,
					"an HCL report with runtime claims"
					" under hash %u, which is unknown",
					runtime->hash_type);
	if (!runtime->len || runtime->len > bytes.len - HCL_CLAIMS)
		return container_refuse(container,
					"an HCL report: %u bytes of runtime"
					" claims do not fit in it",
					runtime->len);
	if (runtime->len > CLAIMS_MAX)
		return container_refuse(container,
					"an HCL report with %u bytes of runtime"
					" claims; more than %u are not read",
					runtime->len, CLAIMS_MAX);
	claims = (struct snpguest_blob){ bytes.data + HCL_CLAIMS, runtime->len };
	if (container->claims.data && !blob_equal(container->claims, claims))
		return container_refuse(container,
					"more than one set of runtime claims is"
					" in it; cut out the one that is meant");
	container->claims = claims;
	container->claims_hash = runtime->hash_type;
	return 0;
}

int hcl_read(struct snpguest_container *container, struct snpguest_blob bytes)
{
	struct hcl_runtime runtime = read_runtime(bytes);
	int err;

	container_name(container, SNPGUEST_SHAPE_HCL);
	if (bytes.len < HCL_CLAIMS)
		return container_refuse(container,
					"an HCL report of %zu bytes is cut off",
					bytes.len);
	if (runtime.report_type != REPORT_TYPE_SNP)
		return container_refuse(container,
					"an HCL report of type %u; SNP is %u",
					runtime.report_type, REPORT_TYPE_SNP);
	err = container_set_report(container, SNPGUEST_SHAPE_HCL,
				   bytes.data + HCL_REPORT);
	return err ? err : set_claims(container, bytes, &runtime);
}
