// SPDX-License-Identifier: MIT
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/talk.h"
#include "../base/values.h"
#include "settings.h"

const struct option launch_options[] = {
	{ OPT_MODE, 0, "mode", "snp|seves|sev",
	  "which digest; snp unless given" },
	{ OPT_VCPUS, 'v', "vcpus", "N", "number of vCPUs; 1 unless given" },
	{ OPT_VCPU_TYPE, 0, "vcpu-type", "MODEL",
	  "vCPU as QEMU names it, such as EPYC-v4" },
	{ OPT_VCPU_SIG, 0, "vcpu-sig", "N",
	  "vCPU by its signature, CPUID leaf 1 EAX" },
	{ OPT_VCPU_FAMILY, 0, "vcpu-family", "N",
	  "vCPU by family, with --vcpu-model and --vcpu-stepping" },
	{ OPT_VCPU_MODEL, 0, "vcpu-model", "N", "its model" },
	{ OPT_VCPU_STEPPING, 0, "vcpu-stepping", "N", "its stepping" },
	{ OPT_VMM_TYPE, 't', "vmm-type", "qemu|ec2|gce|krun",
	  "who launches the guest; qemu unless given" },
	{ OPT_OVMF, 'o', "ovmf", "FILE",
	  "firmware image; again for others to try in --explain" },
	{ OPT_OVMF_HASH, 0, "ovmf-hash", "HEX",
	  "digest after the image, from generate ovmf-hash; --ovmf is then read"
	  " for its tables" },
	{ OPT_OVMF_HASH, 0, "snp-ovmf-hash", "HEX", "the same" },
	{ OPT_KERNEL, 'k', "kernel", "FILE", "kernel that is measured" },
	{ OPT_KERNEL_HASH, 0, "kernel-hash", "HEX",
	  "its SHA-256 in place of the file" },
	{ OPT_INITRD, 'i', "initrd", "FILE", "initrd, with a kernel" },
	{ OPT_INITRD_HASH, 0, "initrd-hash", "HEX",
	  "its SHA-256 in place of the file" },
	{ OPT_APPEND, 'a', "append", "TEXT",
	  "command line, with a kernel, exactly as the VMM passes it" },
	{ OPT_GUEST_FEATURES, 'g', "guest-features", "N",
	  "SEV_FEATURES; 1 unless given, 0 for seves" },
	{ OPT_VMSA_GPA, 0, "vmsa-gpa", "ADDRESS",
	  "where vCPUs are measured; 0xfffffffff000 unless given" },
	{ OPT_EC2_RDX, 0, "ec2-rdx", "N",
	  "RDX at reset with ec2, on which sources disagree; 0x600 unless given" },
	{ OPT_ZERO_FPU, 0, "zero-fpu", NULL,
	  "vCPUs without FPU defaults, as KVM's older SEV-ES guests" },
	{ OPT_SVSM, 0, "svsm", "FILE",
	  "SVSM image below OVMF; takes no kernel" },
	{ OPT_VARS_SIZE, 0, "vars-size", "N",
	  "bytes of the variable store between them" },
	{ OPT_VARS_FILE, 0, "vars-file", "FILE", "the store, for its size" },
	{ OPT_IGVM, 0, "igvm", "FILE", "IGVM file in place of firmware" },
	{ OPT_RULES, 0, "rules", "vmm|file|igvmmeasure",
	  "how it is measured: as QEMU on KVM does, in the file's order, or as"
	  " igvmmeasure does" },
	{ OPT_NATIVE_ZERO, 0, "native-zero", NULL,
	  "its empty pages are launched as zero pages" },
	{ .id = OPT_NONE },
};

/* --------------------------------------------------------------- options */

/** struct word - a word of an option, in any case, and what it stands for */
struct word {
	const char *name;
	uint32_t value;
};

