// SPDX-License-Identifier: MIT
/*
 * libcurl is loaded when something is fetched and not before: with all that it
 * brings along it would make every verification slower and larger.
 */
#include "http.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>

#include "../base/talk.h"

#define LIBCURL "libcurl.so.4"
#define TRIES 4
#define FIRST_PAUSE 1 /* seconds; doubled each time */

/** What is used of libcurl, by its own names. */
struct curl {
	void *library;
	CURL *(*easy_init)(void);
	CURLcode (*easy_setopt)(CURL *handle, CURLoption option, ...);
	CURLcode (*easy_perform)(CURL *handle);
	CURLcode (*easy_getinfo)(CURL *handle, CURLINFO info, ...);
	void (*easy_cleanup)(CURL *handle);
};

/** Where an answer goes. */
struct answer {
	struct buffer body;
	size_t limit;
	bool too_large;
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
	    load_symbol(curl, "curl_easy_cleanup", &curl->easy_cleanup))
		return EXIT_DONE;
	dlclose(curl->library);
	return trouble("%s lacks a function; it is too old", LIBCURL);
}

static size_t take(char *data, size_t size, size_t count, void *user)
{
	struct answer *answer = user;
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

/* An https address stays https: nothing is followed elsewhere. */
static void set_options(const struct curl *curl, CURL *handle, const char *url,
			struct answer *answer, char *error)
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
}

/* Return: the HTTP status; 0 after saying why there is none. */
static long ask_once(const struct curl *curl, const char *url,
		     struct answer *answer)
{
	char error[CURL_ERROR_SIZE] = "";
	CURL *handle = curl->easy_init();
	long status = 0;
	CURLcode code;

	if (!handle) {
		trouble("%s: out of memory", url);
		return 0;
	}
	set_options(curl, handle, url, answer, error);
	code = curl->easy_perform(handle);
	if (answer->too_large)
		trouble("%s: the answer is larger than %zu bytes", url,
			answer->limit);
	else if (code != CURLE_OK)
		trouble("%s: %s", url, error[0] ? error : "no answer");
	else
		curl->easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
	curl->easy_cleanup(handle);
	return status;
}

static bool is_worth_a_retry(long status)
{
	return status == 429 || status >= 500;
}

static void empty(struct answer *answer)
{
	free(answer->body.data);
	answer->body.data = NULL;
	answer->body.len = 0;
}

static long ask(const struct curl *curl, const char *url, struct answer *answer)
{
	unsigned int pause = FIRST_PAUSE;
	long status = 0;

	for (int i = 0; i < TRIES; i++, pause *= 2) {
		status = ask_once(curl, url, answer);
		if (!is_worth_a_retry(status))
			return status;
		empty(answer);
		if (i + 1 == TRIES)
			break;
		note("%s: status %ld; again in %u s", url, status, pause);
		sleep(pause);
	}
	return status;
}

static enum exit_code judge_status(const char *url, long status,
				   const struct answer *answer)
{
	if (status == 0)
		return EXIT_TROUBLE; /* said already */
	if (status == 404)
		return trouble("%s: not there (404): product, chip id and TCB"
			       " must fit together",
			       url);
	if (status != 200)
		return trouble("%s: status %ld; try again later", url, status);
	if (answer->body.len == 0)
		return trouble("%s: the answer is empty", url);
	return EXIT_DONE;
}

enum exit_code http_get(const char *url, size_t limit, struct buffer *body)
{
	struct answer answer = { .limit = limit };
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
