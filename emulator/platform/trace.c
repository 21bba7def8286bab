// SPDX-License-Identifier: MIT
#include "trace.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/json_lines.h"

static const char *name_of_type(uint8_t type)
{
	switch (type) {
	case MESSAGE_CPUID_REQ:
		return "cpuid";
	case MESSAGE_KEY_REQ:
		return "key";
	case MESSAGE_REPORT_REQ:
		return "report";
	case MESSAGE_TSC_INFO_REQ:
		return "tsc-info";
	default:
		return "unknown";
	}
}

/* What stands in the guest's page is what it asks for. */
static void put_request(FILE *to, const struct platform *platform,
			const struct guest_exit *exit)
{
	const uint8_t *page = guest_memory_at(&platform->memory, exit->info1,
					      GUEST_PAGE_SIZE);
	struct sealed_header header;

	if (exit->exit_code != EXIT_GUEST_REQUEST &&
	    exit->exit_code != EXIT_EXT_GUEST_REQUEST) {
		fprintf(to, "call 0x%" PRIx64 "\n", exit->exit_code);
		return;
	}
	fprintf(to, "call %s\n", exit->exit_code == EXIT_EXT_GUEST_REQUEST
					  ? "extended" : "plain");
	if (!page) {
		fputs("request nowhere\n", to);
		return;
	}
	header = sealed_header_read(page);
	fprintf(to, "request %s\nvmpck %u\nseqno %" PRIu64 "\n",
		name_of_type(header.type), header.vmpck, header.seqno);
	if (exit->exit_code == EXIT_EXT_GUEST_REQUEST)
		fprintf(to, "pages %" PRIu64 "\n", exit->rbx);
}

static void put_decision(FILE *to, const struct guest_resume *resume,
			 int result)
{
	if (result)
		fprintf(to, "decision guest-ends\nerror %d\n", -result);
	else if (resume->info1)
		fprintf(to, "decision event\ninfo1 %" PRIu64
			"\ninfo2 0x%" PRIx64 "\n", resume->info1, resume->info2);
	else if (resume->info2 == VMM_INVALID_LEN)
		fprintf(to, "decision invalid-len\nneeded %" PRIu64 "\n",
			resume->rbx);
	else if (resume->info2 == VMM_BUSY)
		fputs("decision busy\n", to);
	else if (resume->info2 >> 32)
		fprintf(to, "decision error\ncode 0x%" PRIx64 "\n",
			resume->info2);
	else if (resume->info2)
		fprintf(to, "decision firmware-refused\nstatus 0x%02" PRIx64
			"\n", resume->info2);
	else
		fputs("decision answered\n", to);
}

/* The faults that struck; else who decided follows from the decision. */
static void put_why(FILE *to, const struct platform *platform,
		    const struct hypervisor_call *call)
{
	uint64_t told = call->resume.info2;
	const char *before = "why ";
	int i;

	for (i = 0; i < FAULT_COUNT; i++) {
		if (!faults_strike(&call->strikes, i))
			continue;
		fprintf(to, "%s%s", before, fault_name(i));
		before = ",";
	}
	if (*before == ',')
		fputc('\n', to);
	else if (told == VMM_INVALID_LEN)
		fputs("why table-is-larger\n", to);
	else if (told == VMM_BUSY)
		fputs(platform->hv.limit.window_ms
			      ? "why throttle-or-lock\n"
			      : "why certificates-locked\n", to);
}

/* "NAME=VALUE ..." in one line. */
static void print_text(const char *lines)
{
	size_t name, value;

	flockfile(stderr);
	fputs("snp-emulator:", stderr);
	for (; *lines; lines += value + 1) {
		name = strcspn(lines, " ");
		value = strcspn(lines, "\n");
		fprintf(stderr, " %.*s=%.*s", (int)name, lines,
			(int)(value - name - 1), lines + name + 1);
	}
	fputc('\n', stderr);
	funlockfile(stderr);
}

static void print_json(const char *lines)
{
	flockfile(stderr);
	json_lines(stderr, lines);
	funlockfile(stderr);
}

void trace_exit(const struct platform *platform,
		const struct hypervisor_call *call, int result)
{
	char *lines = NULL;
	size_t size;
	FILE *to;

	if (platform->traced == TRACE_NONE)
		return;
	to = open_memstream(&lines, &size);
	if (!to)
		return;
	fprintf(to, "exit %" PRIu64 "\n", call->number);
	put_request(to, platform, &call->exit);
	put_decision(to, &call->resume, result);
	put_why(to, platform, call);
	if (fclose(to) == 0)
		(platform->traced == TRACE_JSON ? print_json : print_text)(lines);
	free(lines);
}
