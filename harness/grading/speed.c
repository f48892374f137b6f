/* speed.c - from paired rounds to a normalised gain and a verdict on it.
 *
 * The gain is G = (S_student - 1) / (S_reference - 1) per round, both speedups
 * over the reference's serial time in that round; its median and exact
 * interval decide.  Where the machine would not let anybody be sure, the
 * verdict is inconclusive and says why.  It never measures and never drops a
 * round: which rounds count was decided by sensors when they were run.
 */
#include "speed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../stats/stats.h"

static const double reference_least = 1.2; /* the lower bound of its speedup must lie above */
static const double canary_least = 0.7;    /* of the ideal */
/* Beyond this times what the CPUs gave the canary, sharing the work cannot be the reason. */
static const double beyond_sharing = 5;
/* Of the CPU time before GO, what is nobody's fault: measured on a busy 2-core
 * machine, drivers take 5 ms to come to READY, and up to twice that now and then. */
static const double start_stretch = 1.5, start_blur_s = 0.003;
enum { ROUNDS_LEAST = 9, SERIES_MOST = 63 };

/* Which series: bit n for series n, from 1. */
static const uint64_t all_series = ~UINT64_C(0);

/* What is asked about: a mode at a worker count, by these samples and bands. */
struct question {
	const struct sample *samples;
	size_t count;
	enum mode mode;
	int workers;
	const struct score_band *bands;
	size_t band_count;
};

/* The times of the arms that matter, round by round. */
struct rounds_table {
	double *serial, *reference, *student, *canary1, *canary;
	size_t n;
	int dropped;
};

/* What one series says. */
struct decision {
	bool answered;
	bool conclusive;
	bool spoilt; /* by the machine */
	int wrong;   /* the student's answers that were wrong */
	double share;
};

/* Why rounds decide nothing. */
enum cause { CAUSE_NONE, CAUSE_FEW_ROUNDS, CAUSE_REFERENCE, CAUSE_CANARY, CAUSE_BEYOND, CAUSE_BORDER };

/* --- collecting rounds ------------------------------------------------------ */

static bool in_series(uint64_t set, int series)
{
	return series >= 0 && series <= SERIES_MOST && (set >> series & 1);
}

static bool is_student(const struct question *q, const struct sample *s)
{
	return s->arm == ARM_STUDENT && s->mode == q->mode;
}

/* Where a call was made again, the one that is used. */
static const struct sample *find(const struct question *q, int round, enum arm_kind arm, enum mode mode,
                                 int workers)
{
	const struct sample *found = NULL;

	for (size_t i = 0; i < q->count && (!found || found->dropped); i++) {
		const struct sample *s = &q->samples[i];
		if (s->round == round && s->arm == arm && s->mode == mode && s->workers == workers)
			found = s;
	}
	return found;
}

/* The series of a round that was dropped as a whole; 0: it was not. */
static int series_of_dropped(const struct question *q, int round)
{
	int series = 0;

	for (size_t i = 0; i < q->count; i++) {
		if (q->samples[i].round != round)
			continue;
		if (!q->samples[i].dropped)
			return 0;
		series = q->samples[i].series;
	}
	return series;
}

static bool took_part(const struct question *q, uint64_t series)
{
	for (size_t i = 0; i < q->count; i++)
		if (is_student(q, &q->samples[i]) && in_series(series, q->samples[i].series))
			return true;
	return false;
}

/* In a series whose rounds were all dropped before this mode's turn there is nothing to be heard of it. */
static bool gave_answers(const struct question *q, uint64_t series)
{
	for (size_t i = 0; i < q->count; i++)
		if (is_student(q, &q->samples[i]) && in_series(series, q->samples[i].series) &&
		    sample_answered(&q->samples[i]))
			return true;
	return false;
}

/* At any number of workers, whatever became of the round. */
static int wrong_answers(const struct question *q, uint64_t series)
{
	int wrong = 0;

	for (size_t i = 0; i < q->count; i++) {
		const struct sample *s = &q->samples[i];
		wrong += is_student(q, s) && in_series(series, s->series) && sample_answered(s) && !s->right;
	}
	return wrong;
}

static double charged_s(const struct sample *student, const struct sample *reference)
{
	double allowed = start_stretch * reference->idle_cpu_s + start_blur_s;

	return student->seconds + fmax(0, student->idle_cpu_s - allowed);
}

