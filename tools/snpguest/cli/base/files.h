/* SPDX-License-Identifier: MIT */
/* Files are read whole and bounded, and written whole or not at all. */
#ifndef FILES_H
#define FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** struct buffer - bytes that belong to us; free(@data) */
struct buffer {
	uint8_t *data;
	size_t len;
};

/** Frees @bytes, and leaves no bytes there. */
void buffer_free(struct buffer *bytes);

/* Far above the largest thing that is meant to be read. */
#define FILE_LIMIT ((size_t)2 << 20)

/* Permissions before the umask; a secret never has others. */
#define MODE_PUBLIC ((mode_t)0666)
#define MODE_SECRET ((mode_t)0600)

/** @path, or words for "-". */
const char *file_shown_name(const char *path);

/**
 * file_try_read() - the first bytes of a file, without a word
 * @path: a regular file, a pipe or a device; "-" is standard input
 * @size: room; what is behind them is not read
 *
 * Return: 0, also for an empty file; a negative errno: -EISDIR, -ENOENT, ...,
 * and then @bytes is NULL and 0: it may be freed, once or twice, or not at all.
 */
int file_try_read(const char *path, size_t size, struct buffer *bytes);

/**
 * file_try_read_regular() - the same of a name that somebody else chose
 *
 * Nothing but a regular file is opened, since opening a device may do something
 * and opening a pipe may not end; nor is one waited for that has no bytes yet,
 * as /proc/kmsg. "-" is a file of that name.
 *
 * Return: as file_try_read(); -EINVAL for what is no regular file, -EAGAIN.
 */
int file_try_read_regular(const char *path, size_t size, struct buffer *bytes);

/** file_try_read_fd() - the same of what is open, from where it stands */
int file_try_read_fd(int fd, size_t size, struct buffer *bytes);

/** trouble() for what file_try_read() returned. Return: -1. */
int file_complain(const char *path, int err);

/**
 * file_read() - all of a file
 * @limit: more bytes are an error
 *
 * Return: 0; -1 after trouble() named the file and the cause: missing, a
 * directory, empty, larger than @limit, unreadable, out of memory; then @bytes
 * is NULL and 0.
 */
int file_read(const char *path, size_t limit, struct buffer *bytes);

/**
 * file_write() - put @len bytes in @path, completely or not at all
 * @path: "-" is standard output
 * @mode: of a new file, from its creation on
 *
 * Writes a temporary name in the same directory, syncs it and renames it, so
 * an old content stays until the new one is complete. Pipes and character
 * devices are written to as they are.
 *
 * Return: 0; -1 after trouble() named the file and the cause.
 */
int file_write(const char *path, const void *data, size_t len, mode_t mode);

/**
 * file_try_write() - the same without a word, and a link at @path is replaced
 *
 * Return: 0, a negative errno.
 */
int file_try_write(const char *path, const void *data, size_t len,
		   mode_t mode);

/**
 * directory_make() - make @path a directory unless it is one
 *
 * Return: 0; -1 after trouble().
 */
int directory_make(const char *path);

/**
 * directory_try() - could @path be a directory: it is one, or not there
 *
 * Return: 0; -1 after trouble().
 */
int directory_try(const char *path);

/** True when both are there and one regular file, by whatever names. */
bool path_is_same_file(const char *path, const char *other);

/** True also when neither is there and both would be one file. */
bool path_would_be_same_file(const char *path, const char *other);

/** True when @path is, or would be, a file right in @directory. */
bool path_lies_in(const char *path, const char *directory);

/** True when @path is a directory, or a link to one. */
bool path_is_directory(const char *path);

/**
 * path_is_special() - true for what a directory of files should not hold
 *
 * Directories, pipes, sockets and devices; reading one might not end.
 */
bool path_is_special(const char *path);

/** "@directory/@name" in new memory; NULL after trouble(). */
char *path_join(const char *directory, const char *name);

#endif /* FILES_H */
