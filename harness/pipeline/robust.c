/* robust.c - what a mode does when something is wrong (untimed, watched from outside).
 *
 * Two kinds of trials, for modes that were right and have points for being robust:
 *   invalid input   the manifest's `errors`, and no workers at all: the function must return
 *                   -1 with errno EINVAL;
 *   failing calls   in modes that start their workers themselves, the n-th fork(),
 *                   pthread_create(), mmap() or pipe() of a call is refused
 *                   (measure/failing.h): the function must return -1 with an errno, or 0
 *                   with the right answer.
 * In every trial it must come back, and leave nothing behind.  First a call is watched in
 * which nothing fails: it says which calls there are to fail.
 *
 * A trial that goes wrong is repeated, and then the model solution is put to it
 * (cross_check.c).  The first one that stays wrong ends the trials of its kind and mode.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/parallel.h"
#include "call.h"
#include "secret_draw.h"
#include "worker_counts.h"

enum { WORKERS_WITH_INVALID_INPUT = 3, TRIES = 2, OF_EACH_KIND = 3 };
/* A call that waits for ever has this long, or this many times as long as without a failure. */
static const double patience_s = 2, patience_times = 20;

/* One trial, and the last call that was made for it. */
struct trial {
	const struct submission *asked;
	const struct oracle_case *c;
	bool is_invalid;        /* the input is outside the contract */
	struct failing failing; /* nth 0: nothing fails */
	double patience_s;      /* 0: the manifest's limit */
	struct observed usual;  /* what is left behind when nothing fails */
	struct observed seen;
	double took_s;
	bool leaves; /* something behind, and nothing else was wrong */
};

/* The trials of one mode; modes run side by side. */
struct trials {
	struct submission *sub;
	enum mode mode;
	struct outcome found;
	bool went_wrong; /* a trial of the current kind */
};

/* ---- what was wrong --------------------------------------------------------------- */

/* "2nd" */
static char *ordinal(int n)
{
	static const char *const endings[] = {"th", "st", "nd", "rd"};
	int last = n % 100 / 10 == 1 ? 0 : n % 10;

	return xasprintf("%d%s", n, endings[last < 4 ? last : 0]);
}

/* ", its 2nd fork() refused with EAGAIN", or "" */
static char *refused_words(const struct failing *f)
{
	if (f->nth == 0)
		return xstrdup("");
	char *which = ordinal(f->nth);
	char *words = xasprintf(", its %s %s refused with %s", which, failing_words(f->kind),
	                        strerrorname_np(failing_errno(f->kind)));
	free(which);
	return words;
}

/* "first=2 last=10, then first=1": what replaces a legal value comes last. */
static char *args_words(const char *args)
{
	static const char set[] = " set.";
	const char *at = strstr(args, set);

	if (!at)
		return xstrdup(args);
	return xasprintf("%.*s, then %s", (int)(at - args), args, at + strlen(set));
}

/* "For first=2 last=10 with 3 workers, its 2nd fork() refused with EAGAIN" */
static char *trial_words(const struct trial *t, int workers)
{
	char *args = args_words(t->c->args), *refused = refused_words(&t->failing);
	char *words = xasprintf("For %s with %d worker%s%s", args, workers, workers == 1 ? "" : "s", refused);

	free(refused);
	free(args);
	return words;
}

static void print_leftover(FILE *to, int count, const char *one, const char *many, bool *nothing)
{
	if (count > 0)
		fprintf(to, "%s%d %s", *nothing ? "" : " and ", count, count == 1 ? one : many);
	*nothing = *nothing && count <= 0;
}

