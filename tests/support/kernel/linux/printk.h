/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_PRINTK_H
#define STANDIN_LINUX_PRINTK_H

/* What is said, for a test that listens. */
__attribute__((format(printf, 1, 2))) void standin_say(const char *format, ...);

#define pr_alert(...)			standin_say(__VA_ARGS__)
#define pr_err(...)			standin_say(__VA_ARGS__)
#define pr_warn(...)			standin_say(__VA_ARGS__)
#define pr_warn_ratelimited(...)	standin_say(__VA_ARGS__)
#define pr_debug(...)			standin_say(__VA_ARGS__)

#endif
