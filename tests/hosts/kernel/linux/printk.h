/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_PRINTK_H
#define STANDIN_HOSTS_LINUX_PRINTK_H

/* Whatever is worth an alert is a finding here. */
void lab_alert(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define pr_alert(...)	lab_alert(__VA_ARGS__)

#endif
