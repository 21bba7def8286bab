// SPDX-License-Identifier: MIT
#include "batch.h"

#include <pthread.h>
#include <stdatomic.h>

/* More would wait for each other. */
#define THREADS_MAX 64

struct batch {
	const struct questions *questions;
	struct item *items;
	size_t count;
	atomic_size_t next;
};

static void *judge(void *context)
{
	struct batch *batch = context;
	size_t i;

	while ((i = atomic_fetch_add(&batch->next, 1)) < batch->count) {
		struct item *item = &batch->items[i];

		item->err = answer_line(batch->questions, &item->line,
					item->number, &item->answer);
	}
	return NULL;
}

void batch_judge(const struct questions *questions, struct item *items,
		 size_t count, unsigned int jobs)
{
	struct batch batch = { questions, items, count, 0 };
	pthread_t threads[THREADS_MAX];
	size_t started = 0;

	while (started + 1 < jobs && started + 1 < count &&
	       started < THREADS_MAX &&
	       !pthread_create(&threads[started], NULL, judge, &batch))
		started++;
	judge(&batch);
	while (started)
		pthread_join(threads[--started], NULL);
}
