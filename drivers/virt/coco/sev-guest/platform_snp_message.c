// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine on kernels whose architecture code keeps the bare request to
 * itself and exports whole messages, snp_send_guest_request(). See platform.h.
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

#include <linux/cc_platform.h>
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include <asm/sev.h>
#include <asm/svm.h>
#include <crypto/gcm.h>

#include "compat.h"
#include "platform.h"
#include "shared_pages.h"

#define EXITINFO2_NONE			(~0ULL)

/* The secrets page: SNP Firmware ABI, section "Secrets Page". */
#define SECRETS_VMPCK(id)		(0x20 + 0x20 * (id))
#define SECRETS_MSG_SEQNO(id)		(0xa0 + 4 * (id))

static_assert(sizeof(struct snp_guest_msg) == sizeof(struct snp_message_page));

/**
 * struct snp_platform - the real machine
 * @events: what to tell
 * @desc: descriptor of the architecture; only the worker uses it in a call
 * @vmpck_id: the key that @desc was made for, or -1
 * @certs: the certificate buffer, shared with the host, or NULL
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
struct snp_platform {
	const struct snp_platform_events *events;
	struct snp_msg_desc *desc;
	int vmpck_id;
	void *certs;
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

static const struct snp_platform_events *platform_events;

unsigned int snp_platform_vmpl(struct snp_platform *platform)
{
	return snp_vmpl;
}

static u8 *secrets(struct snp_platform *platform)
{
	return (u8 *)platform->desc->secrets;
}

u8 *snp_platform_vmpck(struct snp_platform *platform, unsigned int id)
{
	return secrets(platform) + SECRETS_VMPCK(id);
}

__le32 *snp_platform_seqno(struct snp_platform *platform, unsigned int id)
{
	return (__le32 *)(secrets(platform) + SECRETS_MSG_SEQNO(id));
}

void *snp_platform_share(struct snp_platform *platform, unsigned int npages)
{
	platform->certs = snp_share_pages(npages);
	return platform->certs;
}

void snp_platform_unshare(struct snp_platform *platform, void *buffer,
			  unsigned int npages)
{
	platform->certs = NULL;
	snp_unshare_pages(buffer, npages);
}

static void call_architecture(struct work_struct *work)
{
	struct snp_platform *platform = container_of(work, struct snp_platform,
						     work);

	platform->result = snp_send_guest_request(platform->desc,
						  &platform->request);
	memzero_explicit(platform->answer, sizeof(platform->answer));
	memzero_explicit(platform->payload, sizeof(platform->payload));
	complete_all(&platform->done);
}

/* The architecture expands the key of the message once. */
static int use_key(struct snp_platform *platform, unsigned int vmpck_id)
{
	if (platform->vmpck_id == (int)vmpck_id)
		return 0;
	if (snp_msg_init(platform->desc, vmpck_id))
		return -ENOMEM;
	platform->vmpck_id = vmpck_id;
	return 0;
}

/* The shadows: whatever the last call did to them is undone. */
static void point_to_shadows(struct snp_platform *platform, u64 seqno)
{
	memset(platform->dummy_key, 0xff, sizeof(platform->dummy_key));
	platform->counter = seqno - 1;
	platform->desc->vmpck = platform->dummy_key;
	platform->desc->os_area_msg_seqno = &platform->counter;
}

static void describe(struct snp_platform *platform, const struct snp_trip *trip)
{
	const struct snp_message *message = &trip->image->message;
	bool extended = trip->class == SNP_REQUEST_EXTENDED;

	memcpy(platform->payload, message->payload, message->size);
	platform->request = (struct snp_guest_req){
		.req_buf = platform->payload,
		.req_sz = message->size,
		.resp_buf = platform->answer,
		.resp_sz = sizeof(platform->answer),
		.exit_code = extended ? SVM_VMGEXIT_EXT_GUEST_REQUEST :
					SVM_VMGEXIT_GUEST_REQUEST,
		.exitinfo2 = EXITINFO2_NONE,
		.vmpck_id = message->vmpck,
		.msg_version = message->version,
		.msg_type = message->type,
	};
	if (extended && trip->certs_npages) {
		platform->request.certs_data = platform->certs;
		platform->request.input.data_npages = trip->certs_npages;
	}
}

