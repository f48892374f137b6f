/* outcome.h - all results of one submission.
 *
 * The pipeline fills it in, score turns it into points, the gradebook stores and loads it,
 * reports and terminals show it.  Plain data with owned strings, independent of all other
 * modules.
 */
#ifndef PARLAB_OUTCOME_H
#define PARLAB_OUTCOME_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../kit/protocol.h"
#include "../measure/sample.h"
#include "verdict.h"

enum stage {
	STAGE_COLLECT,
	STAGE_BUILD,
	STAGE_CHECK,
	STAGE_SANITIZE,
	STAGE_CENSUS,
	STAGE_ROBUST,
	STAGE_MEASURE,
	STAGE_COUNT
};
const char *stage_name(enum stage stage); /* "sanitize" */
int stage_from_name(const char *name, enum stage *stage);

/* One thing that was judged: a case in a mode, a sanitizer's run, ... */
struct finding {
	enum stage stage;
	enum mode mode;
	enum verdict verdict;
	int workers;     /* 0: does not apply */
	char *case_name; /* NULL: does not apply */
	char *message;   /* what happened: one or two sentences; NULL if correct */
	char *detail;    /* preformatted text: source lines, compiler output; or NULL */
	char *hint;      /* what to try; or NULL */
	char *again;     /* the command that reproduces it; or NULL */
};

/* Processes and threads, observed from outside (STAGE_CENSUS). */
struct census {
	enum mode mode;
	int workers;        /* requested */
	int processes;      /* created, without the first */
	int threads;        /* created in any process, without each process's first */
	int most_processes; /* alive at one moment, with the first */
	int most_threads;   /* alive at one moment in one process, with its first */
	int working; /* processes or threads (as the mode requires) that each used a fair share of the CPU time and were alive at the same time */
	double cpu_s; /* of all of them */
};

/* A 99% interval unless said otherwise. */
struct interval {
	double median, low, high;
};
/* interval_is_known: no, if nothing was measured: then all three are NaN, or exactly 0 since nothing
 * filled them in. */
static inline bool interval_is_known(struct interval i)
{
	return isfinite(i.median) && !(i.median == 0 && i.low == 0 && i.high == 0);
}

/* The result of the samples for a mode at a worker count (STAGE_MEASURE). */
struct speed {
	enum mode mode;
	int workers;
	int rounds;                                        /* used */
	int dropped;                                       /* rounds dropped on a sensor's evidence */
	double reference_serial_s, reference_s, student_s; /* medians, seconds */
	struct interval reference;                         /* speedup over the reference's serial time */
	struct interval student;
	struct interval canary;
	struct interval gain; /* normalised gain; graded */
	double at_least; /* the gain that the evidence supports, which determines the points; -inf: none */
	double at_most; /* the largest gain that the evidence does not exclude; points up to it are pending; inf: no limit */
	bool graded;          /* this is the graded worker count */
	enum verdict verdict; /* correct, slow, inconclusive, not measurable, wrong answer, ... */
	char *reason;         /* one sentence */
};

/* LATE: what being late costs.  ADJUSTED: what a person added or took away.  Both may have negative
 * points, and neither belongs to the whole. */
enum part_kind { PART_CORRECT, PART_CLEAN, PART_SPEED, PART_QUESTION, PART_ROBUST, PART_LATE, PART_ADJUSTED };
// clang-format off
#define PART_NAMES {"correct", "clean", "speed", "question", "robust", "late", "adjusted"}
// clang-format on

/* Points, each with its reason. */
struct part {
	enum part_kind kind;
	enum mode mode; /* unused (serial) for PART_QUESTION */
	char *name;     /* question's name; NULL else */
	double points;  /* earned */
	double most;    /* the maximum, the same for everybody, including pending points */
	double pending; /* the part of the rest that may still be earned: it waits for another machine, another run or a person */
	enum verdict verdict;
	char *reason; /* one sentence, never NULL */
};

/* part_has_mode: does it belong to a mode, and not to the work as a whole? */
static inline bool part_has_mode(const struct part *part)
{
	return part->kind != PART_QUESTION && part->kind != PART_LATE && part->kind != PART_ADJUSTED;
}

/* An exercise's own chart, drawn from a table by the exercise's script.  It is only for
 * people: it affects no points and no verdict. */
struct chart {
	char *name;    /* of the script and the files: NAME.gp, NAME.tsv, NAME.svg */
	char *title;   /* the caption */
	char *tsv;     /* the table with a header line; NULL if there is none */
	char *problem; /* one line: why the table is missing or incomplete; NULL: it is complete */
};

/* A rule for points: a line of the manifest, kept so that points can be recomputed after
 * the manifest has changed. */
