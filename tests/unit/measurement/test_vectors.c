// SPDX-License-Identifier: MIT
/* Published digests, by the numbers of the table they were collected in. */
#include "lib_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "snpguest_measure.h"

enum image {
	IMAGE_AMDSEV,
	IMAGE_X64,
	IMAGE_SVSM,
};

static const struct vector {
	const char *name;
	enum image image;
	uint32_t mode, vmm, vcpus;
	uint64_t features, ec2_rdx;
	const char *cmdline; /* NULL: no kernel either */
	const char *digest;
} vectors[] = {
	{ "vector_02_SNP_QEMU_AmdSev_1_vCPUs_features_0x21",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_QEMU, 1, 0x21, 0, "",
	  "329c8ce0972ae52343b64d34a434a86f245dfd74f5ed7aae15d22efc78fb9683632b9b50e4e1d7fa41179ef98a7ef198" },
	{ "vector_03_SNP_QEMU_AmdSev_1_vCPUs_features_0x1",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_QEMU, 1, 0x1, 0, "",
	  "ddc5224521617a536ee7ce9dd6224d1b58a8d4fda1c741f3ac99fc4bfa04ba6e9fc98646d4a07a9079397fa3852819b5" },
	{ "vector_04_SNP_QEMU_AmdSev_1_vCPUs_features_0x21_console_ttyS0_loglevel_7",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_QEMU, 1, 0x21, 0, "console=ttyS0 loglevel=7",
	  "803f691094946e42068aaa3a8f9e26a5c89f36f7b73ecfb28c653360fe4b3aba7e534442e7e1e17895dfe778d0228977" },
	{ "vector_05_SNP_QEMU_AmdSev_1_vCPUs_features_0x1_console_ttyS0_loglevel_7",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_QEMU, 1, 0x1, 0, "console=ttyS0 loglevel=7",
	  "6d287813eb5222d770f75005c664e34c204f385ce832cc2ce7d0d6f354454362f390ef83a92046c042e706363b4b08fa" },
	{ "vector_06_SNP_QEMU_AmdSev_no_kernel_1_vCPUs_features_0x21",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_QEMU, 1, 0x21, 0, NULL,
	  "e1e1ca029dd7973ab9513295be68198472dcd4fc834bd9af9b63f6e8a1674dbf281a9278a4a2ebe0eed9f22adbcd0e2b" },
	{ "vector_07_SNP_QEMU_AmdSev_no_kernel_1_vCPUs_features_0x1",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_QEMU, 1, 0x1, 0, NULL,
	  "19358ba9a7615534a9a1e2f0dfc29384dcd4dcb7062ff9c6013b26869a5fc6ecabe033c48dd6f6db5d6d76e7c5df632d" },
	{ "vector_08_SNP_QEMU_AmdSev_4_vCPUs_features_0x21",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_QEMU, 4, 0x21, 0, "",
	  "4953b1fb416fa874980e8442b3706d345926d5f38879134e00813c5d7abcbe78eafe7b422907be0b4698e2414a631942" },
	{ "vector_09_SNP_QEMU_AmdSev_4_vCPUs_features_0x1",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_QEMU, 4, 0x1, 0, "",
	  "5061fffb019493a903613d56d54b94912a1a2f9e4502385f5c194616753720a92441310ba6c4933de877c36e23046ad5" },
	{ "vector_10_SNP_QEMU_OvmfX64_no_kernel_1_vCPUs_features_0x21",
	  IMAGE_X64, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_QEMU, 1, 0x21, 0, NULL,
	  "28797ae0afaba4005a81e629acebfb59e6687949d6be44007cd5506823b0dd66f146aaae26ff291eed7b493d8a64c385" },
	{ "vector_11_SNP_QEMU_OvmfX64_no_kernel_1_vCPUs_features_0x1",
	  IMAGE_X64, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_QEMU, 1, 0x1, 0, NULL,
	  "da0296de8193586a5512078dcd719eccecbd87e2b825ad4148c44f665dc87df21e5b49e21523a9ad993afdb6a30b4005" },
	{ "vector_12_SNP_GCE_AmdSev_1_vCPUs_features_0x1",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_GCE, 1, 0x1, 0, "",
	  "5da7106cf14cf46b1725ebab123eb9e53bd46a1e9f400cd0c08e7827b04b688ea8b4e403c8404efed4397ea5d5d0722e" },
	{ "vector_13_SNP_GCE_AmdSev_4_vCPUs_features_0x1",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_GCE, 4, 0x1, 0, "",
	  "5c5debf100fc339f90276e761ee1f1658d08922c3b20e2a2e6c7a6c3370b2452a15a00eae11886a93d6fd1e7ab81e29d" },
	{ "vector_14_SNP_EC2_RDX_0x600_AmdSev_1_vCPUs_features_0x21",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_EC2, 1, 0x21, 0x600, "",
	  "0ce9ccc06bab55eebe8abc234f3df6514883977a68a591b71052498ab52b2f1aa415db338033946ef93aa8278c0d67fb" },
	{ "vector_15_SNP_EC2_RDX_0_AmdSev_1_vCPUs_features_0x21",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_EC2, 1, 0x21, 0, "",
	  "6ae80856486b1396af8c82a40351d6ed76a20c785e9c7fa4ffa27c22d5d6313b4b3b458cd3c9968e6f89fb5d8450d7a6" },
	{ "vector_16_SNP_EC2_RDX_0x600_AmdSev_1_vCPUs_features_0x1",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_EC2, 1, 0x1, 0x600, "",
	  "0883bd0eeb716e65b7b977a321c278d1e51b33b5c655fab985443bbcc65c086b9c15e8a0bd8811050dec7e24964e5056" },
	{ "vector_17_SNP_EC2_RDX_0_AmdSev_1_vCPUs_features_0x1",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_EC2, 1, 0x1, 0, "",
	  "7d3756157c805bf6adf617064c8552e8c1688fa1c8756f11cbf56ba5d25c9270fb69c0505c1cbe1c5c66c0e34c6ed3be" },
	{ "vector_18_SNP_SVSM_QEMU_4_vCPUs",
	  IMAGE_SVSM, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_QEMU, 4, 1, 0, NULL,
	  "27d154c27b7b359c935e250ec6fee72aa0ae8c1225e3b0e1cf46a9567e938066d7d6f94bbdc4a857818bdb79277a44b2" },
	{ "vector_19_SNP_SVSM_QEMU_2_vCPUs",
	  IMAGE_SVSM, SNPGUEST_LAUNCH_SNP, SNPGUEST_VMM_QEMU, 2, 1, 0, NULL,
	  "9b94745036aafddf4f7f8b00c7513abb5b7703178cb95aaa57928bd963d68d3bfcb715d6019b9167ee2517b11b0d9be7" },
	{ "vector_20_SEV_ES_AmdSev_1_vCPUs_features_0",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SEV_ES, SNPGUEST_VMM_QEMU, 1, 0, 0, "",
	  "13810ae661ea11e2bb205621f582fee268f0367c8f97bc297b7fadef3e12002c" },
	{ "vector_21_SEV_ES_AmdSev_4_vCPUs_features_0",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SEV_ES, SNPGUEST_VMM_QEMU, 4, 0, 0, "",
	  "0dccbcaba8e90b261bd0d2e1863a2f9da714768b7b2a19363cd6ae35aa90de91" },
	{ "vector_22_SEV_AmdSev_console_ttyS0_loglevel_7",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SEV, SNPGUEST_VMM_QEMU, 1, 0, 0, "console=ttyS0 loglevel=7",
	  "82a3ee5d537c3620628270c292ae30cb40c3c878666a7890ee7ef2a08fb535ff" },
	{ "vector_23_SEV_AmdSev",
	  IMAGE_AMDSEV, SNPGUEST_LAUNCH_SEV, SNPGUEST_VMM_QEMU, 1, 0, 0, "",
	  "77f613d7bbcdf12a73782ea9e88b0172aeda50d1a54201cb903594ff52846898" },
	{ "vector_24_SEV_OvmfX64_no_kernel",
	  IMAGE_X64, SNPGUEST_LAUNCH_SEV, SNPGUEST_VMM_QEMU, 1, 0, 0, NULL,
	  "b4c021e085fb83ceffe6571a3d357b4a98773c83c474e47f76c876708fe316da" },
};

