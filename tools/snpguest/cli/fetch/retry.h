/* SPDX-License-Identifier: MIT */
/* When a service that is busy or out of order is asked again; no clock here. */
#ifndef RETRY_H
#define RETRY_H

/**
 * struct retry - what became of one address so far; zero at first
 * @tries: answers that were no use
 * @waited: seconds
 */
struct retry {
	unsigned int tries;
	unsigned int waited;
};

/**
 * retry_pause() - how long to wait after an answer
 * @status: of HTTP; 0 for no answer
 * @retry_after: seconds as the service has them in Retry-After; 0: it does not
 *
 * A busy service (429) without a word about when is asked after 1, 2, 4, 8 and
 * then every 11 s: AMD's answers one request of a client in 10 s. One that is out
 * of order (5xx) is asked four times in all. No address is waited for longer than
 * a minute in all.
 *
 * Return: seconds, which count as waited; 0 for no further try.
 */
unsigned int retry_pause(struct retry *retry, long status,
			 unsigned int retry_after);

#endif /* RETRY_H */
