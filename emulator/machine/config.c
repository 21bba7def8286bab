// SPDX-License-Identifier: MIT
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/bytes.h"
#include "../base/files.h"
#include "../firmware/tcb.h"
#include "../pki/seeded_keys.h"

#define CONFIG_MAX	65536
#define POLICY_RESERVED_ONE	(1ULL << 17)
/* Of a payload of 4000 bytes 0x4c0 are the answer of today. */
#define LONGER_REPORT_MAX	2768U

enum kind { KIND_PRODUCT, KIND_SIGNER, KIND_U32, KIND_U64, KIND_I64, KIND_BOOL,
	    KIND_DRIVER, KIND_KVM, KIND_CPU, KIND_TCB, KIND_HEX, KIND_TEXT };

struct key {
	const char *name;
	enum kind kind;
	size_t offset, size;
};

#define FIELD(field)	(((struct platform_config *)0)->field)

/* Where a field is; one of another type than its kind's does not compile. */
#define KEY(name, kind, type, field, first)				\
	{ name, kind,							\
	  offsetof(struct platform_config, field) +			\
		  0 * _Generic(&FIELD(first), type *: 1),		\
	  sizeof(FIELD(field)) }

#define U32(name, field)	KEY(name, KIND_U32, uint32_t, field, field)
#define U64(name, field)	KEY(name, KIND_U64, uint64_t, field, field)
#define I64(name, field)	KEY(name, KIND_I64, int64_t, field, field)
#define BOOL(name, field)	KEY(name, KIND_BOOL, bool, field, field)
#define HEX(name, field)	KEY(name, KIND_HEX, uint8_t, field, field[0])
#define TEXT(name, field)	KEY(name, KIND_TEXT, char, field, field[0])

static const struct key keys[] = {
	U32("format", format),
	KEY("product", KIND_PRODUCT, enum platform_product, product, product),
	U32("report_version", report_version),
	U64("seed", seed),
	I64("date", date),
	KEY("signer", KIND_SIGNER, bool, vlek, vlek),
	U32("table_pages", table_pages),
	BOOL("strict", strict),
	BOOL("certificates", certificates),
	BOOL("snp", snp),
	U32("vmpl", vmpl),
	KEY("driver", KIND_DRIVER, enum guest_driver_kind, driver, driver),
	KEY("kvm", KIND_KVM, enum kvm_version, kvm, kvm),
	U64("policy", guest.policy),
	HEX("measurement", guest.measurement),
	HEX("host_data", guest.host_data),
	U32("guest_svn", guest.guest_svn),
	HEX("family_id", guest.family_id),
	HEX("image_id", guest.image_id),
	HEX("id_key_digest", guest.id_key_digest),
	BOOL("author_key", guest.author_key_en),
	HEX("author_key_digest", guest.author_key_digest),
	HEX("report_id", guest.report_id),
	HEX("report_id_ma", guest.report_id_ma),
	U64("platform_info", platform_info),
	KEY("cpuid", KIND_CPU, uint32_t, cpuid, cpuid),
	KEY("launch_tcb", KIND_TCB, uint64_t, launch_tcb, launch_tcb),
	HEX("firmware_current", firmware_current),
	HEX("firmware_committed", firmware_committed),
	U64("mitigations_launch", mitigations_launch),
	U64("mitigations_current", mitigations_current),
	BOOL("svsm", svsm),
	BOOL("both_leaves", both_leaves),
	HEX("chip_id", chip.chip_id),
	TEXT("csp_id", chip.csp_id),
	BOOL("revoked", chip.revoked),
	U32("longer_report", longer_report),
};

#define KEY_COUNT	(sizeof(keys) / sizeof(keys[0]))