/* More than what a call leaves behind when nothing fails.  NULL: nothing. */
static char *leftover_words(const struct observed *seen, const struct observed *usual)
{
	struct text words;
	FILE *to = text_open(&words);
	bool nothing = true;

	print_leftover(to, seen->left_running - usual->left_running, "process or thread still running",
	               "processes or threads still running", &nothing);
	print_leftover(to, seen->left_zombies - usual->left_zombies, "child not waited for",
	               "children not waited for", &nothing);
	print_leftover(to, seen->left_descriptors - usual->left_descriptors, "open descriptor",
	               "open descriptors", &nothing);
	print_leftover(to, seen->left_mappings - usual->left_mappings, "shared mapping", "shared mappings",
	               &nothing);
	char *text = text_close(&words);
	if (!nothing)
		return text;
	free(text);
	return NULL;
}

/* The caller met the failure: then its errno can be told; one that a child met has to be
 * told to the caller first, and how is left to the student. */
static bool is_right_errno(const struct trial *t, int error)
{
	if (t->is_invalid)
		return error == EINVAL;
	if (t->failing.kind == FAILING_MEMORY || t->seen.failing.tid == 0 || t->seen.failed_below)
		return error != 0 && error != ENOSYS;
	return error == failing_errno(t->failing.kind) || error == EAGAIN || error == ENOMEM;
}

/* It returned something else than 0.  NULL: as it should. */
static char *refusal_words(const struct trial *t, const struct session_result *r)
{
	const char *name = strerrorname_np(r->error);

	if (t->is_invalid || t->failing.nth > 0) {
		if (r->returned == -1 && is_right_errno(t, r->error))
			return NULL;
		return xasprintf("it returned %d with errno %s, not -1 with %s", r->returned,
		                 r->error == 0 ? "0"
		                 : name        ? name
		                               : "unknown",
		                 strerrorname_np(t->is_invalid ? EINVAL : failing_errno(t->failing.kind)));
	}
	return xasprintf("it returned %d (%s)", r->returned, strerror(r->error));
}

/* It returned 0.  *words NULL: as it should.  -1: the grader failed. */
static int judge_answer(const struct trial *t, struct submission *sub, const struct call *call, char **words)
{
	struct sightings sightings = call_seen(call);
	struct judgement judgement = {0};

	*words = NULL;
	if (t->is_invalid) {
		*words = xstrdup("it returned 0, not -1 with EINVAL");
		return 0;
	}
	if (oracle_judge(sub, call->c, session_answer(call->session), call->mode, call->workers, &sightings,
	                 &judgement) != 0)
		return -1;
	if (!judgement.right && !judgement.late)
		*words = xasprintf("it returned 0, but: %s", judgement.message);
	judgement_free(&judgement);
	return 0;
}

/* *words: what was wrong, or NULL; caller frees.  -1: the grader failed. */
static int judge_trial(struct trial *t, struct submission *sub, const struct call *call, char **words)
{
	const struct session_result *r = &call->result;
	char *hint = NULL;
	int failed = 0;

	*words = NULL;
	t->leaves = false;
	if (r->end != SESSION_DONE || r->child_returned) {
		call_verdict(call, words, &hint);
		free(hint);
		return 0;
	}
	if (r->returned == 0)
		failed = judge_answer(t, sub, call, words);
	else
		*words = refusal_words(t, r);
	if (failed || *words)
		return failed;
	char *left = leftover_words(&t->seen, &t->usual);
	t->leaves = left != NULL;
	if (left)
		*words = xasprintf("it left behind %s", left);
	free(left);
	return 0;
}

/* A call in which nothing is wrong.  What is left behind then is a leak. */
static bool is_usual(const struct trial *t)
{
	return !t->is_invalid && t->failing.nth == 0;
}

static char *hint_of(const struct trial *t)
{
	if (t->is_invalid)
		return xstrdup(
			"Check the input and `workers` first, before anything is allocated or started.");
	if (is_usual(t))
		return xstrdup(
			"Give back everything that the call asked for: waitpid, pthread_join, close, munmap.");
	return xasprintf("Look at what %s returns.  After a failure stop and wait for what was started, give "
	                 "back what was allocated, and return -1 with the errno of the call that failed.",
	                 failing_words(t->failing.kind));
}

/* ---- a trial ---------------------------------------------------------------------- */

