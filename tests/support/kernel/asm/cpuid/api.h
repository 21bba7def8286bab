/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_ASM_CPUID_API_H
#define STANDIN_ASM_CPUID_API_H

#endif
