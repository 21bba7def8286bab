/* SPDX-License-Identifier: MIT */
/* What the caller demands: a policy file and options, as one policy. */
#ifndef DEMANDS_H
#define DEMANDS_H

#include <snpguest.h>

#include "../base/files.h"
#include "settings.h"

/** Options that demand a value of a field. */
extern const struct option demand_options[];

/**
 * struct demands - a policy and the memory it points into
 * @policy: give this to the library
 * @file: the policy file's part
 * @digested: of the file named by --report-data-of
 * The rest are values of options.
 */
struct demands {
	struct snpguest_policy policy;
	struct snpguest_policy_json *file;
	struct buffer digested;
	uint8_t report_data[SNPGUEST_REPORT_DATA_SIZE];
	uint8_t measurement[SNPGUEST_DIGEST_SIZE];
	uint8_t host_data[SNPGUEST_HOST_DATA_SIZE];
	uint8_t id_key_digest[SNPGUEST_DIGEST_SIZE];
	uint8_t author_key_digest[SNPGUEST_DIGEST_SIZE];
};

/**
 * demands_parse() - read the options; touches no file
 *
 * Return: EXIT_DONE, EXIT_USAGE.
 */
enum exit_code demands_parse(struct demands *demands, const struct call *call);

/**
 * demands_load() - read the policy file and join both
 * @verifier: whose products are known by name
 *
 * What is demanded in both places is a contradiction or a mistake: refused.
 * Return: EXIT_DONE; EXIT_USAGE; EXIT_TROUBLE. demands_free() in every case.
 */
enum exit_code demands_load(struct demands *demands, const struct call *call,
			    const struct settings *settings,
			    const struct snpguest_verifier *verifier);

/**
 * demands_report_data() - demand the nonce that is asked for
 * @named: the caller's; else it was made at random just now, and begins as no
 *	   policy says
 *
 * Return: EXIT_DONE; EXIT_USAGE when another one is demanded.
 */
enum exit_code
demands_report_data(struct demands *demands,
		    const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE],
		    bool named);

/**
 * demands_user_data() - the same of a guest under a paravisor (Azure), whose
 * runtime claims carry the nonce
 *
 * Return: EXIT_DONE; EXIT_USAGE when another one, or a report_data, is demanded.
 */
enum exit_code
demands_user_data(struct demands *demands,
		  const uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE]);

/**
 * demands_waive() - whatever freshness or measurement nobody demanded
 * @policy: of struct demands, or a copy for one piece of evidence
 *
 * Others' tools do not ask for them, and theirs is the command line here.
 */
void demands_waive(struct snpguest_policy *policy);

/** True when something is demanded that makes a report fresh. */
bool demands_fresh(const struct snpguest_policy *policy);

void demands_free(struct demands *demands);

#endif /* DEMANDS_H */
