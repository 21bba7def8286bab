// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of SNP guest messages and of the channel that they go through.
 *
 * The host is a script, and behind it stands a secure processor that counts as
 * the real one does. Both have the message format from the specification and
 * use nothing of what they test but its structures. Every test fails when two
 * different messages were exposed under one number, or one whose number was not
 * in the durable counter.
 */
#include <crypto/aes-gcm.h>
#include <kunit/test.h>
#include <linux/hex.h>
#include <linux/sev-guest.h>
#include <linux/string.h>

#include <asm/snp-channel.h>

#define KEY_REQ_SIZE	0x20
#define KEY_RSP_SIZE	0x40

#define BUSY		SNP_GUEST_ERR(SNP_GUEST_VMM_ERR_BUSY, 0)
#define INVALID_LEN	SNP_GUEST_ERR(SNP_GUEST_VMM_ERR_INVALID_LEN, 0)
#define GENERIC		SNP_GUEST_ERR(0xffffffffU, 0)
#define AEAD_OFLOW	0x1dULL
#define INVALID_PARAM	0x16ULL

#define TIMEOUT_MS	60000
#define NUMBERS_MAX	16
#define STEPS		4

/* What a step leaves in the response page. */
enum delivery {
	NOTHING,
	ANSWER,
	FLIPPED,	/* the answer with one bit wrong */
	REFLECTED,	/* the request itself */
};

/**
 * struct step - what the host does with one trip, or with several
 * @times: 0 is 1
 * @execute: the secure processor gets the message
 * @page: what the guest gets
 * @code: exitinfo2
 * @npages: RBX
 * @carried: what the carrier returns
 */
struct step {
	unsigned int times;
	bool execute;
	enum delivery page;
	u64 code;
	u64 npages;
	int carried;
};

/**
 * struct machine - host and secure processor
 * @key: VMPCK of the secure processor
 * @count: the number of the last message, or that of its answer
 * @executed: messages it has executed
 * @answer: the last answer, which a host may deliver again
 * @shared: the response page
 * @seen: the first bytes that were exposed under a number
 * @counter: the durable counter
 * @now: milliseconds
 * @steps: what the host does before it becomes fair
 * @certs_npages: the buffer that was offered last
 */
struct machine {
	struct kunit *test;
	struct aes_gcm_key key;
	struct snp_aead *aead;
	u64 count;
	unsigned int executed;
	struct snp_message_page answer;
	struct snp_message_page shared;
	struct snp_message_page *seen[NUMBERS_MAX];
	u32 counter;
	u64 now;
	struct step steps[STEPS];
	unsigned int step;
	unsigned int certs_npages;
	struct snp_channel channel;
	u8 request[KEY_REQ_SIZE];
	u8 reply[KEY_RSP_SIZE];
};

static const u8 *aad_of(const struct snp_message_page *page)
{
	return (const u8 *)page + offsetof(struct snp_message_header, algo);
}

#define AAD_SIZE	(SNP_MESSAGE_HEADER_SIZE - \
			 offsetof(struct snp_message_header, algo))

static void iv_of(u8 iv[SNP_AEAD_IV_SIZE], u64 seqno)
{
	__le64 word = cpu_to_le64(seqno);

	memset(iv, 0, SNP_AEAD_IV_SIZE);
	memcpy(iv, &word, sizeof(word));
}

static bool machine_takes(struct machine *machine,
			  const struct snp_message_page *page)
{
	u8 iv[SNP_AEAD_IV_SIZE], payload[KEY_REQ_SIZE];

	if (le64_to_cpu(page->header.msg_seqno) != machine->count + 1 ||
	    le16_to_cpu(page->header.msg_sz) != sizeof(payload))
		return false;
	iv_of(iv, machine->count + 1);
	return !aes_gcm_decrypt(payload, page->payload, sizeof(payload),
				page->header.authtag, aad_of(page), AAD_SIZE,
				iv, &machine->key);
}

