// SPDX-License-Identifier: MIT
#include "http.h"
#include "../base/talk.h"

enum exit_code http_get(const char *url, size_t limit, struct buffer *body)
{
	(void)limit;
	(void)body;
	return trouble("this build has no network; get %s with another program",
		       url);
}

enum exit_code http_get_metadata(const char *url, size_t limit,
				 struct buffer *body)
{
	return http_get(url, limit, body);
}