static enum exit_code read_word(const struct call *call, enum option_id id,
				const char *name, const struct word *words,
				uint32_t *value)
{
	const char *text = call->values[id];

	if (!text)
		return EXIT_DONE;
	for (; words->name; words++) {
		if (strcasecmp(words->name, text) == 0) {
			*value = words->value;
			return EXIT_DONE;
		}
	}
	return usage("--%s: '%s' is not known; see 'snpguest %s --help'", name,
		     text, call->command->name);
}

/* snp:svsm is another tool's word for what is given anyway. */
static const struct word modes[] = {
	{ "snp", SNPGUEST_LAUNCH_SNP },
	{ "snp:svsm", SNPGUEST_LAUNCH_SNP },
	{ "seves", SNPGUEST_LAUNCH_SEV_ES },
	{ "sev", SNPGUEST_LAUNCH_SEV },
	{ NULL, 0 },
};

static const struct word vmms[] = {
	{ "qemu", SNPGUEST_VMM_QEMU },
	{ "ec2", SNPGUEST_VMM_EC2 },
	{ "gce", SNPGUEST_VMM_GCE },
	{ "krun", SNPGUEST_VMM_KRUN },
	{ NULL, 0 },
};

static const struct word rules[] = {
	{ "vmm", SNPGUEST_IGVM_VMM },
	{ "file", SNPGUEST_IGVM_FILE },
	{ "igvmmeasure", SNPGUEST_IGVM_IGVMMEASURE },
	{ NULL, 0 },
};

static enum exit_code read_u32(const struct call *call, enum option_id id,
			       const char *name, uint32_t *value)
{
	uint64_t number = *value;
	enum exit_code status =
		settings_number(call, id, name, UINT32_MAX, &number);

	*value = (uint32_t)number;
	return status;
}

static enum exit_code read_family(const struct call *call, uint32_t *signature)
{
	uint32_t family = 0, model = 0, stepping = 0;
	enum exit_code status;

	if (!given(call, OPT_VCPU_FAMILY) || !given(call, OPT_VCPU_MODEL) ||
	    !given(call, OPT_VCPU_STEPPING))
		return usage("--vcpu-family, --vcpu-model and --vcpu-stepping"
			     " belong together");
	status = read_u32(call, OPT_VCPU_FAMILY, "vcpu-family", &family);
	if (!status)
		status = read_u32(call, OPT_VCPU_MODEL, "vcpu-model", &model);
	if (!status)
		status = read_u32(call, OPT_VCPU_STEPPING, "vcpu-stepping",
				  &stepping);
	if (status)
		return status;
	if (snpguest_vcpu_signature_of(family, model, stepping, signature))
		return usage("family %u, model %u, stepping %u: families go to"
			     " 270, models to 255, steppings to 15", family,
			     model, stepping);
	return EXIT_DONE;
}

/* What fits of the names that are known. */
static void list_models(char *text, size_t size)
{
	size_t len = 0;
	const char *name;
	uint32_t signature;

	text[0] = '\0';
	for (size_t i = 0; (name = snpguest_vcpu_model(i, &signature)); i++) {
		int n = snprintf(text + len, size - len, "%s%s",
				 len ? ", " : "", name);

		if (n < 0 || (size_t)n >= size - len)
			break;
		len += (size_t)n;
	}
}

static enum exit_code read_model(const char *model, uint32_t *signature)
{
	char names[512];

	if (snpguest_vcpu_signature(model, signature) == 0)
		return EXIT_DONE;
	list_models(names, sizeof(names));
	return usage("--vcpu-type: '%s' is none of %s; give its signature with"
		     " --vcpu-sig (CPUID leaf 1 EAX)", model, names);
}

/* Whether another vCPU would give another digest. */
static bool needs_signature(const struct call *call,
			    const struct launch_input *input)
{
	/* Of a file it is known when it is read. */
	if (input->is_igvm)
		return false;
	return input->launch.mode != SNPGUEST_LAUNCH_SEV &&
	       (input->launch.vmm == SNPGUEST_VMM_QEMU ||
		given(call, OPT_SVSM));
}

