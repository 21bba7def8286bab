// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../base/base64.h"
#include "../base/files.h"
#include "../base/talk.h"
#include "../base/values.h"
#include "../input/digest_text.h"
#include "../input/id_key.h"
#include "../input/settings.h"
#include "../output/print.h"

enum form {
	FORM_BASE64, /* as QEMU takes it */
	FORM_RAW,
	FORM_IGVM,
};

/**
 * struct order - what is to be made
 * @author: NULL without an author
 * @bytes: the encoded block
 */
struct order {
	enum form form;
	uint32_t mask;
	struct snpguest_id_block block;
	uint8_t bytes[SNPGUEST_ID_BLOCK_SIZE];
	struct snpguest_id_key *id, *author;
	struct buffer signature, author_signature;
};

/* 16 characters, or as many bytes in hexadecimal. */
static enum exit_code read_id(const struct call *call, enum option_id option,
			      const char *name, uint8_t id[SNPGUEST_ID_SIZE])
{
	const char *text = call->values[option];

	if (!text || value_bytes(text, id, SNPGUEST_ID_SIZE))
		return EXIT_DONE;
	if (strlen(text) != SNPGUEST_ID_SIZE)
		return usage("--%s: '%s' is neither 16 characters nor 32"
			     " hexadecimal digits", name, text);
	memcpy(id, text, SNPGUEST_ID_SIZE);
	return EXIT_DONE;
}

static enum exit_code read_u32(const struct call *call, enum option_id option,
			       const char *name, uint32_t *number)
{
	uint64_t value = *number;
	enum exit_code status =
		settings_number(call, option, name, UINT32_MAX, &value);

	*number = (uint32_t)value;
	return status;
}

static enum exit_code read_form(const struct call *call, struct order *order)
{
	static const char *const names[] = { "base64", "raw", "igvm" };
	const char *text = call->values[OPT_OUTPUT_FORMAT];

	order->mask = 1;
	for (int i = 0; text && i < 3; i++) {
		if (strcasecmp(text, names[i]) != 0)
			continue;
		order->form = (enum form)i;
		text = NULL;
	}
	if (text)
		return usage("--output-format: '%s' is none of base64, raw,"
			     " igvm", text);
	if (order->form == FORM_IGVM && given(call, OPT_AUTH_FILE))
		return usage("an IGVM record has both blocks: --id-file alone");
	if (order->form != FORM_IGVM && given(call, OPT_COMPATIBILITY_MASK))
		return usage("--compatibility-mask is for --output-format igvm");
	return read_u32(call, OPT_COMPATIBILITY_MASK, "compatibility-mask",
			&order->mask);
}

static enum exit_code read_block(const struct call *call, struct order *order)
{
	struct snpguest_id_block *b = &order->block;
	const char *digest = call->operands[call->n_operands - 1];
	enum exit_code status;

	*b = (struct snpguest_id_block)SNPGUEST_ID_BLOCK_INIT;
	if (!digest_from_text(digest, b->launch_digest))
		return usage("generate id-block: '%s' is no launch digest: 96"
			     " hexadecimal digits or base64 of 48 bytes",
			     digest);
	status = read_id(call, OPT_FAMILY_ID, "family-id", b->family_id);
	if (!status)
		status = read_id(call, OPT_IMAGE_ID, "image-id", b->image_id);
	if (!status)
		status = read_u32(call, OPT_VERSION_NUMBER, "version",
				  &b->version);
	if (!status)
		status = read_u32(call, OPT_SVN, "svn", &b->guest_svn);
	if (!status)
		status = settings_number(call, OPT_POLICY_BITS, "policy",
					 UINT64_MAX, &b->policy);
	if (!status && b->version != 1)
		return usage("--version: only 1 is specified");
	snpguest_id_block_encode(b, order->bytes);
	return status;
}

static enum exit_code check_author(const struct call *call)
{
	if (given(call, OPT_AUTHOR_SIGNATURE_FILE) && call->n_operands < 3)
		return usage("--author-signature needs the author's key");
	return EXIT_DONE;
}

static enum exit_code read_signature(const char *path, struct buffer *bytes)
{
	if (path && file_read(path, FILE_LIMIT, bytes))
		return EXIT_TROUBLE;
	return EXIT_DONE;
}

static enum exit_code load(const struct call *call, struct order *order)
{
	enum exit_code status = id_key_load(call->operands[0], &order->id);

	if (!status && call->n_operands == 3)
		status = id_key_load(call->operands[1], &order->author);
	if (!status)
		status = read_signature(call->values[OPT_SIGNATURE_FILE],
					&order->signature);
	if (!status)
		status = read_signature(
			call->values[OPT_AUTHOR_SIGNATURE_FILE],
			&order->author_signature);
	return status;
}

