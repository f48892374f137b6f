/* mode_standing.c - what the findings, censuses and timed rounds say of a mode (mode_standing.h), and
 * the words for it.  It gives no points.
 */
#include "mode_standing.h"

#include <stdlib.h>

#include "../base/base.h"
#include "score.h"

/* --- the standing of a mode --------------------------------------------- */

static bool is_limit(enum verdict v)
{
	return v == VERDICT_TIMED_OUT || v == VERDICT_OUT_OF_MEMORY || v == VERDICT_TOO_MANY_PROCESSES;
}

/* A leak does not make the answer wrong.  Neither does reaching a limit under a sanitizer,
 * which makes any program several times slower and larger. */
bool score_is_blemish(enum stage stage, enum verdict v)
{
	return v == VERDICT_LEAK || (stage == STAGE_SANITIZE && is_limit(v));
}

/* Add a verdict that is neither correct nor open to the standing. */
static void enter_fault(struct standing *s, struct fault fault)
{
	if (score_is_blemish(fault.stage, fault.verdict))
		s->blemish = verdict_worse(s->blemish, fault.verdict);
	else if (verdict_rank(fault.verdict) > verdict_rank(s->fault.verdict))
		s->fault = fault;
}

static void enter_open(struct standing *s, const struct finding *f)
{
	if (f->stage == STAGE_SANITIZE)
		s->clean_open = verdict_worse(s->clean_open, f->verdict);
	else if (f->stage != STAGE_MEASURE) /* an open measurement affects only the speed points */
		s->open = verdict_worse(s->open, f->verdict);
	s->unbuilt |= f->stage == STAGE_BUILD;
}

/* A failure before anything ran affects every mode.  A gap at that point (say, no MPI
 * compiler on this machine) affects only its own mode. */
static bool concerns(const struct finding *f, enum mode mode)
{
	bool before = f->stage == STAGE_COLLECT || f->stage == STAGE_BUILD;

	return f->mode == mode || (before && !verdict_is_pending(f->verdict));
}

/* Too slow, or fast by unfair means: the answers are still right. */
static bool concerns_speed_alone(enum verdict v)
{
	return v == VERDICT_SLOW || v == VERDICT_OUTSIDE_CLOCK;
}

/* In mpi mode: its file is missing or does not compile, or it cannot be built here. */
static bool is_about_the_file(const struct finding *f)
{
	return f->mode == MODE_MPI && !f->case_name &&
	       (f->verdict == VERDICT_NOT_ATTEMPTED || f->verdict == VERDICT_DID_NOT_COMPILE ||
	        f->verdict == VERDICT_NOT_MEASURABLE);
}

static void enter_finding(struct standing *s, const struct finding *f)
{
	bool correct = f->verdict == VERDICT_CORRECT;

	if (f->stage == STAGE_ROBUST && f->verdict != VERDICT_LEAK) {
		s->trials += !verdict_is_pending(f->verdict);
		s->withstood += correct;
		s->trials_open |= verdict_is_pending(f->verdict);
		return;
	}
	s->cases += f->stage == STAGE_CHECK && !is_about_the_file(f);
	s->absent |= is_about_the_file(f) && f->verdict == VERDICT_NOT_ATTEMPTED;
	s->right += f->stage == STAGE_CHECK && correct;
	s->looks += f->stage == STAGE_SANITIZE;
	s->quiet += f->stage == STAGE_SANITIZE && correct;
	s->overlapped |= f->stage == STAGE_CENSUS && correct;
	if (verdict_is_pending(f->verdict))
		enter_open(s, f);
	else if (!correct && !concerns_speed_alone(f->verdict))
		enter_fault(s, (struct fault){f->verdict, f->stage, f->case_name, f->workers});
}

/* A timed round that went wrong.  A wrong answer is wrong at any number of workers, but
 * reaching a limit with more workers than the graded number, perhaps more than there are
 * CPUs, costs nothing. */
static void enter_speed(struct standing *s, const struct speed *speed)
{
	enum verdict v = speed->verdict;

	if (v == VERDICT_CORRECT || concerns_speed_alone(v) || verdict_is_pending(v))
		return;
	if (speed->graded || !is_limit(v))
		enter_fault(s, (struct fault){v, STAGE_MEASURE, NULL, speed->workers});
}

static void enter_census(struct standing *s, const struct census *c)
{
	if (c->workers >= 2 && (!s->census || c->working > s->census->working))
		s->census = c;
}

/* Two questions remain when everything is entered: was any case judged, and did workers
 * overlap?  A finding of the census decides the second; without a finding, its numbers do. */
static void conclude(struct standing *s)
{
	if (s->cases == 0)
		s->open = verdict_worse(s->open, VERDICT_NOT_MEASURABLE);
	if (s->quiet == 0)
		s->clean_open = verdict_worse(s->clean_open, VERDICT_NOT_MEASURABLE);
	if (s->mode == MODE_SERIAL || s->overlapped)
		return;
	s->overlapped = s->census && s->census->working >= 2;
	if (s->census && !s->overlapped)
		enter_fault(s, (struct fault){VERDICT_NOT_PARALLEL, STAGE_CENSUS, NULL, s->census->workers});
	if (!s->census)
		s->open = verdict_worse(s->open, VERDICT_NOT_MEASURABLE);
}

