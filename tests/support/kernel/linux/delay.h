/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_DELAY_H
#define STANDIN_LINUX_DELAY_H

/* Lets the test's clock go on. */
void msleep(unsigned int ms);

#endif