static void machine_execute(struct machine *machine,
			    const struct snp_message_page *page)
{
	struct snp_message_page *answer = &machine->answer;
	u8 iv[SNP_AEAD_IV_SIZE], payload[KEY_RSP_SIZE] = {};

	if (!machine_takes(machine, page))
		return;
	machine->count += 2;
	machine->executed++;
	memset(payload + 0x20, machine->executed, 0x20);

	memset(answer, 0, sizeof(*answer));
	answer->header = page->header;
	answer->header.msg_seqno = cpu_to_le64(machine->count);
	answer->header.msg_type++;
	answer->header.msg_sz = cpu_to_le16(sizeof(payload));
	iv_of(iv, machine->count);
	aes_gcm_encrypt(answer->payload, payload, sizeof(payload),
			answer->header.authtag, aad_of(answer), AAD_SIZE, iv,
			&machine->key);
}

/* One ciphertext for each number, and the number is spent before it is seen. */
static void machine_look(struct machine *machine,
			 const struct snp_message_page *page)
{
	u64 seqno = le64_to_cpu(page->header.msg_seqno);
	struct kunit *test = machine->test;
	struct snp_message_page **seen;

	KUNIT_ASSERT_LT(test, seqno / 2, NUMBERS_MAX);
	KUNIT_EXPECT_GT(test, (u64)machine->counter, seqno);
	seen = &machine->seen[seqno / 2];
	if (*seen) {
		KUNIT_EXPECT_MEMEQ(test, *seen, page, sizeof(*page));
		return;
	}
	*seen = kunit_kzalloc(test, sizeof(*page), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, *seen);
	**seen = *page;
}

/* KVM's: the bounce page goes back on success and on firmware errors. */
static u64 machine_be_fair(struct machine *machine,
			   const struct snp_message_page *page)
{
	unsigned int before = machine->executed;

	machine_execute(machine, page);
	machine->shared = machine->answer;
	return machine->executed > before ? 0 : AEAD_OFLOW;
}

static void machine_deliver(struct machine *machine, enum delivery delivery,
			    const struct snp_message_page *page)
{
	switch (delivery) {
	case NOTHING:
		return;
	case REFLECTED:
		machine->shared = *page;
		return;
	case ANSWER:
	case FLIPPED:
		machine->shared = machine->answer;
		machine->shared.payload[3] ^= delivery == FLIPPED;
		return;
	}
}

/* The next step of the script, or NULL when it is over. */
static const struct step *machine_step(struct machine *machine)
{
	struct step *step;

	if (machine->step == STEPS)
		return NULL;
	step = &machine->steps[machine->step];
	if (!step->code && !step->carried && !step->execute && !step->page &&
	    !step->times)
		return NULL;
	if (step->times > 1)
		step->times--;
	else
		machine->step++;
	return step;
}

static int machine_carry(void *context, struct snp_trip *trip)
{
	const struct snp_message_page *page = &trip->image->page;
	struct machine *machine = context;
	const struct step *step;
	int carried = 0;

	machine_look(machine, page);
	if (trip->first)
		memset(&machine->shared, 0, sizeof(machine->shared));
	step = machine_step(machine);
	if (step) {
		if (step->execute)
			machine_execute(machine, page);
		machine_deliver(machine, step->page, page);
		trip->exitinfo2 = step->code;
		trip->certs_needed = step->npages;
		carried = step->carried;
	} else {
		trip->exitinfo2 = machine_be_fair(machine, page);
	}
	*trip->response = machine->shared;
	return carried;
}

static int machine_seal(void *context, const struct snp_message *message,
			struct snp_image *image)
{
	struct machine *machine = context;

	return snp_message_seal(machine->aead, message, image);
}

static int machine_open(void *context, const struct snp_message *request,
			const struct snp_message_page *page, u8 *payload,
			u16 *size)
{
	struct machine *machine = context;

	return snp_message_open(machine->aead, request, page, payload, size);
}

static int machine_grow(void *context, unsigned int npages)
{
	struct machine *machine = context;

	machine->certs_npages = npages;
	return 0;
}

static u32 machine_load(void *context)
{
	struct machine *machine = context;

	return machine->counter;
}

static void machine_store(void *context, u32 value)
{
	struct machine *machine = context;

	KUNIT_EXPECT_EQ(machine->test, value, machine->counter + 2);
	machine->counter = value;
}

static u64 machine_now(void *context)
{
	struct machine *machine = context;

	return machine->now;
}

static int machine_wait(void *context, u32 ms)
{
	struct machine *machine = context;

	machine->now += ms;
	return 0;
}