static enum exit_code read_signature(const struct call *call,
				     const struct launch_input *input,
				     uint32_t *signature)
{
	bool family = given(call, OPT_VCPU_FAMILY) ||
		      given(call, OPT_VCPU_MODEL) ||
		      given(call, OPT_VCPU_STEPPING);
	int ways = given(call, OPT_VCPU_TYPE) + given(call, OPT_VCPU_SIG) +
		   family;

	if (ways > 1)
		return usage("--vcpu-type, --vcpu-sig and --vcpu-family exclude"
			     " each other");
	if (given(call, OPT_VCPU_TYPE))
		return read_model(call->values[OPT_VCPU_TYPE], signature);
	if (family)
		return read_family(call, signature);
	if (!ways && needs_signature(call, input))
		return usage("the vCPU is measured: give --vcpu-type or"
			     " --vcpu-sig");
	return read_u32(call, OPT_VCPU_SIG, "vcpu-sig", signature);
}

static enum exit_code exclude(const struct call *call,
			      const enum option_id *ids, const char *what,
			      const char *with)
{
	for (; *ids; ids++)
		if (given(call, *ids))
			return usage("%s %s", what, with);
	return EXIT_DONE;
}

static const enum option_id firmware_only[] = {
	OPT_OVMF, OPT_OVMF_HASH, OPT_KERNEL, OPT_KERNEL_HASH, OPT_INITRD,
	OPT_INITRD_HASH, OPT_APPEND, OPT_EC2_RDX, OPT_ZERO_FPU, OPT_SVSM,
	OPT_VARS_SIZE, OPT_VARS_FILE, OPT_NONE,
};
static const enum option_id igvm_only[] = { OPT_RULES, OPT_NATIVE_ZERO,
					    OPT_CHECK_KVM, OPT_NONE };

static enum exit_code read_igvm_options(const struct call *call,
					struct launch_input *input)
{
	struct snpguest_igvm *igvm = &input->igvm;
	enum exit_code status;

	status = exclude(call, firmware_only, "--igvm brings its own firmware:",
			 "options of OVMF, kernel and SVSM have no place there");
	if (!status && (input->launch.mode != SNPGUEST_LAUNCH_SNP ||
			input->launch.vmm != SNPGUEST_VMM_QEMU))
		return usage("--igvm: SNP digests alone, by --rules, not by"
			     " --vmm-type");
	if (!status)
		status = read_word(call, OPT_RULES, "rules", rules,
				   &igvm->rules);
	if (!status)
		status = read_u32(call, OPT_VCPUS, "vcpus", &igvm->vcpus);
	if (status)
		return status;
	igvm->native_zero = given(call, OPT_NATIVE_ZERO);
	igvm->set_features = given(call, OPT_GUEST_FEATURES);
	igvm->features = input->launch.features;
	igvm->vmsa_gpa = input->launch.vmsa_gpa;
	return read_signature(call, input, &igvm->vcpu_signature);
}

static enum exit_code check_files(const struct call *call, bool several)
{
	if (!given(call, OPT_OVMF))
		return usage("%s needs a firmware image: --ovmf or --igvm",
			     call->command->name);
	if (call->n_repeated && !several)
		return usage("--ovmf is given twice");
	if (given(call, OPT_KERNEL) && given(call, OPT_KERNEL_HASH))
		return usage("--kernel and --kernel-hash exclude each other");
	if (given(call, OPT_INITRD) && given(call, OPT_INITRD_HASH))
		return usage("--initrd and --initrd-hash exclude each other");
	if (given(call, OPT_VARS_SIZE) && given(call, OPT_VARS_FILE))
		return usage("--vars-size and --vars-file exclude each other");
	if (!given(call, OPT_SVSM) &&
	    (given(call, OPT_VARS_SIZE) || given(call, OPT_VARS_FILE)))
		return usage("the variable store matters with --svsm alone");
	if (!given(call, OPT_KERNEL) && !given(call, OPT_KERNEL_HASH) &&
	    (given(call, OPT_INITRD) || given(call, OPT_INITRD_HASH) ||
	     given(call, OPT_APPEND)))
		return usage("initrd and command line are measured with a"
			     " kernel only: --kernel");
	return EXIT_DONE;
}

