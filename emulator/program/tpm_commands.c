// SPDX-License-Identifier: MIT
#include "tpm_commands.h"

#include <errno.h>
#include <string.h>

#include "../base/socket.h"

#define TAG_SESSIONS	0x8002U
#define RH_OWNER	0x40000001U
#define RS_PASSWORD	0x40000009U
#define RH_PLATFORM	0x4000000CU
#define CC_NV_DEFINE	0x12AU
#define CC_NV_WRITE	0x137U
#define CC_NV_READ	0x14EU
#define ALG_SHA256	0x000BU
/* PPWRITE, PPREAD, OWNERREAD, AUTHREAD, NO_DA, PLATFORMCREATE */
#define ATTRIBUTES	(1U | 1U << 16 | 1U << 17 | 1U << 18 | 1U << 25 | 1U << 30)
#define CHUNK		512U

struct message {
	uint8_t bytes[TPM_MESSAGE_MAX];
	size_t size;
};

static uint32_t get(const uint8_t *at, int size)
{
	uint32_t value = 0;

	while (size--)
		value = value << 8 | *at++;
	return value;
}

static void set(uint8_t *at, int size, uint32_t value)
{
	while (size--) {
		at[size] = (uint8_t)value;
		value >>= 8;
	}
}

static void put(struct message *message, int size, uint32_t value)
{
	set(message->bytes + message->size, size, value);
	message->size += (size_t)size;
}

/* Header, handles and an empty password; second @handle 0: there is one only. */
static void begin(struct message *message, uint32_t command, uint32_t handle,
		  uint32_t second)
{
	message->size = 0;
	put(message, 2, TAG_SESSIONS);
	put(message, 4, 0);
	put(message, 4, command);
	put(message, 4, handle);
	if (second)
		put(message, 4, second);
	put(message, 4, 9);
	put(message, 4, RS_PASSWORD);
	put(message, 2, 0);
	put(message, 1, 0);
	put(message, 2, 0);
}

int tpm_receive(int fd, uint8_t message[TPM_MESSAGE_MAX], size_t *size)
{
	int err = socket_receive(fd, message, TPM_HEADER_SIZE);

	if (err)
		return err;
	*size = get(message + 2, 4);
	if (*size < TPM_HEADER_SIZE || *size > TPM_MESSAGE_MAX)
		return -EPROTO;
	return socket_receive(fd, message + TPM_HEADER_SIZE,
			      *size - TPM_HEADER_SIZE);
}

/* @message: the command, and then the answer. */
static int transact(int fd, struct message *message)
{
	int err;

	set(message->bytes + 2, 4, (uint32_t)message->size);
	err = socket_send(fd, message->bytes, message->size);
	if (!err)
		err = tpm_receive(fd, message->bytes, &message->size);
	if (err)
		return err;
	return get(message->bytes + 6, 4) ? -EPROTO : 0;
}

int tpm_define(int fd, uint32_t index, uint16_t size)
{
	struct message message;

	begin(&message, CC_NV_DEFINE, RH_PLATFORM, 0);
	put(&message, 2, 0);
	put(&message, 2, 14);
	put(&message, 4, index);
	put(&message, 2, ALG_SHA256);
	put(&message, 4, ATTRIBUTES);
	put(&message, 2, 0);
	put(&message, 2, size);
	return transact(fd, &message);
}

static int write_part(int fd, uint32_t index, const uint8_t *bytes,
		      uint32_t offset, uint32_t size)
{
	struct message message;

	begin(&message, CC_NV_WRITE, RH_PLATFORM, index);
	put(&message, 2, size);
	memcpy(message.bytes + message.size, bytes + offset, size);
	message.size += size;
	put(&message, 2, offset);
	return transact(fd, &message);
}

int tpm_write(int fd, uint32_t index, const uint8_t *bytes, size_t size)
{
	uint32_t at, part;
	int err = 0;

	for (at = 0; !err && at < size; at += part) {
		part = size - at < CHUNK ? (uint32_t)size - at : CHUNK;
		err = write_part(fd, index, bytes, at, part);
	}
	return err;
}

int tpm_read(int fd, uint32_t index, uint8_t *bytes, uint16_t size)
{
	struct message message;
	int err;

	begin(&message, CC_NV_READ, RH_OWNER, index);
	put(&message, 2, size);
	put(&message, 2, 0);
	err = transact(fd, &message);
	if (err)
		return err;
	/* Header, size of the parameters, size of the bytes, bytes. */
	if (message.size < TPM_HEADER_SIZE + 6U + size ||
	    get(message.bytes + TPM_HEADER_SIZE + 4, 2) != size)
		return -EPROTO;
	memcpy(bytes, message.bytes + TPM_HEADER_SIZE + 6, size);
	return 0;
}

int tpm_has_written(const uint8_t *command, size_t size, const uint8_t *answer,
		    uint32_t index)
{
	return size >= TPM_HEADER_SIZE + 8 &&
	       get(command + 6, 4) == CC_NV_WRITE &&
	       get(command + TPM_HEADER_SIZE + 4, 4) == index &&
	       get(answer + 6, 4) == 0;
}