static u32 machine_random(void *context)
{
	return 0;
}

static const struct snp_channel_ops machine_ops = {
	.seal = machine_seal,
	.open = machine_open,
	.carry = machine_carry,
	.grow = machine_grow,
	.load_counter = machine_load,
	.store_counter = machine_store,
	.now = machine_now,
	.wait = machine_wait,
	.random = machine_random,
};

/* VMPCK 0 is 0, 1, 2 ... 31. */
static int channel_test_init(struct kunit *test)
{
	struct machine *machine;
	u8 key[SNP_AEAD_KEY_SIZE];
	unsigned int i;

	machine = kunit_kzalloc(test, sizeof(*machine), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, machine);
	for (i = 0; i < sizeof(key); i++)
		key[i] = i;
	KUNIT_ASSERT_EQ(test, aes_gcm_preparekey(&machine->key, key,
						 sizeof(key),
						 SNP_AEAD_TAG_SIZE), 0);
	machine->test = test;
	machine->aead = snp_aead_new(key);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, machine->aead);
	test->priv = machine;
	return snp_channel_init(&machine->channel, &machine_ops, machine, 0,
				TIMEOUT_MS);
}

static void channel_test_exit(struct kunit *test)
{
	struct machine *machine = test->priv;

	if (machine)
		snp_aead_free(machine->aead);
}

/* A request that nobody made before. */
static int ask(struct machine *machine, unsigned int room,
	       struct snp_exchange *exchange)
{
	machine->request[0]++;
	*exchange = (struct snp_exchange){
		.type = SNP_MESSAGE_KEY_REQ,
		.version = 1,
		.payload = machine->request,
		.size = sizeof(machine->request),
		.answer = machine->reply,
		.answer_min = sizeof(machine->reply),
		.answer_max = sizeof(machine->reply),
		.extended = room,
		.certs_npages = min(room, 4),
		.certs_limit = room,
		.since = machine->now,
	};
	return snp_channel_exchange(&machine->channel, exchange);
}

/**
 * struct misbehaviour - what a host does, and what has to come of it
 * @room: certificate pages that the caller has; 0 for a plain request
 * @err: of the request
 * @executed: messages that the secure processor has executed
 * @outstanding: messages that wait for an answer
 */
struct misbehaviour {
	const char *name;
	unsigned int room;
	struct step steps[STEPS];
	int err;
	u64 exitinfo2;
	unsigned int trips;
	unsigned int executed;
	unsigned int outstanding;
	bool certs;
};

static const struct misbehaviour misbehaviours[] = {
	{
		.name = "none",
		.trips = 1, .executed = 1,
	}, {
		.name = "busy twice",
		.steps = { { .times = 2, .code = BUSY } },
		.trips = 3, .executed = 1,
	}, {
		.name = "busy told after executing, the answer is there",
		.steps = { { .execute = true, .page = ANSWER, .code = BUSY } },
		.exitinfo2 = BUSY, .trips = 1, .executed = 1,
	}, {
		.name = "busy told after executing, the answer comes late",
		.steps = { { .execute = true, .code = BUSY } },
		.exitinfo2 = AEAD_OFLOW, .trips = 2, .executed = 1,
	}, {
		.name = "generic error once",
		.steps = { { .code = GENERIC } },
		.trips = 2, .executed = 1,
	}, {
		.name = "generic error, not executed",
		.steps = { { .times = SNP_CHANNEL_TRIES, .code = GENERIC } },
		.err = -EIO, .exitinfo2 = GENERIC,
		.trips = 3, .outstanding = 1,
	}, {
		.name = "firmware error, not executed",
		.steps = { { .times = SNP_CHANNEL_TRIES,
			     .code = INVALID_PARAM } },
		.err = -EIO, .exitinfo2 = INVALID_PARAM,
		.trips = 3, .outstanding = 1,
	}, {
		.name = "malformed input claimed",
		.steps = { { .times = SNP_CHANNEL_TRIES, .code = ~0ULL,
			     .carried = -EIO } },
		.err = -EIO, .exitinfo2 = ~0ULL,
		.trips = 3, .outstanding = 1,
	}, {
		.name = "success claimed, nothing executed",
		.steps = { { .times = SNP_CHANNEL_TRIES } },
		.err = -EBADMSG, .trips = 3, .outstanding = 1,
	}, {
		.name = "request reflected",
		.steps = { { .times = SNP_CHANNEL_TRIES, .page = REFLECTED } },
		.err = -EBADMSG, .trips = 3, .outstanding = 1,
	}, {
		.name = "answer with a bit flipped",
		.steps = { { .execute = true, .page = FLIPPED } },
		.exitinfo2 = AEAD_OFLOW, .trips = 2, .executed = 1,
	}, {
		.name = "wants more pages, and they fit",
		.room = 16,
		.steps = { { .code = INVALID_LEN, .npages = 5 } },
		.trips = 2, .executed = 1, .certs = true,
	}, {
		.name = "wants more pages than the caller has",
		.room = 4,
		.steps = { { .code = INVALID_LEN, .npages = 5 } },
		.exitinfo2 = INVALID_LEN, .trips = 2, .executed = 1,
	}, {
		.name = "wants 2^32 + 5 pages",
		.room = 16,
		.steps = { { .code = INVALID_LEN, .npages = 0x100000005 } },
		.exitinfo2 = INVALID_LEN, .trips = 2, .executed = 1,
	}, {
		.name = "error after wanting more pages",
		.room = 4,
		.steps = { { .code = INVALID_LEN, .npages = 5 },
			   { .times = SNP_CHANNEL_TRIES, .code = GENERIC } },
		.err = -EIO, .exitinfo2 = GENERIC,
		.trips = 4, .outstanding = 1,
	},
};

