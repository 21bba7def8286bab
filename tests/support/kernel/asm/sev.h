/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_ASM_SEV_H
#define STANDIN_ASM_SEV_H

extern int snp_vmpl;

#endif
