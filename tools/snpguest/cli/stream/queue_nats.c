// SPDX-License-Identifier: MIT
/* nats.c is loaded when a queue is opened and not before, as libcurl is. */
#include "queue.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nats/nats.h>

#include "../base/talk.h"

#define SERVERS_MAX 16
#define WAIT_MS 1000	     /* for messages */
#define SETTLE_MS 10000	     /* for what was published */
#define RECONNECTS 60	     /* of each server, */
#define RECONNECT_MS 500     /* so far apart */
#define BATCH_BYTES (16 << 20) /* a batch ends there, but one message always goes */
#define WHY_SIZE 160
#define NANOSECONDS 1000000000LL

/* What is used of nats.c, by its own names. */
#define FUNCTIONS(X) \
	X(natsStatus_GetText) X(natsOptions_Create) X(natsOptions_Destroy) \
	X(natsOptions_SetServers) X(natsOptions_SetMaxReconnect) \
	X(natsOptions_SetReconnectWait) X(natsOptions_SetName) \
	X(natsOptions_SetErrorHandler) \
	X(natsConnection_Connect) X(natsConnection_JetStream) \
	X(natsConnection_IsClosed) X(natsConnection_FlushTimeout) \
	X(natsConnection_Destroy) X(jsOptions_Init) X(jsCtx_Destroy) \
	X(js_GetStreamInfo) X(jsStreamInfo_Destroy) X(js_AddConsumer) \
	X(js_GetConsumerInfo) X(jsConsumerInfo_Destroy) \
	X(jsConsumerConfig_Init) X(jsSubOptions_Init) X(js_PullSubscribe) \
	X(jsFetchRequest_Init) X(natsSubscription_FetchRequest) \
	X(natsSubscription_Destroy) X(natsMsgList_Destroy) \
	X(natsMsg_Create) X(natsMsg_Destroy) X(natsMsg_GetData) \
	X(natsMsg_GetDataLength) X(natsMsg_GetMetaData) X(natsMsg_Ack) \
	X(natsMsg_Nak) \
	X(jsMsgMetaData_Destroy) X(jsPubOptions_Init) \
	X(js_PublishMsgAsync) X(js_PublishAsyncComplete) \
	X(js_PublishAsyncGetPendingList)

struct nats {
	void *library;
#define POINTER(name) __typeof__(&(name)) name;
	FUNCTIONS(POINTER)
#undef POINTER
};

/**
 * struct queue
 * @subject: where verdicts go, a subject of @order.out
 * @batch: what was pulled; @stamps: when each came, in its stream's time
 * @lost: of what was published, so many are not known to be kept
 */
struct queue {
	struct nats nats;
	struct queue_order order;
	natsConnection *connection;
	jsCtx *js;
	natsSubscription *subscription;
	char *subject;
	natsMsgList batch;
	int64_t stamps[QUEUE_BATCH_MAX];
	bool acknowledged[QUEUE_BATCH_MAX];
	atomic_uint lost;
	char why[WHY_SIZE];
};

static bool load_symbol(void *library, const char *name, void *pointer)
{
	void *symbol = dlsym(library, name);

	memcpy(pointer, &symbol, sizeof(symbol));
	return symbol;
}

