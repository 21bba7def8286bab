// SPDX-License-Identifier: MIT
#include "token.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/talk.h"
#include "../output/ear.h"

#define KEY_LIMIT ((size_t)64 << 10)

const struct option token_options[] = {
	{ OPT_EAR, 0, "ear", "FILE",
	  "write the verdict as a signed EAT attestation result, too" },
	{ OPT_EAR_KEY, 0, "ear-key", "FILE",
	  "private key to sign it with: P-384 (ES384) or P-256 (ES256)" },
	{ .id = OPT_NONE },
};

static enum exit_code sign(const struct token *token, const char *claims,
			   char **text)
{
	struct snpguest_blob key = { token->key.data, token->key.len };
	struct snpguest_blob payload = { (const uint8_t *)claims,
					 strlen(claims) };
	struct snpguest_error error;

	if (snpguest_jws_sign(key, payload, text, &error))
		return trouble("--ear-key: %s", error.what);
	return EXIT_DONE;
}

/* A key that cannot sign is found before anything is judged. */
static enum exit_code try_key(const struct token *token)
{
	char *text;
	enum exit_code status = sign(token, "{}", &text);

	free(text);
	return status;
}

/* What a link leads to is emptied: the new one comes to its place by the link. */
static enum exit_code take_old_away(const char *path)
{
	struct stat st, link;

	if (stat(path, &st) || !S_ISREG(st.st_mode) || lstat(path, &link))
		return EXIT_DONE;
	if (S_ISLNK(link.st_mode) ? truncate(path, 0) == 0 : unlink(path) == 0)
		return EXIT_DONE;
	return trouble("%s: cannot take the old one away: %s", path,
		       strerror(errno));
}

enum exit_code token_prepare(struct token *token, const struct call *call)
{
	const char *path = call->values[OPT_EAR];
	const char *key = call->values[OPT_EAR_KEY];
	enum exit_code status;

	*token = (struct token){ .path = path };
	if (!path && !key)
		return EXIT_DONE;
	if (!path || !key)
		return usage("--ear and --ear-key need each other");
	if (path_is_same_file(path, key))
		return usage("--ear: %s is the key itself", path);
	if (file_read(key, KEY_LIMIT, &token->key))
		return EXIT_TROUBLE;
	status = try_key(token);
	return status ? status : take_old_away(path);
}

static enum exit_code write_signed(const struct token *token,
				   const char *claims)
{
	char *text;
	enum exit_code status = sign(token, claims, &text);

	if (!status && file_write(token->path, text, strlen(text), MODE_PUBLIC))
		status = EXIT_TROUBLE;
	free(text);
	return status;
}

enum exit_code token_write(const struct token *token,
			   const struct outcome *outcome)
{
	enum exit_code status;
	json_t *claims;
	char *text;

	if (!token->path || outcome_status(outcome) == -ENODATA)
		return EXIT_DONE;
	claims = ear_claims(outcome);
	text = claims ? json_dumps(claims, JSON_COMPACT | JSON_ENSURE_ASCII) :
			NULL;
	json_decref(claims);
	if (!text)
		return trouble("%s: out of memory", token->path);
	status = write_signed(token, text);
	free(text);
	return status;
}

void token_free(struct token *token)
{
	if (token->key.data)
		explicit_bzero(token->key.data, token->key.len);
	free(token->key.data);
	*token = (struct token){ .path = NULL };
}
