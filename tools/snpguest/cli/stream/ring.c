// SPDX-License-Identifier: MIT
#include "ring.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Places for each thread: enough that a slow line holds nobody up for long. */
#define PLACES_PER_JOB 8
/* Bytes of lines that may wait together; one line always may. */
#define WAITING_MAX (2 * LINE_MAX_BYTES)

/**
 * struct ring
 * @threads: the reader, then @jobs that judge; @started of them run
 * @read, @taken, @written: lines that were read, that a thread took, and that
 *			    were written; each is at place N modulo @size
 * @waiting: bytes of lines that are not written
 * @ended: no more lines come; @in_err says why, 0 at the end
 * @stopped: nothing is judged any more
 */
struct ring {
	const struct questions *questions;
	unsigned int jobs, started;
	pthread_t *threads;
	struct lines lines;
	pthread_mutex_t lock;
	pthread_cond_t room, work, answered;
	struct place *places;
	size_t size;
	uint64_t read, taken, written;
	size_t waiting;
	bool ended, stopped;
	int in_err;
};

static bool is_stopped(void *context)
{
	struct ring *ring = context;
	bool stopped;

	pthread_mutex_lock(&ring->lock);
	stopped = ring->stopped;
	pthread_mutex_unlock(&ring->lock);
	return stopped;
}

/* Waits for a place. Return: false when nothing more is wanted. */
static bool put_line(struct ring *ring, const struct line *line)
{
	struct place *place;
	bool wanted;

	pthread_mutex_lock(&ring->lock);
	while (!ring->stopped &&
	       (ring->read - ring->written == ring->size ||
		(ring->waiting && ring->waiting + line->len > WAITING_MAX)))
		pthread_cond_wait(&ring->room, &ring->lock);
	wanted = !ring->stopped;
	if (wanted) {
		place = &ring->places[ring->read++ % ring->size];
		*place = (struct place){ .stage = PLACE_READ, .line = *line,
					 .number = ring->lines.number,
					 .offset = ring->lines.offset,
					 .digest = ring->lines.digest };
		ring->waiting += line->len;
		pthread_cond_signal(&ring->work);
	}
	pthread_mutex_unlock(&ring->lock);
	return wanted;
}

static bool is_blank(const struct line *line)
{
	return !line->too_long &&
	       strspn(line->text, " \t\r") == line->len;
}

static void *reader(void *context)
{
	struct ring *ring = context;
	struct line line;
	int ret;

	while ((ret = lines_next(&ring->lines, &line, is_stopped, ring)) == 1) {
		if (!is_blank(&line) && put_line(ring, &line))
			continue;
		free(line.text);
	}
	pthread_mutex_lock(&ring->lock);
	ring->ended = true;
	ring->in_err = ret;
	pthread_cond_broadcast(&ring->work);
	pthread_cond_broadcast(&ring->answered);
	pthread_mutex_unlock(&ring->lock);
	return NULL;
}

/* The next line that nobody took; NULL when none will come. */
static struct place *take_line(struct ring *ring)
{
	struct place *place = NULL;

	pthread_mutex_lock(&ring->lock);
	while (!ring->stopped && !ring->ended && ring->taken == ring->read)
		pthread_cond_wait(&ring->work, &ring->lock);
	if (!ring->stopped && ring->taken != ring->read)
		place = &ring->places[ring->taken++ % ring->size];
	pthread_mutex_unlock(&ring->lock);
	return place;
}

static void *worker(void *context)
{
	struct ring *ring = context;
	struct place *place;

	while ((place = take_line(ring))) {
		place->err = answer_line(ring->questions, &place->line,
					 place->number, &place->answer);
		pthread_mutex_lock(&ring->lock);
		place->stage = PLACE_ANSWERED;
		pthread_cond_signal(&ring->answered);
		pthread_mutex_unlock(&ring->lock);
	}
	return NULL;
}

/* The next answer in order, or NULL; @ended: there will be none. */
static struct place *next_answer(struct ring *ring, bool *ended)
{
	struct place *place = &ring->places[ring->written % ring->size];

	*ended = ring->ended && ring->written == ring->read;
	return ring->written != ring->read && place->stage == PLACE_ANSWERED ?
		       place :
		       NULL;
}

struct place *ring_answer(struct ring *ring, bool *ended)
{
	struct place *place;

	pthread_mutex_lock(&ring->lock);
	place = next_answer(ring, ended);
	pthread_mutex_unlock(&ring->lock);
	return place;
}

void ring_await(struct ring *ring)
{
	struct timespec until;
	bool ended;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec++;
	pthread_mutex_lock(&ring->lock);
	if (!next_answer(ring, &ended) && !ended)
		pthread_cond_timedwait(&ring->answered, &ring->lock, &until);
	pthread_mutex_unlock(&ring->lock);
}

void ring_release(struct ring *ring, struct place *place)
{
	size_t len = place->line.len;

	free(place->line.text);
	answer_free(&place->answer);
	memset(place, 0, sizeof(*place));
	pthread_mutex_lock(&ring->lock);
	ring->waiting -= len;
	ring->written++;
	pthread_cond_signal(&ring->room);
	pthread_mutex_unlock(&ring->lock);
}

static void free_places(struct ring *ring)
{
	for (size_t i = 0; ring->places && i < ring->size; i++) {
		free(ring->places[i].line.text);
		answer_free(&ring->places[i].answer);
	}
	free(ring->places);
}

void ring_free(struct ring *ring)
{
	free_places(ring);
	free(ring->threads);
	pthread_cond_destroy(&ring->room);
	pthread_cond_destroy(&ring->work);
	pthread_cond_destroy(&ring->answered);
	pthread_mutex_destroy(&ring->lock);
	free(ring);
}

struct ring *ring_new(int in, unsigned int jobs,
		      const struct questions *questions)
{
	struct ring *ring = calloc(1, sizeof(*ring));

	if (!ring)
		return NULL;
	ring->questions = questions;
	ring->lines.fd = in;
	ring->jobs = jobs;
	ring->size = (size_t)PLACES_PER_JOB * jobs;
	ring->places = calloc(ring->size, sizeof(*ring->places));
	ring->threads = calloc(jobs + 1, sizeof(*ring->threads));
	pthread_mutex_init(&ring->lock, NULL);
	pthread_cond_init(&ring->room, NULL);
	pthread_cond_init(&ring->work, NULL);
	pthread_cond_init(&ring->answered, NULL);
	if (ring->places && ring->threads)
		return ring;
	ring_free(ring);
	return NULL;
}

int ring_skip(struct ring *ring, uint64_t number, uint64_t offset,
	      const struct digest *digest)
{
	return lines_skip(&ring->lines, number, offset, digest);
}

/* Fewer threads than wanted do, as long as one judges. */
int ring_start(struct ring *ring)
{
	while (ring->started <= ring->jobs &&
	       !pthread_create(&ring->threads[ring->started], NULL,
			       ring->started ? worker : reader, ring))
		ring->started++;
	return ring->started < 2 ? -EAGAIN : 0;
}

int ring_stop(struct ring *ring)
{
	pthread_mutex_lock(&ring->lock);
	ring->stopped = true;
	pthread_cond_broadcast(&ring->room);
	pthread_cond_broadcast(&ring->work);
	pthread_mutex_unlock(&ring->lock);
	while (ring->started)
		pthread_join(ring->threads[--ring->started], NULL);
	return ring->in_err;
}
