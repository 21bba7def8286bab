/* SPDX-License-Identifier: MIT */
/*
 * The message channel of a guest kernel that is played by a process: its part
 * of DIR/memory, and how a sealed message is brought to an answer.
 *
 * What is on its way stands in that memory before it is sent, and the counter in
 * the secrets page has moved past it: whoever comes after a driver that was
 * killed sends the same bytes again, and an IV is never used twice.
 *
 * Callers serialise; processes are serialised by guest_channel_lock().
 */
#ifndef EMULATOR_GUEST_CHANNEL_H
#define EMULATOR_GUEST_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "../firmware/sealed_message.h"
#include "host_link.h"

/* What a caller asks for, and what came of it. */
struct guest_message {
	uint8_t type, version;
	const void *payload;
	uint16_t size;
	uint16_t answer_max;		/* longest answer that is taken */
	bool extended;
	uint32_t certs_npages;
	uint64_t certs_needed;		/* pages; 0: enough were offered */
	uint64_t exitinfo2;		/* as the driver tells it */
	uint8_t answer[SEALED_PAYLOAD_MAX];	/* zero behind what came */
};

struct guest_channel {
	struct host_link *link;
	int memory_fd;
	uint8_t *memory;
	struct door_machine machine;	/* as it was when the memory was mapped */
	/* Waits; a negative errno: nobody is left to wait for. NULL: sleeps. */
	int (*pause)(void *owner, unsigned int ms);
	void *owner;
};

/* Certificate pages that the guest has room for. */
#define GUEST_CHANNEL_PAGES	24

/*
 * guest_channel_open() - map the memory of the machine @link leads to
 *
 * Returns 0 or a negative errno; guest_channel_close() in any case.
 */
int guest_channel_open(struct guest_channel *channel, struct host_link *link);
void guest_channel_close(struct guest_channel *channel);

/*
 * guest_channel_lock() - from here on no other process uses the channel
 *
 * Returns 0; or a negative errno, without the lock, when the host cannot be
 * reached.
 */
int guest_channel_lock(struct guest_channel *channel);
void guest_channel_unlock(struct guest_channel *channel);

/* Whether the VMPCK is there; the in-tree driver erases it after a failure. */
bool guest_channel_has_key(const struct guest_channel *channel);
void guest_channel_erase_key(struct guest_channel *channel);

/* The certificate pages; may change at any time. */
uint8_t *guest_channel_certs(const struct guest_channel *channel);

/* Sealed messages that nobody has answered yet, oldest first: 0 to 2. */
unsigned int guest_channel_pending(const struct guest_channel *channel);

/*
 * guest_channel_seal() - a new message becomes the youngest pending one
 *
 * Returns 0; -ENOSPC when two are pending; -EOVERFLOW when the counter is
 * exhausted; -ENOMEM.
 */
int guest_channel_seal(struct guest_channel *channel,
		       const struct guest_message *message);

/* The oldest @count are answered, or given up with the key. */
void guest_channel_drop(struct guest_channel *channel, unsigned int count);

/*
 * guest_channel_ask() - send pending message @index once, and look at the page
 * @message: says whether and with how many pages it is an extended one, and
 *	     gets the answer; NULL: plain, the answer is thrown away
 * @resume: what the host told
 * @authentic: whether the page holds the answer to this very message
 *
 * Returns 0 or a negative errno of host_link_exit().
 */
int guest_channel_ask(struct guest_channel *channel, unsigned int index,
		      struct guest_message *message, struct door_resume *resume,
		      bool *authentic);

/* 0 after @ms, or a negative errno: give up. */
int guest_channel_pause(struct guest_channel *channel, unsigned int ms);

/*
 * The two drivers: bring @message to an answer. Return 0, a negative errno, or
 * what the kernel's ioctl gives instead, a positive number.
 */
int in_tree_send(struct guest_channel *channel, struct guest_message *message);
int patient_send(struct guest_channel *channel, struct guest_message *message);

#endif /* EMULATOR_GUEST_CHANNEL_H */