static enum exit_code read_hashes(const struct call *call,
				  struct launch_input *input)
{
	struct snpguest_launch *l = &input->launch;
	enum exit_code status;

	status = settings_bytes(call, OPT_OVMF_HASH, "ovmf-hash",
				input->ovmf_hash, sizeof(input->ovmf_hash));
	if (!status)
		status = settings_bytes(call, OPT_KERNEL_HASH, "kernel-hash",
					input->kernel_hash,
					sizeof(input->kernel_hash));
	if (!status)
		status = settings_bytes(call, OPT_INITRD_HASH, "initrd-hash",
					input->initrd_hash,
					sizeof(input->initrd_hash));
	if (given(call, OPT_OVMF_HASH))
		l->ovmf_hash = input->ovmf_hash;
	if (given(call, OPT_KERNEL_HASH))
		l->kernel_sha256 = input->kernel_hash;
	if (given(call, OPT_INITRD_HASH))
		l->initrd_sha256 = input->initrd_hash;
	return status;
}

static enum exit_code read_firmware_options(const struct call *call,
					    bool several,
					    struct launch_input *input)
{
	struct snpguest_launch *l = &input->launch;
	enum exit_code status;

	status = exclude(call, igvm_only, "--rules, --native-zero and"
			 " --check-kvm", "are for --igvm");
	if (!status)
		status = check_files(call, several);
	if (!status)
		status = read_hashes(call, input);
	if (!status)
		status = read_u32(call, OPT_VCPUS, "vcpus", &l->vcpus);
	if (!status)
		status = settings_number(call, OPT_EC2_RDX, "ec2-rdx",
					 UINT64_MAX, &l->ec2_rdx);
	if (!status)
		status = settings_number(call, OPT_VARS_SIZE, "vars-size",
					 UINT32_MAX, &l->vars_size);
	if (status)
		return status;
	l->zero_fpu = given(call, OPT_ZERO_FPU);
	if (given(call, OPT_APPEND)) {
		l->cmdline.data = (const uint8_t *)call->values[OPT_APPEND];
		l->cmdline.len = strlen(call->values[OPT_APPEND]);
	}
	return read_signature(call, input, &l->vcpu_signature);
}

static enum exit_code read_options(const struct call *call, bool several,
				   struct launch_input *input)
{
	struct snpguest_launch *l = &input->launch;
	enum exit_code status;

	status = read_word(call, OPT_MODE, "mode", modes, &l->mode);
	if (!status)
		status = read_word(call, OPT_VMM_TYPE, "vmm-type", vmms,
				   &l->vmm);
	if (l->mode != SNPGUEST_LAUNCH_SNP)
		l->features = 0;
	if (!status)
		status = settings_number(call, OPT_GUEST_FEATURES,
					 "guest-features", UINT64_MAX,
					 &l->features);
	if (!status)
		status = settings_number(call, OPT_VMSA_GPA, "vmsa-gpa",
					 UINT64_MAX, &l->vmsa_gpa);
	if (status)
		return status;
	if (input->is_igvm)
		return read_igvm_options(call, input);
	return read_firmware_options(call, several, input);
}

/* ----------------------------------------------------------------- files */

static enum exit_code hash_file(const char *path,
				uint8_t hash[SNPGUEST_SHA256_SIZE])
{
	struct snpguest_error error;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return trouble("%s: cannot open: %s", path, strerror(errno));
	ret = snpguest_sha256_fd(fd, hash, &error);
	close(fd);
	return ret ? trouble("%s: %s", path, error.what) : EXIT_DONE;
}

static enum exit_code read_kernel(const struct call *call,
				  struct launch_input *input)
{
	enum exit_code status = EXIT_DONE;

