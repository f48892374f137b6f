/* format.h - numbers as people read them, the same on pages and terminals.
 *
 * A result is a small struct that holds the text, so it can be used in an argument list:
 * printf("%s", format_points(x).s).  Pure; cannot fail.
 */
#ifndef PARLAB_FORMAT_H
#define PARLAB_FORMAT_H

#include <stdint.h>

#include "../grading/outcome.h"

struct format {
	char s[64];
};

struct format format_points(double points);          /* 18, 16.5, 0.333333 */
struct format format_of(double points, double most); /* "16.5 of 20" */
struct format format_seconds(double seconds);        /* 1.23 s, 45.6 ms, 789 us; "-" if unknown */
struct format format_ratio(double ratio);            /* 1.93; "-" for NaN */
struct format format_fraction(double fraction);      /* 0.05, 0.00123; "-" for NaN */
struct format format_interval(struct interval i);    /* 1.93 [1.88, 1.97]; "-" if unknown */
struct format format_seconds_interval(struct interval i);
struct format format_time(int64_t epoch_s); /* 2024-05-01 12:00:00 UTC */

/* format_sentence: the text with a capital first letter, unless its first word is an
 * identifier such as `factorization_fork`; caller frees. */
char *format_sentence(const char *text);

#endif
