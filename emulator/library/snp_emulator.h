/* SPDX-License-Identifier: MIT */
/*
 * libsnp-emulator: an emulated SEV-SNP machine inside a program, for tests. What a
 * machine is, and every command for it, is in snp-emulator(1).
 *
 * Text for people goes to @why (@why_size bytes, one line), where that is not NULL.
 * Numbers that are returned are 0 or a negative errno unless it is said otherwise.
 */
#ifndef SNP_EMULATOR_H
#define SNP_EMULATOR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SNP_EMULATOR_REPORT_SIZE	1184

/* A machine that is powered on. Every function that takes one is thread safe. */
struct snp_emulator;

/*
 * snp_emulator_init() - make a state directory; takes seconds
 * @dir: must not exist, or be empty
 * @product: "milan", "genoa", "bergamo", "siena", "turin", "turin-dense"
 * @settings: lines "KEY=VALUE" as of its file config, NULL behind the last; NULL:
 *	      none
 *
 * The same settings with the same seed and date give the same machine.
 */
int snp_emulator_init(const char *dir, const char *product,
		      const char *const *settings, char *why, size_t why_size);

/*
 * snp_emulator_open() - power it on
 *
 * -EBUSY when another program, or a server, has it. Free with
 * snp_emulator_close(), which allows NULL.
 */
int snp_emulator_open(const char *dir, struct snp_emulator **machine, char *why,
		      size_t why_size);
void snp_emulator_close(struct snp_emulator *machine);

/*
 * snp_emulator_control() - a command of `snp-emulator ctl`
 * @words: "fault", "generic", "times", "3"; "rotate"; "counters" ...
 * @answer: what the command prints, or why it failed; allocated, free(). May be
 *	    NULL.
 */
int snp_emulator_control(struct snp_emulator *machine, int count,
			 const char *const *words, char **answer);

/*
 * snp_emulator_report() - what a guest gets for a request, by messages and counters
 * @report_data: 64 bytes
 * @vmpl: 0 to 3
 * @key_sel: 0: the machine's signer, 1: VCEK, 2: VLEK
 * @table: NULL: a plain request; else the certificate table as it came, allocated;
 *	   free()
 *
 * -EIO: the host told an error; -EBUSY: it stays busy; -EBADMSG: its answer is not
 * authentic; -EKEYREJECTED: the firmware refused; -ENOKEY: the guest has no key any
 * more. One request at a time.
 */
int snp_emulator_report(struct snp_emulator *machine,
			const uint8_t report_data[64], uint32_t vmpl,
			uint32_t key_sel,
			uint8_t report[SNP_EMULATOR_REPORT_SIZE],
			uint8_t **table, size_t *table_size);

/*
 * The guest's memory, for a guest of one's own: @size bytes from guest physical
 * address @gpa on. The secrets page is the first.
 */
struct snp_emulator_memory {
	uint8_t *base;
	uint64_t gpa, size;
};

struct snp_emulator_memory
snp_emulator_memory(const struct snp_emulator *machine);

/* A VMGEXIT: what stands in the GHCB. */
struct snp_emulator_exit {
	uint64_t exit_code, info1, info2, rax, rbx;
};

/* How the guest goes on. */
struct snp_emulator_resume {
	uint64_t info1, info2, rbx;
};

/*
 * snp_emulator_exit() - play the host for one exit
 *
 * A negative errno where the run of a real guest would end with it.
 */
int snp_emulator_exit(struct snp_emulator *machine,
		      const struct snp_emulator_exit *exit,
		      struct snp_emulator_resume *resume);

/* "0.1.0". */
const char *snp_emulator_version(void);

#ifdef __cplusplus
}
#endif

#endif /* SNP_EMULATOR_H */
