/* SPDX-License-Identifier: MIT */
/*
 * A verdict as an EAT Attestation Result: claims that others' programs read
 * (draft-fv-rats-ear, draft-ietf-rats-ar4si), in the form that is deployed,
 * "tag:github.com,2023:veraison/ear".
 */
#ifndef EAR_H
#define EAR_H

#include "print.h"

/**
 * ear_claims() - the claims of a verdict
 * @outcome: accepted or refused, on a report
 *
 * Of the report there are claims only where it was accepted. "iat" is the time
 * the verdict is for. In new memory; NULL when there is none.
 */
json_t *ear_claims(const struct outcome *outcome);

#endif /* EAR_H */