/* One call, watched and judged.  -1: the grader failed. */
static int try_once(void *context, struct submission *sub, struct finding *f)
{
	struct trial *t = context;
	struct call call = {
		.sub = sub,
		.program = &sub->program,
		.purpose = CALL_TRACED,
		.c = t->c,
		.mode = f->mode,
		.workers = f->workers,
		.patience_s = t->patience_s,
	};
	char *wrong = NULL;
	int failed =
		call_open(&call) != 0 || call_make_observed(&call, 0, &t->failing, &t->seen) != 0 ? -1 : 0;

	t->took_s = call.spent_s;
	if (f->mode == MODE_OPENMP) /* its runtime keeps threads for the next call */
		t->seen.left_running = 0;
	bool possible = t->seen.failing.problem == 0;
	if (!failed && possible)
		failed = judge_trial(t, sub, &call, &wrong);
	call_close(&call);
	f->verdict = !possible                  ? VERDICT_NOT_MEASURABLE
	             : !wrong                   ? VERDICT_CORRECT
	             : is_usual(t) && t->leaves ? VERDICT_LEAK
	                                        : VERDICT_NOT_ROBUST;
	if (!possible)
		f->message = xasprintf("Calls cannot be made to fail on this machine: %s.",
		                       strerror(t->seen.failing.problem));
	if (!failed && wrong) {
		char *trial = trial_words(t, f->workers);
		f->message = xasprintf("%s: %s%s", trial, wrong, wrong[strlen(wrong) - 1] == '.' ? "" : ".");
		f->hint = hint_of(t);
		free(trial);
	}
	free(wrong);
	return failed;
}

/* A trial, until it goes well or has gone wrong often enough; adds its finding. */
static int make_trial(struct trials *all, struct trial *t, int workers)
{
	struct finding f = {.stage = STAGE_ROBUST, .mode = all->mode, .workers = workers};

	for (int i = 0; i < TRIES; i++) {
		free(f.message);
		free(f.hint);
		f.message = f.hint = NULL;
		if (try_once(t, all->sub, &f) != 0)
			return -1;
		if (f.verdict == VERDICT_CORRECT)
			break;
	}
	if (f.verdict == VERDICT_NOT_ROBUST || f.verdict == VERDICT_LEAK)
		f.again = again_command(all->sub, all->mode, 0, all->sub->job.only_workers);
	*outcome_add_finding(&all->found) = f;
	/* A leak does not end the trials: each is held against it. */
	all->went_wrong |= f.verdict == VERDICT_NOT_ROBUST || f.verdict == VERDICT_NOT_MEASURABLE;
	if (f.verdict == VERDICT_CORRECT || f.verdict == VERDICT_NOT_MEASURABLE)
		return 0;
	char *refused = refused_words(&t->failing);
	struct trial model = *t;
	int failed = cross_check_call(all->sub, &f, t->c, *refused ? refused + strlen(", ") : "", try_once,
	                              &model);
	free(refused);
	return failed;
}

/* ---- invalid input ---------------------------------------------------------------- */

static int try_invalid(struct trials *all, const char *args, int workers)
{
	struct oracle_case c;
	int failed = oracle_make_case(all->sub, args, oracle_seed_of_case(all->sub, 0), &c);

	if (!failed) {
		struct trial t = {.asked = all->sub, .c = &c, .is_invalid = true};
		failed = make_trial(all, &t, workers);
		oracle_case_free(&c);
	}
	return failed;
}

static int try_all_invalid(struct trials *all, const char *legal_args)
{
	const struct manifest *m = all->sub->job.exercise;
	int failed = 0;

	for (int workers = 0; !failed && !all->went_wrong && workers >= -1 && all->mode != MODE_SERIAL;
	     workers--)
		failed = try_invalid(all, legal_args, workers);
	for (size_t i = 0; !failed && !all->went_wrong && i < m->error_count; i++) {
		char *args = oracle_changed_args(&m->errors[i]);
		failed = try_invalid(all, args, WORKERS_WITH_INVALID_INPUT);
		free(args);
	}
	return failed;
}

