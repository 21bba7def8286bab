// SPDX-License-Identifier: MIT
/*
 * The architecture of Linux 7.2 and 7.3: whole messages are exported. What it does
 * with one, step by step, and when: it seals, asks, asks a busy host again every
 * two seconds for a minute, answers INVALID_LEN by asking once more without
 * certificates, counts whatever came of it, opens, and gives up the key when
 * something displeases it. Written from what it was seen to do.
 *
 * It sleeps in a worker. Nothing here runs at the same time as anything else:
 * the worker goes on when its time has come and somebody lets time pass.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <asm/sev.h>
#include <asm/svm.h>
#include <crypto/aes-gcm.h>
#include <crypto/gcm.h>

#include "aead.h"
#include "lab.h"

#define INVALID_LEN	0x100000000ULL
#define PATIENCE_MS	60000
#define PAUSE_MS	2000

#define MINOR_TEXT(minor)	MINOR_TEXT_OF(minor)
#define MINOR_TEXT_OF(minor)	#minor

const char *const machine_name = "whole messages, 7." MINOR_TEXT(HOSTS_MINOR);

const bool machine_seals = true;

unsigned long jiffies;

/* The worker, and the call it is in. */
static struct workqueue_struct {
	struct work_struct *queued;
	bool sleeping;
	unsigned long wakes_at;
} worker;

static struct snp_msg_desc *desc;
static struct snp_guest_req *request;
static unsigned long asking_since;
static bool wanted_more;

static u64 number_of(const struct snp_guest_msg *message)
{
	u64 number;

	memcpy(&number, message->bytes + 0x20, sizeof(number));
	return number;
}

static void seal(u64 number)
{
	u8 *page = desc->secret_request.bytes;
	struct snp_aead *aead = snp_aead_new(machine_cipher(desc)->key);
	u8 iv[12] = {};

	memset(page, 0, 4096);
	memcpy(page + 0x20, &number, 8);
	memcpy(iv, &number, 8);
	page[0x30] = 1;
	page[0x31] = 1;
	page[0x32] = 0x60;
	page[0x34] = request->msg_type;
	page[0x35] = request->msg_version;
	page[0x36] = request->req_sz & 0xff;
	page[0x37] = request->req_sz >> 8;
	page[0x3c] = request->vmpck_id;
	page[0x3d] = lab_reseals;
	snp_aead_seal(aead, iv, page + 0x30, 0x30, request->req_buf,
		      request->req_sz, page + 0x60, page);
	snp_aead_free(aead);
}

static int open_answer(void)
{
	const u8 *page = desc->secret_response.bytes;
	struct snp_aead *aead;
	size_t size;
	u8 iv[12] = {};
	int err;

	memcpy(&desc->secret_response, desc->response, 4096);
	lab_copied(desc->response->bytes);
	size = page[0x36] | page[0x37] << 8;
	if (number_of(&desc->secret_response) !=
	    number_of(&desc->secret_request) + 1 ||
	    page[0x34] != request->msg_type + 1 ||
	    page[0x35] != request->msg_version ||
	    size + 16 > request->resp_sz)
		return -EBADMSG;
	memcpy(iv, page + 0x20, 8);
	aead = snp_aead_new(machine_cipher(desc)->key);
	err = snp_aead_open(aead, iv, page + 0x30, 0x30, page + 0x60, size,
			    page, request->resp_buf);
	snp_aead_free(aead);
	return err;
}

/* One exit. */
static int ask(void)
{
	bool extended = request->exit_code == SVM_VMGEXIT_EXT_GUEST_REQUEST;
	struct lab_call call = {
		.request = desc->request->bytes,
		.response = desc->response->bytes,
		.extended = extended,
		.certs = (u8 *)request->input.data_gpa,
		.npages = request->input.data_npages,
		.exitinfo2 = ~0ULL,
	};
	int result = lab_issue(&call);

	request->exitinfo2 = call.exitinfo2;
	if (result == -ENOSPC)
		request->input.data_npages = call.npages;
	return result;
}

/* Asks until something else than a pause comes of it: false for a pause. */
static bool keep_asking(int *result)
{
	for (;;) {
		*result = ask();
		if (*result == -ENOSPC) {
			wanted_more = true;
			request->exit_code = SVM_VMGEXIT_GUEST_REQUEST;
			continue;
		}
		if (*result != -EAGAIN)
			return true;
		if (jiffies - asking_since > PATIENCE_MS) {
			*result = -ETIMEDOUT;
			return true;
		}
		return false;
	}
}

#define LOG_WINDOW_MS	5000
#define LOG_LINES	104

/* Refusals of this kernel, each two lines in the log. */
static unsigned long when[LOG_LINES];
static unsigned int next;

/* So many within the window are too many. */
static void complain(void)
{
	lab_complained();
	if (when[next] && when[next] <= jiffies &&
	    jiffies - when[next] < LOG_WINDOW_MS)
		lab_broken(LOG, "%d refusals in %lu ms", LOG_LINES + 1,
			   jiffies - when[next]);
	when[next] = jiffies;
	next = (next + 1) % LOG_LINES;
}

/* What it makes of the end, and of the key. */
static int conclude(int result)
{
	*desc->os_area_msg_seqno += 2;
	if (wanted_more) {
		request->exitinfo2 = INVALID_LEN;
		if (!result)
			result = -EIO;
	}
	if (result == -EIO && request->exitinfo2 == INVALID_LEN)
		return result;
	if (!result)
		result = open_answer();
	if (result) {
		complain();
		memset(desc->vmpck, 0, 32);
	}
	return result;
}

