// SPDX-License-Identifier: MIT
/*
 * Prints size and offsets of every public structure and the value of every
 * public constant; tests/abi/layout.txt is what they are in this SONAME.
 */
#include <stdio.h>

#include "snpguest_measure.h"

#define SIZE(type) printf("%s size %zu\n", #type, sizeof(struct type))
#define AT(type, member)						\
	printf("%s.%s at %zu size %zu\n", #type, #member,		\
	       offsetof(struct type, member),				\
	       sizeof(((struct type *)0)->member))
#define VALUE(name) printf("%s = %lld\n", #name, (long long)(name))

static void report(void)
{
	SIZE(snpguest_report);
	AT(snpguest_report, version);
	AT(snpguest_report, guest_svn);
	AT(snpguest_report, policy);
	AT(snpguest_report, family_id);
	AT(snpguest_report, image_id);
	AT(snpguest_report, vmpl);
	AT(snpguest_report, signature_algo);
	AT(snpguest_report, current_tcb);
	AT(snpguest_report, platform_info);
	AT(snpguest_report, key_info);
	AT(snpguest_report, signing_key);
	AT(snpguest_report, author_key_en);
	AT(snpguest_report, mask_chip_key);
	AT(snpguest_report, report_data);
	AT(snpguest_report, measurement);
	AT(snpguest_report, host_data);
	AT(snpguest_report, id_key_digest);
	AT(snpguest_report, author_key_digest);
	AT(snpguest_report, report_id);
	AT(snpguest_report, report_id_ma);
	AT(snpguest_report, reported_tcb);
	AT(snpguest_report, cpuid_family);
	AT(snpguest_report, cpuid_model);
	AT(snpguest_report, cpuid_stepping);
	AT(snpguest_report, chip_id);
	AT(snpguest_report, committed_tcb);
	AT(snpguest_report, current_version);
	AT(snpguest_report, committed_version);
	AT(snpguest_report, launch_tcb);
	AT(snpguest_report, launch_mit_vector);
	AT(snpguest_report, current_mit_vector);
	AT(snpguest_report, signature_r);
	AT(snpguest_report, signature_s);
	AT(snpguest_report, product);
	AT(snpguest_report, has_cpuid);
	AT(snpguest_report, has_mitigations);
	AT(snpguest_report, known_version);
	AT(snpguest_report, masked_chip_id);
}

static void small(void)
{
	SIZE(snpguest_error);
	AT(snpguest_error, code);
	AT(snpguest_error, exitinfo2);
	AT(snpguest_error, what);
	SIZE(snpguest_tcb);
	AT(snpguest_tcb, raw);
	AT(snpguest_tcb, fmc);
	AT(snpguest_tcb, bl);
	AT(snpguest_tcb, tee);
	AT(snpguest_tcb, snp);
	AT(snpguest_tcb, ucode);
	AT(snpguest_tcb, has_fmc);
	SIZE(snpguest_firmware_version);
	AT(snpguest_firmware_version, major);
	AT(snpguest_firmware_version, minor);
	AT(snpguest_firmware_version, build);
	SIZE(snpguest_blob);
	AT(snpguest_blob, data);
	AT(snpguest_blob, len);
	SIZE(snpguest_table_entry);
	AT(snpguest_table_entry, guid);
	AT(snpguest_table_entry, kind);
	AT(snpguest_table_entry, blob);
	SIZE(snpguest_check);
	AT(snpguest_check, name);
	AT(snpguest_check, result);
	AT(snpguest_check, detail);
}

static void certificate(void)
{
	SIZE(snpguest_cert_info);
	AT(snpguest_cert_info, role);
	AT(snpguest_cert_info, product);
	AT(snpguest_cert_info, subject);
	AT(snpguest_cert_info, issuer);
	AT(snpguest_cert_info, serial);
	AT(snpguest_cert_info, not_before);
	AT(snpguest_cert_info, not_after);
	AT(snpguest_cert_info, sha256);
	AT(snpguest_cert_info, has_extensions);
	AT(snpguest_cert_info, struct_version);
	AT(snpguest_cert_info, product_name);
	AT(snpguest_cert_info, tcb);
	AT(snpguest_cert_info, hwid);
	AT(snpguest_cert_info, hwid_len);
	AT(snpguest_cert_info, csp_id);
}

