// SPDX-License-Identifier: MIT
#include "trace.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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
static void print_request(const struct platform *platform,
			  const struct guest_exit *exit)
{
	const uint8_t *page = guest_memory_at(&platform->memory, exit->info1,
					      GUEST_PAGE_SIZE);
	struct sealed_header header;

	if (exit->exit_code != EXIT_GUEST_REQUEST &&
	    exit->exit_code != EXIT_EXT_GUEST_REQUEST) {
		fprintf(stderr, "code=0x%" PRIx64, exit->exit_code);
		return;
	}
	fputs(exit->exit_code == EXIT_EXT_GUEST_REQUEST ? "extended" : "plain",
	      stderr);
	if (!page) {
		fputs(" request=nowhere", stderr);
		return;
	}
	header = sealed_header_read(page);
	fprintf(stderr, " request=%s vmpck=%u seqno=%" PRIu64,
		name_of_type(header.type), header.vmpck, header.seqno);
	if (exit->exit_code == EXIT_EXT_GUEST_REQUEST)
		fprintf(stderr, " pages=%" PRIu64, exit->rbx);
}

static void print_decision(const struct guest_resume *resume, int result)
{
	if (result)
		fprintf(stderr, " decision=guest-ends error=%d", -result);
	else if (resume->info1)
		fprintf(stderr, " decision=event info1=%" PRIu64
			" info2=0x%" PRIx64, resume->info1, resume->info2);
	else if (resume->info2 == VMM_INVALID_LEN)
		fprintf(stderr, " decision=invalid-len needed=%" PRIu64,
			resume->rbx);
	else if (resume->info2 == VMM_BUSY)
		fputs(" decision=busy", stderr);
	else if (resume->info2 >> 32)
		fprintf(stderr, " decision=error code=0x%" PRIx64,
			resume->info2);
	else if (resume->info2)
		fprintf(stderr, " decision=firmware-refused status=0x%02" PRIx64,
			resume->info2);
	else
		fputs(" decision=answered", stderr);
}

/* The faults that struck; else who decided follows from the decision. */
static void print_why(const struct platform *platform,
		      const struct hypervisor_call *call)
{
	uint64_t told = call->resume.info2;
	const char *before = " why=";
	int i;

	for (i = 0; i < FAULT_COUNT; i++) {
		if (!faults_strike(&call->strikes, i))
			continue;
		fprintf(stderr, "%s%s", before, fault_name(i));
		before = ",";
	}
	if (strcmp(before, " why="))
		return;
	if (told == VMM_INVALID_LEN)
		fputs(" why=table-is-larger", stderr);
	else if (told == VMM_BUSY)
		fputs(platform->hv.limit.window_ms ? " why=throttle-or-lock"
						   : " why=certificates-locked",
		      stderr);
}

void trace_exit(const struct platform *platform,
		const struct hypervisor_call *call, int result)
{
	if (!platform->traced)
		return;
	flockfile(stderr);
	fprintf(stderr, "snp-emulator: exit=%" PRIu64 " ", call->number);
	print_request(platform, &call->exit);
	print_decision(&call->resume, result);
	print_why(platform, call);
	fputc('\n', stderr);
	funlockfile(stderr);
}
