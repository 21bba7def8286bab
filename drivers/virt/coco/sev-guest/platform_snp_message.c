// SPDX-License-Identifier: GPL-2.0-only
/*
 * The carrier on kernels whose architecture code keeps the bare request to
 * itself and exports whole messages, snp_send_guest_request(). See
 * sev-guest.h.
 *
 * That function seals, sends, opens, counts, and gives the key up when it does
 * not like an answer. Here it does so with a descriptor of this driver whose
 * key and counter are shadows: what it wipes is a dummy, what it counts is a
 * variable that is set before every call. Sealing the same payload under the
 * same number again gives the same bytes, so a trip sends exactly the image of
 * the channel; should it ever not, the key is given up. Whether the answer is
 * authentic the channel finds out by itself.
 *
 * Three things it decides cannot be changed from here. It answers INVALID_LEN by
 * sending the message once more as a plain request, so the message is done and
 * certificates take another one. It waits for a busy host by itself, 60 s long
 * and deaf to signals; therefore a worker makes the call, and a caller whose time
 * is up, who is killed, or whose machine is about to stop, leaves. The next caller
 * first gets what the worker brings back. And it complains in the log about every
 * refusal; therefore refusals beyond a number are followed by a pause.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include <asm/barrier.h>
#include <asm/sev.h>
#include <asm/svm.h>

#include "compat.h"
#include "sev-guest.h"

/*
 * So many refusals may follow each other, and two lines in the log for each. Some
 * more for whoever stops the machine: he does not pause for those of others.
 */
#define REFUSALS_BURST			40
#define REFUSALS_STOP			10
#define REFUSALS_INTERVAL_MS		5000

static_assert(sizeof(struct snp_guest_msg) == sizeof(struct snp_message_page));

/**
 * struct snp_carrier - a call of the architecture, and what it is made with
 * @desc: descriptor of the architecture; only the worker uses it in a call
 * @vmpck_id: the key that @desc was made for, or -1
 * @dummy_key: what @desc believes to be its key; it only has to be not zero
 * @counter: what @desc believes to be its counter
 * @worker: makes the call
 * @work: the call
 * @stop: of the machine; whoever waits for the call waits at its queue
 * @over: the call is
 * @begun: there is a call whose end nobody has fetched
 * @request: the call, as the architecture wants it
 * @result: what it returned
 * @sent: the bytes that were to go out
 * @refusals: refused calls since @interval_end was set
 * @interval_end: when they are forgotten, in jiffies
 * @payload: of the message; secret
 * @answer: opened by the architecture; secret, and not used
 */
struct snp_carrier {
	struct snp_msg_desc *desc;
	int vmpck_id;
	u8 dummy_key[SNP_AEAD_KEY_SIZE];
	u32 counter;

	struct workqueue_struct *worker;
	struct work_struct work;
	struct snp_stop *stop;
	bool over;
	bool begun;
	struct snp_guest_req request;
	int result;
	struct snp_message_page sent;
	unsigned int refusals;
	unsigned long interval_end;
	u8 payload[SNP_MESSAGE_PAYLOAD_MAX];
	u8 answer[SNP_MESSAGE_PAYLOAD_MAX + SNP_AEAD_TAG_SIZE];
};

static void carrier_call(struct work_struct *work)
{
	struct snp_carrier *carrier = container_of(work, struct snp_carrier,
						   work);

	carrier->result = snp_send_guest_request(carrier->desc,
						 &carrier->request);
	memzero_explicit(carrier->answer, sizeof(carrier->answer));
	memzero_explicit(carrier->payload, sizeof(carrier->payload));
	/* Whoever sees it, in carrier_is_over(), sees all that came before. */
	smp_store_release(&carrier->over, true);
	wake_up_all(&carrier->stop->wake);
}

/* Whether the call is over; then all that it has brought is there. */
static bool carrier_is_over(const struct snp_carrier *carrier)
{
	/* Behind the release in carrier_call(). */
	return smp_load_acquire(&carrier->over);
}

/* The architecture expands the key of the message once. */
static int carrier_use_key(struct snp_carrier *carrier, unsigned int vmpck_id)
{
	if (carrier->vmpck_id == (int)vmpck_id)
		return 0;
	if (snp_msg_init(carrier->desc, vmpck_id))
		return -ENOMEM;
	carrier->vmpck_id = vmpck_id;
	return 0;
}

