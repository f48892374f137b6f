/* pipeline.c - runs a submission through all the stages.
 *
 * Read it from top to bottom: collect, build, check, sanitize, census, robust, measure (and
 * charts),
 * score, record.  It decides the order of the stages and which are worthwhile, and keeps
 * the two kinds of failure apart: a stage returns -1 only if the grader failed, which
 * becomes outcome.fault and never affects points.
 */
#include "pipeline.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../grading/score.h"
#include "../grading/speed.h"
#include "stages.h"

struct pipeline {
	struct submission sub;
	struct measuring measuring;
};

/* describe: what the class knows about this hand-in; also of a result that is resumed. */
static void describe(struct pipeline *p)
{
	const struct pipeline_job *job = &p->sub.job;
	struct outcome *o = &p->sub.outcome;
	char *place = realpath(job->folder ? job->folder : job->file, NULL);

	free(o->name);
	free(o->section);
	free(o->work);
	o->name = xstrdup(job->name ? job->name : "");
	o->section = xstrdup(job->section ? job->section : "");
	o->work = xstrdup(place ? place : "");
	o->handed_in = job->handed_in;
	free(place);
	if (job->late_words || job->late)
		outcome_mark(o, "late");
	if (job->taken) {
		char *mark = xasprintf("handed in as '%s'", job->taken);
		outcome_mark(o, mark);
		free(mark);
	}
}

struct pipeline *pipeline_start(struct workshop *workshop, const struct pipeline_job *job)
{
	struct pipeline *p = xcalloc(1, sizeof *p);
	struct outcome *o = &p->sub.outcome;

	p->sub.workshop = workshop;
	p->sub.job = *job;
	p->sub.oracles = oracle_pool_new();
	o->student = xstrdup(job->student ? job->student : "you");
	o->exercise = xstrdup(job->exercise->name);
	o->title = xstrdup(job->exercise->title);
	char *host = host_line(&workshop->host);
	o->host =
		xasprintf("parlab " PARLAB_VERSION "; %s; memory by %s, processes by %s, freezing by %s; %s",
	                  host, workshop->box_host.memory, workshop->box_host.processes,
	                  workshop->box_host.freezer, workshop->compiler);
	free(host);
	o->marks = xstrdup(box_is_without() ? "without a sandbox" : "");
	o->doctor = xstrdup(workshop->doctor);
	o->graded_at = clock_epoch_s();
	describe(p);
	return p;
}

/* The grader failed: keep its message. */
static int fault(struct pipeline *p, const char *stage)
{
	free(p->sub.outcome.fault);
	p->sub.outcome.fault = xasprintf("%s: %s", stage, error_text());
	return -1;
}

static bool fell_short(const struct pipeline *p, enum stage stage)
{
	for (size_t i = 0; i < p->sub.outcome.finding_count; i++)
		if (p->sub.outcome.findings[i].stage == stage &&
		    p->sub.outcome.findings[i].verdict != VERDICT_CORRECT)
			return true;
	return false;
}

/* The submission is to blame for a failed build only if the model solution builds. */
static int build(struct pipeline *p)
{
	struct submission *sub = &p->sub;
	bool good;
	char *said;
	int failed = build_program(sub->workshop, sub->job.exercise, &sub->program, FLAVOUR_PLAIN, &good,
	                           &said) != 0 ||
	                             (!good && cross_check_build(sub) != 0)
	                     ? -1
	                     : 0;

	if (!failed)
		build_tell(sub, good, said);
	free(said);
	return failed;
}

static int examine(struct pipeline *p)
{
	if (collect_submission(&p->sub) != 0)
		return fault(p, "collect");
	if (fell_short(p, STAGE_COLLECT))
		return 0;
	if (oracle_accepts(&p->sub) != 0)
		return fault(p, "manifest");
	if (build(p) != 0)
		return fault(p, "build");
	if (fell_short(p, STAGE_BUILD))
		return 0;
	if (build_mpi_submission(&p->sub) != 0)
		return fault(p, "build");
	if (p->sub.job.unexamined)
		return 0;
	if (check_submission(&p->sub) != 0)
		return fault(p, "check");
	if (simulate_submission(&p->sub) != 0)
		return fault(p, "simulate");
	if (sanitize_submission(&p->sub) != 0)
		return fault(p, "sanitize");
	if (witness_submission(&p->sub) != 0)
		return fault(p, "witness");
	if (census_submission(&p->sub) != 0)
		return fault(p, "census");
	if (robust_submission(&p->sub) != 0)
		return fault(p, "robust");
	return 0;
}

/* A class is examined first and timed later: do not keep idle oracles that long. */
int pipeline_examine(struct pipeline *p)
{
	struct host_lock lock;

	host_lock_take(&lock, false); /* not beside another grader's timing */
	int failed = examine(p);

	oracle_pool_close(p->sub.oracles);
	host_lock_drop(&lock);
	return failed;
}

