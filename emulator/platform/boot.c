// SPDX-License-Identifier: MIT
#include "boot.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "../base/bytes.h"
#include "../machine/machine.h"
#include "../base/clock.h"

#define LOCK_TRIES	150
#define LOCK_PAUSE_MS	20

static int launch(struct platform *platform, struct guest_context *guest,
		  uint64_t boot, struct why why)
{
	int err = machine_launch(&platform->config, boot, guest);

	return err ? because(why, err, "not enough memory") : 0;
}

/* What follows the firmware's word that there is a new guest. */
static int finish(struct platform *platform, struct why why)
{
	uint8_t *memory = platform->memory.base;
	int err = ledger_forget(platform->ledger);

	if (err)
		return because(why, err, "ledger: %s", strerror(-err));
	memset(memory + GUEST_PAGE_SIZE, 0,
	       platform->memory.size - GUEST_PAGE_SIZE);
	machine_secrets(&platform->sp, memory);
	return 0;
}

/* Whether the secrets page is that of the launch before. */
static bool page_is_old(const struct platform *platform)
{
	struct secure_processor old = platform->sp;
	bool is_old;

	if (!platform->sp.state.boot ||
	    machine_launch(&platform->config, platform->sp.state.boot - 1,
			   &old.guest))
		return false;
	is_old = !machine_check_secrets(&old, platform->memory.base,
					(struct why){ NULL, 0 });
	OPENSSL_cleanse(&old, sizeof(old));
	return is_old;
}

int boot_resume(struct platform *platform, struct why why)
{
	struct secure_processor *sp = &platform->sp;
	int err = launch(platform, &sp->guest, sp->state.boot, why);

	if (err)
		return err;
	if (!machine_check_secrets(sp, platform->memory.base, why))
		return 0;
	return page_is_old(platform) ? finish(platform, why) : -EBADMSG;
}

/* Guests hold this lock from the sealing of a message to its answer. */
static int lock_memory(struct platform *platform, struct why why)
{
	int tries, fd = openat(platform->dir, "memory", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return because(why, -errno, "memory: %s", strerror(errno));
	for (tries = 0; tries < LOCK_TRIES; tries++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return fd;
		clock_pause_ms(LOCK_PAUSE_MS);
	}
	close(fd);
	return because(why, -EBUSY,
		       "the guest is in the middle of a request; try again, or 'fault off'");
}

static int relaunch(struct platform *platform, struct why why)
{
	struct secure_processor *sp = &platform->sp;
	struct firmware_state state = sp->state;
	struct guest_context guest;
	int err;

	memset(state.count, 0, sizeof(state.count));
	state.boot++;
	state.launch_tcb = state.current_tcb;
	err = launch(platform, &guest, state.boot, why);
	if (err)
		return err;
	err = sp->store(sp->owner, &state);
	if (err)
		return because(why, err, "firmware: cannot write: %s",
			       strerror(-err));
	sp->state = state;
	sp->guest = guest;
	hypervisor_power_off(&platform->hv);
	OPENSSL_cleanse(&guest, sizeof(guest));
	return finish(platform, why);
}

int platform_reboot(struct platform *platform, char *why, size_t why_size)
{
	struct why line = { why, why_size };
	int err, fd;

	if (platform->pinned)
		return because(line, -EBUSY,
			       "sev-guest-emulated.ko holds this guest's keys; stop the server and make a new state");
	fd = lock_memory(platform, line);
	if (fd < 0)
		return fd;
	pthread_mutex_lock(&platform->mutex);
	err = relaunch(platform, line);
	pthread_mutex_unlock(&platform->mutex);
	close(fd);
	return err;
}

/* The new kernel finds the secrets page, and what the old one left it. */
int platform_kexec(struct platform *platform, char *why, size_t why_size)
{
	int fd = lock_memory(platform, (struct why){ why, why_size });

	if (fd < 0)
		return fd;
	pthread_mutex_lock(&platform->mutex);
	memset(platform->memory.base + GUEST_PAGE_SIZE, 0,
	       MACHINE_MEMORY_KEPT - GUEST_PAGE_SIZE);
	pthread_mutex_unlock(&platform->mutex);
	close(fd);
	return 0;
}

bool platform_key_is_gone(struct platform *platform)
{
	return machine_key_is_gone(platform->memory.base,
				   platform->config.vmpl);
}

void platform_pin(struct platform *platform)
{
	platform->pinned = true;
}
