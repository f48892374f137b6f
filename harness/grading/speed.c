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

static const double reference_least = 1.2;   /* the lower bound of its speedup must lie above */
static const double canary_least = 0.7;      /* of the ideal */
/* Beyond this times what the CPUs gave the canary, sharing the work cannot be the reason. */
static const double beyond_sharing = 5;
enum { ROUNDS_LEAST = 9, ALL_SITTINGS = 0 };

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
	int wrong;                 /* the student's answers that were wrong */
};

/* What one sitting says. */
struct decision {
	bool conclusive;
	double share;
};

/* --- collecting rounds ------------------------------------------------------ */

/* Where a call was made again, the one that is used. */
static const struct sample *find(const struct question *q, int round, enum arm arm, enum mode mode, int workers)
{
	const struct sample *found = NULL;

	for (size_t i = 0; i < q->count && (!found || found->dropped); i++) {
		const struct sample *s = &q->samples[i];
		if (s->round == round && s->arm == arm && s->mode == mode && s->workers == workers)
			found = s;
	}
	return found;
}

static void take_round(const struct question *q, int sitting, int round, struct rounds_table *t)
{
	const struct sample *s[] = {
		find(q, round, ARM_REFERENCE, MODE_SERIAL, 1),   find(q, round, ARM_REFERENCE, q->mode, q->workers),
		find(q, round, ARM_STUDENT, q->mode, q->workers), find(q, round, ARM_CANARY, MODE_SERIAL, 1),
		find(q, round, ARM_CANARY, MODE_SERIAL, q->workers),
	};
	bool dropped = false;

	/* Whatever became of the round: a wrong answer is a wrong answer. */
	if (s[2] && (sitting == ALL_SITTINGS || s[2]->sitting == sitting))
		t->wrong += !s[2]->right;
	for (size_t i = 0; i < ARRAY_LENGTH(s); i++) {
		if (!s[i] || (sitting != ALL_SITTINGS && s[i]->sitting != sitting))
			return;
		dropped |= s[i]->dropped;
	}
	t->dropped += dropped;
	if (dropped)
		return;
	t->serial[t->n] = s[0]->seconds;
	t->reference[t->n] = s[1]->seconds;
	t->student[t->n] = s[2]->seconds;
	t->canary1[t->n] = s[3]->seconds;
	t->canary[t->n++] = s[4]->seconds;
}

/* The table's arrays are one block, freed through `serial`. */
static struct rounds_table collect(const struct question *q, int sitting)
{
	int rounds = 0;

	for (size_t i = 0; i < q->count; i++)
		rounds = q->samples[i].round > rounds ? q->samples[i].round : rounds;
	size_t n = (size_t)rounds + 1;
	double *memory = xcalloc(5 * n, sizeof *memory);
	struct rounds_table t = {memory, memory + n, memory + 2 * n, memory + 3 * n, memory + 4 * n, 0, 0, 0};
	for (int round = 1; round <= rounds; round++)
		take_round(q, sitting, round, &t);
	return t;
}

/* --- one sitting, or all ---------------------------------------------------- */

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

/* Why the rounds behind these figures decide nothing; NULL: they name a band, *share. */
static char *why_inconclusive(const struct question *q, const struct speed *s, double *share)
{
	if (s->rounds < ROUNDS_LEAST)
		return xasprintf("only %d rounds could be used (%d were dropped on the evidence of sensors), and at least "
		                 "%d are needed", s->rounds, s->dropped, ROUNDS_LEAST);
	if (s->reference.low <= reference_least)
		return xasprintf("the model solution itself does not speed up here: %.2f times, 99%% interval %.2f to %.2f",
		                 s->reference.median, s->reference.low, s->reference.high);
	if (s->canary.median < canary_least * s->workers)
		return xasprintf("the machine was not free: independent work on %d CPUs was only %.2f times as fast",
		                 s->workers, s->canary.median);
	if (s->student.low > beyond_sharing * fmax(s->canary.median, s->reference.median))
		return xasprintf("%.0f times as fast as the model's serial solution, on CPUs that give %.2f times: another "
		                 "algorithm, or answers that were known before; a person must look", s->student.median,
		                 s->canary.median);
	if (score_band_of(q->bands, q->band_count, s->gain, share) != 0)
		return xasprintf("the gain %.2f (99%% interval %.2f to %.2f) lies on both sides of a band's border after "
		                 "%d rounds", s->gain.median, s->gain.low, s->gain.high, s->rounds);
	return NULL;
}

static struct decision decide_sitting(const struct question *q, int sitting, int *wrong)
{
	struct rounds_table t = collect(q, sitting);
	struct speed figures = {.mode = q->mode, .workers = q->workers};
	struct decision d = {0};

	estimate(&t, &figures);
	*wrong += t.wrong;
	char *why = why_inconclusive(q, &figures, &d.share);
	d.conclusive = !why;
	free(why);
	free(t.serial);
	return d;
}

bool speed_decided(const struct sample *samples, size_t count, int sitting, enum mode mode, int workers,
                   const struct score_band *bands, size_t band_count)
{
	struct question q = {samples, count, mode, workers, bands, band_count};
	int wrong = 0;

	return decide_sitting(&q, sitting, &wrong).conclusive || wrong > 0;
}

/* --- the sittings together ---------------------------------------------------- */