static void order_free(struct order *order)
{
	snpguest_id_key_free(order->id);
	snpguest_id_key_free(order->author);
	free(order->signature.data);
	free(order->author_signature.data);
}

/* ---------------------------------------------------------------- output */

static enum exit_code write_base64(const char *path, const uint8_t *bytes,
				   size_t len)
{
	char text[BASE64_SIZE(SNPGUEST_ID_AUTH_SIZE)];

	if (!path)
		return EXIT_DONE;
	base64_encode(bytes, len, text);
	return file_write(path, text, strlen(text), MODE_PUBLIC) ?
		       EXIT_TROUBLE :
		       EXIT_DONE;
}

static void print_base64(const char *title, const uint8_t *bytes, size_t len)
{
	char text[BASE64_SIZE(SNPGUEST_ID_AUTH_SIZE)];

	base64_encode(bytes, len, text);
	printf("%s:\n%s\n", title, text);
}

static enum exit_code put_base64(const struct call *call,
				 const struct settings *settings,
				 const struct order *order, const uint8_t *auth)
{
	enum exit_code status;

	status = write_base64(call->values[OPT_ID_FILE], order->bytes,
			      sizeof(order->bytes));
	if (!status)
		status = write_base64(call->values[OPT_AUTH_FILE], auth,
				      SNPGUEST_ID_AUTH_SIZE);
	if (status || settings->quiet || settings->json)
		return status;
	print_base64("ID-BLOCK", order->bytes, sizeof(order->bytes));
	print_base64("AUTH-BLOCK", auth, SNPGUEST_ID_AUTH_SIZE);
	return EXIT_DONE;
}

/* Bytes go to their file; to standard output where there is none. */
static enum exit_code put_bytes(const struct settings *settings,
				const char *path, const uint8_t *bytes,
				size_t len)
{
	if (path)
		return file_write(path, bytes, len, MODE_PUBLIC) ?
			       EXIT_TROUBLE :
			       EXIT_DONE;
	if (!settings->quiet && !settings->json)
		fwrite(bytes, 1, len, stdout);
	return EXIT_DONE;
}

static enum exit_code put_raw(const struct call *call,
			      const struct settings *settings,
			      const struct order *order, const uint8_t *auth)
{
	enum exit_code status;

	status = put_bytes(settings, call->values[OPT_ID_FILE], order->bytes,
			   sizeof(order->bytes));
	return status ? status :
			put_bytes(settings, call->values[OPT_AUTH_FILE], auth,
				  SNPGUEST_ID_AUTH_SIZE);
}

static enum exit_code put_igvm(const struct call *call,
			       const struct settings *settings,
			       const struct order *order, const uint8_t *auth)
{
	uint8_t record[SNPGUEST_ID_IGVM_SIZE];

	snpguest_id_igvm(order->bytes, auth, order->mask, record);
	return put_bytes(settings, call->values[OPT_ID_FILE], record,
			 sizeof(record));
}

static enum exit_code digests(const struct order *order,
			      char block[2 * SNPGUEST_DIGEST_SIZE + 1],
			      char id[2 * SNPGUEST_DIGEST_SIZE + 1],
			      char author[2 * SNPGUEST_DIGEST_SIZE + 1])
{
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	struct snpguest_error error;

	if (snpguest_id_block_digest(order->bytes, digest, &error))
		return trouble("%s", error.what);
	value_hex(digest, sizeof(digest), block);
	if (snpguest_id_key_digest(order->id, digest, &error))
		return trouble("%s", error.what);
	value_hex(digest, sizeof(digest), id);
	if (!order->author)
		return EXIT_DONE;
	if (snpguest_id_key_digest(order->author, digest, &error))
		return trouble("%s", error.what);
	value_hex(digest, sizeof(digest), author);
	return EXIT_DONE;
}

static enum exit_code put_json(const struct order *order, const uint8_t *auth)
{
	char block64[BASE64_SIZE(SNPGUEST_ID_BLOCK_SIZE)];
	char auth64[BASE64_SIZE(SNPGUEST_ID_AUTH_SIZE)];
	char block[2 * SNPGUEST_DIGEST_SIZE + 1];
	char id[2 * SNPGUEST_DIGEST_SIZE + 1];
	char author[2 * SNPGUEST_DIGEST_SIZE + 1];
	enum exit_code status = digests(order, block, id, author);

	if (status)
		return status;
	base64_encode(order->bytes, sizeof(order->bytes), block64);
	base64_encode(auth, SNPGUEST_ID_AUTH_SIZE, auth64);
	return print_json(json_pack("{s:s, s:s, s:s, s:s?}", "id_block",
				    block64, "id_auth", auth64,
				    "id_key_digest", id, "author_key_digest",
				    order->author ? author : NULL),
			  false);
}