struct platform_config
config_of_options(const struct platform_options *options)
{
	struct platform_config config = {
		.format = 1,
		.product = options->product,
		.report_version =
			options->report_version ? options->report_version : 3,
		.seed = options->seed,
		.date = options->date,
		.vlek = options->vlek,
		.table_pages = options->table_pages,
		.strict = true,
		.certificates = true,
		.snp = true,
		.driver = options->driver,
		.cpuid = options->cpuid == product_cpuid(options->product)
				 ? 0 : options->cpuid,
		.mitigations_launch = 0x3f,
		.mitigations_current = 0x3f,
	};

	config.guest.policy = options->policy ? options->policy : 0x30000;
	memset(config.guest.report_id_ma, 0xff,
	       sizeof(config.guest.report_id_ma));
	seeded_bytes(options->seed, "measurement", config.guest.measurement,
		     sizeof(config.guest.measurement));
	if (options->launched)
		memcpy(config.guest.measurement, options->measurement,
		       sizeof(config.guest.measurement));
	return config;
}

int config_check(const struct platform_config *config, struct why why)
{
	if (config->format != 1)
		return because(why, -EINVAL,
			       "config: format %u is not known; make a new state with init",
			       config->format);
	if (config->report_version < 2 || config->report_version > 5)
		return because(why, -EINVAL,
			       "report version %u: there are 2, 3, 4 and 5",
			       config->report_version);
	if (config->table_pages > TABLE_SIZE_MAX / GUEST_PAGE_SIZE)
		return because(why, -EINVAL, "table pages %u: at most %lu",
			       config->table_pages,
			       TABLE_SIZE_MAX / GUEST_PAGE_SIZE);
	if (!(config->guest.policy & POLICY_RESERVED_ONE))
		return because(why, -EINVAL,
			       "policy 0x%" PRIx64 ": bit 17 must be one",
			       config->guest.policy);
	if (config->longer_report > LONGER_REPORT_MAX ||
	    config->longer_report % 16)
		return because(why, -EINVAL,
			       "longer_report %u: at most %u, in steps of 16",
			       config->longer_report, LONGER_REPORT_MAX);
	if (config->product == PRODUCT_TURIN &&
	    !all_zero(config->chip.chip_id + 8, sizeof(config->chip.chip_id) - 8))
		return because(why, -EINVAL,
			       "chip_id: a Turin's has 8 bytes, and zeros behind");
	if (config->svsm && !config->vmpl)
		return because(why, -EINVAL,
			       "svsm: it has VMPL 0, so the guest needs another vmpl");
	if (config->vmpl > 3)
		return because(why, -EINVAL, "vmpl %u: there are 0 to 3",
			       config->vmpl);
	return 0;
}

/* Decimal, or hexadecimal after 0x; zeros before it make nothing octal. */
static int parse_number(const char *text, uint64_t max, uint64_t *value)
{
	bool hex = !strncmp(text, "0x", 2);
	char *end;

	errno = 0;
	*value = strtoull(text, &end, hex ? 16 : 10);
	if (errno || *end || end == text || *text == '-' || *value > max)
		return -EINVAL;
	return 0;
}

static int parse_choice(const char *text, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(text, names[i]) == 0)
			return (int)i;
	return -EINVAL;
}

static const char *const products[] = { "milan", "genoa", "turin" };
static const char *const signers[] = { "vcek", "vlek" };
static const char *const switches[] = { "off", "on" };
static const char *const kvms[] = { "7.2", "6.12" };
static const char *const drivers[] = { "in-tree", "patient" };

const char *config_product_name(enum platform_product product)
{
	return products[product];
}

const char *config_driver_name(enum guest_driver_kind driver)
{
	return drivers[driver];
}

int config_parse_driver(const char *text, enum guest_driver_kind *driver)
{
	int choice = parse_choice(text, drivers, 2);

	if (choice < 0)
		return choice;
	*driver = (enum guest_driver_kind)choice;
	return 0;
}

static int parse_either(const char *text, const char *const *names, bool *value)
{
	int choice = parse_choice(text, names, 2);

	if (choice < 0)
		return choice;
	*value = choice;
	return 0;
}

static int parse_hex(const char *text, uint8_t *bytes, size_t size)
{
	unsigned int byte;
	size_t i;

	if (strlen(text) != 2 * size ||
	    strspn(text, "0123456789abcdefABCDEF") != 2 * size)
		return -EINVAL;
	for (i = 0; i < size; i++) {
		sscanf(text + 2 * i, "%2x", &byte);
		bytes[i] = (uint8_t)byte;
	}
	return 0;
}

