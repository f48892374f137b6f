/* worker_counts.h - with how many workers a submission is called.
 *
 * check: the numbers that the case lists, or else 1, 2, 3, 7 and one drawn.
 * sanitize, census, robust: drawn, from ranges that overlap with each other and with check's, so
 * that a number does not reveal what a call is for.  measure: measure/host.h, by the CPUs.
 * --workers overrides all of them.  The draws are those of the job's secret
 * (secret_draw.h); every number is below the exercise's limit of processes.
 */
#ifndef PARLAB_WORKER_COUNTS_H
#define PARLAB_WORKER_COUNTS_H

#include "stages.h"

/* The numbers for a case in check, in the order in which they are tried; the caller frees. */
int *worker_counts_checked(const struct pipeline_job *job, enum mode mode, size_t case_index, size_t *count);
/* The most numbers for a case in check. */
unsigned worker_counts_most(const struct manifest_case *c);
/* The number for a call under a sanitizer; `many`: it may be a large one. */
int worker_count_sanitized(const struct pipeline_job *job, enum flavour flavour, enum mode mode,
                           size_t case_index, bool many);
/* The number for the census: at least two, about as many as the manifest says. */
int worker_count_census(const struct pipeline_job *job, enum mode mode);
/* The number for calls in which something fails: a few, so that some exist when one cannot start. */
int worker_count_robust(const struct pipeline_job *job, enum mode mode);

#endif
