// SPDX-License-Identifier: MIT
#include "state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/talk.h"
#include "../base/values.h"
#include "../output/print.h"

#define STATE_VERSION 2

static int state_parse(struct state *state, struct tally *tally,
		       const struct buffer *bytes)
{
	json_t *json = json_loadb((const char *)bytes->data, bytes->len,
				  JSON_REJECT_DUPLICATES, NULL);
	json_int_t version, at, lines, in, out;
	json_t *counted;
	const char *what, *digest;
	int err = -EBADMSG;

	if (json && !json_unpack(json, "{s:I, s:s, s:I, s:I, s:I, s:I, s:s, s:o}",
				 "version", &version, "what", &what, "at", &at,
				 "lines", &lines, "in", &in, "out", &out,
				 "digest", &digest, "tally", &counted) &&
	    version == STATE_VERSION && lines >= 0 && in >= 0 && out >= 0 &&
	    value_bytes(digest, state->digest.bytes, DIGEST_SIZE))
		err = strcmp(what, state->what) ? -ESTALE :
		      tally_from_json(tally, counted);
	if (!err) {
		state->at = at;
		state->lines = (uint64_t)lines;
		state->in = (uint64_t)in;
		state->out = (uint64_t)out;
	}
	json_decref(json);
	return err;
}

int state_load(struct state *state, struct tally *tally)
{
	struct buffer bytes;
	int err;

	if (!state->path)
		return 0;
	err = file_try_read(state->path, FILE_LIMIT, &bytes);
	if (err == -ENOENT)
		return 0;
	if (err)
		return file_complain(state->path, err);
	err = state_parse(state, tally, &bytes);
	free(bytes.data);
	if (err == -ESTALE)
		trouble("%s: it was begun with another policy, other options or"
			" other certificates; give those, or remove it to begin anew", state->path);
	else if (err == -EBADMSG)
		trouble("%s: no state of 'verify evidence --jobs'; remove it to"
			" begin anew", state->path);
	else if (err)
		trouble("%s: out of memory", state->path);
	return err ? -1 : 0;
}

int state_save(const struct state *state, const struct tally *tally)
{
	char *text, digest[2 * DIGEST_SIZE + 1];
	json_t *json;
	int ret;

	if (!state->path)
		return 0;
	value_hex(state->digest.bytes, DIGEST_SIZE, digest);
	json = json_pack("{s:i, s:s, s:I, s:I, s:I, s:I, s:s, s:o}", "version",
			 STATE_VERSION, "what", state->what, "at",
			 (json_int_t)state->at, "lines",
			 (json_int_t)state->lines, "in", (json_int_t)state->in,
			 "out", (json_int_t)state->out, "digest", digest,
			 "tally", tally_to_json(tally));
	text = json_text(json, false);
	if (!text) {
		trouble("%s: out of memory", state->path);
		return -1;
	}
	ret = file_write(state->path, text, strlen(text), MODE_PUBLIC);
	free(text);
	return ret;
}
