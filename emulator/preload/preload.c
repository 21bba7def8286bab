// SPDX-License-Identifier: MIT
/*
 * libsnp-emulator-preload.so: /dev/sev-guest under an unmodified dynamic
 * program, played by the server of the state directory $SNP_EMULATOR_STATE.
 *
 * Opening the device opens /dev/null, so that the program holds a real file;
 * ioctls on it go to guest_driver.c.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest_driver.h"

#define DEVICE		"/dev/sev-guest"
#define STAND_IN	"/dev/null"
#define FILES_MAX	64
#define EXPORT		__attribute__((visibility("default")))

static struct {
	int fd;
	struct guest_driver *driver;
} files[FILES_MAX];
static unsigned int file_count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static bool is_device(const char *path)
{
	return path && strcmp(path, DEVICE) == 0;
}

/* The C library's own function of that name. */
static void *next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

static int real_close(int fd)
{
	int (*real)(int) = next("close");

	return real(fd);
}

static int remember(int fd, struct guest_driver *driver)
{
	int err = -EMFILE;

	pthread_mutex_lock(&mutex);
	if (file_count < FILES_MAX) {
		files[file_count].fd = fd;
		files[file_count++].driver = driver;
		err = 0;
	}
	pthread_mutex_unlock(&mutex);
	return err;
}

static struct guest_driver *driver_of(int fd)
{
	struct guest_driver *driver = NULL;
	unsigned int i;

	pthread_mutex_lock(&mutex);
	for (i = 0; i < file_count; i++)
		if (files[i].fd == fd)
			driver = files[i].driver;
	pthread_mutex_unlock(&mutex);
	return driver;
}

static struct guest_driver *forget(int fd)
{
	struct guest_driver *driver = NULL;
	unsigned int i;

	pthread_mutex_lock(&mutex);
	for (i = 0; i < file_count; i++) {
		if (files[i].fd != fd)
			continue;
		driver = files[i].driver;
		files[i] = files[--file_count];
		break;
	}
	pthread_mutex_unlock(&mutex);
	return driver;
}

static int open_stand_in(int flags)
{
	int (*real)(const char *, int, ...) = next("open");

	return real(STAND_IN, flags & (O_ACCMODE | O_CLOEXEC));
}

/* No server is a device that is not there. */
static int open_device(int flags)
{
	const char *dir = getenv("SNP_EMULATOR_STATE");
	struct guest_driver *driver;
	int err, fd;

	err = dir ? guest_driver_open(dir, &driver) : -ENOENT;
	if (err) {
		errno = err == -ECONNREFUSED ? ENOENT : -err;
		return -1;
	}
	fd = open_stand_in(flags);
	if (fd >= 0 && remember(fd, driver)) {
		real_close(fd);
		fd = -1;
		errno = EMFILE;
	}
	if (fd < 0)
		guest_driver_close(driver);
	return fd;
}

static mode_t mode_of(int flags, va_list ap)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;
}

#define OPEN(name)							\
	EXPORT int name(const char *path, int flags, ...)		\
	{								\
		int (*real)(const char *, int, ...) = next(#name);	\
		mode_t mode;						\
		va_list ap;						\
									\
		va_start(ap, flags);					\
		mode = mode_of(flags, ap);				\
		va_end(ap);						\
		return is_device(path) ? open_device(flags)		\
				       : real(path, flags, mode);	\
	}

#define OPENAT(name)							\
	EXPORT int name(int dir, const char *path, int flags, ...)	\
	{								\
		int (*real)(int, const char *, int, ...) = next(#name);	\
		mode_t mode;						\
		va_list ap;						\
									\
		va_start(ap, flags);					\
		mode = mode_of(flags, ap);				\
		va_end(ap);						\
		return is_device(path) ? open_device(flags)		\
				       : real(dir, path, flags, mode);	\
	}

/* What a program is compiled to call with _FORTIFY_SOURCE. */
#define OPEN_2(name)							\
	int name(const char *path, int flags);				\
	EXPORT int name(const char *path, int flags)			\
	{								\
		int (*real)(const char *, int) = next(#name);		\
									\
		return is_device(path) ? open_device(flags)		\
				       : real(path, flags);		\
	}

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
OPEN_2(__open_2)
OPEN_2(__open64_2)

EXPORT int close(int fd)
{
	guest_driver_close(forget(fd));
	return real_close(fd);
}

EXPORT int ioctl(int fd, unsigned long request, ...)
{
	int (*real)(int, unsigned long, ...) = next("ioctl");
	struct guest_driver *driver = driver_of(fd);
	void *arg;
	va_list ap;
	int err;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (!driver)
		return real(fd, request, arg);
	err = guest_driver_ioctl(driver, request, arg);
	if (!err)
		return 0;
	errno = -err;
	return -1;
}

EXPORT int access(const char *path, int mode)
{
	int (*real)(const char *, int) = next("access");

	return real(is_device(path) ? STAND_IN : path, mode);
}

EXPORT int stat(const char *path, struct stat *st)
{
	int (*real)(const char *, struct stat *) = next("stat");

	return real(is_device(path) ? STAND_IN : path, st);
}
