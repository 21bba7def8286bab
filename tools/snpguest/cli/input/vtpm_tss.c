// SPDX-License-Identifier: MIT
/* tpm2-tss is loaded when a vTPM is asked and not before, as libcurl is. */
#include "vtpm.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <tss2/tss2_esys.h>
#include <tss2/tss2_tctildr.h>

#include "../base/talk.h"
#include "../base/values.h"

#define INDEX_REPORT 0x01400001u
#define INDEX_USER_DATA 0x01400002u
#define CHUNK 512u /* any TPM moves as many bytes at once */
#define SIZE_MAX_NV 16384u
#define TRIES 20 /* of half a second each, for a new report */

/** What is used of tpm2-tss, by its own names. */
struct tss {
	void *esys_library, *tcti_library;
	TSS2_RC (*tcti_open)(const char *name, TSS2_TCTI_CONTEXT **tcti);
	void (*tcti_close)(TSS2_TCTI_CONTEXT **tcti);
	__typeof__(&Esys_Initialize) open;
	__typeof__(&Esys_Finalize) close;
	__typeof__(&Esys_TR_FromTPMPublic) find;
	__typeof__(&Esys_NV_ReadPublic) read_public;
	__typeof__(&Esys_NV_Read) read;
	__typeof__(&Esys_NV_Write) write;
	__typeof__(&Esys_NV_DefineSpace) define;
	__typeof__(&Esys_Free) free;
};

/** struct session - the TPM, held for as long as it is needed */
struct session {
	const struct tss *tss;
	TSS2_TCTI_CONTEXT *tcti;
	ESYS_CONTEXT *esys;
};

static bool load_symbol(void *library, const char *name, void *pointer)
{
	void *symbol = dlsym(library, name);

	memcpy(pointer, &symbol, sizeof(symbol));
	return symbol;
}

static void unload(struct tss *tss)
{
	if (tss->esys_library)
		dlclose(tss->esys_library);
	if (tss->tcti_library)
		dlclose(tss->tcti_library);
}

static bool load_symbols(struct tss *tss)
{
	void *esys = tss->esys_library;

	return load_symbol(tss->tcti_library, "Tss2_TctiLdr_Initialize",
			   &tss->tcti_open) &&
	       load_symbol(tss->tcti_library, "Tss2_TctiLdr_Finalize",
			   &tss->tcti_close) &&
	       load_symbol(esys, "Esys_Initialize", &tss->open) &&
	       load_symbol(esys, "Esys_Finalize", &tss->close) &&
	       load_symbol(esys, "Esys_TR_FromTPMPublic", &tss->find) &&
	       load_symbol(esys, "Esys_NV_ReadPublic", &tss->read_public) &&
	       load_symbol(esys, "Esys_NV_Read", &tss->read) &&
	       load_symbol(esys, "Esys_NV_Write", &tss->write) &&
	       load_symbol(esys, "Esys_NV_DefineSpace", &tss->define) &&
	       load_symbol(esys, "Esys_Free", &tss->free);
}

static enum exit_code load(struct tss *tss)
{
	/* It would print lines of its own for what is told here. */
	setenv("TSS2_LOG", "all+NONE", 0);
	tss->esys_library = dlopen("libtss2-esys.so.0", RTLD_NOW | RTLD_LOCAL);
	tss->tcti_library =
		dlopen("libtss2-tctildr.so.0", RTLD_NOW | RTLD_LOCAL);
	if (!tss->esys_library || !tss->tcti_library)
		return trouble("tpm2-tss is needed to ask a vTPM; install"
			       " libtss2-esys and libtss2-tctildr");
	if (!load_symbols(tss))
		return trouble("tpm2-tss lacks a function; it is too old");
	return EXIT_DONE;
}

static enum exit_code failed(const char *what, TSS2_RC code)
{
	return trouble("the vTPM: cannot %s: error 0x%x of the TPM", what,
		       code);
}

static void end(struct session *session)
{
	if (session->esys)
		session->tss->close(&session->esys);
	if (session->tcti)
		session->tss->tcti_close(&session->tcti);
}