/* What all sittings say, counted. */
struct tally {
	int conclusive;
	bool differ;
	double share, other;       /* the first conclusive one's, and one that differs */
	int wrong;
};

static struct tally count_votes(const struct question *q)
{
	struct tally t = {0};
	int last = 0;

	for (size_t i = 0; i < q->count; i++)
		last = q->samples[i].sitting > last ? q->samples[i].sitting : last;
	for (int sitting = 1; sitting <= last; sitting++) {
		struct decision d = decide_sitting(q, sitting, &t.wrong);
		if (!d.conclusive)
			continue;
		if (t.conclusive++ == 0)
			t.share = d.share;
		else if (d.share != t.share)
			t.differ = true, t.other = d.share;
	}
	return t;
}

static enum speed_state conclude(struct speed *s, enum speed_state state, enum verdict v, char *reason)
{
	s->verdict = v;
	free(s->reason);
	s->reason = reason;
	return state;
}

static enum speed_state weigh(const struct question *q, const struct tally *t, struct speed *s)
{
	double full = q->band_count ? q->bands[0].share : 0, share;

	if (t->wrong > 0)
		return conclude(s, SPEED_SETTLED, VERDICT_WRONG_ANSWER,
		                xasprintf("%d of %d timed answers were wrong: fresh numbers are used each time", t->wrong,
		                          s->rounds + s->dropped));
	if (t->differ)
		return conclude(s, SPEED_OPEN, VERDICT_INCONCLUSIVE,
		                xasprintf("two sittings disagree: %.4g%% and %.4g%% of the points; the gain over all rounds is "
		                          "%.2f (99%% interval %.2f to %.2f)", 100 * t->share, 100 * t->other,
		                          s->gain.median, s->gain.low, s->gain.high));
	if (t->conclusive == 0) {
		char *why = why_inconclusive(q, s, &share);
		return conclude(s, SPEED_OPEN, VERDICT_INCONCLUSIVE,
		                why ? why : xasprintf("no sitting decided by itself; the gain over all rounds is %.2f",
		                                      s->gain.median));
	}
	if (t->share < full && t->conclusive < 2)
		return conclude(s, SPEED_UNCONFIRMED, VERDICT_INCONCLUSIVE,
		                xasprintf("the gain %.2f (99%% interval %.2f to %.2f, %d rounds) would cost points, and no "
		                          "second sitting has confirmed it", s->gain.median, s->gain.low, s->gain.high,
		                          s->rounds));
	/* A sitting that decided nothing has a say, too: all rounds together must
	 * lie in that band.  (Where every sitting decided, they do: the ends of the
	 * pooled interval are no further out than the outermost of theirs.) */
	if (score_band_of(q->bands, q->band_count, s->gain, &share) != 0 || share != t->share)
		return conclude(s, SPEED_OPEN, VERDICT_INCONCLUSIVE,
		                xasprintf("one sitting was decided, but the gain over all rounds, %.2f (99%% interval %.2f to "
		                          "%.2f), lies on both sides of a band's border", s->gain.median, s->gain.low,
		                          s->gain.high));
	/* Without bands nothing is asked for, and nothing is too slow. */
	bool slow = q->band_count > 0 && !(t->share > 0);
	return conclude(s, SPEED_SETTLED, slow ? VERDICT_SLOW : VERDICT_CORRECT,
	                xasprintf("the gain is %.2f of the model solution's (99%% interval %.2f to %.2f, %d rounds%s)",
	                          s->gain.median, s->gain.low, s->gain.high, s->rounds,
	                          t->conclusive > 1 ? ", confirmed in a fresh sitting" : ""));
}

enum speed_state speed_judge(const struct sample *samples, size_t count, enum mode mode, int workers,
                             const struct score_band *bands, size_t band_count, struct speed *speed)
{
	struct question q = {samples, count, mode, workers, bands, band_count};
	struct rounds_table all = collect(&q, ALL_SITTINGS);
	struct tally tally = count_votes(&q);

	speed->mode = mode;
	speed->workers = workers;
	estimate(&all, speed);
	free(all.serial);
	return weigh(&q, &tally, speed);
}

/* --- everything that was timed ---------------------------------------------- */

static bool was_timed(const struct outcome *o, enum mode mode)
{
	if (mode == MODE_SERIAL)
		return false;
	for (size_t i = 0; i < o->sample_count; i++)
		if (o->samples[i].arm == ARM_STUDENT && o->samples[i].mode == mode)
			return true;
	return outcome_fault_in(o, STAGE_MEASURE, mode) != NULL;
}

/* The next larger worker count that has a canary; 0: none. */
static int next_count(const struct outcome *o, int than)
{
	int next = 0;

	for (size_t i = 0; i < o->sample_count; i++) {
		int workers = o->samples[i].workers;
		if (o->samples[i].arm == ARM_CANARY && workers > than && (next == 0 || workers < next))
			next = workers;
	}
	return next;
}

static void judge_mode(struct outcome *o, enum mode mode, const struct score_rules *rules)
{
	const struct finding *fault = outcome_fault_in(o, STAGE_MEASURE, mode);

	for (int workers = 1, next; (next = next_count(o, workers)) > 0; workers = next) {
		struct speed *speed = outcome_add_speed(o);
		speed_judge(o->samples, o->sample_count, mode, next, rules->bands, rules->band_count, speed);
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
