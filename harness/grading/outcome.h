/* outcome.h - everything that was found out about one submission.
 *
 * The pipeline fills it in, score turns it into points, the gradebook stores
 * and returns it, reports and terminals show it.  Plain data, owned strings;
 * it knows nobody.
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
	STAGE_STAGE,
	STAGE_BUILD,
	STAGE_CHECK,
	STAGE_SANITIZE,
	STAGE_CENSUS,
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
	char *detail;    /* preformatted text: source lines, the compiler's words; or NULL */
	char *hint;      /* what to try; or NULL */
	char *again;     /* the command that reproduces it; or NULL */
};

/* What was seen from outside of who ran (STAGE_CENSUS). */
struct census {
	enum mode mode;
	int workers;        /* asked for */
	int processes;      /* created, without the first */
	int threads;        /* created in any process, without each process's first */
	int most_processes; /* alive at one moment, with the first */
	int most_threads;   /* alive at one moment in one process, with its first */
	int working;  /* processes or threads (the mode's kind) that each used a fair share of the CPU time
	                          and whose lives overlapped */
	double cpu_s; /* of all of them */
};

/* A 99% interval unless said otherwise. */
struct interval {
	double median, low, high;
};

/* What the samples say about a mode at a worker count (STAGE_MEASURE). */
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
	double at_least; /* the gain that the evidence supports, for which points are given; -inf: none */
	double at_most; /* the largest gain that it does not exclude; points up to it are pending; inf: none */
	bool graded;    /* this worker count is the one that is graded */
	enum verdict verdict; /* correct, slow, inconclusive, not measurable, wrong answer, ... */
	char *reason;         /* one sentence */
};

enum part_kind { PART_CORRECT, PART_CLEAN, PART_SPEED, PART_QUESTION };
// clang-format off
#define PART_NAMES {"correct", "clean", "speed", "question"}
// clang-format on

/* Points, each with its reason. */
struct part {
	enum part_kind kind;
	enum mode mode; /* PART_QUESTION: serial, unused */
	char *name;     /* question's name; NULL else */
	double points;  /* earned */
	double most;    /* could be earned; the same for everybody, whatever is pending */
	double pending; /* of the rest: may still be earned, and waits for another machine, another run or a person */
	enum verdict verdict;
	char *reason; /* one sentence, always there */
};

/* A chart of the exercise's own, drawn from a table by a script of the exercise.
 * For people: it carries no points and changes no verdict. */
struct chart {
	char *name;    /* of the script and the files: NAME.gp, NAME.tsv, NAME.svg */
	char *title;   /* caption: what is seen */
	char *tsv;     /* the table with a header line; NULL if there is none */
	char *problem; /* one line: why there is no table, or not all of it; NULL: nothing to say */
};

/* What the points were given by: a line of the manifest, kept so that points
 * can be worked out again when the manifest has long changed. */
/* The last: speed was left for another time. */
enum rule_kind { RULE_MODE, RULE_BAND, RULE_QUESTION, RULE_NOT_TIMED };
// clang-format off
#define RULE_NAMES {"mode", "band", "question", "not-timed"}
// clang-format on
struct rule {
	enum rule_kind kind;
	enum mode mode;               /* RULE_MODE */
	double correct, clean, speed; /* RULE_MODE: points */
	double gain, share;           /* RULE_BAND: at least this gain earns this share; falling */
	char *name;                   /* RULE_QUESTION */
	double points;
	bool answered;
};

/* A result that a later one has replaced; the whole of it stays in the gradebook. */
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
	char *fingerprint; /* of all that the evidence hangs on (pipeline/fingerprint.h) */
	char *scale;       /* fingerprint of what the points are given by, and of the written answers */
	int retimed;       /* how often a later run of the grader has gone on timing it */
	int64_t graded_at; /* seconds since the epoch */
	char *host;        /* one line: CPU, usable CPUs, isolation, compiler */
	char *doctor; /* one line: how fit this host was to time when this was graded (measure/fitness.h) */
	char *marks;  /* "" or what taints the result, e.g. "without a sandbox" */
	char *fault;  /* NULL, or why the grader failed on it: then nothing below is complete */

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
	struct replaced *replaced; /* oldest first; the gradebook fills it in */
	size_t replaced_count;
};

/* Each returns the new element, zeroed, to be filled in by the caller. */
struct finding *outcome_add_finding(struct outcome *outcome);
/* outcome_take_findings: move all findings of `from` to the end of those of `to`. */
void outcome_take_findings(struct outcome *to, struct outcome *from);
struct census *outcome_add_census(struct outcome *outcome);
struct speed *outcome_add_speed(struct outcome *outcome);
struct part *outcome_add_part(struct outcome *outcome);
struct chart *outcome_add_chart(struct outcome *outcome);
struct series *outcome_add_series(struct outcome *outcome);
struct rule *outcome_add_rule(struct outcome *outcome);
/* outcome_mark: one more thing that taints the result; said once. */
void outcome_mark(struct outcome *outcome, const char *mark);
/* outcome_forget_speeds: drop them, to be worked out anew. */
void outcome_forget_speeds(struct outcome *outcome);
/* outcome_forget_rules: drop them, to be kept anew. */
void outcome_forget_rules(struct outcome *outcome);
/* outcome_forget_timing: drop all that was timed, as if it had not been yet. */
void outcome_forget_timing(struct outcome *outcome);
/* outcome_speed_points: those that are decided; *all: with those that are pending.  "x of y measurable". */
double outcome_speed_points(const struct outcome *outcome, double *all);
void outcome_free(struct outcome *outcome); /* what it holds, not the struct */

/* The first finding of this stage and mode that is not correct, or NULL. */
const struct finding *outcome_fault_in(const struct outcome *outcome, enum stage stage, enum mode mode);

#endif
