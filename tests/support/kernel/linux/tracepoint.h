/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_TRACEPOINT_H
#define STANDIN_LINUX_TRACEPOINT_H

/* An event that nobody looks at. */
#define TP_PROTO(...)		__VA_ARGS__
#define TP_ARGS(...)
#define TP_STRUCT__entry(...)
#define TP_fast_assign(...)
#define TP_printk(...)
#define TRACE_EVENT(name, proto, ...)					\
	static inline void trace_##name(proto)				\
	{								\
	}

#endif
