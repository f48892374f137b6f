/* work.h - shared by check and bench: one person's work on one exercise.
 *
 * It reads their common operands and options, finds the exercise and the files, and runs
 * the work through the stages.  Each command shows the result in its own way. */
#ifndef PARLAB_WORK_H
#define PARLAB_WORK_H

#include "../course/catalog.h"
#include "../pipeline/pipeline.h"
#include "options.h"

struct work {
	struct catalog catalog;
	struct pipeline_job job; /* initially set by the command's own options */
	struct workshop *workshop;
	struct pipeline *pipeline;
	char *home, *file, *folder; /* file or folder: one of them is set */
	bool json;
};

/* work_read: read the command line, with the command's own options; finds exercise and
 * files.  False: end with *code.  Call work_free in any case. */
bool work_read(struct work *work, const struct option_row *own, const char *about, const char *exit_codes,
               int argc, char **argv, int *code);
/* work_open: the workshop, once; work_run does it if need be.  -1: nothing can be run here. */
int work_open(struct work *work);
/* work_run: examine, time if requested and worthwhile, and score.  -1: the grader failed. */
int work_run(struct work *work, bool timed);
/* work_words: exercise and file, as a command names them; caller frees. */
char *work_words(const struct work *work);
void work_free(struct work *work);

#endif
