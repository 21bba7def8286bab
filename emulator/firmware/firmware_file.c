// SPDX-License-Identifier: MIT
#include "firmware_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#define TEXT_MAX	1024

struct word {
	const char *name;
	size_t offset;
};

#define WORD(field)	{ #field, offsetof(struct firmware_state, field) }

static const struct word words[] = {
	{ "count0", offsetof(struct firmware_state, count[0]) },
	{ "count1", offsetof(struct firmware_state, count[1]) },
	{ "count2", offsetof(struct firmware_state, count[2]) },
	{ "count3", offsetof(struct firmware_state, count[3]) },
	WORD(current_tcb),
	WORD(committed_tcb),
	WORD(reported_tcb),
	WORD(launch_tcb),
	WORD(boot),
};

static const struct word flags[] = {
	WORD(vlek_loaded),
	WORD(mask_chip_id),
	WORD(mask_chip_key),
	WORD(vcek_disabled),
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static int print_digest(char *text, size_t length)
{
	uint8_t digest[32];
	size_t i;

	if (!EVP_Digest(text, length, digest, NULL, EVP_sha256(), NULL))
		return -ENOMEM;
	length += (size_t)sprintf(text + length, "sha256 = ");
	for (i = 0; i < sizeof(digest); i++)
		length += (size_t)sprintf(text + length, "%02x", digest[i]);
	sprintf(text + length, "\n");
	return 0;
}

/* Every line has the same length for every value. */
static int print_state(const struct firmware_state *state, char text[TEXT_MAX])
{
	const char *base = (const char *)state;
	size_t i, n = 0;

	n += (size_t)sprintf(text + n, "firmware = 1\n");
	for (i = 0; i < COUNT(words); i++)
		n += (size_t)sprintf(text + n, "%s = %016" PRIx64 "\n",
				     words[i].name,
				     *(const uint64_t *)(base + words[i].offset));
	for (i = 0; i < COUNT(flags); i++)
		n += (size_t)sprintf(text + n, "%s = %d\n", flags[i].name,
				     *(const bool *)(base + flags[i].offset));
	return print_digest(text, n);
}

static int parse_state(const char *text, struct firmware_state *state)
{
	char *base = (char *)state, name[32];
	uint64_t value;
	size_t i, skip;
	int used;

	skip = strlen("firmware = 1\n");
	for (i = 0; i < COUNT(words) + COUNT(flags); i++) {
		const struct word *word = i < COUNT(words)
						  ? &words[i]
						  : &flags[i - COUNT(words)];

		if (sscanf(text + skip, "%31s = %" SCNx64 "\n%n", name, &value,
			   &used) != 2 ||
		    strcmp(name, word->name))
			return -EBADMSG;
		skip += (size_t)used;
		if (i < COUNT(words))
			*(uint64_t *)(base + word->offset) = value;
		else
			*(bool *)(base + word->offset) = value != 0;
	}
	return 0;
}

int firmware_file_open(int dir, bool create, struct why why)
{
	int fd = openat(dir, FIRMWARE_FILE,
			O_RDWR | O_CLOEXEC | (create ? O_CREAT | O_EXCL : 0),
			0644);

	if (fd < 0)
		return because(why, -errno, "firmware: %s", strerror(errno));
	return fd;
}

int firmware_file_read(int fd, struct firmware_state *state, struct why why)
{
	char text[TEXT_MAX] = "", again[TEXT_MAX];
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	if (n < 0)
		return because(why, -errno, "firmware: %s", strerror(errno));
	if (parse_state(text, state) || print_state(state, again) ||
	    strcmp(text, again))
		return because(why, -EBADMSG,
			       "firmware: damaged; put a copy back or make a new state with init");
	return 0;
}

int firmware_file_write(int fd, const struct firmware_state *state)
{
	char text[TEXT_MAX];
	ssize_t n;
	int err = print_state(state, text);

	if (err)
		return err;
	n = pwrite(fd, text, strlen(text), 0);
	if (n < 0)
		return -errno;
	return (size_t)n == strlen(text) ? 0 : -ENOSPC;
}
