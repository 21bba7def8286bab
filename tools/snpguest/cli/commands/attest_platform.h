/* SPDX-License-Identifier: MIT */
/* 'attest' of a guest under a paravisor (Azure), by its vTPM. */
#ifndef ATTEST_PLATFORM_H
#define ATTEST_PLATFORM_H

#include "../input/options.h"

extern const struct option platform_options[];

/** attest_platform() - what 'attest --platform' runs; as a command */
enum exit_code attest_platform(const struct call *call);

#endif /* ATTEST_PLATFORM_H */