/* The shadows: whatever the last call did to them is undone. */
static void carrier_point_to_shadows(struct snp_carrier *carrier, u64 seqno)
{
	memset(carrier->dummy_key, 0xff, sizeof(carrier->dummy_key));
	carrier->counter = seqno - 1;
	carrier->desc->vmpck = carrier->dummy_key;
	carrier->desc->os_area_msg_seqno = &carrier->counter;
}

static void carrier_describe(struct snp_carrier *carrier,
			     const struct snp_trip *trip)
{
	const struct snp_message *message = &trip->image->message;
	bool extended = trip->class == SNP_REQUEST_EXTENDED;

	memcpy(carrier->payload, message->payload, message->size);
	carrier->request = (struct snp_guest_req){
		.req_buf = carrier->payload,
		.req_sz = message->size,
		.resp_buf = carrier->answer,
		.resp_sz = sizeof(carrier->answer),
		.exit_code = extended ? SVM_VMGEXIT_EXT_GUEST_REQUEST :
					SVM_VMGEXIT_GUEST_REQUEST,
		.exitinfo2 = SNP_EXITINFO2_NONE,
		.vmpck_id = message->vmpck,
		.msg_version = message->version,
		.msg_type = message->type,
	};
	if (extended && trip->certs_npages) {
		carrier->request.certs_data = trip->certs;
		carrier->request.input.data_npages = trip->certs_npages;
	}
}

static int carrier_begin(struct snp_carrier *carrier,
			 const struct snp_trip *trip)
{
	int err;

	err = carrier_use_key(carrier, trip->image->message.vmpck);
	if (err)
		return err;
	carrier_point_to_shadows(carrier, trip->image->message.seqno);
	carrier_describe(carrier, trip);
	carrier->sent = trip->image->page;
	memset(&carrier->desc->secret_request, 0,
	       sizeof(carrier->desc->secret_request));
	carrier->begun = true;
	carrier->stop = trip->stop;
	carrier->over = false;
	queue_work(carrier->worker, &carrier->work);
	return 0;
}

/*
 * Whether the bytes that went out are those of the image: otherwise two
 * ciphertexts exist under one IV. What the architecture sealed lies in private
 * memory; zeros there mean that it did not get so far.
 */
static bool carrier_sent_image(const struct snp_carrier *carrier)
{
	const struct snp_guest_msg *sealed = &carrier->desc->secret_request;

	return !memcmp(sealed, &carrier->sent, sizeof(carrier->sent)) ||
	       !memchr_inv(sealed, 0, sizeof(*sealed));
}

/*
 * Each refusal of the host makes the architecture write to the log, unless it is
 * for want of room: then the message is done.
 */
static void carrier_count_refusal(struct snp_carrier *carrier)
{
	if (!carrier->result ||
	    carrier->request.exitinfo2 == SNP_EXITINFO2_INVALID_LEN)
		return;
	if (time_after_eq(jiffies, carrier->interval_end)) {
		carrier->interval_end =
			jiffies + msecs_to_jiffies(REFUSALS_INTERVAL_MS);
		carrier->refusals = 0;
	}
	carrier->refusals++;
}

/*
 * What the architecture made of the host's answer: beside exitinfo2 that is an
 * errno, or, for an exception or a complaint, a positive number.
 */
static int carrier_fetch(struct snp_carrier *carrier, struct snp_trip *trip)
{
	struct snp_msg_desc *desc = carrier->desc;

	carrier->begun = false;
	if (carrier->result)
		memcpy(trip->response, desc->response, sizeof(*trip->response));
	else
		memcpy(trip->response, &desc->secret_response,
		       sizeof(*trip->response));
	trip->exitinfo2 = carrier->request.exitinfo2;
	trip->certs_needed = carrier->request.input.data_npages;
	carrier_count_refusal(carrier);
	if (!carrier_sent_image(carrier)) {
		pr_alert("the kernel encrypted other bytes under number %llu than those of this driver\n",
			 le64_to_cpu(carrier->sent.header.msg_seqno));
		return -EKEYREVOKED;
	}
	if (carrier->result > 0 ||
	    (carrier->result && trip->exitinfo2 == SNP_EXITINFO2_NONE))
		return -EIO;
	return 0;
}

/*
 * A caller who leaves gets what is in the page: a host that goes on saying that it
 * is busy may have shown the answer.
 */
static int carrier_leave(struct snp_carrier *carrier, struct snp_trip *trip,
			 int err)
{
	memcpy(trip->response, carrier->desc->response, sizeof(*trip->response));
	return err;
}

