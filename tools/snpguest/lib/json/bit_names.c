// SPDX-License-Identifier: MIT
#include "bit_names.h"

#include "snpguest.h"

const struct bit_name guest_policy_bits[] = {
	{ "smt", SNPGUEST_POLICY_SMT },
	{ "migration_agent", SNPGUEST_POLICY_MIGRATE_MA },
	{ "debug", SNPGUEST_POLICY_DEBUG },
	{ "single_socket", SNPGUEST_POLICY_SINGLE_SOCKET },
	{ "cxl", SNPGUEST_POLICY_CXL_ALLOW },
	{ "mem_aes_256_xts", SNPGUEST_POLICY_MEM_AES_256_XTS },
	{ "rapl_dis", SNPGUEST_POLICY_RAPL_DIS },
	{ "ciphertext_hiding", SNPGUEST_POLICY_CIPHERTEXT_HIDING },
	{ "page_swap_disable", SNPGUEST_POLICY_PAGE_SWAP_DISABLE },
	{ NULL, 0 },
};

const struct bit_name platform_info_bits[] = {
	{ "smt", SNPGUEST_PLATFORM_SMT_EN },
	{ "tsme", SNPGUEST_PLATFORM_TSME_EN },
	{ "ecc", SNPGUEST_PLATFORM_ECC_EN },
	{ "rapl_dis", SNPGUEST_PLATFORM_RAPL_DIS },
	{ "ciphertext_hiding", SNPGUEST_PLATFORM_CIPHERTEXT_HIDING_EN },
	{ "alias_check", SNPGUEST_PLATFORM_ALIAS_CHECK_COMPLETE },
	{ "tio", SNPGUEST_PLATFORM_TIO_EN },
	{ NULL, 0 },
};
