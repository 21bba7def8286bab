/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM sev_guest

#if !defined(SEV_GUEST_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define SEV_GUEST_TRACE_H

#include <linux/tracepoint.h>

#include "channel.h"

/* A request has ended, well or not. */
TRACE_EVENT(snp_exchange,
	TP_PROTO(const struct snp_exchange *exchange, unsigned int outstanding,
		 int result),
	TP_ARGS(exchange, outstanding, result),
	TP_STRUCT__entry(
		__field(u8, type)
		__field(u64, seqno)
		__field(unsigned int, trips)
		__field(u32, waited_ms)
		__field(u64, exitinfo2)
		__field(unsigned int, certs_npages)
		__field(unsigned int, outstanding)
		__field(int, result)
	),
	TP_fast_assign(
		__entry->type = exchange->type;
		__entry->seqno = exchange->seqno;
		__entry->trips = exchange->trips;
		__entry->waited_ms = exchange->waited_ms;
		__entry->exitinfo2 = exchange->exitinfo2;
		__entry->certs_npages = exchange->certs_npages;
		__entry->outstanding = outstanding;
		__entry->result = result;
	),
	TP_printk("type=%u seqno=%llu trips=%u waited_ms=%u exitinfo2=0x%llx certs_npages=%u outstanding=%u result=%d",
		  __entry->type, __entry->seqno, __entry->trips,
		  __entry->waited_ms, __entry->exitinfo2,
		  __entry->certs_npages, __entry->outstanding, __entry->result)
);

/* The certificate buffer that is shared with the host has another size. */
TRACE_EVENT(snp_certs_resize,
	TP_PROTO(unsigned int before, unsigned int after),
	TP_ARGS(before, after),
	TP_STRUCT__entry(
		__field(unsigned int, before)
		__field(unsigned int, after)
	),
	TP_fast_assign(
		__entry->before = before;
		__entry->after = after;
	),
	TP_printk("npages %u -> %u", __entry->before, __entry->after)
);

#endif /* SEV_GUEST_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