static int begin(void)
{
	u64 number = *desc->os_area_msg_seqno + 1ULL;

	if (!memchr_inv(desc->vmpck, 0, 32))
		return -ENOTTY;
	memset(desc->response, 0, 4096);
	seal(number);
	memcpy(desc->request, &desc->secret_request, 4096);
	asking_since = jiffies;
	wanted_more = false;
	return 0;
}

/*
 * A pause lets the clock go on with the worker asleep: the worker has a stack of
 * its own, and machine_step() comes back to it when its time has come.
 */
static ucontext_t outside, inside;
static char stack[256 * 1024];

static void sleep_inside(unsigned long ms)
{
	worker.sleeping = true;
	worker.wakes_at = jiffies + ms;
	swapcontext(&inside, &outside);
}

int snp_send_guest_request(struct snp_msg_desc *of, struct snp_guest_req *what)
{
	int result;

	desc = of;
	request = what;
	if (lab_short())
		return -ENOMEM;
	if (request->certs_data && request->input.data_npages)
		request->input.data_gpa = (unsigned long)request->certs_data;
	result = begin();
	if (result)
		return result;
	while (!keep_asking(&result))
		sleep_inside(PAUSE_MS);
	return conclude(result);
}

/* A derived key may have been in it. */
static void look_for_plaintext(void)
{
	if (memchr_inv(request->req_buf, 0, request->req_sz) ||
	    memchr_inv(request->resp_buf, 0, request->resp_sz))
		lab_broken(LEFT, "plaintext of a call that is over");
}

static void work_inside(void)
{
	struct work_struct *work = worker.queued;

	work->run(work);
	look_for_plaintext();
	worker.queued = NULL;
	worker.sleeping = false;
	swapcontext(&inside, &outside);
}

static void go_inside(void)
{
	if (!worker.sleeping) {
		getcontext(&inside);
		inside.uc_stack.ss_sp = stack;
		inside.uc_stack.ss_size = sizeof(stack);
		inside.uc_link = NULL;
		makecontext(&inside, work_inside, 0);
	}
	worker.sleeping = false;
	swapcontext(&outside, &inside);
}

bool machine_step(unsigned long until)
{
	unsigned long then = lab_next(until);

	if (!worker.queued || worker.wakes_at > then) {
		jiffies = then;
		return lab_comes();
	}
	if (jiffies < worker.wakes_at)
		jiffies = worker.wakes_at;
	go_inside();
	return false;
}

bool machine_is_asking(void)
{
	return worker.queued;
}

/* The worker's stack is left as it is, with all that is on it. */
void machine_stop(void)
{
	worker = (struct workqueue_struct){};
}

struct workqueue_struct *alloc_ordered_workqueue(const char *name,
						 unsigned int flags)
{
	(void)name;
	(void)flags;
	return &worker;
}

void queue_work(struct workqueue_struct *queue, struct work_struct *work)
{
	if (queue->queued)
		lab_broken(ONE_CALL, "a call was begun before the last one ended");
	if (lab_stopped)
		lab_broken(STOPPED, "a call was begun after it");
	queue->queued = work;
	queue->wakes_at = jiffies;
}

void destroy_workqueue(struct workqueue_struct *queue)
{
	unsigned long no_kill = lab_killed_at;

	lab_killed_at = 0;
	while (queue->queued)
		machine_step(queue->wakes_at);
	lab_killed_at = no_kill;
}

static struct snp_guest_msg shared[2];

struct snp_msg_desc *snp_msg_alloc(void)
{
	struct snp_msg_desc *new = lab_allocate(sizeof(*new));

	if (!new)
		return ERR_PTR(-ENOMEM);
	memset(shared, 0, sizeof(shared));
	memset(when, 0, sizeof(when));
	new->request = &shared[0];
	new->response = &shared[1];
	new->secrets = lab_secrets();
	return new;
}

/* Each time another expanded key; the last one is forgotten. */
int snp_msg_init(struct snp_msg_desc *of, int vmpck_id)
{
	of->vmpck = (u8 *)of->secrets + 0x20 + 0x20 * vmpck_id;
	of->os_area_msg_seqno = (u32 *)((u8 *)of->secrets + 0xa0) + vmpck_id;
	of->vmpck_id = vmpck_id;
	machine_cipher(of) = lab_allocate(sizeof(*machine_cipher(of)));
	if (!machine_cipher(of))
		return -ENOMEM;
	memcpy(machine_cipher(of)->key, of->vmpck,
	       sizeof(machine_cipher(of)->key));
	return 0;
}

/* 7.3 frees the expanded key wiped, 7.2 as it is. */
void snp_msg_free(struct snp_msg_desc *of)
{
	if (machine_cipher(of) && !MACHINE_WIPES &&
	    memchr_inv(machine_cipher(of), 0, sizeof(*machine_cipher(of))))
		lab_broken(LEFT, "the expanded key is freed unwiped");
	if (memchr_inv(&of->secret_request, 0, sizeof(of->secret_request)) ||
	    memchr_inv(&of->secret_response, 0, sizeof(of->secret_response)))
		lab_broken(LEFT, "private copies of messages are freed unwiped");
	lab_free(machine_cipher(of));
	lab_free(of);
}