static enum exit_code begin(struct session *session, const struct tss *tss,
			    const struct settings *settings)
{
	bool own = strcmp(settings->device, "auto") != 0;
	TSS2_RC code;

	*session = (struct session){ .tss = tss };
	code = tss->tcti_open(own ? settings->device : NULL, &session->tcti);
	if (!code)
		code = tss->open(&session->esys, session->tcti, NULL);
	if (!code)
		return EXIT_DONE;
	end(session);
	return trouble("there is no TPM at %s: error 0x%x; is this a guest with"
		       " a vTPM, and may you use it?",
		       own ? settings->device : "the place of tpm2-tss", code);
}

/* An index and its size. Return: code of the TPM. */
static TSS2_RC look_up(struct session *session, uint32_t index, ESYS_TR *handle,
		       uint16_t *size)
{
	const struct tss *tss = session->tss;
	TPM2B_NV_PUBLIC *public = NULL;
	TPM2B_NAME *name = NULL;
	TSS2_RC code = tss->find(session->esys, index, ESYS_TR_NONE,
				 ESYS_TR_NONE, ESYS_TR_NONE, handle);

	if (!code)
		code = tss->read_public(session->esys, *handle, ESYS_TR_NONE,
					ESYS_TR_NONE, ESYS_TR_NONE, &public,
					&name);
	if (!code)
		*size = public->nvPublic.dataSize;
	tss->free(public);
	tss->free(name);
	return code;
}

static TSS2_RC define(struct session *session, ESYS_TR *handle)
{
	TPM2B_AUTH auth = { .size = 0 };
	TPM2B_NV_PUBLIC public = {
		.nvPublic = {
			.nvIndex = INDEX_USER_DATA,
			.nameAlg = TPM2_ALG_SHA256,
			.attributes = TPMA_NV_OWNERWRITE | TPMA_NV_OWNERREAD,
			.dataSize = SNPGUEST_REPORT_DATA_SIZE,
		},
	};

	return session->tss->define(session->esys, ESYS_TR_RH_OWNER,
				    ESYS_TR_PASSWORD, ESYS_TR_NONE,
				    ESYS_TR_NONE, &auth, &public, handle);
}

static enum exit_code write_user_data(struct session *session,
				      const uint8_t *user_data)
{
	TPM2B_MAX_NV_BUFFER data = { .size = SNPGUEST_REPORT_DATA_SIZE };
	uint16_t size = SNPGUEST_REPORT_DATA_SIZE;
	ESYS_TR handle;
	TSS2_RC code = look_up(session, INDEX_USER_DATA, &handle, &size);

	if (code)
		code = define(session, &handle);
	if (code)
		return failed("define NV index 0x01400002", code);
	if (size != SNPGUEST_REPORT_DATA_SIZE)
		return trouble("the vTPM: NV index 0x01400002 has %u bytes, not"
			       " %d: this is no Azure guest",
			       size, SNPGUEST_REPORT_DATA_SIZE);
	memcpy(data.buffer, user_data, data.size);
	code = session->tss->write(session->esys, ESYS_TR_RH_OWNER, handle,
				   ESYS_TR_PASSWORD, ESYS_TR_NONE,
				   ESYS_TR_NONE, &data, 0);
	return code ? failed("write NV index 0x01400002", code) : EXIT_DONE;
}

static TSS2_RC read_chunks(struct session *session, ESYS_TR handle,
			   struct buffer *hcl)
{
	const struct tss *tss = session->tss;

	for (size_t at = 0; at < hcl->len;) {
		TPM2B_MAX_NV_BUFFER *chunk = NULL;
		size_t left = hcl->len - at;
		uint16_t wanted = (uint16_t)(left < CHUNK ? left : CHUNK);
		TSS2_RC code = tss->read(session->esys, ESYS_TR_RH_OWNER,
					 handle, ESYS_TR_PASSWORD,
					 ESYS_TR_NONE, ESYS_TR_NONE, wanted,
					 (uint16_t)at, &chunk);

		if (code)
			return code;
		if (chunk->size != wanted) {
			tss->free(chunk);
			return TSS2_ESYS_RC_MALFORMED_RESPONSE;
		}
		memcpy(hcl->data + at, chunk->buffer, wanted);
		tss->free(chunk);
		at += wanted;
	}
	return TSS2_RC_SUCCESS;
}

