// SPDX-License-Identifier: MIT
#include "obtain.h"

#include <stdlib.h>

#include "../base/talk.h"
#include "http.h"

static bool is_wanted(struct fetch *fetch, const struct wanted *wanted,
		      const struct buffer *body, struct snpguest_error *why)
{
	struct snpguest_blob blob = { body->data, body->len };

	return wanted->judge(fetch, wanted->about, blob, why);
}

static bool find(struct fetch *fetch, const struct wanted *wanted,
		 struct buffer *body)
{
	struct snpguest_error why;

	if (!cache_read(&fetch->kept, wanted->name, FETCH_LIMIT, body))
		return false;
	if (is_wanted(fetch, wanted, body, &why))
		return true;
	note("%s/%s: not used: %s", fetch->kept.directory, wanted->name,
	     why.what);
	free(body->data);
	return false;
}

static enum exit_code ask(struct fetch *fetch, const struct wanted *wanted,
			  struct buffer *body)
{
	enum exit_code status = http_get(wanted->url, FETCH_LIMIT, body);
	struct snpguest_error why;

	if (status)
		return status;
	if (is_wanted(fetch, wanted, body, &why)) {
		cache_keep(&fetch->kept, wanted->name, *body);
		return EXIT_DONE;
	}
	free(body->data);
	return trouble("%s: %s", wanted->url, why.what);
}

/* Whoever waited for the lock finds what its holder got. */
static enum exit_code ask_alone(struct fetch *fetch,
				const struct wanted *wanted,
				struct buffer *body)
{
	enum exit_code status = EXIT_DONE;

	cache_lock(&fetch->kept, wanted->name);
	if (wanted->changes || !find(fetch, wanted, body))
		status = ask(fetch, wanted, body);
	cache_unlock(&fetch->kept, wanted->name);
	return status;
}

enum exit_code obtain(struct fetch *fetch, const struct wanted *wanted,
		      struct buffer *body)
{
	bool kept_will_do = fetch->offline || !wanted->changes;

	if (kept_will_do && find(fetch, wanted, body))
		return EXIT_DONE;
	if (!fetch->offline)
		return ask_alone(fetch, wanted, body);
	return trouble("%s: not at hand; get it without --offline, or put it in"
		       " %s as %s", wanted->url,
		       fetch->kept.directory ? fetch->kept.directory :
					       "a --cache directory",
		       wanted->name);
}