static void take_round(const struct question *q, uint64_t series, int round, struct rounds_table *t)
{
	const struct sample *s[] = {
		find(q, round, ARM_REFERENCE, MODE_SERIAL, 1),
		find(q, round, ARM_REFERENCE, q->mode, q->workers),
		find(q, round, ARM_STUDENT, q->mode, q->workers),
		find(q, round, ARM_CANARY, MODE_SERIAL, 1),
		find(q, round, ARM_CANARY, MODE_SERIAL, q->workers),
	};

	for (size_t i = 0; i < ARRAY_LENGTH(s); i++)
		if (!s[i] || s[i]->dropped || !sample_answered(s[i]) || !in_series(series, s[i]->series))
			return;
	t->serial[t->n] = s[0]->seconds;
	t->reference[t->n] = s[1]->seconds;
	t->student[t->n] = charged_s(s[2], s[1]);
	t->canary1[t->n] = s[3]->seconds;
	t->canary[t->n++] = s[4]->seconds;
}

/* The table's arrays are one block, freed through `serial`. */
static struct rounds_table collect(const struct question *q, uint64_t set)
{
	int rounds = 0;

	for (size_t i = 0; i < q->count; i++)
		rounds = q->samples[i].round > rounds ? q->samples[i].round : rounds;
	size_t n = (size_t)rounds + 1;
	double *memory = xcalloc(5 * n, sizeof *memory);
	struct rounds_table t = {memory, memory + n, memory + 2 * n, memory + 3 * n, memory + 4 * n, 0, 0};
	for (int round = 1; round <= rounds; round++) {
		int series = series_of_dropped(q, round);
		t.dropped += series > 0 && in_series(set, series) && took_part(q, UINT64_C(1) << series);
		take_round(q, set, round, &t);
	}
	return t;
}

/* --- one series, or all ---------------------------------------------------- */

static struct interval as_interval(const struct stats_interval *i)
{
	return (struct interval){i->median, i->low, i->high};
}

static void estimate(const struct rounds_table *t, struct speed *s)
{
	struct stats_interval i;

	s->rounds = (int)t->n;
	s->dropped = t->dropped;
	if (t->n == 0)
		return;
	s->reference_serial_s = stats_median(t->serial, t->n);
	s->reference_s = stats_median(t->reference, t->n);
	s->student_s = stats_median(t->student, t->n);
	if (stats_paired_speedup(t->serial, t->reference, t->n, stats_level, &i) == 0)
		s->reference = as_interval(&i);
	if (stats_paired_speedup(t->serial, t->student, t->n, stats_level, &i) == 0)
		s->student = as_interval(&i);
	if (stats_paired_speedup(t->canary1, t->canary, t->n, stats_level, &i) == 0)
		s->canary = as_interval(&i);
	if (stats_gain(t->serial, t->reference, t->student, t->n, stats_level, &i) == 0)
		s->gain = as_interval(&i);
}

/* Calls that were made again come one after the other, with the same place in the round. */
static void count_repeated(const struct question *q, int *students, int *all)
{
	*students = *all = 0;
	for (size_t i = 0; i + 1 < q->count; i++) {
		const struct sample *s = &q->samples[i], *next = s + 1;
		bool repeated = s->dropped && s->round == next->round && s->position == next->position;
		*all += repeated;
		*students += repeated && s->arm == ARM_STUDENT;
	}
}

static char *few_rounds(const struct question *q, const struct speed *s)
{
	enum { TELLING = 10 };
	int students, all;

	count_repeated(q, &students, &all);
	return xasprintf(
		"only %d rounds could be used (%d were dropped on the evidence of sensors), and at least "
		"%d are needed%s",
		s->rounds, s->dropped, ROUNDS_LEAST,
		all >= TELLING && students >= 0.9 * all
			? "; nearly all calls that were disturbed were this program's own, and a person "
			  "must look whether it makes them look so"
			: "");
}

/* What keeps the rounds behind these figures from naming a band; none: *share is its. */
static enum cause cause_of(const struct question *q, const struct speed *s, double *share)
{
	if (s->rounds < ROUNDS_LEAST)
		return CAUSE_FEW_ROUNDS;
	if (s->reference.low <= reference_least)
		return CAUSE_REFERENCE;
	if (s->canary.median < canary_least * s->workers)
		return CAUSE_CANARY;
	if (s->student.low > beyond_sharing * fmax(s->canary.median, s->reference.median))
		return CAUSE_BEYOND;
	return score_band_of(q->bands, q->band_count, s->gain, share) == 0 ? CAUSE_NONE : CAUSE_BORDER;
}