/* For a signer elsewhere: the digest of the block, and of the key. */
static enum exit_code put_digest(const struct call *call,
				 const struct settings *settings,
				 const struct order *order)
{
	char block[2 * SNPGUEST_DIGEST_SIZE + 1];
	char id[2 * SNPGUEST_DIGEST_SIZE + 1];
	char author[2 * SNPGUEST_DIGEST_SIZE + 1];
	enum exit_code status = digests(order, block, id, author);

	if (!status && given(call, OPT_ID_FILE))
		status = put_bytes(settings, call->values[OPT_ID_FILE],
				   order->bytes, sizeof(order->bytes));
	if (status || settings->quiet)
		return status;
	if (settings->json)
		return print_json(json_pack("{s:s, s:s, s:s*}",
					    "id_block_digest", block,
					    "id_key_digest", id,
					    "author_key_digest",
					    order->author ? author : NULL),
				  false);
	printf("ID block, for the ID key to sign: %s\n"
	       "ID key, for an author key to sign: %s\n", block, id);
	if (order->author)
		printf("author key, as reports have it: %s\n", author);
	return EXIT_DONE;
}

static enum exit_code make(const struct call *call,
			   const struct settings *settings,
			   const struct order *order)
{
	const struct snpguest_id_party id = {
		order->id, { order->signature.data, order->signature.len },
	};
	const struct snpguest_id_party author = {
		order->author,
		{ order->author_signature.data, order->author_signature.len },
	};
	uint8_t auth[SNPGUEST_ID_AUTH_SIZE];
	struct snpguest_error error;
	enum exit_code status = EXIT_DONE;

	if (snpguest_id_auth(order->bytes, &id, order->author ? &author : NULL,
			     auth, &error))
		return trouble("%s", error.what);
	switch (order->form) {
	case FORM_BASE64:
		status = put_base64(call, settings, order, auth);
		break;
	case FORM_RAW:
		status = put_raw(call, settings, order, auth);
		break;
	case FORM_IGVM:
		status = put_igvm(call, settings, order, auth);
		break;
	}
	return status || !settings->json ? status : put_json(order, auth);
}

static enum exit_code run(const struct call *call)
{
	struct order order = { .form = FORM_BASE64 };
	struct settings settings;
	enum exit_code status;

	status = settings_read(call, &settings);
	if (!status)
		status = read_form(call, &order);
	if (!status)
		status = read_block(call, &order);
	if (!status)
		status = check_author(call);
	if (!status)
		status = load(call, &order);
	if (!status)
		status = given(call, OPT_PRINT_DIGEST) ?
				 put_digest(call, &settings, &order) :
				 make(call, &settings, &order);
	order_free(&order);
	return status;
}

static const struct option options[] = {
	{ OPT_FAMILY_ID, 'f', "family-id", "ID",
	  "16 characters or 32 hexadecimal digits; zero unless given" },
	{ OPT_IMAGE_ID, 'm', "image-id", "ID", "the same" },
	{ OPT_VERSION_NUMBER, 'v', "version", "1", "version of the block" },
	{ OPT_SVN, 's', "svn", "N", "guest SVN; 0 unless given" },
	{ OPT_POLICY_BITS, 'p', "policy", "N",
	  "launch policy, every bit; 0x30000 unless given" },
	{ OPT_ID_FILE, 'i', "id-file", "FILE", "write the ID block here, too" },
	{ OPT_AUTH_FILE, 'a', "auth-file", "FILE",
	  "write the authentication block here, too" },
	{ OPT_OUTPUT_FORMAT, 0, "output-format", "base64|raw|igvm",
	  "base64 for QEMU, bytes, or a record of an IGVM file" },
	{ OPT_COMPATIBILITY_MASK, 0, "compatibility-mask", "N",
	  "of the IGVM file's SEV-SNP platform; 1 unless given" },
	{ OPT_PRINT_DIGEST, 0, "print-digest", NULL,
	  "print what has to be signed, and sign nothing" },
	{ OPT_SIGNATURE_FILE, 0, "signature", "FILE",
	  "the ID key's signature, made elsewhere; KEY may be public" },
	{ OPT_AUTHOR_SIGNATURE_FILE, 0, "author-signature", "FILE",
	  "the same of the author's key" },
	{ .id = OPT_NONE },
};

static const struct option *const groups[] = { options, common_options, NULL };

const struct command cmd_generate_id_block = {
	.name = "generate id-block",
	.run = run,
	.summary = "Sign an ID block for a launch digest",
	.operands = "KEY [AUTHOR-KEY] DIGEST",
	.min_operands = 2,
	.max_operands = 3,
	.options = groups,
	.configured = true,
	.notes = "Keys are P-384, PEM or DER, or URIs of keys in a provider of"
		 " OpenSSL's, such as\npkcs11. DIGEST is hexadecimal or base64.",
	.examples = "snpguest generate id-block id.pem author.pem \"$DIGEST\" \\\n"
		    "    -i id-block.b64 -a auth.b64",
};
