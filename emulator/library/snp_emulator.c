// SPDX-License-Identifier: MIT
#include "snp_emulator.h"

#include <errno.h>

#include "../guest/guest_client.h"
#include "../machine/config.h"
#include "control_words.h"

#define PUBLIC	__attribute__((visibility("default")))

/* One is the other, by another name. */
static struct platform *platform_of(const struct snp_emulator *machine)
{
	return (struct platform *)(uintptr_t)machine;
}

PUBLIC int snp_emulator_init(const char *dir, const char *product,
			     const char *const *settings, char *why,
			     size_t why_size)
{
	struct platform_options options = { .settings = settings };
	struct why line = { why, why_size };

	if (config_parse_cpu(product, &options.product, &options.cpuid))
		return because(line, -EINVAL, "'%s' is no product", product);
	return platform_init(dir, &options, why, why_size);
}

PUBLIC int snp_emulator_open(const char *dir, struct snp_emulator **machine,
			     char *why, size_t why_size)
{
	struct platform *platform;
	int err = platform_open(dir, &platform, why, why_size);

	if (!err)
		*machine = (struct snp_emulator *)platform;
	return err;
}

PUBLIC void snp_emulator_close(struct snp_emulator *machine)
{
	platform_close(platform_of(machine));
}

PUBLIC int snp_emulator_control(struct snp_emulator *machine, int count,
				const char *const *words, char **answer)
{
	return control_words(platform_of(machine), count, words, answer);
}

PUBLIC int snp_emulator_report(struct snp_emulator *machine,
			       const uint8_t report_data[64], uint32_t vmpl,
			       uint32_t key_sel,
			       uint8_t report[SNP_EMULATOR_REPORT_SIZE],
			       uint8_t **table, size_t *table_size)
{
	return emulated_guest_report(platform_of(machine), report_data, vmpl,
				     key_sel, report, table, table_size);
}

PUBLIC struct snp_emulator_memory
snp_emulator_memory(const struct snp_emulator *machine)
{
	const struct guest_memory *memory =
		platform_memory(platform_of(machine));

	return (struct snp_emulator_memory){ memory->base, memory->gpa,
					     memory->size };
}

PUBLIC int snp_emulator_exit(struct snp_emulator *machine,
			     const struct snp_emulator_exit *exit,
			     struct snp_emulator_resume *resume)
{
	const struct guest_exit from = {
		.exit_code = exit->exit_code,
		.info1 = exit->info1,
		.info2 = exit->info2,
		.rax = exit->rax,
		.rbx = exit->rbx,
		.rax_valid = true,
		.rbx_valid = true,
	};
	struct guest_resume to = { 0 };
	int err = platform_exit(platform_of(machine), &from, &to);

	*resume = (struct snp_emulator_resume){ to.info1, to.info2, to.rbx };
	return err;
}

PUBLIC const char *snp_emulator_version(void)
{
	return SNPGUEST_VERSION;
}