/* The same in words; NULL for none. */
static char *why_inconclusive(const struct question *q, const struct speed *s)
{
	double share;

	switch (cause_of(q, s, &share)) {
	case CAUSE_FEW_ROUNDS:
		return few_rounds(q, s);
	case CAUSE_REFERENCE:
		return xasprintf(
			"the model solution itself does not speed up here: %.2f times, 99%% interval %.2f to %.2f",
			s->reference.median, s->reference.low, s->reference.high);
	case CAUSE_CANARY:
		return xasprintf(
			"the machine was not free: independent work on %d CPUs was only %.2f times as fast",
			s->workers, s->canary.median);
	case CAUSE_BEYOND:
		return xasprintf(
			"%.0f times as fast as the model's serial solution, on CPUs that give %.2f times: another "
			"algorithm, or answers that were known before; a person must look",
			s->student.median, s->canary.median);
	case CAUSE_BORDER:
		return xasprintf(
			"the gain %.2f (99%% interval %.2f to %.2f) lies on both sides of a band's border after "
			"%d rounds",
			s->gain.median, s->gain.low, s->gain.high, s->rounds);
	default:
		return NULL;
	}
}

static struct decision decide_series(const struct question *q, int series)
{
	uint64_t alone = UINT64_C(1) << series;
	struct speed figures = {.mode = q->mode, .workers = q->workers};
	struct decision d = {.answered = gave_answers(q, alone), .wrong = wrong_answers(q, alone)};

	if (!d.answered)
		return d;
	struct rounds_table t = collect(q, alone);
	estimate(&t, &figures);
	free(t.serial);
	enum cause cause = cause_of(q, &figures, &d.share);
	d.conclusive = cause == CAUSE_NONE && d.wrong == 0;
	d.spoilt = cause == CAUSE_REFERENCE || cause == CAUSE_CANARY;
	return d;
}

bool speed_decided(const struct sample *samples, size_t count, int series, enum mode mode, int workers,
                   const struct score_band *bands, size_t band_count)
{
	struct question q = {samples, count, mode, workers, bands, band_count};
	struct decision d = decide_series(&q, series);

	return d.conclusive || d.wrong > 0;
}

/* --- the series together ---------------------------------------------------- */

/* What all series say, counted. */
struct tally {
	int series; /* this mode gave answers in */
	int conclusive;
	bool differ;
	double share, other; /* the first conclusive one's, and one that differs */
	int wrong, wrong_series;
	uint64_t sound; /* those that the machine did not spoil; all, if it spoilt every one */
};

static struct tally count_votes(const struct question *q)
{
	struct tally t = {0};
	int last = 0;

	for (size_t i = 0; i < q->count; i++)
		last = q->samples[i].series > last ? q->samples[i].series : last;
	for (int series = 1; series <= last && series <= SERIES_MOST; series++) {
		struct decision d = decide_series(q, series);
		t.series += d.answered;
		t.wrong += d.wrong;
		t.wrong_series += d.wrong > 0;
		if (d.answered && !d.spoilt)
			t.sound |= UINT64_C(1) << series;
		if (!d.conclusive)
			continue;
		if (t.conclusive++ == 0)
			t.share = d.share;
		else if (d.share != t.share)
			t.differ = true, t.other = d.share;
	}
	if (t.sound == 0)
		t.sound = all_series;
	return t;
}

static enum speed_state conclude(struct speed *s, enum speed_state state, enum verdict v, char *reason)
{
	s->verdict = v;
	free(s->reason);
	s->reason = reason;
	return state;
}

static enum speed_state weigh_wrong(const struct tally *t, struct speed *s)
{
	if (t->wrong_series > 1)
		return conclude(
			s, SPEED_SETTLED, VERDICT_WRONG_ANSWER,
			xasprintf(
				"%d timed answers were wrong, in %d series: fresh numbers are used each time",
				t->wrong, t->wrong_series));
	return conclude(s, t->series > 1 ? SPEED_OPEN : SPEED_UNCONFIRMED, VERDICT_INCONCLUSIVE,
	                xasprintf("%d timed answer%s wrong, and %s", t->wrong,
	                          t->wrong == 1 ? " was" : "s were",
	                          t->series > 1 ? "none in another series: a person must look"
	                                        : "no second series has confirmed it"));
}

static enum speed_state weigh(const struct question *q, const struct tally *t, struct speed *s)
{
	double full = q->band_count ? q->bands[0].share : 0, share;