static int begin_call(struct snp_platform *platform,
		      const struct snp_trip *trip)
{
	int err;

	err = use_key(platform, trip->image->message.vmpck);
	if (err)
		return err;
	point_to_shadows(platform, trip->image->message.seqno);
	describe(platform, trip);
	platform->pending_seqno = trip->image->message.seqno;
	reinit_completion(&platform->done);
	queue_work(platform->worker, &platform->work);
	return 0;
}

/* The bytes that went out are those of the image, or the IV is not safe. */
static void check_sealed(struct snp_platform *platform,
			 const struct snp_image *image)
{
	const struct snp_message_page *page = &image->page;

	WARN_ONCE(memcmp(&platform->desc->secret_request, page,
			 SNP_MESSAGE_HEADER_SIZE + image->message.size),
		  "the architecture did not send the bytes of the channel\n");
}

/*
 * What the architecture made of the host's answer: beside exitinfo2 that is an
 * errno, or, for an exception or a complaint, a positive number.
 */
static int fetch_call(struct snp_platform *platform, struct snp_trip *trip)
{
	struct snp_msg_desc *desc = platform->desc;

	platform->pending_seqno = 0;
	check_sealed(platform, trip->image);
	if (platform->result)
		memcpy(trip->response, desc->response, sizeof(*trip->response));
	else
		memcpy(trip->response, &desc->secret_response,
		       sizeof(*trip->response));
	trip->exitinfo2 = platform->request.exitinfo2;
	trip->certs_needed = platform->request.input.data_npages;
	if (platform->result > 0 ||
	    (platform->result && trip->exitinfo2 == EXITINFO2_NONE))
		return -EIO;
	return 0;
}

/* Waits for the worker. A caller who is killed gets an empty page. */
static int wait_for_call(struct snp_platform *platform, struct snp_trip *trip)
{
	if (!wait_for_completion_killable(&platform->done))
		return 0;
	trip->exitinfo2 = EXITINFO2_NONE;
	memset(trip->response, 0, sizeof(*trip->response));
	return -EINTR;
}

int snp_platform_carry(struct snp_platform *platform, struct snp_trip *trip)
{
	bool fetch_only = platform->pending_seqno ==
			  trip->image->message.seqno;
	int err;

	/* A call that its caller did not wait for: let it end first. */
	if (platform->pending_seqno) {
		err = wait_for_call(platform, trip);
		if (err)
			return err;
	}
	if (!fetch_only) {
		err = begin_call(platform, trip);
		if (!err)
			err = wait_for_call(platform, trip);
		if (err)
			return err;
	}
	return fetch_call(platform, trip);
}

static void free_desc(struct snp_platform *platform)
{
	struct snp_msg_desc *desc = platform->desc;

	if (desc->ctx)
		memzero_explicit(desc->ctx, sizeof(*desc->ctx));
	snp_msg_free(desc);
}

static int __init probe(struct platform_device *pdev)
{
	struct snp_platform *platform;
	int err = -ENOMEM;

	platform = kzalloc(sizeof(*platform), GFP_KERNEL);
	if (!platform)
		return -ENOMEM;

	platform->events = platform_events;
	platform->vmpck_id = -1;
	INIT_WORK(&platform->work, call_architecture);
	init_completion(&platform->done);
	platform->worker = alloc_ordered_workqueue("sev-guest", 0);
	if (!platform->worker)
		goto free_platform;
	platform->desc = snp_msg_alloc();
	if (IS_ERR_OR_NULL(platform->desc))
		goto destroy_worker;

	platform_set_drvdata(pdev, platform);
	err = platform->events->start(platform);
	if (!err)
		return 0;

	free_desc(platform);
destroy_worker:
	destroy_workqueue(platform->worker);
free_platform:
	kfree_sensitive(platform);
	return err;
}

static void remove(struct platform_device *pdev)
{
	struct snp_platform *platform = platform_get_drvdata(pdev);

	platform->events->stop(platform);
	destroy_workqueue(platform->worker);
	free_desc(platform);
	kfree_sensitive(platform);
}

static struct platform_driver driver = {
	SNP_PLATFORM_REMOVE(remove),
	.driver = {
		.name = "sev-guest",
	},
};

int __init snp_platform_register(const struct snp_platform_events *events)
{
	if (!cc_platform_has(CC_ATTR_GUEST_SEV_SNP))
		return -ENODEV;
	platform_events = events;
	return platform_driver_probe(&driver, probe);
}

void snp_platform_unregister(void)
{
	platform_driver_unregister(&driver);
}

MODULE_ALIAS("platform:sev-guest");