#define N_VECTORS (sizeof(vectors) / sizeof(vectors[0]))
#define EPYC_V4 0x800f12

/* Kernel and initrd of the vectors are empty files. */
static const uint8_t sha256_of_nothing[] = {
	0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4,
	0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
	0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
};

/*
 * Two images that are too large for the vectors, in a directory of their own:
 * svsm.bin and svsm_ovmf.fd. The check measurement-svsm asks for it.
 */
static struct snpguest_blob svsm_file(const char *name)
{
	const char *dir = getenv("SVSM_FIXTURES");
	static uint8_t buffer[8 << 20];
	char path[512];
	FILE *file;
	size_t len;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "rb");
	assert_non_null(file);
	len = fread(buffer, 1, sizeof(buffer), file);
	fclose(file);
	return blob_copy((struct snpguest_blob){ buffer, len });
}

static struct snpguest_launch launch_of(const struct vector *v)
{
	static const char *const files[] = {
		[IMAGE_AMDSEV] = "measurement/ovmf_AmdSev_suffix.bin",
		[IMAGE_X64] = "measurement/ovmf_OvmfX64_suffix.bin",
	};
	struct snpguest_launch l = SNPGUEST_LAUNCH_INIT;

	l.mode = v->mode;
	l.vmm = v->vmm;
	l.vcpus = v->vcpus;
	l.features = v->features;
	l.ec2_rdx = v->ec2_rdx;
	l.vcpu_signature = EPYC_V4;
	if (v->cmdline) {
		l.kernel_sha256 = sha256_of_nothing;
		l.initrd_sha256 = sha256_of_nothing;
		l.cmdline.data = (const uint8_t *)v->cmdline;
		l.cmdline.len = strlen(v->cmdline);
	}
	if (v->image == IMAGE_SVSM) {
		l.ovmf = svsm_file("svsm_ovmf.fd");
		l.svsm = svsm_file("svsm.bin");
		l.vars_size = 540672;
	} else {
		l.ovmf = vector_read(files[v->image]);
	}
	return l;
}

