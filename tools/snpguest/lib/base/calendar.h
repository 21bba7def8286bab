/* SPDX-License-Identifier: MIT */
/*
 * Dates in UTC. Unlike the C library's: no locale, no file of time zones, and
 * 64 bits also where time_t has 32.
 */
#ifndef SNPGUEST_CALENDAR_H
#define SNPGUEST_CALENDAR_H

#include <stdint.h>

#define CALENDAR_TEXT_SIZE 32

/**
 * Seconds since 1970-01-01 of a date that exists.
 * @year: 0 to 9999; @month: 1 to 12
 */
int64_t calendar_seconds(int year, int month, int day, int hour, int minute,
			 int second);

/** "2025-01-24T02:21:48Z" in @text; outside of the years 0 to 9999 the number. */
void calendar_text(int64_t seconds, char text[CALENDAR_TEXT_SIZE]);

#endif
