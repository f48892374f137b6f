/* laws.c - fits laws of scaling to a mode's timed rounds.
 *
 * Speedups are over the program's own time with one worker in the same round.  Numbers
 * derived from their medians have no exact interval, so whole rounds are resampled
 * (stats_bootstrap).  It reads samples and writes nothing.
 */
#include "laws.h"

#include <math.h>
#include <stdlib.h>

#include "../base/base.h"
#include "../stats/stats.h"

enum { COUNTS_MOST = 64, RESAMPLES = 999, ROUNDS_LEAST = 9 };
/* Any constant will do: the same gradebook must always give the same page. */
static const uint64_t bootstrap_seed = 1990;

/* Rounds in which the program was timed at each of `counts` worker counts. */
struct scaling {
	double workers[COUNTS_MOST];
	size_t counts, rounds;
	double *seconds; /* of round i and count j: [i * counts + j] */
};

static bool is_timed(const struct sample *s, enum mode mode)
{
	return s->arm == ARM_STUDENT && s->mode == mode && !s->dropped && s->right && s->seconds > 0 &&
	       s->round > 0;
}

/* The worker counts, ascending. */
static void find_counts(const struct outcome *o, enum mode mode, struct scaling *t)
{
	for (int least = 0, next; t->counts < COUNTS_MOST; least = next) {
		next = 0;
		for (size_t i = 0; i < o->samples.count; i++) {
			const struct sample *s = &o->samples.list[i];
			if (is_timed(s, mode) && s->workers > least && (next == 0 || s->workers < next))
				next = s->workers;
		}
		if (next == 0)
			return;
		t->workers[t->counts++] = next;
	}
}

static size_t place_of(const struct scaling *t, int workers)
{
	size_t place = 0;

	while (place < t->counts && t->workers[place] != workers)
		place++;
	return place;
}

/* Arms that are only for charts pause when they have enough rounds: rounds without them are
 * left out. */
static struct scaling collect(const struct outcome *o, enum mode mode)
{
	struct scaling t = {0};
	size_t last = 0;

	find_counts(o, mode, &t);
	for (size_t i = 0; i < o->samples.count; i++)
		last = is_timed(&o->samples.list[i], mode) && (size_t)o->samples.list[i].round > last
		               ? (size_t)o->samples.list[i].round
		               : last;
	t.seconds = xcalloc((last + 1) * (t.counts + 1), sizeof *t.seconds);
	for (size_t i = 0; i < o->samples.count; i++) {
		const struct sample *s = &o->samples.list[i];
		size_t place = is_timed(s, mode) ? place_of(&t, s->workers) : t.counts;
		if (place < t.counts)
			t.seconds[((size_t)s->round - 1) * t.counts + place] = s->seconds;
	}
	for (size_t round = 0; round < last; round++) {
		const size_t from = round * t.counts;
		bool whole = true;
		for (size_t j = 0; j < t.counts; j++)
			whole &= t.seconds[from + j] > 0;
		for (size_t j = 0; whole && j < t.counts; j++)
			t.seconds[t.rounds * t.counts + j] = t.seconds[from + j];
		t.rounds += whole;
	}
	return t;
}

static void speedups_of(const struct scaling *t, const size_t *rows, size_t n, double *speedup)
{
	double *ratios = xmalloc((n + 1) * sizeof *ratios);

	for (size_t j = 0; j < t->counts; j++) {
		for (size_t i = 0; i < n; i++) {
			const double *seconds = &t->seconds[rows[i] * t->counts];
			ratios[i] = seconds[0] / seconds[j];
		}
		speedup[j] = stats_median(ratios, n);
	}
	free(ratios);
}

/* 0 if a speedup exceeds what the law allows, so that the interval then reaches 0. */
static double part_of_rows(const size_t *rows, size_t n, void *context)
{
	const struct scaling *t = context;
	double speedup[COUNTS_MOST], part = 0;

	speedups_of(t, rows, n, speedup);
	return stats_amdahl_fit(t->workers, speedup, t->counts, &part) == 0 ? part : 0;
}

static int fit_amdahl(struct scaling *t, struct laws *laws)
{
	struct stats_interval part;

	if (stats_bootstrap(t->rounds, part_of_rows, t, RESAMPLES, bootstrap_seed, stats_level, &part) != 0 ||
	    !(part.median > 0))
		return -1;
	laws->most = (int)t->workers[t->counts - 1];
	laws->part = (struct interval){part.median, part.low, part.high};
	laws->twice = (struct interval){stats_amdahl(part.median, 2 * laws->most),
	                                stats_amdahl(part.high, 2 * laws->most),
	                                stats_amdahl(part.low, 2 * laws->most)};
	return 0;
}

static void fit_usl(const struct scaling *t, struct laws *laws)
{
	size_t *rows = xcalloc(t->rounds, sizeof *rows);
	double speedup[COUNTS_MOST];
	struct stats_usl_fit fit;

	for (size_t i = 0; i < t->rounds; i++)
		rows[i] = i;
	speedups_of(t, rows, t->rounds, speedup);
	free(rows);
	laws->usl = t->counts >= STATS_USL_LEAST && stats_usl_fit(t->workers, speedup, t->counts, &fit) == 0;
	if (!laws->usl)
		return;
	laws->contention = fit.contention;
	laws->coherency = fit.coherency;
	laws->peak_workers = fit.peak_workers;
}

int laws_of(const struct outcome *o, enum mode mode, struct laws *laws)
{
	struct scaling t = collect(o, mode);
	bool enough = t.counts >= STATS_AMDAHL_LEAST && t.workers[0] == 1 && t.rounds >= ROUNDS_LEAST;
	int failed = enough ? fit_amdahl(&t, laws) : -1;

	if (!failed)
		fit_usl(&t, laws);
	free(t.seconds);
	return failed;
}