/* ---- failing calls ---------------------------------------------------------------- */

/* Which requests of a kind fail: the first, the last, and one in between. */
static size_t pick(const struct trials *all, enum failing_kind kind, int count, int picked[OF_EACH_KIND])
{
	const struct pipeline_job *job = &all->sub->job;
	size_t n = 0;

	if (count > 0)
		picked[n++] = count;
	if (count > 1)
		picked[n++] = 1;
	if (count > 2)
		picked[n++] = draw_between(job->secret, job->exercise->name, DRAWN_FAILING_CALLS,
		                           all->mode * FAILING_KINDS + kind, 2, count - 1);
	return n;
}

static int try_all_failing(struct trials *all, const struct trial *well, int workers)
{
	int failed = 0;

	for (int kind = 0; kind < FAILING_KINDS; kind++) {
		int picked[OF_EACH_KIND];
		size_t count = pick(all, (enum failing_kind)kind, well->seen.failing.counts[kind], picked);
		for (size_t i = 0; !failed && !all->went_wrong && i < count; i++) {
			struct trial t = {.asked = all->sub,
			                  .c = well->c,
			                  .failing = {.kind = (enum failing_kind)kind, .nth = picked[i]},
			                  .usual = well->seen,
			                  .patience_s = fmax(patience_s, patience_times * well->took_s)};
			failed = make_trial(all, &t, workers);
		}
	}
	return failed;
}

/* The mode's own workers come from libgomp, which ends the program if it cannot start one. */
static bool starts_its_workers(enum mode mode)
{
	return mode == MODE_FORK || mode == MODE_THREADS;
}

/* A case may be so small that nobody is started: take the next one then. */
static int try_case(struct trials *all, size_t index, bool *started)
{
	const struct manifest *m = all->sub->job.exercise;
	const int workers = worker_count_robust(&all->sub->job, all->mode);
	struct oracle_case c;

	if (oracle_make_case(all->sub, m->cases[index].args, oracle_seed_of_case(all->sub, index), &c) != 0)
		return -1;
	struct trial well = {.asked = all->sub, .c = &c};
	int failed = make_trial(all, &well, workers);
	const int *counts = well.seen.failing.counts;
	*started = counts[FAILING_FORK] + counts[FAILING_THREAD] > 0;
	if (!failed && !all->went_wrong && *started)
		failed = try_all_failing(all, &well, workers);
	oracle_case_free(&c);
	return failed;
}

static int try_mode(void *context, size_t index)
{
	struct trials *all = (struct trials *)context + index;
	const struct pipeline_job *job = &all->sub->job;
	const struct manifest *m = job->exercise;
	size_t first = (size_t)draw_between(job->secret, m->name, DRAWN_ROBUST_CASE, all->mode, 0,
	                                    (int)m->case_count - 1);
	bool started = !starts_its_workers(all->mode);
	int failed = 0;

	for (size_t i = 0; !failed && !started && !all->went_wrong && i < m->case_count; i++) {
		size_t nth = (first + i) % m->case_count;
		if (m->cases[nth].sanitize)
			failed = try_case(all, nth, &started);
	}
	all->went_wrong = false;
	return failed ? failed : try_all_invalid(all, m->cases[0].args);
}

int robust_submission(struct submission *sub)
{
	struct trials all[MODE_COUNT];
	size_t count = 0;

	for (int mode = 0; mode < MODE_COUNT; mode++) {
		const struct manifest_mode *offered = manifest_mode(sub->job.exercise, (enum mode)mode);
		if (offered && offered->robust > 0 && !sub->job.only_case &&
		    mode_was_right(sub, (enum mode)mode))
			all[count++] = (struct trials){.sub = sub, .mode = (enum mode)mode};
	}
	int failed = parallel_run(sub->job.jobs, count, try_mode, all);
	for (size_t i = 0; i < count; i++)
		outcome_take_findings(&sub->outcome, &all[i].found);
	return failed;
}