struct standing standing_of(const struct outcome *outcome, enum mode mode)
{
	struct standing s = {.mode = mode};

	for (size_t i = 0; i < outcome->finding_count; i++) {
		if (concerns(&outcome->findings[i], mode))
			enter_finding(&s, &outcome->findings[i]);
	}
	for (size_t i = 0; i < outcome->speed_count; i++) {
		if (outcome->speeds[i].mode == mode)
			enter_speed(&s, &outcome->speeds[i]);
	}
	for (size_t i = 0; i < outcome->census_count; i++) {
		if (outcome->censuses[i].mode == mode)
			enter_census(&s, &outcome->censuses[i]);
	}
	conclude(&s);
	return s;
}

/* --- words -------------------------------------------------------------- */

/* " in case edges with 3 workers" */
static void print_place(const struct fault *fault, FILE *to)
{
	static const char *const during[STAGE_COUNT] = {
		[STAGE_COLLECT] = " when the files were collected",
		[STAGE_BUILD] = " when it was built",
		[STAGE_CHECK] = " in a case",
		[STAGE_SANITIZE] = " under a sanitizer",
		[STAGE_CENSUS] = " while it was observed",
		[STAGE_ROBUST] = " in a trial",
		[STAGE_MEASURE] = " in a timed round",
	};
	int n = fault->workers;

	if (fault->case_name)
		fprintf(to, " in case %s", fault->case_name);
	else
		fputs(during[fault->stage], to);
	if (n > 0)
		fprintf(to, " with %d worker%s", n, n == 1 ? "" : "s");
}

/* Why a mode is void. */
static void print_fault(const struct standing *s, FILE *to)
{
	enum verdict v = s->fault.verdict;

	if (s->absent) {
		fputs("the file for it was not handed in", to);
	} else if (v == VERDICT_DID_NOT_COMPILE) {
		fprintf(to, "the submission did not compile and %zu cases were run", s->cases);
	} else if (v == VERDICT_NOT_ATTEMPTED) {
		fprintf(to, "not attempted, %zu of %zu cases right", s->right, s->cases);
	} else if (v == VERDICT_NOT_PARALLEL) {
		fprintf(to, "%zu of %zu cases right, but ", s->right, s->cases);
		if (s->census)
			fprintf(to, "at most %d of %d workers worked at a time", s->census->working,
			        s->census->workers);
		else
			fputs("no workers were seen that overlapped", to);
	} else if (v == VERDICT_RACE || v == VERDICT_MEMORY_ERROR) {
		fprintf(to, "a %s was found", verdict_words(v));
		if (s->fault.workers > 0)
			print_place(&s->fault, to);
	} else {
		fprintf(to, "%zu of %zu cases right, worst: %s", s->right, s->cases, verdict_words(v));
		print_place(&s->fault, to);
	}
}

/* The fault and its consequence. */
char *standing_fault_reason(const struct standing *s, const char *so)
{
	struct text reason;
	FILE *to = text_open(&reason);

	fprintf(to, "%s: ", mode_name(s->mode));
	print_fault(s, to);
	fputs(so, to);
	return text_close(&reason);
}

char *standing_open_reason(const struct standing *s)
{
	const char *name = mode_name(s->mode);

	if (s->cases == 0)
		return xasprintf("%s: 0 cases could be run here, so it is pending", name);
	if (s->right < s->cases)
		return xasprintf("%s: %zu of %zu cases right, the others could not be judged here", name,
		                 s->right, s->cases);
	if (s->unbuilt)
		return xasprintf(
			"%s: %zu of %zu cases right, but it does not build with a sanitizer, so a person must look",
			name, s->right, s->cases);
	return xasprintf("%s: %zu of %zu cases right, but whether workers overlap could not be observed "
	                 "here",
	                 name, s->right, s->cases);
}

char *standing_clean_reason(const struct standing *s)
{
	const char *name = mode_name(s->mode);

	if (s->blemish == VERDICT_LEAK)
		return xasprintf("%s: a leak was found, %zu of %zu sanitizer runs were clean", name, s->quiet,
		                 s->looks);
	if (s->blemish != VERDICT_CORRECT)
		return xasprintf("%s: %s under a sanitizer, %zu of %zu sanitizer runs were clean", name,
		                 verdict_words(s->blemish), s->quiet, s->looks);
	if (s->clean_open != VERDICT_CORRECT)
		return xasprintf("%s: %zu sanitizer runs were clean, the others could not be made here", name,
		                 s->quiet);
	return xasprintf("%s: the sanitizers found nothing in %zu run%s", name, s->quiet,
	                 s->quiet == 1 ? "" : "s");
}
