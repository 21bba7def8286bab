// SPDX-License-Identifier: MIT
/*
 * How the in-tree driver brings a message to an answer, as its users see it
 * (Linux 6.12): whatever goes wrong costs the key.
 */
#include <errno.h>

#include "../host/hypervisor.h"
#include "guest_channel.h"

#define BUSY_PAUSE_MS		2000
#define BUSY_PATIENCE_MS	60000

/* What the kernel's ioctl gives where the GHCB reports an event. */
enum { ES_OK = 0, ES_VMM_ERROR = 2, ES_EXCEPTION = 4 };

#define EVENT_VALID		(1ULL << 31)
#define EVENT_TYPE(event)	((event) >> 8 & 7)
#define EVENT_VECTOR(event)	((event) & 0xff)

static int event_of(const struct door_resume *resume)
{
	uint64_t event = resume->info2;

	if (!(uint32_t)resume->info1)
		return ES_OK;
	if ((uint32_t)resume->info1 == INFO1_EXCEPTION &&
	    event & EVENT_VALID && EVENT_TYPE(event) == 3 &&
	    (EVENT_VECTOR(event) == 6 || EVENT_VECTOR(event) == 13))
		return ES_EXCEPTION;
	return ES_VMM_ERROR;
}

/*
 * One trip. Positive: an event; the code in @message is then all ones. -ENOLINK:
 * there is no host any more, which no kernel ever sees; the message stays pending.
 */
static int trip(struct guest_channel *channel, struct guest_message *message,
		bool *authentic)
{
	struct door_resume resume;
	int event, err = guest_channel_ask(channel, 0, message, &resume,
					   authentic);

	message->exitinfo2 = ~0ULL;
	if (err || resume.result)
		return -ENOLINK;
	event = event_of(&resume);
	if (event)
		return event;
	message->exitinfo2 = resume.info2;
	if (resume.info2 == VMM_INVALID_LEN && message->extended)
		message->certs_needed = resume.rbx;
	return 0;
}

/* BUSY is waited for; too large a table is given up, the message is not. */
static int exchange(struct guest_channel *channel,
		    struct guest_message *message, bool *authentic)
{
	unsigned int waited = 0;
	int err;

	for (;;) {
		err = trip(channel, message, authentic);
		if (err)
			return err;
		if (message->exitinfo2 == VMM_INVALID_LEN && message->extended) {
			message->extended = false;
			continue;
		}
		if (message->exitinfo2 != VMM_BUSY)
			return message->exitinfo2 ? -EIO : 0;
		if (waited >= BUSY_PATIENCE_MS ||
		    guest_channel_pause(channel, BUSY_PAUSE_MS))
			return -ETIMEDOUT;
		waited += BUSY_PAUSE_MS;
	}
}

/* A driver before this one was killed while it asked: the kernel's would not. */
static int settle(struct guest_channel *channel)
{
	struct guest_message plain = { .answer_max = SEALED_PAYLOAD_MAX };
	bool authentic = false;
	int err = 0;

	while (err != -ENOLINK && guest_channel_pending(channel)) {
		err = exchange(channel, &plain, &authentic);
		if (err != -ENOLINK)
			guest_channel_drop(channel, 1);
	}
	return err == -ENOLINK ? err : 0;
}

int in_tree_send(struct guest_channel *channel, struct guest_message *message)
{
	bool authentic = false;
	int err = settle(channel);

	if (!err)
		err = guest_channel_seal(channel, message);
	if (err)
		return err == -ENOMEM ? err : -EIO;
	err = exchange(channel, message, &authentic);
	if (err == -ENOLINK)
		return -EIO;
	if (!err && !message->certs_needed && !authentic)
		err = -EBADMSG;
	guest_channel_drop(channel, 1);
	/* A lost plain re-send goes unnoticed: the in-tree driver's quirk. */
	if (err && !(message->certs_needed && err == -EIO))
		guest_channel_erase_key(channel);
	if (message->certs_needed)
		message->exitinfo2 = VMM_INVALID_LEN;
	return err;
}
