/* SPDX-License-Identifier: MIT */
/*
 * DIR/config: what the machine is, "key = value" by line, # for remarks. What
 * is not said has its default; a key that is not known is an error.
 */
#ifndef EMULATOR_CONFIG_H
#define EMULATOR_CONFIG_H

#include "../base/platform_types.h"
#include "../firmware/secure_processor.h"
#include "../pki/identity.h"
#include "../base/why.h"

#define CONFIG_FILE	"config"

struct platform_config {
	uint32_t format;	/* of the state directory; 1 */
	enum platform_product product;
	uint32_t report_version;
	uint64_t seed;
	int64_t date;
	bool vlek;		/* the signer that the table is for */
	uint32_t table_pages;
	bool strict;
	bool certificates;	/* KVM_SEV_SNP_ENABLE_REQ_CERTS */
	bool snp;
	uint32_t vmpl;		/* the guest kernel's */
	enum guest_driver_kind driver;
	enum kvm_version kvm;
	/* What reports say; 0: what follows from product and version. */
	uint64_t platform_info, launch_tcb;
	uint32_t cpuid;			/* leaf 1 EAX */
	uint8_t firmware_current[3];	/* major, minor, build */
	uint8_t firmware_committed[3];
	uint64_t mitigations_launch, mitigations_current;	/* as they are */
	bool svsm;		/* below the guest; for configfs-tsm of run */
	bool both_leaves;	/* the table has VCEK and VLEK */
	struct identity_options chip;
	uint32_t longer_report;		/* see struct secure_processor */
	struct guest_context guest;	/* but for keys; report id 0: one of its own */
};

/* Defaults for @options; nothing in it is checked. */
struct platform_config
config_of_options(const struct platform_options *options);

/* "in-tree" or "patient". 0 or -EINVAL. */
int config_parse_driver(const char *text, enum guest_driver_kind *driver);

/* "milan", "genoa", "turin". */
const char *config_product_name(enum platform_product product);

const char *config_driver_name(enum guest_driver_kind driver);

/* "milan", "bergamo", "turin-dense" ...: what it is, leaf 1 EAX. 0 or -EINVAL. */
int config_parse_cpu(const char *text, enum platform_product *product,
		     uint32_t *cpuid);

/*
 * config_set() - one "KEY=VALUE", as a line of the file
 *
 * Returns 0, or -EINVAL with a line in @why; what it says in all is not checked.
 */
int config_set(struct platform_config *config, const char *line,
	       struct why why);

/* 0, or -EINVAL with a line in @why. */
int config_check(const struct platform_config *config, struct why why);

/* Reads and checks. 0 or a negative errno with a line in @why. */
int config_read(int dir, struct platform_config *config, struct why why);

/* 0 or a negative errno with a line in @why. */
int config_write(int dir, const struct platform_config *config, struct why why);

#endif /* EMULATOR_CONFIG_H */