static void digest_is_the_published_one(void **state)
{
	const struct vector *v = *state;
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	struct snpguest_error error;
	struct snpguest_launch l;

	NEED_VECTORS();
	l = launch_of(v);
	if (snpguest_launch_digest(&l, NULL, digest, &error))
		fail_msg("%s", error.what);
	assert_string_equal(hex_of(digest, snpguest_launch_digest_size(v->mode)),
			    v->digest);
	blob_free(l.ovmf);
	blob_free(l.svsm);
}

/* An OVMF hash takes the place of the image's pages, and of nothing else. */
static void ovmf_hash_seeds_the_same_digest(void **state)
{
	const struct vector *v = &vectors[0];
	uint8_t seed[SNPGUEST_DIGEST_SIZE], digest[SNPGUEST_DIGEST_SIZE];
	struct snpguest_launch l;

	(void)state;
	NEED_VECTORS();
	l = launch_of(v);
	assert_int_equal(snpguest_ovmf_hash(l.ovmf, seed, NULL), 0);
	assert_string_equal(hex_of(seed, sizeof(seed)),
			    "086e2e9149ebf45abdc3445fba5b2da8270bdbb04094d7a2"
			    "c37faaa4b24af3aa16aff8c374c2a55c467a50da6d466b74");
	l.ovmf_hash = seed;
	assert_int_equal(snpguest_launch_digest(&l, NULL, digest, NULL), 0);
	assert_string_equal(hex_of(digest, sizeof(digest)), v->digest);
	seed[0] ^= 1;
	assert_int_equal(snpguest_launch_digest(&l, NULL, digest, NULL), 0);
	assert_string_not_equal(hex_of(digest, sizeof(digest)), v->digest);
	blob_free(l.ovmf);
}

static void a_kernel_without_a_place_for_its_hash_is_refused(void **state)
{
	struct vector v = vectors[0];
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	struct snpguest_error error = { 0 };
	struct snpguest_launch l;

	(void)state;
	NEED_VECTORS();
	v.image = IMAGE_X64;
	for (v.mode = 0; v.mode <= SNPGUEST_LAUNCH_SEV; v.mode++) {
		l = launch_of(&v);
		assert_int_equal(snpguest_launch_digest(&l, NULL, digest,
							&error), -EBADMSG);
		assert_non_null(strstr(error.what, "kernel"));
		blob_free(l.ovmf);
	}
}

int main(void)
{
	static struct CMUnitTest tests[N_VECTORS + 2];
	size_t n = 0;

	tests[n++] = (struct CMUnitTest){
		.name = "vector_01_OVMF_alone_and_as_the_seed_of_02",
		.test_func = ovmf_hash_seeds_the_same_digest };
	for (size_t i = 0; i < N_VECTORS; i++) {
		if (vectors[i].image == IMAGE_SVSM && !getenv("SVSM_FIXTURES"))
			continue;
		tests[n++] = (struct CMUnitTest){
			.name = vectors[i].name,
			.test_func = digest_is_the_published_one,
			.initial_state = (void *)&vectors[i] };
	}
	tests[n++] = (struct CMUnitTest){
		.name = "negative_OvmfX64_with_a_kernel",
		.test_func = a_kernel_without_a_place_for_its_hash_is_refused };
	return _cmocka_run_group_tests("measurement vectors", tests, n, NULL,
				       NULL);
}
