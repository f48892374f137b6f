/* memcheck_report.c - read Memcheck's log.
 *
 * Each line begins with "==PID== "; a report is a headline and a line for each frame, innermost
 * first: "   at 0x1093AC: work (in /driver)", "   by 0x...".  Only reads of memory that was never
 * written count: for all else AddressSanitizer is the better witness.
 */
#include "memcheck_report.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"

/* LOADED_AT: where valgrind puts a position-independent program, always. */
enum { LINES_MOST = 12, LOADED_AT = 0x108000 };
static const char innermost[] = "   at ";

static bool begins_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* The text of a line behind "==PID== "; NULL: it is not valgrind's. */
static const char *text_of(const char *line)
{
	if (!begins_with(line, "=="))
		return NULL;
	const char *at = line + 2;
	while (isdigit((unsigned char)*at))
		at++;
	return begins_with(at, "== ") ? at + 3 : NULL;
}

static bool is_headline(const char *text)
{
	return begins_with(text, "Conditional jump or move depends on uninitialised value") ||
	       begins_with(text, "Use of uninitialised value of size");
}

/* Of a frame, in the program's file. */
static uint64_t address_of(const char *frame)
{
	uint64_t address = strtoull(frame + strlen(innermost), NULL, 16);

	return address >= LOADED_AT ? address - LOADED_AT : 0;
}

static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : line + strlen(line);
}

/* From the headline on. */
static char *lines_of(const char *line)
{
	struct text text;
	FILE *to = text_open(&text);

	for (int n = 0; n < LINES_MOST && *line; n++, line = next_line(line)) {
		const char *words = text_of(line);
		size_t length = words ? strcspn(words, "\n") : 0;
		if (length == 0)
			break;
		fprintf(to, "%.*s\n", (int)length, words);
	}
	return text_close(&text);
}

char *memcheck_report(const char *log, uint64_t from, uint64_t to, uint64_t *address)
{
	for (const char *line = log; *line; line = next_line(line)) {
		const char *words = text_of(line), *frame = text_of(next_line(line));
		if (!words || !is_headline(words) || !frame || !begins_with(frame, innermost))
			continue;
		*address = address_of(frame);
		if (*address >= from && *address < to)
			return lines_of(line);
	}
	return NULL;
}