	if (t->wrong > 0)
		return weigh_wrong(t, s);
	if (t->differ)
		return conclude(
			s, SPEED_OPEN, VERDICT_INCONCLUSIVE,
			xasprintf(
				"two series disagree: %.4g%% and %.4g%% of the points; the gain over all rounds is "
				"%.2f (99%% interval %.2f to %.2f)",
				100 * t->share, 100 * t->other, s->gain.median, s->gain.low, s->gain.high));
	if (t->conclusive == 0) {
		char *why = why_inconclusive(q, s);
		return conclude(
			s, SPEED_OPEN, VERDICT_INCONCLUSIVE,
			why ? why
			    : xasprintf("no series decided by itself; the gain over all rounds is %.2f",
		                        s->gain.median));
	}
	if (t->share < full && t->conclusive < 2)
		return conclude(
			s, SPEED_UNCONFIRMED, VERDICT_INCONCLUSIVE,
			xasprintf(
				"the gain %.2f (99%% interval %.2f to %.2f, %d rounds) would cost points, and no "
				"second series has confirmed it",
				s->gain.median, s->gain.low, s->gain.high, s->rounds));
	/* A sound series that decided nothing has a say, too: all rounds together must
	 * lie in that band.  (Where every series decided, they do: the ends of the
	 * pooled interval are no further out than the outermost of theirs.) */
	if (score_band_of(q->bands, q->band_count, s->gain, &share) != 0 || share != t->share)
		return conclude(
			s, SPEED_OPEN, VERDICT_INCONCLUSIVE,
			xasprintf(
				"one series was decided, but the gain over all rounds, %.2f (99%% interval %.2f to "
				"%.2f), lies on both sides of a band's border",
				s->gain.median, s->gain.low, s->gain.high));
	/* Without bands nothing is asked for, and nothing is too slow. */
	bool slow = q->band_count > 0 && !(t->share > 0);
	return conclude(
		s, SPEED_SETTLED, slow ? VERDICT_SLOW : VERDICT_CORRECT,
		xasprintf(
			"the gain is %.2f of the model solution's (99%% interval %.2f to %.2f, %d rounds%s)",
			s->gain.median, s->gain.low, s->gain.high, s->rounds,
			t->conclusive > 1 ? ", confirmed in a fresh series" : ""));
}

enum speed_state speed_judge(const struct sample *samples, size_t count, enum mode mode, int workers,
                             const struct score_band *bands, size_t band_count, struct speed *speed)
{
	struct question q = {samples, count, mode, workers, bands, band_count};
	struct tally tally = count_votes(&q);
	struct rounds_table sound = collect(&q, tally.sound);

	speed->mode = mode;
	speed->workers = workers;
	estimate(&sound, speed);
	free(sound.serial);
	return weigh(&q, &tally, speed);
}

/* --- everything that was timed ---------------------------------------------- */

static bool was_timed(const struct outcome *o, enum mode mode)
{
	if (mode == MODE_SERIAL)
		return false;
	for (size_t i = 0; i < o->samples.count; i++)
		if (o->samples.list[i].arm == ARM_STUDENT && o->samples.list[i].mode == mode)
			return true;
	return outcome_fault_in(o, STAGE_MEASURE, mode) != NULL;
}

/* The next larger worker count that has a canary; 0: none. */
static int next_count(const struct outcome *o, int than)
{
	int next = 0;

	for (size_t i = 0; i < o->samples.count; i++) {
		int workers = o->samples.list[i].workers;
		if (o->samples.list[i].arm == ARM_CANARY && workers > than && (next == 0 || workers < next))
			next = workers;
	}
	return next;
}

static void judge_mode(struct outcome *o, enum mode mode, const struct score_rules *rules)
{
	const struct finding *fault = outcome_fault_in(o, STAGE_MEASURE, mode);

	for (int workers = 1, next; (next = next_count(o, workers)) > 0; workers = next) {
		struct speed *speed = outcome_add_speed(o);
		speed_judge(o->samples.list, o->samples.count, mode, next, rules->bands, rules->band_count,
		            speed);
		speed->graded = next_count(o, next) == 0;
		if (fault)
			conclude(speed, SPEED_SETTLED, fault->verdict, xstrdup(fault->message));
	}
}

/* It never came to a round. */
static void judge_untimed(struct outcome *o, const struct finding *fault)
{
	struct speed *speed = outcome_add_speed(o);

	speed->mode = fault->mode;
	speed->workers = fault->workers;
	speed->graded = true;
	conclude(speed, SPEED_SETTLED, fault->verdict, xstrdup(fault->message));
}

void speed_judge_all(struct outcome *o)
{
	struct score_rules rules = score_rules_of(o);
	bool rounds = next_count(o, 1) > 0, anything = false;

	for (int mode = 0; mode < MODE_COUNT; mode++)
		anything |= was_timed(o, (enum mode)mode);
	if (anything)
		outcome_forget_speeds(o);
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		const struct finding *fault = outcome_fault_in(o, STAGE_MEASURE, (enum mode)mode);
		if (rounds && was_timed(o, (enum mode)mode))
			judge_mode(o, (enum mode)mode, &rules);
		else if (fault)
			judge_untimed(o, fault);
	}
	score_rules_free(&rules);
}