static enum exit_code read_report(struct session *session, struct buffer *hcl)
{
	ESYS_TR handle;
	uint16_t size;
	TSS2_RC code = look_up(session, INDEX_REPORT, &handle, &size);

	if (code)
		return trouble("the vTPM has no NV index 0x01400001 (error"
			       " 0x%x): this is no guest whose paravisor hands"
			       " out reports", code);
	if (!size || size > SIZE_MAX_NV)
		return trouble("the vTPM: NV index 0x01400001 has %u bytes",
			       size);
	hcl->len = size;
	hcl->data = malloc(size);
	if (!hcl->data)
		return trouble("out of memory");
	code = read_chunks(session, handle, hcl);
	if (!code)
		return EXIT_DONE;
	free(hcl->data);
	hcl->data = NULL;
	return failed("read NV index 0x01400001", code);
}

/* In the claims it is hexadecimal, in capitals or not. */
static bool names(struct snpguest_blob claims, const uint8_t *user_data)
{
	char text[2 * SNPGUEST_REPORT_DATA_SIZE + 1];
	size_t len = sizeof(text) - 1;

	value_hex(user_data, SNPGUEST_REPORT_DATA_SIZE, text);
	for (size_t at = 0; at + len <= claims.len; at++)
		if (strncasecmp((const char *)claims.data + at, text, len) == 0)
			return true;
	return false;
}

static bool is_fresh(const struct buffer *hcl, const uint8_t *user_data)
{
	struct snpguest_blob bytes = { hcl->data, hcl->len };
	struct snpguest_container *container;
	bool fresh;

	if (snpguest_container_read(bytes, &container, NULL))
		return false;
	fresh = names(snpguest_container_claims(container), user_data);
	snpguest_container_free(container);
	return fresh;
}

static enum exit_code put(const struct tss *tss,
			  const struct settings *settings,
			  const uint8_t *user_data)
{
	struct session session;
	enum exit_code status = begin(&session, tss, settings);

	if (status)
		return status;
	status = write_user_data(&session, user_data);
	end(&session);
	return status;
}

static enum exit_code get(const struct tss *tss,
			  const struct settings *settings, struct buffer *hcl)
{
	struct session session;
	enum exit_code status = begin(&session, tss, settings);

	if (status)
		return status;
	status = read_report(&session, hcl);
	end(&session);
	return status;
}

static enum exit_code get_fresh(const struct tss *tss,
				const struct settings *settings,
				const uint8_t *user_data, struct buffer *hcl,
				bool *fresh)
{
	static const struct timespec pause = { .tv_nsec = 500000000 };

	for (int i = 0;; i++) {
		enum exit_code status = get(tss, settings, hcl);

		if (status)
			return status;
		*fresh = is_fresh(hcl, user_data);
		if (*fresh || i == TRIES)
			return EXIT_DONE;
		free(hcl->data);
		hcl->data = NULL;
		if (i == 2)
			note("the vTPM has an older report still; waiting");
		nanosleep(&pause, NULL);
	}
}

enum exit_code vtpm_evidence(const struct settings *settings,
			     const uint8_t user_data[SNPGUEST_REPORT_DATA_SIZE],
			     struct buffer *hcl, bool *fresh)
{
	struct tss tss = { .esys_library = NULL };
	enum exit_code status = load(&tss);

	*hcl = (struct buffer){ NULL, 0 };
	if (!status)
		status = put(&tss, settings, user_data);
	if (!status)
		status = get_fresh(&tss, settings, user_data, hcl, fresh);
	unload(&tss);
	return status;
}
