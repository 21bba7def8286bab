/* SPDX-License-Identifier: MIT */
/*
 * The only place that opens a network connection. http_curl.c does it;
 * http_none.c stands in where the tool is built without (WITH_FETCH=0).
 */
#ifndef HTTP_H
#define HTTP_H

#include "../base/command.h"
#include "../base/files.h"

/**
 * http_get() - fetch what is at @url
 * @limit: larger answers are an error
 * @body: out: free(@body->data)
 *
 * Certificates of servers are checked, redirects are not followed, and
 * everything has a time limit. A server that is busy or out of order (429, 5xx)
 * is asked again, see retry.h. What takes longer than a second is told.
 *
 * Return: EXIT_DONE; EXIT_TROUBLE after naming address, cause and next step.
 */
enum exit_code http_get(const char *url, size_t limit, struct buffer *body);

/**
 * http_get_metadata() - the same of a cloud's metadata service
 *
 * With the header that such services want, so that no page can make a browser
 * ask them, and never through a proxy.
 */
enum exit_code http_get_metadata(const char *url, size_t limit,
				 struct buffer *body);

#endif /* HTTP_H */
