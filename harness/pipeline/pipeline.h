/* pipeline.h - runs a submission through all the stages. */
#ifndef PARLAB_PIPELINE_H
#define PARLAB_PIPELINE_H

#include <stdbool.h>

#include "../course/manifest.h"
#include "../gradebook/gradebook.h"
#include "../grading/outcome.h"

/* What all submissions share: this host, what came with parlab, a private
 * folder for tools that boxes are shown.  Open it once; it may then be used
 * from several threads. */
struct workshop;
struct workshop *workshop_open(const char *home); /* NULL: no sandbox here, or parlab is not built */
void workshop_close(struct workshop *workshop);
int workshop_usable_cpus(const struct workshop *workshop);

struct pipeline_job {
	const struct manifest *exercise;
	const char *student; /* NULL: the current user */
	const char *folder;  /* the submission's folder, or */
	const char *file;    /* just the file with the work */
	/* What inputs and worker counts are drawn from (secret_draw.h); NULL: always the same. */
	const char *secret;
	bool tell_secret; /* the commands that repeat a finding carry it: `check --seed` */
	/* Of a class: who the student is, when and how late it was handed in, what was found instead of
	 * the work, and under which other name it was taken (course/submissions.h). */
	const char *name, *section, *found, *taken;
	int64_t handed_in;
	bool late; /* the platform says so */
	double late_share;
	const char *late_words;
	const char *why; /* recorded with the result that this one replaces; or NULL */
	int jobs;        /* parts of one submission examined side by side; 0: one, as in a batch */
	/* Of interest to `check`; zero for everything. */
	bool only_mode;
	enum mode mode;
	int only_case;       /* from 1; 0: all */
	int only_workers;    /* 0: all */
	bool thorough;       /* a second witness looks, too (witness.c) */
	bool time_all_modes; /* modes without speed points are timed, too (bench) */
	bool unexamined;     /* only built and timed: for calibration, where rightness is known */
	bool without_speed;  /* speed is not graded, so its points are neither lost nor pending */
	bool only_charts;    /* no rounds beside the model solution, only the exercise's own charts ... */
	bool only_sizes;     /* ... and of these only time against size (manifest: sizes) */
	bool timed_later;    /* speed is left for another time, so its points are pending */
	bool quick;          /* timing: the fewest rounds, with the most workers, and nothing is confirmed */
	/* Called before each round that is timed, with its number in the result; NULL: not. */
	void (*before_round)(void *context, int round);
	void *before_round_context;
};

struct pipeline;

/* pipeline_start .. pipeline_finish, in this order; each returns -1 only if
 * the grader failed, which then is in the outcome's `fault` too. */
struct pipeline *pipeline_start(struct workshop *workshop, const struct pipeline_job *job);
int pipeline_examine(
	struct pipeline *pipeline); /* stage build check sanitize census; side by side with others */
bool pipeline_worth_timing(const struct pipeline *pipeline);
/* The longest that others wait for the machine: for one series, and for all timing of a
 * submission in one run (a round that has begun is ended). */
struct timing_budget {
	double series_s, submission_s;
};
struct timing_budget timing_budget(void);
/* pipeline_time: measure, charts; alone on the machine.  May be called again, while
 * pipeline_unsettled, for a fresh series of what is still open. */
int pipeline_time(struct pipeline *pipeline);
bool pipeline_unsettled(const struct pipeline *pipeline);
/* pipeline_resume: a recorded outcome (taken over) in the place of examining, scored
 * by the manifest of today.  It may be concluded at once, or rebuilt and timed. */
void pipeline_resume(struct pipeline *pipeline, struct outcome *recorded);
int pipeline_rebuild(struct pipeline *pipeline);
/* pipeline_forget_timing: as if it had not been timed yet; what was built and examined is kept. */
void pipeline_forget_timing(struct pipeline *pipeline);
int pipeline_conclude(struct pipeline *pipeline,
                      struct gradebook *book); /* score, record; book may be NULL */
struct outcome *pipeline_outcome(struct pipeline *pipeline);
void pipeline_finish(struct pipeline *pipeline);

#endif