	if (given(call, OPT_KERNEL)) {
		status = hash_file(call->values[OPT_KERNEL],
				   input->kernel_hash);
		input->launch.kernel_sha256 = input->kernel_hash;
	}
	if (!status && given(call, OPT_INITRD)) {
		status = hash_file(call->values[OPT_INITRD],
				   input->initrd_hash);
		input->launch.initrd_sha256 = input->initrd_hash;
	}
	return status;
}

static enum exit_code read_image(const char *path, struct buffer *buffer,
				 struct snpguest_blob *blob)
{
	if (file_read(path, IMAGE_LIMIT, buffer))
		return EXIT_TROUBLE;
	*blob = (struct snpguest_blob){ buffer->data, buffer->len };
	return EXIT_DONE;
}

/* It is not read: a pipe nobody writes to would be waited for. */
static enum exit_code read_vars_size(const char *path, uint64_t *size)
{
	struct stat st;

	if (!path)
		return EXIT_DONE;
	if (stat(path, &st))
		return trouble("%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return trouble("%s: this is no regular file, whose size would"
			       " be that of the variable store; give"
			       " --vars-size", path);
	if (!st.st_size || st.st_size % SNPGUEST_PAGE_SIZE)
		return trouble("%s: %lld bytes are no variable store, which is"
			       " made of whole pages", path,
			       (long long)st.st_size);
	*size = (uint64_t)st.st_size;
	return EXIT_DONE;
}

static enum exit_code read_svsm(const struct call *call,
				struct launch_input *input)
{
	enum exit_code status;

	if (!given(call, OPT_SVSM))
		return EXIT_DONE;
	status = read_vars_size(call->values[OPT_VARS_FILE],
				&input->launch.vars_size);
	if (status)
		return status;
	return read_image(call->values[OPT_SVSM], &input->svsm,
			  &input->launch.svsm);
}

static enum exit_code read_more_images(const struct call *call,
				       struct launch_input *input)
{
	input->images = calloc((size_t)call->n_repeated + 1,
			       sizeof(*input->images));
	if (!input->images)
		return trouble("out of memory");
	for (int i = 0; i < call->n_repeated; i++) {
		struct buffer buffer;

		if (read_image(call->repeated[i].value, &buffer,
			       &input->images[input->n_images]))
			return EXIT_TROUBLE;
		input->n_images++;
	}
	return EXIT_DONE;
}

static bool says_vcpu(const struct call *call)
{
	return given(call, OPT_VCPU_TYPE) || given(call, OPT_VCPU_SIG) ||
	       given(call, OPT_VCPU_FAMILY);
}

/* KVM starts a processor that the file has no context for by its signature. */
static enum exit_code check_contexts(const struct launch_input *input)
{
	const struct snpguest_igvm *igvm = &input->igvm;
	struct snpguest_igvm_facts facts;
	struct snpguest_error error;
	uint32_t vcpus;
	int ret;

	if (says_vcpu(input->call) || igvm->rules != SNPGUEST_IGVM_VMM)
		return EXIT_DONE;
	ret = snpguest_igvm_read(igvm->file, &facts, &error);
	if (ret)
		return launch_failed(input, ret, &error);
	vcpus = igvm->vcpus ? igvm->vcpus : facts.vcpus;
	if (facts.contexts >= vcpus)
		return EXIT_DONE;
	return usage("the file has contexts for %u of %u vCPUs, so that the"
		     " vCPU is measured: give --vcpu-type or --vcpu-sig",
		     facts.contexts, vcpus);
}

static enum exit_code read_igvm(const struct call *call,
				struct launch_input *input)
{
	enum exit_code status = read_image(call->values[OPT_IGVM],
					   &input->igvm_file,
					   &input->igvm.file);

	return status ? status : check_contexts(input);
}

static enum exit_code read_files(const struct call *call,
				 struct launch_input *input)
{
	enum exit_code status;

