/* span.h - record which worker did what, and when, for a chart.
 *
 *     #include "span.h"
 *
 *     uint64_t start = span_start();
 *     ... a piece of work ...
 *     span_end(worker, start);
 *
 * Works in any exercise, from any thread and any forked child, any number of times.
 * `worker` is the row of the chart, from 0.  A program run by hand with `--spans FILE`
 * writes a row to FILE for each span:
 *
 *     build/assignments/matmul threads -w 4 --spans spans.tsv
 *     gnuplot -e "table='spans.tsv'; out='spans.svg'" plots/gantt.gp
 *
 * Columns: schedule (the mode's name), worker, start_s, end_s, in seconds since the call of
 * the student's function.  Rows are in the order in which spans ended.
 *
 * Without --spans, and always under parlab, nothing is recorded: a pair of calls costs a
 * few nanoseconds and can stay in the code.  With --spans, each span costs a system call of
 * one or two microseconds, so it should cover work that takes much longer.  No function
 * here fails: a row that cannot be written is left out.
 */
#ifndef PARLAB_SPAN_H
#define PARLAB_SPAN_H

#include <stdint.h>

uint64_t span_start(void);                 /* a moment, for span_end */
void span_end(int worker, uint64_t start); /* from then until now */

/* For the kit (kit_cli.c), while there is one thread: record spans from now on, in a
 * new file; 0, or -1 with errno. */
int span_open(const char *path, const char *schedule);

#endif