KUNIT_ARRAY_PARAM_DESC(misbehaviour, misbehaviours, name);

/* After each, a fair host: the next request has to succeed. */
static void channel_survives(struct kunit *test)
{
	const struct misbehaviour *row = test->param_value;
	struct machine *machine = test->priv;
	struct snp_exchange exchange;

	memcpy(machine->steps, row->steps, sizeof(machine->steps));
	KUNIT_EXPECT_EQ(test, ask(machine, row->room, &exchange), row->err);
	KUNIT_EXPECT_EQ(test, exchange.exitinfo2, row->exitinfo2);
	KUNIT_EXPECT_EQ(test, exchange.trips, row->trips);
	KUNIT_EXPECT_EQ(test, exchange.certs_given, row->certs);
	KUNIT_EXPECT_EQ(test, machine->executed, row->executed);
	KUNIT_EXPECT_EQ(test, snp_channel_outstanding(&machine->channel),
			row->outstanding);
	KUNIT_EXPECT_EQ(test, machine->reply[0x20],
			row->err ? 0 : row->executed);

	machine->step = STEPS;
	KUNIT_EXPECT_EQ(test, ask(machine, 0, &exchange), 0);
	KUNIT_EXPECT_EQ(test, machine->reply[0x20], machine->executed);
	KUNIT_EXPECT_EQ(test, snp_channel_outstanding(&machine->channel), 0);
	KUNIT_EXPECT_EQ(test, (u64)machine->counter, machine->count);
}

static void channel_leaves_a_busy_host(struct kunit *test)
{
	struct machine *machine = test->priv;
	struct snp_exchange exchange;

	machine->steps[0] = (struct step){ .times = UINT_MAX, .code = BUSY };
	KUNIT_EXPECT_EQ(test, ask(machine, 0, &exchange), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, exchange.exitinfo2, BUSY);
	KUNIT_EXPECT_EQ(test, machine->now, TIMEOUT_MS);
	KUNIT_EXPECT_FALSE(test, snp_channel_dead(&machine->channel));

	machine->step = STEPS;
	KUNIT_EXPECT_EQ(test, ask(machine, 0, &exchange), 0);
}