static void policy(void)
{
	SIZE(snpguest_values);
	SIZE(snpguest_tcb_floor);
	SIZE(snpguest_policy);
	AT(snpguest_policy, size);
	AT(snpguest_policy, report_data);
	AT(snpguest_policy, host_data);
	AT(snpguest_policy, measurement);
	AT(snpguest_policy, chip_id);
	AT(snpguest_policy, family_id);
	AT(snpguest_policy, image_id);
	AT(snpguest_policy, id_key_digest);
	AT(snpguest_policy, author_key_digest);
	AT(snpguest_policy, report_id);
	AT(snpguest_policy, csp_id);
	AT(snpguest_policy, guest_svn_min);
	AT(snpguest_policy, vmpl_mask);
	AT(snpguest_policy, signer_mask);
	AT(snpguest_policy, product_mask);
	AT(snpguest_policy, debug);
	AT(snpguest_policy, migration_agent);
	AT(snpguest_policy, smt);
	AT(snpguest_policy, single_socket);
	AT(snpguest_policy, abi_min);
	AT(snpguest_policy, firmware_min);
	AT(snpguest_policy, reported_min);
	AT(snpguest_policy, committed_min);
	AT(snpguest_policy, current_min);
	AT(snpguest_policy, launch_min);
	AT(snpguest_policy, platform_require);
	AT(snpguest_policy, platform_forbid);
	AT(snpguest_policy, provisional);
	AT(snpguest_policy, mitigations_launch);
	AT(snpguest_policy, mitigations_current);
	AT(snpguest_policy, crl_required);
	AT(snpguest_policy, allow_masked_chip_id);
	AT(snpguest_policy, reserved);
}

static void calls(void)
{
	SIZE(snpguest_evidence);
	AT(snpguest_evidence, size);
	AT(snpguest_evidence, report);
	AT(snpguest_evidence, table);
	AT(snpguest_evidence, certs);
	AT(snpguest_evidence, n_certs);
	AT(snpguest_evidence, crls);
	AT(snpguest_evidence, n_crls);
	AT(snpguest_evidence, reserved);
	SIZE(snpguest_report_request);
	AT(snpguest_report_request, size);
	AT(snpguest_report_request, report_data);
	AT(snpguest_report_request, vmpl);
	AT(snpguest_report_request, key_sel);
	AT(snpguest_report_request, reserved);
	SIZE(snpguest_key_request);
	AT(snpguest_key_request, size);
	AT(snpguest_key_request, vmrk);
	AT(snpguest_key_request, key_sel);
	AT(snpguest_key_request, guest_field_select);
	AT(snpguest_key_request, vmpl);
	AT(snpguest_key_request, guest_svn);
	AT(snpguest_key_request, tcb_version);
	AT(snpguest_key_request, reserved);
	SIZE(snpguest_transport);
	AT(snpguest_transport, get_report);
	AT(snpguest_transport, get_key);
	AT(snpguest_transport, close);
	AT(snpguest_transport, priv);
}

static void values(void)
{
	VALUE(SNPGUEST_REPORT_SIZE);
	VALUE(SNPGUEST_TABLE_MAX);
	VALUE(SNPGUEST_NOW);
	VALUE(SNPGUEST_PRODUCT_MILAN);
	VALUE(SNPGUEST_PRODUCT_GENOA);
	VALUE(SNPGUEST_PRODUCT_TURIN);
	VALUE(SNPGUEST_SIGNING_KEY_VCEK);
	VALUE(SNPGUEST_SIGNING_KEY_VLEK);
	VALUE(SNPGUEST_SIGNING_KEY_NONE);
	VALUE(SNPGUEST_ENTRY_VCEK);
	VALUE(SNPGUEST_ENTRY_VLEK);
	VALUE(SNPGUEST_ENTRY_ASK);
	VALUE(SNPGUEST_ENTRY_ARK);
	VALUE(SNPGUEST_ENTRY_CRL);
	VALUE(SNPGUEST_CERT_ARK);
	VALUE(SNPGUEST_CERT_ASK);
	VALUE(SNPGUEST_CERT_ASVK);
	VALUE(SNPGUEST_CERT_VCEK);
	VALUE(SNPGUEST_CERT_VLEK);
	VALUE(SNPGUEST_ANY);
	VALUE(SNPGUEST_MUST);
	VALUE(SNPGUEST_MUST_NOT);
	VALUE(SNPGUEST_PASS);
	VALUE(SNPGUEST_FAIL);
	VALUE(SNPGUEST_SKIPPED);
	VALUE(SNPGUEST_KEY_SEL_AUTO);
	VALUE(SNPGUEST_KEY_SEL_VCEK);
	VALUE(SNPGUEST_KEY_SEL_VLEK);
}