	if (input->is_igvm)
		return read_igvm(call, input);
	status = read_image(call->values[OPT_OVMF], &input->ovmf,
			    &input->launch.ovmf);
	if (!status)
		status = read_more_images(call, input);
	if (!status)
		status = read_svsm(call, input);
	return status ? status : read_kernel(call, input);
}

enum exit_code launch_read(const struct call *call, bool several,
			   struct launch_input *input)
{
	enum exit_code status;

	memset(input, 0, sizeof(*input));
	input->launch = (struct snpguest_launch)SNPGUEST_LAUNCH_INIT;
	input->igvm = (struct snpguest_igvm)SNPGUEST_IGVM_INIT;
	input->is_igvm = given(call, OPT_IGVM);
	input->call = call;
	status = read_options(call, several, input);
	return status ? status : read_files(call, input);
}

void launch_free(struct launch_input *input)
{
	free(input->ovmf.data);
	free(input->svsm.data);
	free(input->igvm_file.data);
	for (size_t i = 0; i < input->n_images; i++)
		free((uint8_t *)input->images[i].data);
	free(input->images);
}

/* ---------------------------------------------------------------- digest */

/* Of an OVMF that lacks something the library says what would have it. */
enum exit_code image_refused(const char *path,
			     const struct snpguest_error *error)
{
	bool lacks = strncmp(error->what, "this OVMF", 9) == 0;

	return trouble("%s: %s%s", path, error->what,
		       lacks ? "" : "; nothing can be launched from it: get it"
				    " anew from who built it");
}

/* Which image of several the library would not take. */
static const char *bad_image(const struct launch_input *input)
{
	struct snpguest_launch launch = input->launch;
	uint8_t digest[SNPGUEST_DIGEST_SIZE];

	if (launch.kernel_sha256)
		launch.svsm.len = 0;
	for (size_t i = 0; i < input->n_images; i++) {
		launch.ovmf = input->images[i];
		launch.ovmf_hash = NULL;
		if (snpguest_launch_digest(&launch, NULL, digest, NULL))
			return input->call->repeated[i].value;
	}
	return input->call->values[OPT_OVMF];
}

static const char *bad_file(const struct launch_input *input,
			    const struct snpguest_error *error)
{
	struct snpguest_launch launch = input->launch;
	struct snpguest_ovmf ovmf;
	uint8_t digest[SNPGUEST_DIGEST_SIZE];

	if (input->is_igvm)
		return input->call->values[OPT_IGVM];
	if (strncmp(error->what, "SVSM", 4) == 0 ||
	    (launch.svsm.len && snpguest_ovmf_parse(launch.svsm, &ovmf, NULL)))
		return input->call->values[OPT_SVSM];
	if (input->n_images &&
	    snpguest_launch_digest(&launch, NULL, digest, NULL) != -EBADMSG)
		return bad_image(input);
	return input->call->values[OPT_OVMF];
}

enum exit_code launch_failed(const struct launch_input *input, int ret,
			     const struct snpguest_error *error)
{
	if (ret == -EINVAL)
		return usage("%s", error->what);
	if (ret == -ECANCELED)
		return EXIT_TROUBLE;
	if (ret == -EBADMSG)
		return image_refused(bad_file(input, error), error);
	return trouble("%s", error->what);
}

size_t launch_digest_size(const struct launch_input *input)
{
	return input->is_igvm ? SNPGUEST_DIGEST_SIZE :
				snpguest_launch_digest_size(input->launch.mode);
}

enum exit_code launch_digest(const struct launch_input *input,
			     const struct snpguest_observer *observer,
			     uint8_t digest[SNPGUEST_DIGEST_SIZE])
{
	struct snpguest_error error;
	int ret;

	if (input->is_igvm)
		ret = snpguest_igvm_digest(&input->igvm, observer, digest,
					   &error);
	else
		ret = snpguest_launch_digest(&input->launch, observer, digest,
					     &error);
	return ret ? launch_failed(input, ret, &error) : EXIT_DONE;
}