/* An answer that is lost for good is overtaken, and acknowledged so. */
static void channel_overtakes_a_lost_answer(struct kunit *test)
{
	struct machine *machine = test->priv;
	struct snp_exchange exchange;

	machine->steps[0] = (struct step){ .execute = true, .code = GENERIC };
	machine->steps[1] = (struct step){ .times = 2, .code = GENERIC };
	KUNIT_EXPECT_EQ(test, ask(machine, 0, &exchange), -EIO);
	KUNIT_EXPECT_EQ(test, machine->executed, 1);

	memset(&machine->answer, 0, sizeof(machine->answer));
	KUNIT_EXPECT_EQ(test, ask(machine, 0, &exchange), 0);
	KUNIT_EXPECT_EQ(test, machine->executed, 2);
	KUNIT_EXPECT_EQ(test, machine->reply[0x20], 2);
	KUNIT_EXPECT_EQ(test, snp_channel_outstanding(&machine->channel), 0);
}

static void channel_ends_with_its_counter(struct kunit *test)
{
	struct machine *machine = test->priv;
	struct snp_exchange exchange;

	machine->counter = SNP_CHANNEL_SEQNO_MAX + 1;
	KUNIT_EXPECT_EQ(test, ask(machine, 0, &exchange), -EIO);
	KUNIT_EXPECT_EQ(test, exchange.trips, 0);
	KUNIT_EXPECT_TRUE(test, snp_channel_dead(&machine->channel));
	KUNIT_EXPECT_EQ(test, ask(machine, 0, &exchange), -ENOTTY);
}

static void channel_wants_an_even_counter(struct kunit *test)
{
	struct machine *machine = test->priv;

	machine->counter = 3;
	KUNIT_EXPECT_EQ(test, snp_channel_init(&machine->channel, &machine_ops,
					       machine, 0, TIMEOUT_MS), -EIO);
}

/* A request and an answer as two other implementations made them. */
static const char request_tag[] = "9845520e7b91139727952a5fc38b1933";
static const char request_text[] =
	"908c5899595132d8f9388fa492d606c92fd3c064da9bd2e0cb97494f1e4bd012";
static const char answer_tag[] = "7f960a108393db1af3c0bf2d77a042f1";
static const char answer_status[] =
	"2095b56185c0e8235b57649e24165159714474f409fe954459fad365e8b42771";
static const char answer_key[] =
	"757e1c3f7ec008375d3ea5646aaff2370852d6241f40449c6b7016ec2732be1f";

static const u8 key_request[KEY_REQ_SIZE] = { [8] = 1 };

static struct snp_message key_message(void)
{
	return (struct snp_message){
		.type = SNP_MESSAGE_KEY_REQ,
		.version = 1,
		.seqno = 3,
		.payload = key_request,
		.size = KEY_REQ_SIZE,
		.answer_min = KEY_RSP_SIZE,
		.answer_max = KEY_RSP_SIZE,
	};
}

static void message_seals_as_known(struct kunit *test)
{
	struct snp_message message = key_message();
	struct machine *machine = test->priv;
	struct snp_image *image;
	u8 tag[SNP_AEAD_TAG_SIZE], text[KEY_REQ_SIZE];

	image = kunit_kzalloc(test, sizeof(*image), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, image);
	KUNIT_ASSERT_EQ(test, hex2bin(tag, request_tag, sizeof(tag)), 0);
	KUNIT_ASSERT_EQ(test, hex2bin(text, request_text, sizeof(text)), 0);
	KUNIT_EXPECT_EQ(test, snp_message_seal(machine->aead, &message, image),
			0);
	KUNIT_EXPECT_MEMEQ(test, image->page.header.authtag, tag, sizeof(tag));
	KUNIT_EXPECT_MEMEQ(test, image->page.payload, text, sizeof(text));
}

static struct snp_message_page *known_answer(struct kunit *test)
{
	struct snp_message_page *page;

