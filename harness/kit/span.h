/* span.h - who did what when: notes that a student's program may take, for a chart.
 *
 *     #include "span.h"
 *
 *     uint64_t start = span_start();
 *     ... a piece of work ...
 *     span_end(worker, start);
 *
 * In any exercise, from any thread and any forked child, and as often as one
 * likes.  `worker` is the row of the chart, from 0.  A program that is run by hand with
 * `--spans FILE` then writes a row to FILE for each span:
 *
 *     build/assignments/matmul i -w 4 --spans spans.tsv
 *     gnuplot -e "table='spans.tsv'; out='spans.svg'" plots/gantt.gp
 *
 * Columns: schedule (the mode's name), worker, start_s, end_s, in seconds since
 * the call of the student's function.  Rows stand in the order in which spans ended.
 *
 * Without --spans, and always under parlab, nothing is noted: then a pair of calls
 * costs a few nanoseconds, so they may stay where they are.  With it, a span costs a
 * microsecond or two, a system call for the row; that is much for pieces of work
 * that are as short.  No function here fails: a row that cannot be written is missing.
 */
#ifndef PARLAB_SPAN_H
#define PARLAB_SPAN_H

#include <stdint.h>

uint64_t span_start(void);                 /* a moment, for span_end */
void span_end(int worker, uint64_t start); /* from then until now */

/* For the kit (kit_cli.c), while there is one thread: note spans from now on, in a
 * file that is made anew; 0, or -1 with errno. */
int span_open(const char *path, const char *schedule);

#endif
