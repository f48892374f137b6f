/* when.c - points in time as people and platforms write them (when.h).
 *
 * Only year, month and day in this order are understood: 05.11. and 11/5 mean different days to
 * different people.
 */
#include "when.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#include "base.h"

static int wrong(const char *text)
{
	return error_set("'%.64s' is no time; write it like 2026-11-05 23:59 or 2026-11-05T23:59:00Z", text);
}

/* digits: exactly `count` of them at *at, which is advanced. */
static bool digits(const char **at, int count, int least, int most, int *value)
{
	*value = 0;
	for (int i = 0; i < count; i++, (*at)++) {
		if (!isdigit((unsigned char)**at))
			return false;
		*value = 10 * *value + (**at - '0');
	}
	return *value >= least && *value <= most;
}

static bool skip(const char **at, const char *any)
{
	bool there = **at && strchr(any, **at);

	*at += there;
	return there;
}

static bool clock_time(const char **at, struct tm *tm)
{
	if (!digits(at, 2, 0, 23, &tm->tm_hour) || !skip(at, ":") || !digits(at, 2, 0, 59, &tm->tm_min))
		return false;
	if (!skip(at, ":"))
		return true;
	if (!digits(at, 2, 0, 60, &tm->tm_sec))
		return false;
	if (skip(at, ".,"))
		*at += strspn(*at, "0123456789");
	return true;
}

/* zone: *offset_s east of UTC; false: neither a zone nor the end. */
static bool zone(const char **at, bool *given, int *offset_s)
{
	int hours, minutes = 0;

	*at += strspn(*at, " ");
	*offset_s = 0;
	*given = **at != '\0';
	if (!*given)
		return true;
	if (strcmp(*at, "Z") == 0 || strcmp(*at, "UTC") == 0)
		return true;
	bool west = **at == '-';
	if (!skip(at, "+-") || !digits(at, 2, 0, 14, &hours))
		return false;
	skip(at, ":");
	if (**at && !digits(at, 2, 0, 59, &minutes))
		return false;
	*offset_s = (west ? -1 : 1) * (hours * 3600 + minutes * 60);
	return **at == '\0';
}

/* The 31st of February is the 3rd of March to timegm. */
static bool is_a_day(const struct tm *tm)
{
	struct tm copy = {.tm_year = tm->tm_year, .tm_mon = tm->tm_mon, .tm_mday = tm->tm_mday};

	timegm(&copy);
	return copy.tm_mon == tm->tm_mon;
}

int when_parse(const char *text, int64_t *epoch_s)
{
	const char *at = text;
	int year, month, day, offset_s;
	bool zoned;

	if (!digits(&at, 4, 1970, 9999, &year) || !skip(&at, "-") || !digits(&at, 2, 1, 12, &month) ||
	    !skip(&at, "-") || !digits(&at, 2, 1, 31, &day))
		return wrong(text);
	struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_isdst = -1};
	bool timed =
		*at && (skip(&at, "T") || (*at == ' ' && isdigit((unsigned char)at[1]) && skip(&at, " ")));
	if (timed && !clock_time(&at, &tm))
		return wrong(text);
	if (!timed) {
		tm.tm_hour = 23;
		tm.tm_min = tm.tm_sec = 59;
	}
	if (!zone(&at, &zoned, &offset_s) || !is_a_day(&tm))
		return wrong(text);
	*epoch_s = zoned ? (int64_t)timegm(&tm) - offset_s : (int64_t)mktime(&tm);
	return 0;
}