	page = kunit_kzalloc(test, sizeof(*page), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	page->header.msg_seqno = cpu_to_le64(4);
	page->header.algo = 1;
	page->header.hdr_version = 1;
	page->header.hdr_sz = cpu_to_le16(sizeof(page->header));
	page->header.msg_type = SNP_MESSAGE_KEY_REQ + 1;
	page->header.msg_version = 1;
	page->header.msg_sz = cpu_to_le16(KEY_RSP_SIZE);
	KUNIT_ASSERT_EQ(test, hex2bin(page->header.authtag, answer_tag,
				      SNP_AEAD_TAG_SIZE), 0);
	KUNIT_ASSERT_EQ(test, hex2bin(page->payload, answer_status, 0x20), 0);
	KUNIT_ASSERT_EQ(test, hex2bin(page->payload + 0x20, answer_key, 0x20),
			0);
	return page;
}

static void message_opens_as_known(struct kunit *test)
{
	struct snp_message_page *page = known_answer(test);
	struct snp_message message = key_message();
	struct machine *machine = test->priv;
	u8 expected[KEY_RSP_SIZE] = {}, *payload;
	u16 size;

	payload = kunit_kzalloc(test, SNP_MESSAGE_PAYLOAD_MAX, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, payload);
	memset(expected + 0x20, 0xa5, 0x20);
	KUNIT_EXPECT_EQ(test, snp_message_open(machine->aead, &message, page,
					       payload, &size), 0);
	KUNIT_EXPECT_EQ(test, size, KEY_RSP_SIZE);
	KUNIT_EXPECT_MEMEQ(test, payload, expected, sizeof(expected));
}

/* A bit of what is neither authenticated nor read may change. */
static bool is_free(size_t offset)
{
	return (offset >= SNP_AEAD_TAG_SIZE &&
		offset < offsetof(struct snp_message_header, msg_seqno)) ||
	       (offset >= offsetof(struct snp_message_header, rsvd28) &&
		offset < offsetof(struct snp_message_header, algo));
}

static void message_refuses_every_changed_byte(struct kunit *test)
{
	struct snp_message_page *page = known_answer(test);
	struct snp_message message = key_message();
	struct machine *machine = test->priv;
	u8 *bytes = (u8 *)page, *payload;
	size_t i;
	u16 size;
	int err;

	payload = kunit_kzalloc(test, SNP_MESSAGE_PAYLOAD_MAX, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, payload);
	for (i = 0; i < SNP_MESSAGE_HEADER_SIZE + KEY_RSP_SIZE; i++) {
		bytes[i] ^= 0x40;
		err = snp_message_open(machine->aead, &message, page, payload,
				       &size);
		bytes[i] ^= 0x40;
		KUNIT_EXPECT_EQ_MSG(test, err, is_free(i) ? 0 : -EBADMSG,
				    "offset 0x%zx", i);
		if (err)
			KUNIT_EXPECT_NULL(test, memchr_inv(payload, 0,
							   KEY_RSP_SIZE));
	}
}

/* What the firmware refuses without counting must not spend a number. */
static void message_refuses_what_the_firmware_refuses(struct kunit *test)
{
	struct machine *machine = test->priv;
	struct snp_message message;
	struct snp_image *image;

	image = kunit_kzalloc(test, sizeof(*image), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, image);

#define REFUSES(member, value)						\
	do {								\
		message = key_message();				\
		message.member = (value);				\
		KUNIT_EXPECT_EQ(test, snp_message_seal(machine->aead,	\
						       &message, image), \
				-EINVAL);				\
		KUNIT_EXPECT_NULL(test, memchr_inv(image, 0,		\
						   sizeof(*image)));	\
	} while (0)

	REFUSES(type, 0);
	REFUSES(version, 0);
	REFUSES(vmpck, 4);
	REFUSES(seqno, 4);
	REFUSES(size, 0);
	REFUSES(size, KEY_REQ_SIZE + 1);
	REFUSES(size, SNP_MESSAGE_PAYLOAD_MAX + 16);
#undef REFUSES
}

static struct kunit_case channel_cases[] = {
	KUNIT_CASE(message_seals_as_known),
	KUNIT_CASE(message_opens_as_known),
	KUNIT_CASE(message_refuses_every_changed_byte),
	KUNIT_CASE(message_refuses_what_the_firmware_refuses),
	KUNIT_CASE_PARAM(channel_survives, misbehaviour_gen_params),
	KUNIT_CASE(channel_leaves_a_busy_host),
	KUNIT_CASE(channel_overtakes_a_lost_answer),
	KUNIT_CASE(channel_ends_with_its_counter),
	KUNIT_CASE(channel_wants_an_even_counter),
	{}
};

static struct kunit_suite channel_suite = {
	.name = "snp-channel",
	.init = channel_test_init,
	.exit = channel_test_exit,
	.test_cases = channel_cases,
};

kunit_test_suite(channel_suite);

MODULE_DESCRIPTION("Tests of SNP guest messages");
MODULE_LICENSE("GPL");