/* NOT_TIMED: timing was skipped.  OPEN_METHOD: another method may be faster.  LATE: `share` of the
 * points is lost, `text` says how late it was.  MARK: a person gave `points` for the part `name`
 * (grading/mark.h), `text` says why. */
enum rule_kind {
	RULE_MODE,
	RULE_BAND,
	RULE_QUESTION,
	RULE_NOT_TIMED,
	RULE_OPEN_METHOD,
	RULE_LATE,
	RULE_MARK
};
// clang-format off
#define RULE_NAMES {"mode", "band", "question", "not-timed", "open-method", "late", "mark"}
// clang-format on
struct rule {
	enum rule_kind kind;
	enum mode mode;                       /* RULE_MODE */
	double correct, clean, robust, speed; /* RULE_MODE: points */
	double gain, share;                   /* RULE_BAND: at least this gain earns this share; falling */
	char *name;                           /* RULE_QUESTION, RULE_MARK */
	double points;
	bool answered;
	char *text; /* RULE_LATE, RULE_MARK; else NULL */
};

/* The text of an answer to a question, for the person who marks it. */
struct answer {
	char *name; /* the question's */
	char *text;
};

/* A result that a later one has replaced; it stays complete in the gradebook. */
struct replaced {
	int64_t id; /* submission.id in the gradebook */
	int64_t graded_at, replaced_at;
	char *replaced_why; /* "submission changed", "--again", ... */
	char *marks, *fault;
	enum verdict verdict;
	double points, most, pending;
};

struct outcome {
	char *student, *exercise, *title;
	char *fingerprint;    /* of everything the evidence depends on (pipeline/fingerprint.h) */
	char *scale;          /* fingerprint of the rules for points, and of the written answers */
	int retimed;          /* how many later runs have timed it further */
	char *name, *section; /* of the student, where a roster or a platform told; or "" */
	int64_t handed_in;    /* seconds since the epoch; 0: not known */
	char *work;           /* the folder or file that was graded, for grading it again */
	int64_t graded_at;    /* seconds since the epoch */
	char *host;           /* one line: CPU, usable CPUs, isolation, compiler */
	char *doctor; /* one line: how fit this host was for timing when this was graded (measure/fitness.h) */
	char *marks;  /* "", or special circumstances of the result, e.g. "without a sandbox" */
	char *fault;  /* NULL, or why the grader failed: then everything below is incomplete */

	enum verdict verdict; /* the headline; set by score_outcome */
	double points, most, pending;

	struct finding *findings;
	size_t finding_count;
	struct census *censuses;
	size_t census_count;
	struct samples samples;
	struct series *series;
	size_t series_count;
	struct rule *rules;
	size_t rule_count;
	struct speed *speeds;
	size_t speed_count;
	struct part *parts;
	size_t part_count;
	struct chart *charts;
	size_t chart_count;
	struct answer *answers;
	size_t answer_count;
	struct replaced *replaced; /* oldest first; the gradebook fills it in */
	size_t replaced_count;
};

/* Each returns the new, zeroed element for the caller to fill in. */
struct finding *outcome_add_finding(struct outcome *outcome);
/* outcome_take_findings: move all findings of `from` to the end of those of `to`. */
void outcome_take_findings(struct outcome *to, struct outcome *from);
struct census *outcome_add_census(struct outcome *outcome);
struct speed *outcome_add_speed(struct outcome *outcome);
struct part *outcome_add_part(struct outcome *outcome);
struct chart *outcome_add_chart(struct outcome *outcome);
struct series *outcome_add_series(struct outcome *outcome);
struct rule *outcome_add_rule(struct outcome *outcome);
struct answer *outcome_add_answer(struct outcome *outcome);
/* outcome_mark: add a special circumstance, unless it is already there. */
void outcome_mark(struct outcome *outcome, const char *mark);
/* outcome_forget_speeds: remove them, before they are recomputed. */
void outcome_forget_speeds(struct outcome *outcome);
/* outcome_forget_rules: remove them, before new ones are stored. */
void outcome_forget_rules(struct outcome *outcome);
void outcome_forget_answers(struct outcome *outcome);
/* outcome_forget_timing: remove everything that timing produced. */
void outcome_forget_timing(struct outcome *outcome);
/* outcome_speed_points: the decided points for speed; *all: including pending ones. "x of y
 * measurable". */
double outcome_speed_points(const struct outcome *outcome, double *all);
void outcome_free(struct outcome *outcome); /* frees the contents, not the struct */

/* The message of right calls that print; shown once. */
#define PRINTS_IN_CALLS "It prints while it computes, which costs time when it is timed: take the printf out."

/* The finding of this stage and mode to show: the first that is not correct, of the
 * sanitizers' the gravest (verdict_rank); or NULL. */
const struct finding *outcome_fault_in(const struct outcome *outcome, enum stage stage, enum mode mode);

#endif
