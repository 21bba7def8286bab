/* SPDX-License-Identifier: MIT */
/*
 * The few commands by which a paravisor keeps NV indices of a TPM (TPM 2.0 Library,
 * part 3). Authorisations are passwords, and empty. Each takes a stream to the TPM
 * and returns 0, -EPROTO where the TPM refuses, or another negative errno.
 */
#ifndef EMULATOR_TPM_COMMANDS_H
#define EMULATOR_TPM_COMMANDS_H

#include <stddef.h>
#include <stdint.h>

#define TPM_MESSAGE_MAX	4096
#define TPM_HEADER_SIZE	10

/* An index that the platform alone writes, and everybody reads. */
int tpm_define(int fd, uint32_t index, uint16_t size);
int tpm_write(int fd, uint32_t index, const uint8_t *bytes, size_t size);

/* By the owner's right. */
int tpm_read(int fd, uint32_t index, uint8_t *bytes, uint16_t size);

/* A whole command or answer. @size: how long it is. */
int tpm_receive(int fd, uint8_t message[TPM_MESSAGE_MAX], size_t *size);

/* Whether @answer says that @command, a write to NV index @index, was done. */
int tpm_has_written(const uint8_t *command, size_t size, const uint8_t *answer,
		    uint32_t index);

#endif /* EMULATOR_TPM_COMMANDS_H */
