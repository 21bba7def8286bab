// SPDX-License-Identifier: MIT
/*
 * A driver that keeps its key whatever the host says, and asks again: only an
 * authentic answer ends an exchange, a message that nobody answered stays
 * pending, and of one that the host claims to have consumed the answer is given
 * up when the next is answered.
 */
#include <errno.h>

#include "../host/hypervisor.h"
#include "guest_channel.h"

#define ROUNDS			4
#define BUSY_PAUSE_MS		20
#define BUSY_PATIENCE_MS	30000
#define STATUS_CONSUMED		0x1d

/* Sends one until the host is not busy. 0, -EAGAIN: no answer, or an errno. */
static int ask(struct guest_channel *channel, unsigned int index,
	       struct guest_message *message, struct door_resume *resume)
{
	unsigned int waited = 0;
	bool authentic;
	int err;

	for (;;) {
		err = guest_channel_ask(channel, index, message, resume,
					&authentic);
		if (err)
			return err;
		if (authentic)
			return 0;
		if (resume->result || resume->info1 || resume->info2 != VMM_BUSY)
			return -EAGAIN;
		if (waited >= BUSY_PATIENCE_MS)
			return -ETIMEDOUT;
		err = guest_channel_pause(channel, BUSY_PAUSE_MS);
		if (err)
			return err;
		waited += BUSY_PAUSE_MS;
	}
}

/* What the caller learns when there is no answer. */
static void note(struct guest_message *message, const struct door_resume *resume)
{
	message->exitinfo2 = resume->result || resume->info1 ? ~0ULL
							     : resume->info2;
}

/* The caller's own message. Too small a room is told, once it is consumed. */
static int ask_own(struct guest_channel *channel, unsigned int index,
		   struct guest_message *message, struct door_resume *resume)
{
	int err = ask(channel, index, message, resume);

	if (err == -EAGAIN && message->extended && !resume->info1 &&
	    resume->info2 == VMM_INVALID_LEN &&
	    resume->rbx > message->certs_npages) {
		message->certs_needed = resume->rbx;
		message->extended = false;
		err = ask(channel, index, message, resume);
	}
	note(message, resume);
	return err;
}

/* One round over what is pending. 0: the caller's own was answered. */
static int ask_all(struct guest_channel *channel, int *own,
		   struct guest_message *message, bool *consumed)
{
	struct door_resume resume;
	unsigned int i = 0;
	int err = -EAGAIN;

	*consumed = true;
	while (i < guest_channel_pending(channel)) {
		bool mine = (int)i == *own;

		err = mine ? ask_own(channel, i, message, &resume)
			   : ask(channel, i, NULL, &resume);
		if (err && err != -EAGAIN)
			return err;
		if (err) {
			note(message, &resume);
			*consumed &= !resume.info1 &&
				     resume.info2 == STATUS_CONSUMED;
			i++;
			continue;
		}
		/* An answer to it answers all that were before it. */
		guest_channel_drop(channel, i + 1);
		if (mine)
			return 0;
		*own -= (int)i + 1;
		i = 0;
	}
	return -EAGAIN;
}

static int add_own(struct guest_channel *channel, int *own,
		   const struct guest_message *message)
{
	int err = guest_channel_seal(channel, message);

	if (!err)
		*own = (int)guest_channel_pending(channel) - 1;
	return err == -ENOSPC ? 0 : err;
}

/*
 * Once the caller's own has gone out, another copy of it only when the host says
 * of every one before that it was consumed.
 */
int patient_send(struct guest_channel *channel, struct guest_message *message)
{
	bool consumed = true;
	int own = -1, round, err = -EAGAIN;

	/* The firmware never consumes what it does not know. */
	if (message->version != 1)
		return -EINVAL;
	for (round = 0; err == -EAGAIN && round < ROUNDS; round++) {
		err = own < 0 || consumed ? add_own(channel, &own, message) : 0;
		if (!err)
			err = ask_all(channel, &own, message, &consumed);
	}
	if (!err)
		message->exitinfo2 = 0;
	if (message->certs_needed) {
		message->exitinfo2 = VMM_INVALID_LEN;
		return -EIO;
	}
	return err == -EAGAIN || err == -EOVERFLOW ? -EIO : err;
}
