/* SPDX-License-Identifier: MIT */
/*
 * Random hosts against channel.c, message.c and one of the real carriers, on a
 * fake clock. One seed is one host: everything it does, and everything its
 * guest does, follows from it.
 *
 * lab.c		secure processor and host, and the guest's life
 * scenes.c	what chance would bring about too rarely
 * guest_channel.c	the guest: channel and carrier alone
 * guest_driver.c	the guest: all of the driver below its ioctls
 * machine_issue.c	what the architecture of 6.1 and 6.12 exports
 * machine_message.c	what that of 7.2 and 7.3 does with a message, and when
 * cipher.c		aead.h, fast and good for nothing but this
 */
#ifndef HOSTS_LAB_H
#define HOSTS_LAB_H

#include <linux/types.h>

struct snp_aead;
struct snp_platform;

/* The host was asked and complains about the form: SW_EXITINFO1. */
#define LAB_COMPLAINT	2

/**
 * struct lab_call - one exit to the host
 * @request: 4096 bytes of shared memory
 * @response: the same
 * @extended: with certificates
 * @certs, @npages: offered; out: RBX
 * @exitinfo2: out
 */
struct lab_call {
	const u8 *request;
	u8 *response;
	bool extended;
	u8 *certs;
	unsigned int npages;
	u64 exitinfo2;
};

/* Exit to the host. Returns 0, or LAB_COMPLAINT with @exitinfo2 left alone. */
int lab_exit(struct lab_call *call);

/*
 * The same as every kernel's own code tells it: -EAGAIN for BUSY, -ENOSPC for
 * INVALID_LEN to an extended request, -EIO for any other code.
 */
int lab_issue(struct lab_call *call);

/* The number at random that comes next, below @bound. */
u32 lab_random(u32 bound);

/* The secrets page of this guest. */
u8 *lab_secrets(void);

struct snp_aead *lab_aead(void);

/* Gives @platform its carrier and its secrets page; false: there is none. */
bool lab_carrier(struct snp_platform *platform);

/* Whether the host has turned fair. */
bool lab_fair(void);

/* Whether this allocation fails. */
bool lab_short(void);

/* What is allocated and not freed. */
extern long lab_allocated;

/* The architecture has its copy of the response page, the host has the page. */
void lab_copied(u8 *response);

/* The architecture does not like an answer, and says so in the log. */
void lab_complained(void);

#define LAB_REQUEST_SIZE	96
#define LAB_REPORT_SIZE		0x4c0	/* at least */
#define LAB_ANSWER_MAX		4000

/* Pages of a fair host's certificates: more than a guest offers at first. */
#define LAB_CERTS		6

/* Whether these are a fair host's certificates. */
bool lab_are_certs(const u8 *certs);

/* guest_*.c: with its carrier; false when it does not start. */
bool guest_start(u32 timeout_ms);

/*
 * guest_*.c: a report on @payload, LAB_REQUEST_SIZE bytes, for somebody who began
 * to wait at @since. @answer: LAB_ANSWER_MAX bytes, zeros beside an error.
 */
int guest_ask(const u8 *payload, u8 *answer, size_t *size, unsigned long since);

/* guest_*.c: whether a report with all certificates can be had of a fair host. */
bool guest_gets_certs(const u8 *payload);

/*
 * guest_*.c: completes what is outstanding. Return: 0 when nothing is, and the host is
 * not asked any more.
 */
int guest_drain(u32 timeout_ms);
unsigned int guest_outstanding(void);
bool guest_dead(void);

/* guest_*.c: frees everything. */
void guest_end(void);

extern const char *const guest_name;

/* guest_*.c: how long after its deadline a call may end. */
extern const unsigned int guest_late_ms;

/* What must be true of every host. */
#define LAB_PROMISES(promise)						\
	promise(STARTS, "the guest starts, and its key is kept")	\
	promise(ONE_CIPHERTEXT, "one ciphertext per number")		\
	promise(WRITE_AHEAD, "the counter is ahead of every byte")	\
	promise(ANSWER, "success means the answer to this request")	\
	promise(CLEAN, "a new message's first trip begins with an empty page") \
	promise(SHOWN, "an answer that is shown counts, whatever is said")	\
	promise(NO_BYTES, "an error comes without bytes")		\
	promise(WINDOW, "at most two messages are outstanding")		\
	promise(ONE_CALL, "one call at a time, and it leaves no alarm")	\
	promise(BOUND, "every call ends within its bound")		\
	promise(KILLED, "who is killed goes")				\
	promise(STOPPED, "nobody waits when the machine stops")		\
	promise(DRAIN, "a drain ends within its bound")			\
	promise(DRAINED, "a fair host lets a drain complete what others refused") \
	promise(RECOVERY, "a fair host leads back")			\
	promise(CERTS, "a fair host's certificates come")		\
	promise(CLAIM, "no answer where none was claimed is a refusal")	\
	promise(LOG, "a host that refuses does not fill the log")	\
	promise(HELD, "what the host may write certificates to is the guest's") \
	promise(LEFT, "no page, no memory and no key is left behind")	\
	promise(REACH, "the hosts do what they are for")		\
	promise(RESEALED, "other bytes under a number end the key")	\
	promise(QUIET, "a fair answer of any length raises no alarm")	\
	promise(COPIED, "what becomes of the page later does not matter") \
	promise(PAUSE, "after 40 refusals the host is not asked for a while")

#define LAB_PROMISE_NAME(name, text)	name,
enum lab_promise { LAB_PROMISES(LAB_PROMISE_NAME) PROMISES };

/* Counts a promise that was broken, and says how. */
void lab_broken(enum lab_promise promise, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * machine_*.c: lets the clock go on to the next thing that happens, @until at the
 * latest. Return: whether that is a fatal signal.
 */
bool machine_step(unsigned long until);

/* Lets the clock go to @until. Return: whether a fatal signal came before. */
bool lab_pass(unsigned long until);

/* When the next thing happens, @until at the latest. */
unsigned long lab_next(unsigned long until);

/* What happens now does. Return: whether it is a fatal signal. */
bool lab_comes(void);

/* machine_*.c: whether somebody asks the host still, without his caller. */
bool machine_is_asking(void);

/*
 * machine_*.c: whether it seals messages itself. Then it seals other bytes than it
 * is told to while @lab_reseals is set.
 */
extern const bool machine_seals;
extern bool lab_reseals;

/*
 * scenes.c: of machines that seal. What it needs of lab.c: a guest whose host is fair
 * and does besides what it is told to, with memory enough.
 */
void scenes(void);

/**
 * struct lab_orders - what the host is told to do
 * @fair: it is fair; otherwise it refuses whatever it is asked
 * @meddles: it changes the response page once the architecture has its copy
 * @shows_at: when it shows the answer to the first message, unasked; 0 for never
 * @report_size: of the secure processor's answers
 */
struct lab_orders {
	bool fair;
	bool meddles;
	unsigned long shows_at;
	u16 report_size;
};

void lab_begin(u32 timeout_ms, const struct lab_orders *orders);
int lab_ask(void);
void lab_end(void);
unsigned long lab_trips(void);
unsigned long lab_complaints(void);

/* machine_*.c: the power goes. */
void machine_stop(void);

/* When the caller is killed; 0 for never. */
extern unsigned long lab_killed_at;

/* The machine is about to stop: nobody begins to ask the host. */
extern bool lab_stopped;

/* guest_*.c: another processor is about to stop the machine; guest_drain() follows. */
void guest_stop_begins(void);

extern const char *const machine_name;

#endif /* HOSTS_LAB_H */