/* Jiffies until @deadline; 0 when it is past. */
static long carrier_left(unsigned long deadline)
{
	long left = deadline - jiffies;

	return max(left, 0L);
}

/* Wait for the worker and take what it has; or leave it there. */
static int carrier_wait(struct snp_carrier *carrier, struct snp_trip *trip,
			unsigned long deadline)
{
	struct snp_stop *stop = trip->stop;
	long left;

	left = wait_event_killable_timeout(stop->wake,
					   carrier_is_over(carrier) ||
					   snp_stop_asks(stop),
					   carrier_left(deadline));
	if (left < 0)
		return carrier_leave(carrier, trip, -EINTR);
	if (!left)
		return carrier_leave(carrier, trip, -ETIMEDOUT);
	if (!carrier_is_over(carrier))
		return carrier_leave(carrier, trip, -EAGAIN);
	return carrier_fetch(carrier, trip);
}

/* How long to let pass after many refusals, in jiffies. */
static long carrier_pause_left(const struct snp_carrier *carrier,
			       const struct snp_stop *stop)
{
	unsigned int burst = REFUSALS_BURST;

	if (snp_stop_begun(stop))
		burst += REFUSALS_STOP;
	if (carrier->refusals < burst)
		return 0;
	return carrier_left(carrier->interval_end);
}

static int carrier_pause(struct snp_carrier *carrier, struct snp_stop *stop,
			 unsigned long deadline)
{
	long pause = carrier_pause_left(carrier, stop);
	long left = carrier_left(deadline);
	long woken;

	if (!pause)
		return 0;
	woken = wait_event_killable_timeout(stop->wake, snp_stop_asks(stop),
					    min(pause, left));
	if (woken < 0)
		return -EINTR;
	if (snp_stop_asks(stop))
		return -EAGAIN;
	return pause > left ? -ETIMEDOUT : 0;
}

int snp_platform_carry(struct snp_platform *platform, struct snp_trip *trip)
{
	unsigned long deadline = jiffies + msecs_to_jiffies(trip->timeout_ms);
	struct snp_carrier *carrier = platform->carrier;
	int err;

	/* A call that its caller did not wait for, whichever message it has. */
	trip->fetched = carrier->begun;
	if (trip->fetched)
		return carrier_wait(carrier, trip, deadline);

	err = carrier_pause(carrier, trip->stop, deadline);
	if (err) {
		/* Nobody was asked; what is in the page an earlier trip brought. */
		trip->fetched = true;
		return carrier_leave(carrier, trip, err);
	}
	err = carrier_begin(carrier, trip);
	if (err)
		return err;
	return carrier_wait(carrier, trip, deadline);
}

/* What the trip has brought stays where the next one fetches it. */
int snp_platform_settle(struct snp_platform *platform, u32 timeout_ms)
{
	struct snp_carrier *carrier = platform->carrier;

	if (!carrier->begun)
		return 0;
	return wait_event_killable_timeout(carrier->stop->wake,
					   carrier_is_over(carrier),
					   msecs_to_jiffies(timeout_ms)) > 0 ?
	       0 : -EBUSY;
}

struct snp_carrier *snp_carrier_create(struct device *dev, u8 **secrets)
{
	struct snp_carrier *carrier;

	carrier = kzalloc(sizeof(*carrier), GFP_KERNEL);
	if (!carrier)
		return ERR_PTR(-ENOMEM);

	carrier->vmpck_id = -1;
	INIT_WORK(&carrier->work, carrier_call);
	carrier->worker = alloc_ordered_workqueue("sev-guest", 0);
	if (!carrier->worker)
		goto free_carrier;
	carrier->desc = snp_msg_alloc();
	if (IS_ERR_OR_NULL(carrier->desc))
		goto destroy_worker;

	*secrets = (u8 *)carrier->desc->secrets;
	return carrier;

destroy_worker:
	destroy_workqueue(carrier->worker);
free_carrier:
	kfree(carrier);
	return ERR_PTR(-ENOMEM);
}

void snp_carrier_destroy(struct snp_carrier *carrier)
{
	struct snp_msg_desc *desc = carrier->desc;

	destroy_workqueue(carrier->worker);
	snp_wipe_cipher(desc);
	memzero_explicit(&desc->secret_request, sizeof(desc->secret_request));
	memzero_explicit(&desc->secret_response, sizeof(desc->secret_response));
	snp_msg_free(desc);
	kfree_sensitive(carrier);
}
