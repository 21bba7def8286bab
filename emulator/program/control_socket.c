// SPDX-License-Identifier: MIT
#include "control_socket.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/socket.h"
#include "control.h"

#define WORDS_MAX	16
#define WORD_MAX	256
#define ANSWER_MAX	(1U << 20)

static int send_text(int fd, const char *text)
{
	uint32_t size = (uint32_t)strlen(text);
	int err = socket_send(fd, &size, sizeof(size));

	return err ? err : socket_send(fd, text, size);
}

/* A text of at most @max bytes, terminated; allocated. */
static int receive_text(int fd, uint32_t max, char **text)
{
	uint32_t size;
	int err = socket_receive(fd, &size, sizeof(size));

	if (err)
		return err;
	if (size > max)
		return -EMSGSIZE;
	*text = calloc(1, (size_t)size + 1);
	if (!*text)
		return -ENOMEM;
	err = socket_receive(fd, *text, size);
	if (err) {
		free(*text);
		*text = NULL;
	}
	return err;
}

static int receive_words(int fd, char *words[WORDS_MAX], uint32_t *count)
{
	uint32_t i;
	int err = socket_receive(fd, count, sizeof(*count));

	if (!err && *count > WORDS_MAX)
		err = -E2BIG;
	for (i = 0; !err && i < *count; i++)
		err = receive_text(fd, WORD_MAX, &words[i]);
	return err;
}

void control_serve(struct platform *platform, int connection)
{
	char *words[WORDS_MAX] = { NULL }, *answer = NULL;
	uint32_t count = 0, i;
	int32_t result;

	if (receive_words(connection, words, &count) == 0) {
		result = platform_control(platform, (int)count, words, &answer);
		if (socket_send(connection, &result, sizeof(result)) == 0)
			send_text(connection, answer ? answer : "");
		/* The server's loops take it as they take one from outside. */
		if (count == 1 && strcmp(words[0], "stop") == 0)
			kill(getpid(), SIGTERM);
	}
	for (i = 0; i < WORDS_MAX; i++)
		free(words[i]);
	free(answer);
}

static int exchange(int fd, int argc, char *const argv[], int *result,
		    char **answer)
{
	uint32_t count = (uint32_t)argc;
	int32_t code;
	int i, err = socket_send(fd, &count, sizeof(count));

	for (i = 0; !err && i < argc; i++)
		err = send_text(fd, argv[i]);
	if (!err)
		err = socket_receive(fd, &code, sizeof(code));
	if (!err)
		err = receive_text(fd, ANSWER_MAX, answer);
	if (!err)
		*result = code;
	return err;
}

int control_send(const char *dir, int argc, char *const argv[], int *result,
		 char **answer, struct why why)
{
	int err, i, fd;

	*answer = NULL;
	for (i = 0; i < argc; i++)
		if (i >= WORDS_MAX || strlen(argv[i]) > WORD_MAX)
			return because(why, -E2BIG, "too long a command");
	fd = socket_connect(dir, CONTROL_SOCKET, why);
	if (fd < 0)
		return fd;
	err = exchange(fd, argc, argv, result, answer);
	close(fd);
	return err ? because(why, err, "%s: the server ended the talk: %s", dir,
			     strerror(-err))
		   : 0;
}
