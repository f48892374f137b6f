/* times.h - what is told about the times of several calls, for a person who measures by hand.
 *
 * The first call of a program is told apart: it pays for fresh memory, cold caches and the
 * start of the first threads.  No grade uses any of these times. */
#ifndef PARLAB_TIMES_H
#define PARLAB_TIMES_H

#include <stddef.h>
#include <stdio.h>

/* Two lines: the first call; of the others median, minimum, and a 95% confidence interval of
 * the median, if there are enough calls for one.  `seconds` [calls], calls >= 1; its order is
 * changed. */
void times_print(double *seconds, size_t calls, FILE *to);

/* How many of n sorted times, 1 to 16000, lie below the interval of the median, and as many above it: the
 * largest number with which it still has 95% (exact, from order statistics: the number of times
 * below the true median is binomial; David and Nagaraja, Order Statistics, section 7.1).  -1: even
 * the whole range has less. */
long times_outside(size_t n);

#endif
