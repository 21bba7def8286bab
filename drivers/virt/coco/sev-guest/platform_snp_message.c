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
 * same number again gives the same bytes, which is checked, so a trip sends
 * exactly the image of the channel. Whether the answer is authentic the channel
 * finds out by itself.
 *
 * Two things it decides cannot be changed from here. It answers INVALID_LEN by
 * sending the message once more as a plain request, so the message is done and
 * certificates take another one. And it waits for a busy host by itself, 60 s
 * long and deaf to signals; therefore a worker makes the call, and a caller who
 * is killed leaves. The next caller gets what the worker brings back.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include <asm/sev.h>
#include <asm/svm.h>
#include <crypto/gcm.h>

#include "sev-guest.h"

#define EXITINFO2_NONE			(~0ULL)

static_assert(sizeof(struct snp_guest_msg) == sizeof(struct snp_message_page));

/**
 * struct snp_carrier - a call of the architecture, and what it is made with
 * @desc: descriptor of the architecture; only the worker uses it in a call
 * @vmpck_id: the key that @desc was made for, or -1
 * @dummy_key: what @desc believes to be its key; it only has to be not zero
 * @counter: what @desc believes to be its counter
 * @worker: makes the call
 * @work: the call
 * @done: the call is over
 * @pending_seqno: sequence number of a call that nobody has fetched, or 0
 * @request: the call, as the architecture wants it
 * @result: what it returned
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
	struct completion done;
	u64 pending_seqno;
	struct snp_guest_req request;
	int result;
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
	complete_all(&carrier->done);
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
			     const struct snp_trip *trip, void *certs)
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
		.exitinfo2 = EXITINFO2_NONE,
		.vmpck_id = message->vmpck,
		.msg_version = message->version,
		.msg_type = message->type,
	};
	if (extended && trip->certs_npages) {
		carrier->request.certs_data = certs;
		carrier->request.input.data_npages = trip->certs_npages;
	}
}

static int carrier_begin(struct snp_carrier *carrier,
			 const struct snp_trip *trip, void *certs)
{
	int err;

	err = carrier_use_key(carrier, trip->image->message.vmpck);
	if (err)
		return err;
	carrier_point_to_shadows(carrier, trip->image->message.seqno);
	carrier_describe(carrier, trip, certs);
	carrier->pending_seqno = trip->image->message.seqno;
	reinit_completion(&carrier->done);
	queue_work(carrier->worker, &carrier->work);
	return 0;
}

/* The bytes that went out are those of the image, or the IV is not safe. */
static void carrier_check_sealed(struct snp_carrier *carrier,
				 const struct snp_image *image)
{
	const struct snp_message_page *page = &image->page;

	WARN_ONCE(memcmp(&carrier->desc->secret_request, page,
			 SNP_MESSAGE_HEADER_SIZE + image->message.size),
		  "the architecture did not send the bytes of the channel\n");
}

/*
 * What the architecture made of the host's answer: beside exitinfo2 that is an
 * errno, or, for an exception or a complaint, a positive number.
 */
static int carrier_fetch(struct snp_carrier *carrier, struct snp_trip *trip)
{
	struct snp_msg_desc *desc = carrier->desc;

	carrier->pending_seqno = 0;
	carrier_check_sealed(carrier, trip->image);
	if (carrier->result)
		memcpy(trip->response, desc->response, sizeof(*trip->response));
	else
		memcpy(trip->response, &desc->secret_response,
		       sizeof(*trip->response));
	trip->exitinfo2 = carrier->request.exitinfo2;
	trip->certs_needed = carrier->request.input.data_npages;
	if (carrier->result > 0 ||
	    (carrier->result && trip->exitinfo2 == EXITINFO2_NONE))
		return -EIO;
	return 0;
}

/* Waits for the worker. A caller who is killed gets an empty page. */
static int carrier_wait(struct snp_carrier *carrier, struct snp_trip *trip)
{
	if (!wait_for_completion_killable(&carrier->done))
		return 0;
	trip->exitinfo2 = EXITINFO2_NONE;
	memset(trip->response, 0, sizeof(*trip->response));
	return -EINTR;
}

int snp_platform_carry(struct snp_platform *platform, struct snp_trip *trip)
{
	struct snp_carrier *carrier = platform->carrier;
	bool fetch_only = carrier->pending_seqno ==
			  trip->image->message.seqno;
	int err;

	/* A call that its caller did not wait for: let it end first. */
	if (carrier->pending_seqno) {
		err = carrier_wait(carrier, trip);
		if (err)
			return err;
	}
	if (!fetch_only) {
		err = carrier_begin(carrier, trip, platform->certs);
		if (!err)
			err = carrier_wait(carrier, trip);
		if (err)
			return err;
	}
	return carrier_fetch(carrier, trip);
}

struct snp_carrier *snp_carrier_create(struct device *dev, u8 **secrets)
{
	struct snp_carrier *carrier;

	carrier = kzalloc(sizeof(*carrier), GFP_KERNEL);
	if (!carrier)
		return ERR_PTR(-ENOMEM);

	carrier->vmpck_id = -1;
	INIT_WORK(&carrier->work, carrier_call);
	init_completion(&carrier->done);
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
	if (desc->ctx)
		memzero_explicit(desc->ctx, sizeof(*desc->ctx));
	snp_msg_free(desc);
	kfree_sensitive(carrier);
}
