/* speed.c - from paired rounds to a normalised gain and a verdict on it.
 *
 * The gain is G = (S_student - 1) / (S_reference - 1) per round, both speedups
 * over the reference's serial time in that round; its median and exact
 * interval decide.  Where the machine would not let anybody be sure, the
 * verdict is inconclusive and says why.
 */
#include "speed.h"

#include <math.h>
#include <stdlib.h>

#include "../base/base.h"
#include "../stats/stats.h"

static const double reference_least = 1.2;   /* the lower bound of its speedup must lie above */
static const double canary_least = 0.7;      /* of the ideal */
enum { ROUNDS_LEAST = 9 };

/* The times of the arms that matter, round by round. */
struct rounds_table {
	double *serial, *reference, *student, *canary1, *canary;
	size_t n;
	int dropped;
	int wrong;                 /* the student's answers that were wrong */
};

static const struct sample *find(const struct sample *samples, size_t count, int round, enum arm arm, enum mode mode,
                                 int workers)
{
	for (size_t i = 0; i < count; i++)
		if (samples[i].round == round && samples[i].arm == arm && samples[i].mode == mode &&
		    samples[i].workers == workers)
			return &samples[i];
	return NULL;
}

static void take_round(struct rounds_table *t, const struct sample *samples, size_t count, int round, enum mode mode,
                       int workers)
{
	const struct sample *s[] = {
		find(samples, count, round, ARM_REFERENCE, MODE_SERIAL, 1),
		find(samples, count, round, ARM_REFERENCE, mode, workers),
		find(samples, count, round, ARM_STUDENT, mode, workers),
		find(samples, count, round, ARM_CANARY, MODE_SERIAL, 1),
		find(samples, count, round, ARM_CANARY, MODE_SERIAL, workers),
	};
	bool dropped = false;

	for (size_t i = 0; i < ARRAY_LENGTH(s); i++) {
		if (!s[i])
			return;
		dropped |= s[i]->dropped;
	}
	t->wrong += !s[2]->right;
	t->dropped += dropped;
	if (dropped)
		return;
	t->serial[t->n] = s[0]->seconds;
	t->reference[t->n] = s[1]->seconds;
	t->student[t->n] = s[2]->seconds;
	t->canary1[t->n] = s[3]->seconds;
	t->canary[t->n++] = s[4]->seconds;
}

static struct interval as_interval(const struct stats_interval *i)
{
	return (struct interval){i->median, i->low, i->high};
}

static void verdict(struct speed *speed, enum verdict v, char *reason)
{
	speed->verdict = v;
	free(speed->reason);
	speed->reason = reason;
}

static void decide(struct speed *s, const struct score_band *bands, size_t band_count)
{
	double share;

	if (s->reference.low <= reference_least)
		verdict(s, VERDICT_INCONCLUSIVE,
		        xasprintf("the model solution itself does not speed up here: %.2f times, 99%% interval %.2f to %.2f",
		                  s->reference.median, s->reference.low, s->reference.high));
	else if (s->canary.median < canary_least * s->workers)
		verdict(s, VERDICT_INCONCLUSIVE,
		        xasprintf("the machine was not free: independent work on %d CPUs was only %.2f times as fast",
		                  s->workers, s->canary.median));
	else if (score_band_of(bands, band_count, s->gain, &share) != 0)
		verdict(s, VERDICT_INCONCLUSIVE,
		        xasprintf("the gain %.2f (99%% interval %.2f to %.2f) lies on both sides of a band's border after %d "
		                  "rounds",
		                  s->gain.median, s->gain.low, s->gain.high, s->rounds));
	else
		verdict(s, share > 0 ? VERDICT_CORRECT : VERDICT_SLOW,
		        xasprintf("the gain is %.2f of the model solution's (99%% interval %.2f to %.2f, %d rounds)",
		                  s->gain.median, s->gain.low, s->gain.high, s->rounds));
}

static void estimate(const struct rounds_table *t, struct speed *s)
{
	struct stats_interval i;

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

void speed_judge(const struct sample *samples, size_t count, enum mode mode, int workers,
                 const struct score_band *bands, size_t band_count, struct speed *speed)
{
	int rounds = 0;

	for (size_t i = 0; i < count; i++)
		rounds = samples[i].round > rounds ? samples[i].round : rounds;
	size_t n = (size_t)rounds + 1;
	double *memory = xcalloc(5 * n, sizeof *memory);
	struct rounds_table t = {memory, memory + n, memory + 2 * n, memory + 3 * n, memory + 4 * n, 0, 0, 0};

	for (int round = 1; round <= rounds; round++)
		take_round(&t, samples, count, round, mode, workers);
	speed->mode = mode;
	speed->workers = workers;
	speed->rounds = (int)t.n;
	speed->dropped = t.dropped;
	if (t.n > 0)
		estimate(&t, speed);
	if (t.wrong > 0)
		verdict(speed, VERDICT_WRONG_ANSWER,
		        xasprintf("%d of %d timed answers were wrong: fresh numbers are used each time", t.wrong,
		                  (int)t.n + t.dropped));
	else if (t.n < ROUNDS_LEAST)
		verdict(speed, VERDICT_INCONCLUSIVE,
		        xasprintf("only %zu rounds could be used, and at least %d are needed", t.n, ROUNDS_LEAST));
	else
		decide(speed, bands, band_count);
	free(memory);
}