static void measure(void)
{
	SIZE(snpguest_section);
	AT(snpguest_section, gpa);
	AT(snpguest_section, size);
	AT(snpguest_section, type);
	SIZE(snpguest_ovmf);
	AT(snpguest_ovmf, gpa);
	AT(snpguest_ovmf, has_reset);
	AT(snpguest_ovmf, has_hash_area);
	AT(snpguest_ovmf, has_svsm_entry);
	AT(snpguest_ovmf, has_metadata);
	AT(snpguest_ovmf, reset_address);
	AT(snpguest_ovmf, hash_base);
	AT(snpguest_ovmf, hash_size);
	AT(snpguest_ovmf, svsm_entry);
	AT(snpguest_ovmf, n_sections);
	AT(snpguest_ovmf, sections);
	SIZE(snpguest_launch);
	AT(snpguest_launch, size);
	AT(snpguest_launch, mode);
	AT(snpguest_launch, vmm);
	AT(snpguest_launch, ovmf);
	AT(snpguest_launch, ovmf_hash);
	AT(snpguest_launch, kernel_sha256);
	AT(snpguest_launch, initrd_sha256);
	AT(snpguest_launch, cmdline);
	AT(snpguest_launch, svsm);
	AT(snpguest_launch, vars_size);
	AT(snpguest_launch, vcpus);
	AT(snpguest_launch, vcpu_signature);
	AT(snpguest_launch, features);
	AT(snpguest_launch, vmsa_gpa);
	AT(snpguest_launch, ec2_rdx);
	AT(snpguest_launch, zero_fpu);
	AT(snpguest_launch, reserved);
	SIZE(snpguest_measured);
	AT(snpguest_measured, origin);
	AT(snpguest_measured, index);
	AT(snpguest_measured, type);
	AT(snpguest_measured, gpa);
	AT(snpguest_measured, data);
	AT(snpguest_measured, len);
	AT(snpguest_measured, contents);
	AT(snpguest_measured, digest);
	SIZE(snpguest_observer);
	AT(snpguest_observer, measured);
	AT(snpguest_observer, priv);
	SIZE(snpguest_igvm);
	AT(snpguest_igvm, size);
	AT(snpguest_igvm, file);
	AT(snpguest_igvm, rules);
	AT(snpguest_igvm, native_zero);
	AT(snpguest_igvm, set_features);
	AT(snpguest_igvm, features);
	AT(snpguest_igvm, vcpus);
	AT(snpguest_igvm, vcpu_signature);
	AT(snpguest_igvm, vmsa_gpa);
	AT(snpguest_igvm, reserved);
	SIZE(snpguest_change);
	AT(snpguest_change, what);
	AT(snpguest_change, given);
	AT(snpguest_change, needed);
	SIZE(snpguest_explanation);
	AT(snpguest_explanation, found);
	AT(snpguest_explanation, n_changes);
	AT(snpguest_explanation, tried);
	AT(snpguest_explanation, changes);
	SIZE(snpguest_question);
	AT(snpguest_question, size);
	AT(snpguest_question, launch);
	AT(snpguest_question, igvm);
	AT(snpguest_question, ovmf);
	AT(snpguest_question, n_ovmf);
	AT(snpguest_question, signatures);
	AT(snpguest_question, n_signatures);
	AT(snpguest_question, vcpus_max);
	AT(snpguest_question, progress);
	AT(snpguest_question, priv);
	AT(snpguest_question, reserved);
	SIZE(snpguest_id_block);
	AT(snpguest_id_block, launch_digest);
	AT(snpguest_id_block, family_id);
	AT(snpguest_id_block, image_id);
	AT(snpguest_id_block, version);
	AT(snpguest_id_block, guest_svn);
	AT(snpguest_id_block, policy);
	SIZE(snpguest_id_party);
	AT(snpguest_id_party, key);
	AT(snpguest_id_party, signature);
	VALUE(SNPGUEST_SECTION_SEC_MEM);
	VALUE(SNPGUEST_SECTION_SECRETS);
	VALUE(SNPGUEST_SECTION_CPUID);
	VALUE(SNPGUEST_SECTION_SVSM_CAA);
	VALUE(SNPGUEST_SECTION_KERNEL_HASHES);
	VALUE(SNPGUEST_LAUNCH_SNP);
	VALUE(SNPGUEST_LAUNCH_SEV_ES);
	VALUE(SNPGUEST_LAUNCH_SEV);
	VALUE(SNPGUEST_VMM_QEMU);
	VALUE(SNPGUEST_VMM_EC2);
	VALUE(SNPGUEST_VMM_GCE);
	VALUE(SNPGUEST_VMM_KRUN);
	VALUE(SNPGUEST_PAGE_NORMAL);
	VALUE(SNPGUEST_PAGE_VMSA);
	VALUE(SNPGUEST_PAGE_ZERO);
	VALUE(SNPGUEST_PAGE_UNMEASURED);
	VALUE(SNPGUEST_PAGE_SECRETS);
	VALUE(SNPGUEST_PAGE_CPUID);
	VALUE(SNPGUEST_IGVM_VMM);
	VALUE(SNPGUEST_IGVM_FILE);
	VALUE(SNPGUEST_IGVM_IGVMMEASURE);
	VALUE(SNPGUEST_PAGE_SIZE);
	VALUE(SNPGUEST_SHA256_SIZE);
	VALUE(SNPGUEST_SECTIONS_MAX);
	VALUE(SNPGUEST_VMSA_GPA);
	VALUE(SNPGUEST_VCPUS_MAX);
	VALUE(SNPGUEST_CHANGES_MAX);
	VALUE(SNPGUEST_ID_BLOCK_SIZE);
	VALUE(SNPGUEST_ID_AUTH_SIZE);
	VALUE(SNPGUEST_ID_PUBLIC_KEY_SIZE);
	VALUE(SNPGUEST_ID_SIGNATURE_SIZE);
	VALUE(SNPGUEST_ID_IGVM_SIZE);
}

int main(void)
{
	small();
	report();
	certificate();
	policy();
	calls();
	values();
	measure();
	return 0;
}