/* Processors by name; leaf 1 EAX as shipped parts have it. */
static const struct cpu {
	const char *name;
	enum platform_product product;
	uint32_t cpuid;
} cpus[] = {
	{ "milan", PRODUCT_MILAN, 0x00a00f11 },
	{ "genoa", PRODUCT_GENOA, 0x00a10f11 },
	{ "bergamo", PRODUCT_GENOA, 0x00aa0f02 },
	{ "siena", PRODUCT_GENOA, 0x00aa0f02 },
	{ "turin", PRODUCT_TURIN, 0x00b00f21 },
	{ "turin-dense", PRODUCT_TURIN, 0x00b10f10 },
};

static const struct cpu *cpu_named(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(cpus) / sizeof(cpus[0]); i++)
		if (strcmp(cpus[i].name, name) == 0)
			return &cpus[i];
	return NULL;
}

int config_parse_cpu(const char *text, enum platform_product *product,
		     uint32_t *cpuid)
{
	const struct cpu *cpu = cpu_named(text);

	if (!cpu)
		return -EINVAL;
	*product = cpu->product;
	*cpuid = cpu->cpuid;
	return 0;
}

/* A processor by its name or by its leaf 1 EAX. */
static int parse_cpu(const char *text, uint32_t *cpuid)
{
	const struct cpu *cpu = cpu_named(text);
	uint64_t value;

	if (cpu) {
		*cpuid = cpu->cpuid;
		return 0;
	}
	if (parse_number(text, UINT32_MAX, &value))
		return -EINVAL;
	*cpuid = (uint32_t)value;
	return 0;
}

/* As ctl and --tcb write one. 0, in any notation: none given. */
static int parse_tcb(const char *text, uint64_t *tcb)
{
	if (!parse_number(text, 0, tcb))
		return 0;
	return tcb_parse(text, tcb);
}

static int parse_value(const struct key *key, const char *text, void *field)
{
	uint64_t value;
	int choice;

	switch (key->kind) {
	case KIND_PRODUCT:
		choice = parse_choice(text, products, 3);
		if (choice >= 0)
			*(enum platform_product *)field = choice;
		return choice < 0 ? choice : 0;
	case KIND_SIGNER:
		return parse_either(text, signers, field);
	case KIND_BOOL:
		return parse_either(text, switches, field);
	case KIND_KVM:
		choice = parse_choice(text, kvms, 2);
		if (choice >= 0)
			*(enum kvm_version *)field = choice;
		return choice < 0 ? choice : 0;
	case KIND_DRIVER:
		return config_parse_driver(text, field);
	case KIND_CPU:
		return parse_cpu(text, field);
	case KIND_TCB:
		return parse_tcb(text, field);
	case KIND_TEXT:
		if (strlen(text) >= key->size)
			return -EINVAL;
		strcpy(field, text);
		return 0;
	case KIND_U32:
		if (parse_number(text, UINT32_MAX, &value))
			return -EINVAL;
		*(uint32_t *)field = (uint32_t)value;
		return 0;
	case KIND_U64:
		return parse_number(text, UINT64_MAX, field);
	case KIND_I64:
		return parse_number(text, INT64_MAX, field);
	case KIND_HEX:
		return parse_hex(text, field, key->size);
	}
	return -EINVAL;
}

