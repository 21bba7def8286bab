/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_ASM_CPUID_API_H
#define STANDIN_HOSTS_ASM_CPUID_API_H


#endif
