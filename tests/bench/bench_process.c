// SPDX-License-Identifier: MIT
/*
 * bench_process TIMES COMMAND...: what a process costs: the least user and
 * system time in microseconds, and the peak memory in KiB, of TIMES runs.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long microseconds(struct timeval t)
{
	return t.tv_sec * 1000000 + t.tv_usec;
}

static void child(char *argv[])
{
	int null = open("/dev/null", O_WRONLY);

	dup2(null, STDOUT_FILENO);
	execvp(argv[0], argv);
	_exit(127);
}

static int run(char *argv[], struct rusage *usage)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		child(argv);
	if (pid < 0 || wait4(pid, &status, 0, usage) != pid)
		return -1;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -1;
}

int main(int argc, char *argv[])
{
	long best = -1, memory = 0;

	if (argc < 3) {
		fprintf(stderr, "usage: bench_process TIMES COMMAND...\n");
		return 2;
	}
	for (int i = atoi(argv[1]); i > 0; i--) {
		struct rusage usage;
		long cpu;

		if (run(argv + 2, &usage)) {
			fprintf(stderr, "bench_process: %s failed\n", argv[2]);
			return 3;
		}
		cpu = microseconds(usage.ru_utime) +
		      microseconds(usage.ru_stime);
		if (best < 0 || cpu < best)
			best = cpu;
		memory = usage.ru_maxrss > memory ? usage.ru_maxrss : memory;
	}
	printf("%ld %ld\n", best, memory);
	return 0;
}