static enum exit_code load(struct nats *nats)
{
	nats->library = dlopen(NATS_LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!nats->library)
		return trouble("nats.c is needed for a worker; install the"
			       " package that has %s", NATS_LIBRARY);
#define LOAD(name) \
	if (!load_symbol(nats->library, #name, &nats->name)) \
		return trouble("nats.c lacks %s; it is too old", #name);
	FUNCTIONS(LOAD)
#undef LOAD
	return EXIT_DONE;
}

/* Return: the errno for it; @queue->why says more. */
static int failed(struct queue *queue, natsStatus status, jsErrCode code)
{
	snprintf(queue->why, sizeof(queue->why), "%s (%d)",
		 queue->nats.natsStatus_GetText(status), (int)code);
	if (status == NATS_NO_MEMORY)
		return -ENOMEM;
	if (status == NATS_CONNECTION_CLOSED ||
	    queue->nats.natsConnection_IsClosed(queue->connection))
		return -ENOTCONN;
	return -EAGAIN;
}

static bool is_nothing(natsStatus status)
{
	return status == NATS_TIMEOUT || status == NATS_NOT_FOUND;
}

/* Called by threads of nats.c. */
static void note_lost(jsCtx *js, jsPubAckErr *error, void *context)
{
	struct queue *queue = context;

	(void)js;
	(void)error;
	atomic_fetch_add(&queue->lost, 1);
}

/* nats.c would print what is told here. */
static void say_nothing(natsConnection *connection,
			natsSubscription *subscription, natsStatus status,
			void *context)
{
	(void)connection;
	(void)subscription;
	(void)status;
	(void)context;
}

static natsStatus set_servers(struct nats *nats, natsOptions *options,
			      const char *urls)
{
	const char *servers[SERVERS_MAX];
	char *copy = strdup(urls), *rest = copy, *url;
	natsStatus status;
	int n = 0;

	while (copy && (url = strsep(&rest, ",")) && n < SERVERS_MAX)
		servers[n++] = url;
	status = copy ? nats->natsOptions_SetServers(options, servers, n) :
			NATS_NO_MEMORY;
	free(copy);
	return status;
}

static natsStatus set_options(struct queue *queue, natsOptions *options)
{
	struct nats *nats = &queue->nats;
	natsStatus status = set_servers(nats, options, queue->order.url);

	if (status == NATS_OK)
		status = nats->natsOptions_SetName(options, "snpguest worker");
	if (status == NATS_OK)
		status = nats->natsOptions_SetMaxReconnect(options, RECONNECTS);
	if (status == NATS_OK)
		status = nats->natsOptions_SetReconnectWait(options,
							    RECONNECT_MS);
	if (status == NATS_OK)
		status = nats->natsOptions_SetErrorHandler(options, say_nothing,
							   NULL);
	return status;
}

static enum exit_code connect_to(struct queue *queue)
{
	struct nats *nats = &queue->nats;
	natsOptions *options = NULL;
	natsStatus status = nats->natsOptions_Create(&options);
	jsOptions js;

	if (status == NATS_OK)
		status = set_options(queue, options);
	if (status == NATS_OK)
		status = nats->natsConnection_Connect(&queue->connection,
						      options);
	nats->natsOptions_Destroy(options);
	if (status == NATS_OK)
		status = nats->jsOptions_Init(&js);
	if (status != NATS_OK)
		return trouble("--nats: cannot connect to %s: %s",
			       queue->order.url,
			       nats->natsStatus_GetText(status));
	js.PublishAsync.ErrHandler = note_lost;
	js.PublishAsync.ErrHandlerClosure = queue;
	status = nats->natsConnection_JetStream(&queue->js, queue->connection,
						&js);
	return status == NATS_OK ? EXIT_DONE :
				   trouble("--nats: no JetStream: %s",
					   nats->natsStatus_GetText(status));
}

static enum exit_code no_stream(struct queue *queue, const char *option,
				const char *name, natsStatus status)
{
	return trouble("--%s: cannot find the stream %s: %s", option, name,
		       queue->nats.natsStatus_GetText(status));
}

/* Where another verdict of the same message may come, it has to be known still. */
static enum exit_code check_out(struct queue *queue,
				const jsStreamConfig *config)
{
	const char *subject = config->SubjectsLen ? config->Subjects[0] : NULL;

	if (config->SubjectsLen != 1 || strpbrk(subject, "*>"))
		return trouble("--out: the stream %s needs one subject without"
			       " wildcards, where the verdicts go",
			       queue->order.out);
	if (config->Duplicates < 2 * QUEUE_ACK_SECONDS * NANOSECONDS)
		return trouble("--out: the stream %s forgets ids after less than"
			       " %d s; give it a longer duplicate window",
			       queue->order.out, 2 * QUEUE_ACK_SECONDS);
	queue->subject = strdup(subject);
	return queue->subject ? EXIT_DONE : trouble("out of memory");
}

static enum exit_code find_out(struct queue *queue)
{
	struct nats *nats = &queue->nats;
	jsStreamInfo *info = NULL;
	enum exit_code result;
	natsStatus status = nats->js_GetStreamInfo(&info, queue->js,
						   queue->order.out, NULL,
						   NULL);

	if (status != NATS_OK)
		return no_stream(queue, "out", queue->order.out, status);
	result = check_out(queue, info->Config);
	nats->jsStreamInfo_Destroy(info);
	return result;
}

/* One that is there already is as good, however it was made. */
static natsStatus make_consumer(struct queue *queue)
{
	struct nats *nats = &queue->nats;
	jsConsumerInfo *info = NULL;
	jsConsumerConfig config;
	natsStatus status = nats->js_GetConsumerInfo(&info, queue->js,
						     queue->order.in,
						     queue->order.group, NULL,
						     NULL);

	if (status == NATS_NOT_FOUND) {
		nats->jsConsumerConfig_Init(&config);
		config.Durable = queue->order.group;
		config.AckPolicy = js_AckExplicit;
		config.AckWait = QUEUE_ACK_SECONDS * NANOSECONDS;
		status = nats->js_AddConsumer(&info, queue->js, queue->order.in,
					      &config, NULL, NULL);
	}
	nats->jsConsumerInfo_Destroy(info);
	return status;
}

static enum exit_code join_group(struct queue *queue)
{
	struct nats *nats = &queue->nats;
	natsStatus status = make_consumer(queue);
	jsSubOptions options;

	if (status != NATS_OK)
		return no_stream(queue, "in", queue->order.in, status);
	nats->jsSubOptions_Init(&options);
	options.Stream = queue->order.in;
	options.Consumer = queue->order.group;
	status = nats->js_PullSubscribe(&queue->subscription, queue->js, ">",
					queue->order.group, NULL, &options,
					NULL);
	return status == NATS_OK ? EXIT_DONE :
				   trouble("--group: cannot join %s: %s",
					   queue->order.group,
					   nats->natsStatus_GetText(status));
}

enum exit_code queue_open(const struct queue_order *order,
			  struct queue **queue)
{
	struct queue *q = calloc(1, sizeof(*q));
	enum exit_code status;

	*queue = q;
	if (!q)
		return trouble("out of memory");
	q->order = *order;
	status = load(&q->nats);
	if (!status)
		status = connect_to(q);
	if (!status)
		status = find_out(q);
	return status ? status : join_group(q);
}

/* A message without these is none of a stream. */
static int describe(struct queue *queue, natsMsg *from,
		    struct queue_message *message)
{
	struct nats *nats = &queue->nats;
	jsMsgMetaData *meta = NULL;
	natsStatus status = nats->natsMsg_GetMetaData(&meta, from);

	if (status != NATS_OK)
		return failed(queue, status, 0);
	message->text = nats->natsMsg_GetData(from);
	message->len = (size_t)nats->natsMsg_GetDataLength(from);
	message->number = meta->Sequence.Stream;
	queue->stamps[message->index] = meta->Timestamp;
	nats->jsMsgMetaData_Destroy(meta);
	return 0;
}

static natsStatus fetch(struct queue *queue, jsFetchRequest *request)
{
	return queue->nats.natsSubscription_FetchRequest(
		&queue->batch, queue->subscription, request);
}

/* What is there now, within bounds; else the next one, whatever its size. */
static natsStatus fetch_batch(struct queue *queue)
{
	jsFetchRequest request;
	natsStatus status;

	queue->nats.jsFetchRequest_Init(&request);
	request.Batch = QUEUE_BATCH_MAX;
	request.MaxBytes = BATCH_BYTES;
	request.Expires = WAIT_MS * (NANOSECONDS / 1000);
	request.NoWait = true;
	status = fetch(queue, &request);
	if (status == NATS_OK && queue->batch.Count)
		return status;
	if (status != NATS_OK && !is_nothing(status))
		return status;
	request.Batch = 1;
	request.MaxBytes = 0;
	request.NoWait = false;
	return fetch(queue, &request);
}

int queue_pull(struct queue *queue, struct queue_message *messages,
	       size_t *count)
{
	natsStatus status = fetch_batch(queue);
	int err = 0;

	*count = 0;
	if (is_nothing(status))
		return queue->nats.natsConnection_IsClosed(queue->connection) ?
			       failed(queue, status, 0) :
			       0;
	if (status != NATS_OK)
		return failed(queue, status, 0);
	for (; !err && *count < (size_t)queue->batch.Count; *count += !err) {
		messages[*count].index = *count;
		err = describe(queue, queue->batch.Msgs[*count],
			       &messages[*count]);
	}
	return err;
}

/* Of a stream that was made anew, numbers begin again; its time does not. */
static void write_id(const struct queue *queue,
		     const struct queue_message *message, char *id, size_t size)
{
	snprintf(id, size, "%s:%s:%llu:%lld", queue->order.in,
		 queue->order.group, (unsigned long long)message->number,
		 (long long)queue->stamps[message->index]);
}

int queue_publish(struct queue *queue, const struct queue_message *message,
		  const char *text)
{
	struct nats *nats = &queue->nats;
	natsMsg *verdict = NULL;
	jsPubOptions options;
	char id[512];
	natsStatus status = nats->natsMsg_Create(&verdict, queue->subject, NULL,
						 text,
						 (int)strcspn(text, "\n"));

	if (status != NATS_OK)
		return failed(queue, status, 0);
	write_id(queue, message, id, sizeof(id));
	nats->jsPubOptions_Init(&options);
	options.MsgId = id;
	options.ExpectStream = queue->order.out;
	status = nats->js_PublishMsgAsync(queue->js, &verdict, &options);
	nats->natsMsg_Destroy(verdict);
	return status == NATS_OK ? 0 : failed(queue, status, 0);
}

/* What is not answered will not be waited for with the next ones. */
static void forget_pending(struct queue *queue)
{
	natsMsgList pending = { 0 };

	if (queue->nats.js_PublishAsyncGetPendingList(&pending, queue->js) ==
	    NATS_OK)
		queue->nats.natsMsgList_Destroy(&pending);
}

int queue_settle(struct queue *queue)
{
	jsPubOptions options;
	natsStatus status;

	queue->nats.jsPubOptions_Init(&options);
	options.MaxWait = SETTLE_MS;
	status = queue->nats.js_PublishAsyncComplete(queue->js, &options);
	if (status != NATS_OK)
		forget_pending(queue);
	if (atomic_exchange(&queue->lost, 0) && status == NATS_OK)
		status = NATS_ERR;
	return status == NATS_OK ? 0 : failed(queue, status, 0);
}

void queue_acknowledge(struct queue *queue,
		       const struct queue_message *message)
{
	queue->acknowledged[message->index] = true;
	queue->nats.natsMsg_Ack(queue->batch.Msgs[message->index], NULL);
}

/* Others need not wait until its time has run out. */
static void give_back(struct queue *queue)
{
	for (int i = 0; i < queue->batch.Count; i++) {
		if (!queue->acknowledged[i])
			queue->nats.natsMsg_Nak(queue->batch.Msgs[i], NULL);
	}
}

void queue_drop(struct queue *queue)
{
	give_back(queue);
	memset(queue->acknowledged, 0, sizeof(queue->acknowledged));
	queue->nats.natsMsgList_Destroy(&queue->batch);
	queue->batch = (natsMsgList){ 0 };
}

int queue_left(struct queue *queue, uint64_t *left)
{
	jsConsumerInfo *info = NULL;
	natsStatus status = queue->nats.js_GetConsumerInfo(&info, queue->js,
							   queue->order.in,
							   queue->order.group,
							   NULL, NULL);

	if (status != NATS_OK)
		return failed(queue, status, 0);
	*left = info->NumPending + (uint64_t)info->NumAckPending;
	queue->nats.jsConsumerInfo_Destroy(info);
	return 0;
}

const char *queue_why(const struct queue *queue)
{
	return queue->why;
}

void queue_close(struct queue *queue)
{
	struct nats *nats;

	if (!queue)
		return;
	nats = &queue->nats;
	if (queue->connection)
		nats->natsConnection_FlushTimeout(queue->connection, SETTLE_MS);
	if (queue->subscription)
		nats->natsSubscription_Destroy(queue->subscription);
	if (queue->js)
		nats->jsCtx_Destroy(queue->js);
	if (queue->connection)
		nats->natsConnection_Destroy(queue->connection);
	free(queue->subject);
	free(queue);
}