/* Store the rules for points, so that points can be recomputed from the gradebook alone. */
static void keep_rules(struct pipeline *p)
{
	const struct manifest *m = p->sub.job.exercise;
	struct outcome *o = &p->sub.outcome;

	if (o->rule_count > 0)
		return;
	for (size_t i = 0; i < m->mode_count; i++)
		if (mode_wanted(&p->sub, m->modes[i].mode))
			*outcome_add_rule(o) = (struct rule){
				.kind = RULE_MODE,
				.mode = m->modes[i].mode,
				.correct = m->modes[i].correct,
				.clean = m->modes[i].clean,
				.robust = m->modes[i].robust,
				.speed = p->sub.job.without_speed || p->sub.job.only_charts
			                         ? 0
			                         : m->modes[i].speed,
			};
	for (size_t i = 0; i < m->band_count; i++)
		*outcome_add_rule(o) = (struct rule){
			.kind = RULE_BAND, .gain = m->bands[i].gain, .share = m->bands[i].share};
	if (p->sub.job.timed_later)
		*outcome_add_rule(o) = (struct rule){.kind = RULE_NOT_TIMED};
	if (p->sub.job.late_words)
		*outcome_add_rule(o) = (struct rule){.kind = RULE_LATE,
		                                     .share = p->sub.job.late_share,
		                                     .text = xstrdup(p->sub.job.late_words)};
	if (m->open_method)
		*outcome_add_rule(o) = (struct rule){.kind = RULE_OPEN_METHOD};
	for (size_t i = 0; i < m->question_count; i++)
		*outcome_add_rule(o) = (struct rule){
			.kind = RULE_QUESTION,
			.name = xstrdup(m->questions[i].name),
			.points = m->questions[i].points,
			.answered = p->sub.answered && p->sub.answered[i],
		};
}

static bool measuring_is_due(const struct pipeline *p)
{
	const struct manifest *m = p->sub.job.exercise;

	if (!m->measure_args || p->sub.job.only_charts)
		return false;
	for (size_t i = 0; i < m->mode_count; i++)
		if (mode_is_timed(&p->sub, m->modes[i].mode))
			return true;
	return false;
}

static bool charts_are_due(const struct pipeline *p)
{
	const struct manifest *m = p->sub.job.exercise;

	if (m->chart_count == 0 || p->sub.job.only_sizes)
		return false;
	for (size_t i = 0; i < m->mode_count; i++)
		if (mode_was_right(&p->sub, m->modes[i].mode))
			return true;
	return false;
}

bool pipeline_worth_timing(const struct pipeline *p)
{
	return !p->sub.outcome.fault && (measuring_is_due(p) || charts_are_due(p) || sizes_possible(&p->sub));
}

int pipeline_time(struct pipeline *p)
{
	bool drawn = p->sub.outcome.chart_count > 0; /* if it was timed before */
	int failed = 0;

	keep_rules(p);
	if (measuring_is_due(p) && measure_submission(&p->sub, &p->measuring) != 0)
		failed = fault(p, "measure");
	if (!failed && !drawn && charts_are_due(p))
		chart_submission(&p->sub);
	if (!failed && !drawn && sizes_possible(&p->sub))
		size_submission(&p->sub);
	oracle_pool_close(p->sub.oracles);
	return failed;
}

bool pipeline_unsettled(const struct pipeline *p)
{
	return !p->sub.outcome.fault && measuring_is_due(p) && measure_unsettled(&p->sub, &p->measuring);
}

void pipeline_forget_timing(struct pipeline *p)
{
	outcome_forget_timing(&p->sub.outcome);
}

/* The recorded evidence stays as it is; the rules for points come from the current
 * manifest. */
void pipeline_resume(struct pipeline *p, struct outcome *recorded)
{
	struct outcome fresh = p->sub.outcome;

	p->sub.outcome = *recorded;
	*recorded = fresh;
	struct outcome *o = &p->sub.outcome;
	char *marks = o->marks, *title = o->title;
	o->marks = fresh.marks;
	o->title = fresh.title;
	recorded->marks = marks;
	if (marks && strstr(marks, TIMED_WITHOUT_LOCK))
		outcome_mark(o, TIMED_WITHOUT_LOCK);
	recorded->title = title;
	o->graded_at = fresh.graded_at;
	describe(p);
	p->sub.earlier_series = o->series_count;
	if (collect_answers(&p->sub) != 0)
		fault(p, "collect");
	outcome_forget_rules(o);
	keep_rules(p);
	speed_judge_all(o);
	outcome_free(recorded);
}

/* The stages' findings are known already: only the program is needed. */
int pipeline_rebuild(struct pipeline *p)
{
	struct outcome known = p->sub.outcome;

	p->sub.outcome = (struct outcome){0};
	int failed = collect_submission(&p->sub) != 0 || build(p) != 0 || build_mpi_submission(&p->sub) != 0
	                     ? -1
	                     : 0;
	if (!failed && (fell_short(p, STAGE_COLLECT) || fell_short(p, STAGE_BUILD)))
		failed = error_set("it compiled when it was graded, but does not now");
	outcome_free(&p->sub.outcome);
	p->sub.outcome = known;
	return failed ? fault(p, "build") : 0;
}

static void score(struct pipeline *p, struct gradebook *book)
{
	keep_rules(p);
	if (book && gradebook_apply_marks(book, &p->sub.outcome) != 0)
		fault(p, "marks");
	struct score_rules rules = score_rules_of(&p->sub.outcome);
	score_outcome(&rules, &p->sub.outcome);
	score_rules_free(&rules);
}

/* Readers of the result must see that it is incomplete. */
static void mark(struct pipeline *p)
{
	struct outcome *o = &p->sub.outcome;

	for (size_t i = 0; i < o->part_count; i++)
		if (o->parts[i].verdict == VERDICT_NOT_TIMED) {
			outcome_mark(o, "not timed");
			return;
		}
}

int pipeline_conclude(struct pipeline *p, struct gradebook *book)
{
	score(p, book);
	mark(p);
	return book && gradebook_record(book, &p->sub.outcome, p->sub.job.why) != 0 ? fault(p, "record") : 0;
}

struct outcome *pipeline_outcome(struct pipeline *p)
{
	return &p->sub.outcome;
}

void pipeline_finish(struct pipeline *p)
{
	if (!p)
		return;
	program_free(&p->sub.program);
	program_free(&p->measuring.reference);
	oracle_pool_free(p->sub.oracles);
	outcome_free(&p->sub.outcome);
	free(p->sub.answered);
	free(p);
}
