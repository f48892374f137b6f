/* work.h - what check and bench share: one person's work on one exercise.
 *
 * It reads their common operands and options, finds the exercise and the
 * files, and takes the work through the stages.  What comes out is shown by
 * each command in its own way. */
#ifndef PARLAB_WORK_H
#define PARLAB_WORK_H

#include "../course/catalog.h"
#include "../pipeline/pipeline.h"
#include "options.h"

struct work {
	struct catalog catalog;
	struct pipeline_job job; /* to begin with what the command's own options ask for */
	struct workshop *workshop;
	struct pipeline *pipeline;
	char *home, *file, *folder; /* file or folder: one of them */
	bool json;
};

/* work_read: the command line, with the command's own options; finds exercise
 * and files.  False: end with *code, after work_free, as after true. */
bool work_read(struct work *work, const struct option_row *own, const char *about, const char *exit_codes,
               int argc, char **argv, int *code);
/* work_run: examine, time if it is to be timed and worth it, and score.  -1: the grader failed. */
int work_run(struct work *work, bool timed);
void work_free(struct work *work);

#endif
