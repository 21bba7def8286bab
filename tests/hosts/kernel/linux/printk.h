/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_PRINTK_H
#define STANDIN_HOSTS_LINUX_PRINTK_H

/* Whatever is worth an alert is a finding here. */
void lab_alert(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Compiled, and nobody listens. */
#define lab_say(...)	((void)(0 && __builtin_printf(__VA_ARGS__)))

#define pr_alert(...)			lab_alert(__VA_ARGS__)
#define pr_err(...)			lab_say(__VA_ARGS__)
#define pr_warn(...)			lab_say(__VA_ARGS__)
#define pr_warn_ratelimited(...)	lab_say(__VA_ARGS__)

#endif
