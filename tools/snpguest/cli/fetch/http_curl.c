// SPDX-License-Identifier: MIT
/*
 * libcurl is loaded when something is fetched and not before: with all that it
 * brings along it would make every verification slower and larger.
 */
#include "http.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <curl/curl.h>

#include "../base/talk.h"
#include "retry.h"

#define LIBCURL "libcurl.so.4"
#define SILENCE 1 /* seconds of waiting before it is said */

/** What is used of libcurl, by its own names. */
struct curl {
	void *library;
	CURL *(*easy_init)(void);
	CURLcode (*easy_setopt)(CURL *handle, CURLoption option, ...);
	CURLcode (*easy_perform)(CURL *handle);
	CURLcode (*easy_getinfo)(CURL *handle, CURLINFO info, ...);
	void (*easy_cleanup)(CURL *handle);
	struct curl_slist *(*slist_append)(struct curl_slist *list,
					   const char *text);
	void (*slist_free)(struct curl_slist *list);
};

/**
 * struct http_answer - where an answer goes
 * @metadata: it is a metadata service's
 * @retry_after: seconds that the service wants to be left alone; 0: not said
 * @asked: when, CLOCK_MONOTONIC
 * @told: that it takes its time
 */
struct http_answer {
	struct buffer body;
	size_t limit;
	bool too_large, metadata;
	const char *url;
	unsigned int retry_after;
	time_t asked;
	bool told;
};

static bool load_symbol(struct curl *curl, const char *name, void *pointer)
{
	void *symbol = dlsym(curl->library, name);

	memcpy(pointer, &symbol, sizeof(symbol));
	return symbol;
}

static enum exit_code load_curl(struct curl *curl)
{
	curl->library = dlopen(LIBCURL, RTLD_NOW | RTLD_LOCAL);
	if (!curl->library)
		return trouble("%s is needed to fetch; install libcurl4",
			       LIBCURL);
	if (load_symbol(curl, "curl_easy_init", &curl->easy_init) &&
	    load_symbol(curl, "curl_easy_setopt", &curl->easy_setopt) &&
	    load_symbol(curl, "curl_easy_perform", &curl->easy_perform) &&
	    load_symbol(curl, "curl_easy_getinfo", &curl->easy_getinfo) &&
	    load_symbol(curl, "curl_easy_cleanup", &curl->easy_cleanup) &&
	    load_symbol(curl, "curl_slist_append", &curl->slist_append) &&
	    load_symbol(curl, "curl_slist_free_all", &curl->slist_free))
		return EXIT_DONE;
	dlclose(curl->library);
	return trouble("%s lacks a function; it is too old", LIBCURL);
}

static size_t take(char *data, size_t size, size_t count, void *user)
{
	struct http_answer *answer = user;
	size_t len = size * count;
	uint8_t *grown;

	if (len > answer->limit - answer->body.len) {
		answer->too_large = true;
		return 0;
	}
	grown = realloc(answer->body.data, answer->body.len + len + 1);
	if (!grown)
		return 0;
	memcpy(grown + answer->body.len, data, len);
	answer->body.data = grown;
	answer->body.len += len;
	return len;
}

static time_t seconds(void)
{
	struct timespec now = { .tv_sec = 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* libcurl calls it about once a second, whether bytes come or not. */
static int show_progress(void *user, curl_off_t total, curl_off_t got,
			 curl_off_t to_send, curl_off_t sent)
{
	struct http_answer *answer = user;

	(void)total;
	(void)got;
	(void)to_send;
	(void)sent;
	if (!answer->told && seconds() - answer->asked > SILENCE) {
		answer->told = true;
		note("%s: waiting for the answer", answer->url);
	}
	return 0;
}

/* An https address stays https: nothing is followed elsewhere. */
static void set_options(const struct curl *curl, CURL *handle, const char *url,
			struct http_answer *answer, char *error)
{
	curl->easy_setopt(handle, CURLOPT_URL, url);
	curl->easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https,http");
	curl->easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
	curl->easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
	curl->easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
	curl->easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 10L);
	curl->easy_setopt(handle, CURLOPT_TIMEOUT, 30L);
	curl->easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
	curl->easy_setopt(handle, CURLOPT_USERAGENT,
			  "snpguest/" SNPGUEST_VERSION);
	curl->easy_setopt(handle, CURLOPT_ERRORBUFFER, error);
	curl->easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
	curl->easy_setopt(handle, CURLOPT_WRITEDATA, answer);
	curl->easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
	curl->easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, show_progress);
	curl->easy_setopt(handle, CURLOPT_XFERINFODATA, answer);
}

