// SPDX-License-Identifier: MIT
/*
 * bench_start TIMES COMMAND...: what a start costs: the median of how many
 * milliseconds longer COMMAND takes than `true`, in TIMES pairs of runs.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void child(char *argv[])
{
	int null = open("/dev/null", O_WRONLY);

	dup2(null, STDOUT_FILENO);
	execvp(argv[0], argv);
	_exit(127);
}

/* How long it ran, or -1. */
static double time_of(char *argv[])
{
	double from = milliseconds();
	pid_t pid = fork();
	int status;

	if (!pid)
		child(argv);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		return -1;
	return milliseconds() - from;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, int n)
{
	qsort(values, (size_t)n, sizeof(*values), compare);
	return values[n / 2];
}

/* False when one of the two failed. */
static bool measure(char *command[], double *longer)
{
	static char name[] = "true", *plain[] = { name, NULL };
	double without = time_of(plain), with = time_of(command);

	*longer = with - without;
	return without >= 0 && with >= 0;
}

int main(int argc, char *argv[])
{
	static double longer[1000];
	int n = argc < 3 ? 0 : atoi(argv[1]);

	if (n < 1 || n > 1000) {
		fprintf(stderr, "usage: bench_start TIMES COMMAND...\n");
		return 2;
	}
	for (int i = 0; i < n; i++) {
		if (measure(argv + 2, &longer[i]))
			continue;
		fprintf(stderr, "bench_start: %s failed\n", argv[2]);
		return 3;
	}
	printf("%.1f\n", median(longer, n));
	return 0;
}
