/* span.c - a row for each span, to one file from many threads and processes.
 *
 * All threads and children share the open file.  A row is one write() in append mode: rows
 * need no lock, never mix, and are never lost in a buffer when a child ends with _exit().
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "span.h"

enum { ROW_BYTES = 128 };

/* Set once, before the first thread starts. */
static int rows = -1;
static const char *rows_schedule;
static uint64_t zero_ns;

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static int put(const char *row, size_t bytes)
{
	return write(rows, row, bytes) == (ssize_t)bytes ? 0 : -1;
}

int span_open(const char *path, const char *schedule)
{
	static const char header[] = "schedule\tworker\tstart_s\tend_s\n";

	rows = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
	if (rows < 0 || put(header, strlen(header)) != 0)
		return -1;
	rows_schedule = schedule;
	zero_ns = now_ns();
	return 0;
}

uint64_t span_start(void)
{
	return rows < 0 ? 0 : now_ns();
}

void span_end(int worker, uint64_t start)
{
	char row[ROW_BYTES];
	int bytes;

	if (rows < 0)
		return;
	bytes = snprintf(row, sizeof row, "%s\t%d\t%.9f\t%.9f\n", rows_schedule, worker,
	                 1e-9 * (double)(int64_t)(start - zero_ns), 1e-9 * (double)(now_ns() - zero_ns));
	if (bytes > 0 && bytes < (int)sizeof row)
		(void)!put(row, (size_t)bytes);
}