/* Return: to be freed after @handle. */
static struct curl_slist *set_metadata(const struct curl *curl, CURL *handle)
{
	struct curl_slist *header = curl->slist_append(NULL, "Metadata: true");

	curl->easy_setopt(handle, CURLOPT_HTTPHEADER, header);
	curl->easy_setopt(handle, CURLOPT_NOPROXY, "*");
	return header;
}

/* A number or a date to the service, seconds to us. */
static unsigned int read_retry_after(const struct curl *curl, CURL *handle)
{
	curl_off_t seconds = 0;

	if (curl->easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds) ||
	    seconds < 0)
		return 0;
	return seconds > UINT_MAX ? UINT_MAX : (unsigned int)seconds;
}

/* Return: the HTTP status; 0 after saying why there is none. */
static long ask_once(const struct curl *curl, const char *url,
		     struct http_answer *answer)
{
	char error[CURL_ERROR_SIZE] = "";
	struct curl_slist *header = NULL;
	CURL *handle = curl->easy_init();
	long status = 0;
	CURLcode code;

	if (!handle) {
		trouble("%s: out of memory", url);
		return 0;
	}
	answer->url = url;
	answer->asked = seconds();
	answer->told = false;
	set_options(curl, handle, url, answer, error);
	if (answer->metadata)
		header = set_metadata(curl, handle);
	code = curl->easy_perform(handle);
	if (answer->too_large)
		trouble("%s: the answer is larger than %zu bytes", url,
			answer->limit);
	else if (code != CURLE_OK)
		trouble("%s: %s", url, error[0] ? error : "no answer");
	else
		curl->easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
	answer->retry_after = read_retry_after(curl, handle);
	curl->easy_cleanup(handle);
	curl->slist_free(header);
	return status;
}

static void empty(struct http_answer *answer)
{
	free(answer->body.data);
	answer->body.data = NULL;
	answer->body.len = 0;
}

static long ask(const struct curl *curl, const char *url,
		struct http_answer *answer)
{
	struct retry retry = { .tries = 0 };

	for (;;) {
		long status = ask_once(curl, url, answer);
		unsigned int pause =
			retry_pause(&retry, status, answer->retry_after);

		if (!pause)
			return status;
		empty(answer);
		note("%s: status %ld; again in %u s", url, status, pause);
		sleep(pause);
	}
}

static enum exit_code judge_status(const char *url, long status,
				   const struct http_answer *answer)
{
	if (status == 0)
		return EXIT_TROUBLE; /* said already */
	if (status == 404)
		return trouble("%s: not there (404): product, chip id and TCB"
			       " must fit together",
			       url);
	if (status < 500 && status != 200 && status != 429)
		return trouble("%s: status %ld, which no key distribution"
			       " service answers; see --kds-url, and whether"
			       " a proxy is between",
			       url, status);
	if (status != 200 && answer->retry_after)
		return trouble("%s: status %ld; try again in %u s", url,
			       status, answer->retry_after);
	if (status != 200)
		return trouble("%s: status %ld; try again later", url, status);
	if (answer->body.len == 0)
		return trouble("%s: the answer is empty", url);
	return EXIT_DONE;
}

static enum exit_code fetch(const char *url, struct http_answer answer,
			    struct buffer *body)
{
	enum exit_code status;
	struct curl curl = { .library = NULL };

	status = load_curl(&curl);
	if (status)
		return status;
	status = judge_status(url, ask(&curl, url, &answer), &answer);
	dlclose(curl.library);
	if (status)
		empty(&answer);
	*body = answer.body;
	return status;
}

enum exit_code http_get(const char *url, size_t limit, struct buffer *body)
{
	return fetch(url, (struct http_answer){ .limit = limit }, body);
}

enum exit_code http_get_metadata(const char *url, size_t limit,
				 struct buffer *body)
{
	return fetch(url,
		     (struct http_answer){ .limit = limit, .metadata = true },
		     body);
}
