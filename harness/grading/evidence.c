/* evidence.c - from samples to rounds that can be compared.
 *
 * A round counts if each relevant arm has a time in it that was not dropped.  It never
 * drops a round itself: the sensors decided that during the run.
 */
#include "evidence.h"

#include <math.h>
#include <stdlib.h>

#include "../base/base.h"

/* CPU time before GO that is not charged to anybody.  Measured on a busy 2-core machine:
 * drivers take 5 ms to reach READY, and sometimes up to twice that. */
static const double start_stretch = 1.5, start_blur_s = 0.003;
/* The launch of ranks takes 60 ms and more, of which half would be too much to give away, and a single
 * launch differs too much from another: in mpi mode the medians of all rounds are compared. */
static const double launch_stretch = 1.1;

enum { SERIAL, REFERENCE, STUDENT, CANARY_ALONE, CANARY, ARMS };

/* The samples of one round. */
struct round {
	const struct sample *arm[ARMS]; /* if a call was repeated, the one that is used */
	int series;
	bool kept;
};

bool evidence_has(uint64_t set, int series)
{
	return series >= 0 && series <= EVIDENCE_SERIES_MOST && (set >> series & 1);
}

static bool is_student(const struct sample *s, enum mode mode)
{
	return s->arm == ARM_STUDENT && s->mode == mode;
}

/* The index of this sample's arm; ARMS: none of them. */
static int arm_of(const struct sample *s, enum mode mode, int workers)
{
	bool alone = s->workers == 1 && s->mode == MODE_SERIAL, together = s->workers == workers;

	switch (s->arm) {
	case ARM_REFERENCE:
		return alone ? SERIAL : together && s->mode == mode ? REFERENCE : ARMS;
	case ARM_CANARY:
		return alone ? CANARY_ALONE : together ? CANARY : ARMS;
	default:
		return together && s->mode == mode ? STUDENT : ARMS;
	}
}

static struct round *sort_by_round(const struct samples *samples, enum mode mode, int workers, int *count)
{
	*count = 0;
	for (size_t i = 0; i < samples->count; i++)
		if (samples->list[i].round > *count)
			*count = samples->list[i].round;
	struct round *rounds = xcalloc((size_t)*count + 1, sizeof *rounds);
	for (size_t i = 0; i < samples->count; i++) {
		const struct sample *s = &samples->list[i];
		struct round *round = &rounds[s->round > 0 ? s->round : 0];
		int arm = arm_of(s, mode, workers);
		round->series = s->series;
		round->kept |= !s->dropped;
		if (arm < ARMS && (!round->arm[arm] || round->arm[arm]->dropped))
			round->arm[arm] = s;
	}
	return rounds;
}

static bool is_complete(const struct round *round)
{
	for (int arm = 0; arm < ARMS; arm++) {
		const struct sample *s = round->arm[arm];
		if (!s || s->dropped || !sample_answered(s) || !(s->seconds > 0))
			return false;
	}
	return true;
}

static double charged_s(const struct sample *student, const struct sample *reference)
{
	double allowed = start_stretch * reference->idle_cpu_s + start_blur_s;

	return student->seconds + fmax(0, student->idle_cpu_s - allowed);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Of the CPU time before GO of this arm, over the rounds that count. */
static double median_start_s(const struct round *rounds, int count, uint64_t series, int arm)
{
	double *starts = xcalloc((size_t)count + 1, sizeof *starts);
	size_t n = 0;

	for (int i = 1; i <= count; i++)
		if (evidence_has(series, rounds[i].series) && is_complete(&rounds[i]))
			starts[n++] = rounds[i].arm[arm]->idle_cpu_s;
	qsort(starts, n, sizeof *starts, by_value);
	double median = n == 0 ? 0 : (starts[(n - 1) / 2] + starts[n / 2]) / 2;
	free(starts);
	return median;
}

static double launch_excess_s(const struct round *rounds, int count, uint64_t series)
{
	double allowed = launch_stretch * median_start_s(rounds, count, series, REFERENCE) + start_blur_s;

	return fmax(0, median_start_s(rounds, count, series, STUDENT) - allowed);
}

/* excess_s: what the student's time is charged for all rounds alike; NULL: what this round shows. */
static void take_round(struct evidence *e, const struct round *round, const double *excess_s)
{
	e->serial[e->n] = round->arm[SERIAL]->seconds;
	e->reference[e->n] = round->arm[REFERENCE]->seconds;
	e->student[e->n] = excess_s ? round->arm[STUDENT]->seconds + *excess_s
	                            : charged_s(round->arm[STUDENT], round->arm[REFERENCE]);
	e->canary1[e->n] = round->arm[CANARY_ALONE]->seconds;
	e->canary[e->n] = round->arm[CANARY]->seconds;
	e->serial_cpu[e->n] = round->arm[SERIAL]->cpu_s;
	e->student_cpu[e->n] = round->arm[STUDENT]->cpu_s;
	e->series[e->n++] = round->series;
}

static uint64_t took_part(const struct samples *samples, enum mode mode)
{
	uint64_t set = 0;

	for (size_t i = 0; i < samples->count; i++) {
		const struct sample *s = &samples->list[i];
		if (is_student(s, mode) && evidence_has(EVIDENCE_ALL_SERIES, s->series))
			set |= UINT64_C(1) << s->series;
	}
	return set;
}

struct evidence evidence_collect(const struct samples *samples, enum mode mode, int workers, uint64_t series)
{
	int count;
	struct round *rounds = sort_by_round(samples, mode, workers, &count);
	uint64_t part = took_part(samples, mode) & series;
	size_t room = (size_t)count + 1;
	double *times = xcalloc(7 * room, sizeof *times);
	struct evidence e = {times,
	                     times + room,
	                     times + 2 * room,
	                     times + 3 * room,
	                     times + 4 * room,
	                     times + 5 * room,
	                     times + 6 * room,
	                     xcalloc(room, sizeof *e.series),
	                     0,
	                     0};

	double excess_s = mode == MODE_MPI ? launch_excess_s(rounds, count, series) : 0;
	for (int i = 1; i <= count; i++) {
		e.dropped += !rounds[i].kept && evidence_has(part, rounds[i].series);
		if (evidence_has(series, rounds[i].series) && is_complete(&rounds[i]))
			take_round(&e, &rounds[i], mode == MODE_MPI ? &excess_s : NULL);
	}
	free(rounds);
	return e;
}

void evidence_free(struct evidence *e)
{
	free(e->serial); /* all times are in one block */
	free(e->series);
	*e = (struct evidence){0};
}

uint64_t evidence_answered(const struct samples *samples, enum mode mode)
{
	uint64_t set = 0;

	for (size_t i = 0; i < samples->count; i++) {
		const struct sample *s = &samples->list[i];
		if (is_student(s, mode) && sample_answered(s) && evidence_has(EVIDENCE_ALL_SERIES, s->series))
			set |= UINT64_C(1) << s->series;
	}
	return set;
}

int evidence_wrong(const struct samples *samples, enum mode mode)
{
	int wrong = 0;

	for (size_t i = 0; i < samples->count; i++) {
		const struct sample *s = &samples->list[i];
		wrong += is_student(s, mode) && sample_answered(s) && !s->right;
	}
	return wrong;
}
