/* trials.c - repeated timing of the same submission: are its points stable?
 *
 * A flip is a settled trial whose share of the points differs from that of most settled
 * trials of the same submission and mode.  Open trials are not flips: they cost no points.
 * It only counts; it neither measures nor prints.
 */
#include "trials.h"

#include <math.h>

static bool same(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

int trial_of(const struct outcome *o, enum mode mode, struct trial *trial)
{
	struct score_rules rules = score_rules_of(o);
	int found = -1;

	for (size_t i = 0; i < o->speed_count; i++) {
		const struct speed *s = &o->speeds[i];
		if (s->mode != mode || !s->graded)
			continue;
		*trial = (struct trial){
			.mode = mode, .verdict = s->verdict, .series = (int)o->series_count, .speed = *s};
		trial->speed.reason = NULL;
		bool by_band = s->verdict == VERDICT_CORRECT || s->verdict == VERDICT_SLOW;
		struct interval range = {s->gain.median, s->at_least, s->at_most};
		if (by_band && score_band_of(rules.bands, rules.band_count, range, &trial->share) != 0)
			trial->verdict = VERDICT_INCONCLUSIVE; /* as in score_outcome */
		found = 0;
	}
	score_rules_free(&rules);
	return found;
}

static bool concerns(const struct trial *t, size_t submission, enum mode mode)
{
	return t->submission == submission && t->mode == mode;
}

static bool settled(const struct trial *t)
{
	return !verdict_is_pending(t->verdict);
}

/* The number of its settled trials with this share. */
static size_t with_share(const struct trial *trials, size_t count, size_t submission, enum mode mode,
                         double share)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += concerns(&trials[i], submission, mode) && settled(&trials[i]) &&
		     same(trials[i].share, share);
	return n;
}

struct tally trials_tally(const struct trial *trials, size_t count, size_t submission, enum mode mode)
{
	struct tally t = {0};
	size_t most = 0;

	for (size_t i = 0; i < count; i++) {
		const struct trial *one = &trials[i];
		if (!concerns(one, submission, mode))
			continue;
		t.trials++;
		if (!settled(one)) {
			t.open++;
			continue;
		}
		t.full += one->share >= 1;
		t.part += one->share > 0 && one->share < 1;
		t.none += !(one->share > 0);
		size_t alike = with_share(trials, count, submission, mode, one->share);
		if (alike > most) {
			most = alike;
			t.usual = one->share;
		}
	}
	t.flips = t.full + t.part + t.none - most;
	return t;
}

struct stability trials_stability(const struct trial *trials, size_t count, bool busy)
{
	struct stability s = {0};

	for (size_t i = 0; i < count; i++) {
		const struct trial *one = &trials[i];
		if (one->busy != busy)
			continue;
		s.trials++;
		if (!settled(one))
			continue;
		s.settled++;
		s.flips += !same(one->share, trials_tally(trials, count, one->submission, one->mode).usual);
	}
	return s;
}
