// SPDX-License-Identifier: MIT
#include "guest_channel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "../base/bytes.h"
#include "../host/hypervisor.h"
#include "../base/clock.h"

#define SECRETS_VMPCK	0x20
#define SECRETS_SEQNO	0xa0
#define SEQNO_LAST	0xffffffffU

/* Where the driver's pages lie, from the start of memory. */
#define AREA		0x3e0000
enum {
	REQUEST_PAGE,		/* shared */
	RESPONSE_PAGE,		/* shared */
	STATE_PAGE,		/* private, as all that follows but the last */
	IMAGE_PAGES,
	CERTS_PAGE = IMAGE_PAGES + 2,	/* shared */
	AREA_PAGES = CERTS_PAGE + GUEST_CHANNEL_PAGES,
};

/* The state page. It counts only where @counter is the secrets page's. */
struct channel_state {
	uint32_t counter;
	uint32_t pending;
};

static uint8_t *secrets(const struct guest_channel *channel)
{
	return channel->memory +
	       (channel->machine.secrets_gpa - channel->machine.gpa);
}

static uint8_t *vmpck(const struct guest_channel *channel)
{
	return secrets(channel) + SECRETS_VMPCK +
	       SEALED_KEY_SIZE * channel->machine.vmpl;
}

static uint8_t *counter(const struct guest_channel *channel)
{
	return secrets(channel) + SECRETS_SEQNO + 4 * channel->machine.vmpl;
}

static uint8_t *page(const struct guest_channel *channel, unsigned int number)
{
	return channel->memory + AREA + number * GUEST_PAGE_SIZE;
}

static uint64_t page_gpa(const struct guest_channel *channel,
			 unsigned int number)
{
	return channel->machine.gpa + AREA + number * GUEST_PAGE_SIZE;
}

static struct channel_state *state(const struct guest_channel *channel)
{
	return (struct channel_state *)page(channel, STATE_PAGE);
}

static int map_memory(struct guest_channel *channel)
{
	char path[4200];
	void *memory;

	if (channel->machine.size < AREA + AREA_PAGES * GUEST_PAGE_SIZE)
		return -EINVAL;
	snprintf(path, sizeof(path), "%s/memory", channel->link->dir);
	channel->memory_fd = open(path, O_RDWR | O_CLOEXEC);
	if (channel->memory_fd < 0)
		return -errno;
	memory = mmap(NULL, channel->machine.size, PROT_READ | PROT_WRITE,
		      MAP_SHARED, channel->memory_fd, 0);
	if (memory == MAP_FAILED)
		return -errno;
	channel->memory = memory;
	return 0;
}

int guest_channel_open(struct guest_channel *channel, struct host_link *link)
{
	channel->link = link;
	channel->machine = link->machine;
	channel->memory = NULL;
	return map_memory(channel);
}

void guest_channel_close(struct guest_channel *channel)
{
	if (channel->memory)
		munmap(channel->memory, channel->machine.size);
	channel->memory = NULL;
	if (channel->memory_fd >= 0)
		close(channel->memory_fd);
	channel->memory_fd = -1;
}

int guest_channel_lock(struct guest_channel *channel)
{
	int err = 0;

	while (flock(channel->memory_fd, LOCK_EX))
		if (errno != EINTR)
			return -errno;
	if (channel->link->fd < 0)
		err = host_link_open(channel->link, (struct why){ NULL, 0 });
	if (err)
		guest_channel_unlock(channel);
	return err;
}

void guest_channel_unlock(struct guest_channel *channel)
{
	flock(channel->memory_fd, LOCK_UN);
}

bool guest_channel_has_key(const struct guest_channel *channel)
{
	return !all_zero(vmpck(channel), SEALED_KEY_SIZE);
}

void guest_channel_erase_key(struct guest_channel *channel)
{
	OPENSSL_cleanse(vmpck(channel), SEALED_KEY_SIZE);
	guest_channel_drop(channel, 2);
}

uint8_t *guest_channel_certs(const struct guest_channel *channel)
{
	return page(channel, CERTS_PAGE);
}

