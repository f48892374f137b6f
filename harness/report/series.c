/* series.c - an outcome's raw samples as series, and the TSV files.
 *
 * Estimates come from stats/; speedups of the graded kind are taken as the
 * outcome has them and never computed anew.  What the outcome does not estimate
 * (times, the student's program with one worker) is estimated here from the
 * same rounds.
 */
#include "series.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "../base/base.h"
#include "../stats/stats.h"

static const char *const arm_names[] = ARM_NAMES;

/* The time that a sample's speedup is over: NaN if its round lacks it. */
static double baseline(const struct outcome *outcome, const struct sample *sample)
{
	enum arm arm = sample->arm == ARM_CANARY ? ARM_CANARY : ARM_REFERENCE;
	for (size_t i = 0; i < outcome->sample_count; i++) {
		const struct sample *s = &outcome->samples[i];
		if (s->round == sample->round && s->arm == arm && s->mode == MODE_SERIAL && s->workers <= 1)
			return s->seconds;
	}
	return NAN;
}

static struct interval median_of(const double *x, size_t n)
{
	struct stats_interval i;
	if (n == 0)
		return (struct interval){NAN, NAN, NAN};
	if (stats_median_interval(x, n, stats_level, &i) != 0)
		return (struct interval){stats_median(x, n), NAN, NAN};
	return (struct interval){i.median, i.low, i.high};
}

static struct interval speedup_of(const double *serial, const double *seconds, size_t n)
{
	struct stats_interval i;
	if (n == 0 || stats_paired_speedup(serial, seconds, n, stats_level, &i) != 0)
		return (struct interval){NAN, NAN, NAN};
	return (struct interval){i.median, i.low, i.high};
}

struct series series_of(const struct outcome *outcome, enum arm arm, enum mode mode, int workers)
{
	struct series series = {0};
	double *seconds = xcalloc(outcome->sample_count + 1, sizeof *seconds);
	double *serial = xcalloc(outcome->sample_count + 1, sizeof *serial);
	size_t n = 0, paired = 0;
	for (size_t i = 0; i < outcome->sample_count; i++) {
		const struct sample *s = &outcome->samples[i];
		if (s->arm != arm || s->mode != mode || s->workers != workers)
			continue;
		series.dropped += s->dropped;
		series.wrong += !s->dropped && !s->right;
		if (s->dropped || !s->right || !(s->seconds > 0))
			continue;
		seconds[n] = s->seconds;
		serial[n] = baseline(outcome, s);
		paired += serial[n++] > 0;
	}
	series.rounds = (int)n;
	series.seconds = median_of(seconds, n);
	series.speedup = speedup_of(serial, seconds, paired == n ? n : 0);
	free(seconds);
	free(serial);
	return series;
}

int series_rounds(const struct outcome *outcome, int *dropped)
{
	int rounds = 0;
	for (size_t i = 0; i < outcome->sample_count; i++)
		rounds = outcome->samples[i].round > rounds ? outcome->samples[i].round : rounds;
	bool *lost = xcalloc((size_t)rounds + 1, sizeof *lost);
	for (size_t i = 0; i < outcome->sample_count; i++)
		if (outcome->samples[i].round > 0)
			lost[outcome->samples[i].round] |= outcome->samples[i].dropped;
	*dropped = 0;
	for (int round = 1; round <= rounds; round++)
		*dropped += lost[round];
	free(lost);
	return rounds;
}

/* ---- rounds.tsv ------------------------------------------------------------ */

void series_write_rounds(const struct outcome *outcome, FILE *to)
{
	fputs("round\tposition\tarm\tmode\tworkers\tseconds\tcpu_s\tidle_cpu_s\tright\tsteal_s\tpressure_s\t"
	      "switches\tseed\tdropped\tspeedup\tforeign_cpu_s\n",
	      to);
	for (size_t i = 0; i < outcome->sample_count; i++) {
		const struct sample *s = &outcome->samples[i];
		fprintf(to, "%d\t%d\t%s\t%s\t%d\t%.9g\t%.9g\t%.9g\t", s->round, s->position,
		        arm_names[s->arm], mode_name(s->mode), s->workers, s->seconds, s->cpu_s,
		        s->idle_cpu_s);
		fprintf(to, "%d\t%.9g\t%.9g\t%" PRIu64 "\t%" PRIu64 "\t%d\t", s->right, s->steal_s,
		        s->pressure_s, s->switches, s->seed, s->dropped);
		double speedup = s->right && s->seconds > 0 ? baseline(outcome, s) / s->seconds : NAN;
		if (isfinite(speedup))
			fprintf(to, "%.6g", speedup);
		else
			fputs("NaN", to);
		fprintf(to, "\t%.9g\n", s->foreign_cpu_s);
	}
}

/* ---- speedup.tsv ----------------------------------------------------------- */

static bool is_there(struct interval i)
{
	return i.median > 0 && isfinite(i.median) && isfinite(i.low) && isfinite(i.high);
}

static void write_line(FILE *to, int workers, struct interval s)
{
	double p = workers;
	fprintf(to, "%d\t%.6g\t%.6g\t%.6g\t%.6g\t%.6g\t%.6g\t%d\n", workers, s.median, s.low, s.high,
	        s.median / p, s.low / p, s.high / p, workers);
}

static struct interval speedup_in(const struct speed *speed, enum arm arm)
{
	return arm == ARM_REFERENCE ? speed->reference : arm == ARM_STUDENT ? speed->student : speed->canary;
}

/* With one worker: the reference and the canary are their own baselines. */
static struct interval alone(const struct outcome *outcome, enum arm arm, enum mode mode)
{
	if (arm == ARM_STUDENT)
		return series_of(outcome, arm, mode, 1).speedup;
	return (struct interval){1, 1, 1};
}

/* One block; 1 if there was anything to put in it. */
static int write_block(const struct outcome *outcome, enum arm arm, enum mode mode, bool first, FILE *to)
{
	bool begun = false;
	struct interval one = alone(outcome, arm, mode);
	for (size_t i = 0; i < outcome->speed_count; i++) {
		const struct speed *speed = &outcome->speeds[i];
		if (speed->mode != mode || speed->workers < 1 || !is_there(speedup_in(speed, arm)))
			continue;
		if (!begun)
			fprintf(to, "%s\"%s %s\"\n", first ? "" : "\n\n", arm_names[arm], mode_name(mode));
		if (!begun && speed->workers > 1 && is_there(one))
			write_line(to, 1, one);
		write_line(to, speed->workers, speedup_in(speed, arm));
		begun = true;
	}
	return begun;
}

int series_write_speedup(const struct outcome *outcome, FILE *to)
{
	int blocks = 0;
	for (int mode = MODE_FORK; mode < MODE_COUNT; mode++)
		for (int arm = 0; arm <= ARM_CANARY; arm++)
			blocks += write_block(outcome, (enum arm)arm, (enum mode)mode, blocks == 0, to);
	return blocks;
}