static const struct key *key_named(const char *name)
{
	size_t i;

	for (i = 0; i < KEY_COUNT; i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

static char *trimmed(char *text)
{
	char *end;

	text += strspn(text, " \t\r");
	end = text + strlen(text);
	while (end > text && strchr(" \t\r", end[-1]))
		*--end = 0;
	return text;
}

/* "KEY = VALUE"; @where comes first in the line for a person. */
static int parse_setting(struct platform_config *config, char *name,
			 const char *where, struct why why)
{
	char *value = strchr(name, '=');
	const struct key *key;

	if (!value)
		return because(why, -EINVAL, "%s: no '=' in '%.40s'", where,
			       name);
	*value++ = 0;
	name = trimmed(name);
	value = trimmed(value);
	key = key_named(name);
	if (!key)
		return because(why, -EINVAL, "%s: there is no key '%.40s'",
			       where, name);
	if (parse_value(key, value, (char *)config + key->offset))
		return because(why, -EINVAL, "%s: '%.60s' is no value for %s",
			       where, value, name);
	return 0;
}

static int parse_line(struct platform_config *config, char *line,
		      unsigned int number, struct why why)
{
	char where[32], *name = trimmed(line);

	if (!*name || *name == '#')
		return 0;
	snprintf(where, sizeof(where), "config, line %u", number);
	return parse_setting(config, name, where, why);
}

int config_set(struct platform_config *config, const char *line,
	       struct why why)
{
	char *copy = strdup(line);
	int err = copy ? parse_setting(config, copy, "--set", why) : -ENOMEM;

	free(copy);
	return err;
}

static int parse_all(struct platform_config *config, char *text, struct why why)
{
	unsigned int number = 0;
	char *line, *rest = text;
	int err = 0;

	while (!err && (line = strsep(&rest, "\n")))
		err = parse_line(config, line, ++number, why);
	return err ? err : config_check(config, why);
}

int config_read(int dir, struct platform_config *config, struct why why)
{
	const struct platform_options none = { 0 };
	uint8_t *text;
	size_t size;
	int err = file_read(dir, CONFIG_FILE, CONFIG_MAX, &text, &size);

	if (err == -ENOENT)
		return because(why, err,
			       "no config here: make a state with init");
	if (err)
		return because(why, err, "config: %s", strerror(-err));
	*config = config_of_options(&none);
	config->format = 0;
	if (strlen((char *)text) != size)
		err = because(why, -EINVAL, "config: a zero byte in it");
	else
		err = parse_all(config, (char *)text, why);
	free(text);
	return err;
}

static void print_hex(FILE *to, const uint8_t *bytes, size_t size)
{
	while (size--)
		fprintf(to, "%02x", *bytes++);
}

static void print_tcb(FILE *to, uint64_t tcb)
{
	char digits[17];

	tcb_print(tcb, digits);
	fputs(digits, to);
}

static void print_value(FILE *to, const struct key *key, const void *field)
{
	switch (key->kind) {
	case KIND_PRODUCT:
		fputs(products[*(const enum platform_product *)field], to);
		break;
	case KIND_SIGNER:
		fputs(signers[*(const bool *)field], to);
		break;
	case KIND_BOOL:
		fputs(switches[*(const bool *)field], to);
		break;
	case KIND_KVM:
		fputs(kvms[*(const enum kvm_version *)field], to);
		break;
	case KIND_DRIVER:
		fputs(drivers[*(const enum guest_driver_kind *)field], to);
		break;
	case KIND_TEXT:
		fputs(field, to);
		break;
	case KIND_CPU:
		fprintf(to, "0x%" PRIx32, *(const uint32_t *)field);
		break;
	case KIND_TCB:
		print_tcb(to, *(const uint64_t *)field);
		break;
	case KIND_U32:
		fprintf(to, "%" PRIu32, *(const uint32_t *)field);
		break;
	case KIND_U64:
		fprintf(to, "0x%" PRIx64, *(const uint64_t *)field);
		break;
	case KIND_I64:
		fprintf(to, "%" PRId64, *(const int64_t *)field);
		break;
	case KIND_HEX:
		print_hex(to, field, key->size);
		break;
	}
}

int config_write(int dir, const struct platform_config *config, struct why why)
{
	size_t i, size;
	char *text;
	FILE *to = open_memstream(&text, &size);
	int err = -ENOMEM;

	if (!to)
		return because(why, err, "not enough memory");
	for (i = 0; i < KEY_COUNT; i++) {
		fprintf(to, "%s = ", keys[i].name);
		print_value(to, &keys[i],
			    (const char *)config + keys[i].offset);
		fputc('\n', to);
	}
	if (fclose(to) == 0)
		err = file_write(dir, CONFIG_FILE, 0600, text, size);
	free(text);
	return err ? because(why, err, "config: cannot write: %s",
			     strerror(-err))
		   : 0;
}