unsigned int guest_channel_pending(const struct guest_channel *channel)
{
	const struct channel_state *now = state(channel);

	if (now->counter != load32(counter(channel)) || now->pending > 2)
		return 0;
	return now->pending;
}

void guest_channel_drop(struct guest_channel *channel, unsigned int count)
{
	unsigned int left = guest_channel_pending(channel);

	left = left > count ? left - count : 0;
	if (left)
		memmove(page(channel, IMAGE_PAGES),
			page(channel, IMAGE_PAGES + count), GUEST_PAGE_SIZE);
	state(channel)->pending = left;
}

/* Image and state come first, then the counter that makes them count. */
int guest_channel_seal(struct guest_channel *channel,
		       const struct guest_message *message)
{
	unsigned int pending = guest_channel_pending(channel);
	uint32_t number = load32(counter(channel)) + 1;
	struct sealed_header header = sealed_header(
		message->type, message->version,
		(uint8_t)channel->machine.vmpl, number, message->size);
	uint8_t image[GUEST_PAGE_SIZE];
	int err;

	if (pending == 2)
		return -ENOSPC;
	if (number >= SEQNO_LAST || !number)
		return -EOVERFLOW;
	err = sealed_message_seal(vmpck(channel), &header, message->payload,
				  image);
	if (err)
		return err;
	memcpy(page(channel, IMAGE_PAGES + pending), image, sizeof(image));
	*state(channel) = (struct channel_state){ .counter = number + 1,
						  .pending = pending + 1 };
	__sync_synchronize();
	store32(counter(channel), number + 1);
	return 0;
}

static struct door_exit exit_for(const struct guest_channel *channel,
				 const struct guest_message *message)
{
	struct door_exit exit = {
		.exit_code = EXIT_GUEST_REQUEST,
		.info1 = page_gpa(channel, REQUEST_PAGE),
		.info2 = page_gpa(channel, RESPONSE_PAGE),
	};

	if (!message || !message->extended)
		return exit;
	exit.exit_code = EXIT_EXT_GUEST_REQUEST;
	exit.rax = message->certs_npages ? page_gpa(channel, CERTS_PAGE) : 0;
	exit.rbx = message->certs_npages;
	exit.rax_valid = exit.rbx_valid = true;
	return exit;
}

/* The page is copied once, and only the copy is looked at. */
static bool open_answer(const struct guest_channel *channel,
			const uint8_t *image, struct guest_message *message)
{
	struct sealed_header request = sealed_header_read(image), h;
	uint8_t answer[GUEST_PAGE_SIZE], payload[SEALED_PAYLOAD_MAX] = { 0 };
	bool good;

	memcpy(answer, page(channel, RESPONSE_PAGE), sizeof(answer));
	h = sealed_header_read(answer);
	good = h.seqno == request.seqno + 1 && h.type == request.type + 1 &&
	       h.version == request.version && h.vmpck == request.vmpck &&
	       (!message || h.size <= message->answer_max) &&
	       !sealed_message_open(vmpck(channel), answer, payload);
	if (good && message)
		memcpy(message->answer, payload, sizeof(payload));
	OPENSSL_cleanse(payload, sizeof(payload));
	return good;
}

int guest_channel_ask(struct guest_channel *channel, unsigned int index,
		      struct guest_message *message, struct door_resume *resume,
		      bool *authentic)
{
	struct door_exit exit = exit_for(channel, message);
	const uint8_t *image = page(channel, IMAGE_PAGES + index);
	int err;

	memset(page(channel, RESPONSE_PAGE), 0, GUEST_PAGE_SIZE);
	memcpy(page(channel, REQUEST_PAGE), image, GUEST_PAGE_SIZE);
	err = host_link_exit(channel->link, &exit, resume);
	*authentic = !err && !resume->result &&
		     open_answer(channel, image, message);
	return err;
}

int guest_channel_pause(struct guest_channel *channel, unsigned int ms)
{
	if (channel->pause)
		return channel->pause(channel->owner, ms);
	clock_pause_ms(ms);
	return 0;
}
