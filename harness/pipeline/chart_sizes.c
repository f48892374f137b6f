/* chart_sizes.c - time against size: the size from which a parallel mode is faster than the
 * submission's own serial mode.
 *
 * In each round every mode that was right is called once at every size, with the same fresh
 * input, in a shuffled order, and every answer is judged.  The first round warms up and
 * does not count.  Sizes may be so small that a call takes microseconds.  Then most of the
 * time goes into sending GO and receiving DONE; it is the same for all modes, so the
 * break-even does not move.
 *
 * The result is a chart (grading/outcome.h), never a verdict or a point.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../measure/arm_order.h"
#include "../stats/stats.h"
#include "call.h"

/* With 9 rounds the interval omits the smallest and the largest (coverage 96%). */
enum { ROUNDS = 9 };
static const double level = 0.95;

struct arm_of_sizes {
	struct call call;
	double *seconds; /* [size * ROUNDS + round]; NaN: not measured */
};

struct sizing {
	struct submission *sub;
	const struct manifest_sizes *sizes;
	struct arm_of_sizes arms[MODE_COUNT]; /* the first is serial */
	size_t arm_count;
	struct oracle_case now;
	uint64_t seed;
	char *problem;
};

bool sizes_possible(const struct submission *sub)
{
	if (!sub->job.exercise->sizes.args || !mode_was_right(sub, MODE_SERIAL))
		return false;
	for (int mode = MODE_SERIAL + 1; mode < MODE_COUNT; mode++)
		if (mode_was_right(sub, (enum mode)mode))
			return true;
	return false;
}

/* --- opening and closing --------------------------------------------------- */

static int make_case(struct sizing *s, size_t size, uint64_t seed)
{
	const struct manifest *m = s->sub->job.exercise;
	char *args = manifest_size_args(m, s->sizes->values[size]);

	if (s->now.args)
		oracle_case_free(&s->now);
	int failed = oracle_make_case(s->sub, args, seed, &s->now);
	free(args);
	return failed;
}

/* The current case, the largest, determines the size of the files. */
static int open_arm(struct sizing *s, enum mode mode)
{
	struct submission *sub = s->sub;
	struct arm_of_sizes *arm = &s->arms[s->arm_count++];

	*arm = (struct arm_of_sizes){.call = {
					     .sub = sub,
					     .program = &sub->program,
					     .purpose = CALL_REPEATED,
					     .c = &s->now,
					     .mode = mode,
					     .workers = mode == MODE_SERIAL ? 1 : sub->workshop->host.usable,
					     .calls = (unsigned)((ROUNDS + 1) * s->sizes->value_count),
				     }};
	arm->seconds = xcalloc(s->sizes->value_count * ROUNDS, sizeof *arm->seconds);
	for (size_t i = 0; i < s->sizes->value_count * ROUNDS; i++)
		arm->seconds[i] = NAN;
	return call_open(&arm->call);
}

static int open_arms(struct sizing *s)
{
	int failed = make_case(s, s->sizes->value_count - 1, s->seed);

	for (int mode = 0; !failed && mode < MODE_COUNT; mode++)
		if (mode_was_right(s->sub, (enum mode)mode))
			failed = open_arm(s, (enum mode)mode);
	return failed;
}

static void close_arms(struct sizing *s)
{
	for (size_t i = 0; i < s->arm_count; i++) {
		call_close(&s->arms[i].call);
		free(s->arms[i].seconds);
	}
	if (s->now.args)
		oracle_case_free(&s->now);
	free(s->problem);
}

/* --- a call ------------------------------------------------------------------ */

/* Retire the arm; takes ownership of `why`.  The first reason is kept. */
static void end_arm(struct sizing *s, struct arm_of_sizes *arm, char *why)
{
	call_close(&arm->call);
	if (s->problem)
		free(why);
	else
		s->problem = why;
}

static int judge_sized(struct sizing *s, struct arm_of_sizes *arm, const struct sightings *seen)
{
	struct judgement judgement;

	if (oracle_judge(s->sub, &s->now, session_answer(arm->call.session), arm->call.mode,
	                 arm->call.workers, seen, &judgement) != 0)
		return -1;
	if (!judgement.right)
		end_arm(s, arm,
		        xasprintf("a wrong answer, in %s mode: %s", mode_name(arm->call.mode),
		                  judgement.message));
	judgement_free(&judgement);
	return 0;
}

/* *seconds stays unchanged without a right answer. */
static int call_arm(struct sizing *s, struct arm_of_sizes *arm, double *seconds)
{
	char *message, *hint;

	if (call_make(&arm->call) != 0)
		return -1;
	if (call_verdict(&arm->call, &message, &hint) != VERDICT_CORRECT) {
		end_arm(s, arm,
		        xasprintf("in %s mode (%s): %s", mode_name(arm->call.mode), s->now.args, message));
		free(message);
		free(hint);
		return 0;
	}
	struct sightings seen = call_seen(&arm->call);
	int failed = judge_sized(s, arm, &seen);
	if (!failed && arm->call.session)
		*seconds = seen.wall_s;
	return failed;
}

/* Round 0 warms up. */
static int measure_size(struct sizing *s, int round, size_t size)
{
	size_t step = (size_t)round * s->sizes->value_count + size, order[MODE_COUNT];

	if (make_case(s, size, arm_random(s->seed, step) >> 1) != 0)
		return -1;
	arm_order(s->seed, step, s->arm_count, order);
	for (size_t i = 0; i < s->arm_count; i++) {
		struct arm_of_sizes *arm = &s->arms[order[i]];
		double unused = 0,
		       *seconds = round == 0 ? &unused : &arm->seconds[size * ROUNDS + (size_t)round - 1];
		if (arm->call.session && call_arm(s, arm, seconds) != 0)
			return -1;
	}
	return 0;
}

static int measure_all(struct sizing *s)
{
	if (open_arms(s) != 0)
		return -1;
	for (int round = 0; round <= ROUNDS; round++)
		for (size_t size = 0; size < s->sizes->value_count; size++)
			if (measure_size(s, round, size) != 0)
				return -1;
	return 0;
}

/* --- what it says -------------------------------------------------------------- */

static bool is_measured(const struct arm_of_sizes *arm, size_t size)
{
	for (size_t i = 0; i < ROUNDS; i++)
		if (!(arm->seconds[size * ROUNDS + i] > 0))
			return false;
	return true;
}

static struct stats_interval speedup_at(const struct sizing *s, const struct arm_of_sizes *arm, size_t size)
{
	struct stats_interval speedup = {NAN, NAN, NAN, 0};

	if (is_measured(&s->arms[0], size) && is_measured(arm, size))
		stats_paired_speedup(&s->arms[0].seconds[size * ROUNDS], &arm->seconds[size * ROUNDS], NULL,
		                     ROUNDS, level, &speedup);
	return speedup;
}

static struct stats_break_even break_even_of(const struct sizing *s, const struct arm_of_sizes *arm)
{
	struct stats_interval *speedups = xcalloc(s->sizes->value_count, sizeof *speedups);

	for (size_t i = 0; i < s->sizes->value_count; i++)
		speedups[i] = speedup_at(s, arm, i);
	struct stats_break_even result = stats_break_even(speedups, s->sizes->value_count);
	free(speedups);
	return result;
}

static void write_row(const struct sizing *s, const struct arm_of_sizes *arm, size_t size, bool breaks_even,
                      FILE *to)
{
	const double *seconds = &arm->seconds[size * ROUNDS];
	struct stats_interval time = {0}, speedup = speedup_at(s, arm, size);

	if (!is_measured(arm, size) || stats_median_interval(seconds, ROUNDS, level, &time) != 0)
		return;
	fprintf(to, "%s\t%d\t%s\t%u\t%.9f\t%.9f\t%.9f\t%.6g\t%.6g\t%.6g\t%d\t", mode_name(arm->call.mode),
	        arm->call.workers, s->sizes->unit, s->sizes->values[size], time.median, time.low, time.high,
	        speedup.median, speedup.low, speedup.high, breaks_even);
	for (size_t i = 0; i < ROUNDS; i++)
		fprintf(to, "%s%.9f", i ? "," : "", seconds[i]);
	fputc('\n', to);
}

static char *table_of(const struct sizing *s)
{
	struct text text;
	FILE *to = text_open(&text);

	fputs("mode\tworkers\tunit\tsize\tseconds\tlow\thigh\tspeedup\tspeedup_low\tspeedup_high\tbreak_"
	      "even\tsamples\n",
	      to);
	for (size_t a = 0; a < s->arm_count; a++) {
		struct stats_break_even even = break_even_of(s, &s->arms[a]);
		for (size_t i = 0; i < s->sizes->value_count; i++)
			write_row(s, &s->arms[a], i, a > 0 && i == even.from, to);
	}
	return text_close(&text);
}

/* "threads: faster from 100000 on"; claims only what the intervals show. */
static void print_break_even(const struct sizing *s, const struct arm_of_sizes *arm, FILE *to)
{
	struct stats_break_even even = break_even_of(s, arm);
	const unsigned *size = s->sizes->values;
	size_t count = s->sizes->value_count;

	fprintf(to, " %s: ", mode_name(arm->call.mode));
	if (!is_measured(arm, count - 1))
		fputs("not measured", to);
	else if (even.from == count && even.after == count)
		fprintf(to, "none, still slower at %u", size[count - 1]);
	else if (even.from == count)
		fprintf(to, "none shown, not certainly faster at %u", size[count - 1]);
	else if (even.from == 0)
		fprintf(to, "faster at every size, from %u on", size[0]);
	else if (even.after == 0)
		fprintf(to, "faster from %u on, undecided below", size[even.from]);
	else
		fprintf(to, "faster from %u on, slower up to %u", size[even.from], size[even.after - 1]);
}

static char *title_of(const struct sizing *s)
{
	int workers = s->sub->workshop->host.usable;
	struct text title;
	FILE *to = text_open(&title);

	fprintf(to,
	        "Time against size in %s, median and 95%% interval of %d rounds, %d worker%s. Break-even "
	        "with serial mode:",
	        s->sizes->unit, ROUNDS, workers, workers == 1 ? "" : "s");
	for (size_t a = 1; a < s->arm_count; a++) {
		print_break_even(s, &s->arms[a], to);
		fputs(a + 1 < s->arm_count ? ";" : "", to);
	}
	return text_close(&title);
}

static void fill_chart(const struct sizing *s, bool failed, struct chart *chart)
{
	chart->name = xstrdup("sizes");
	if (failed) {
		chart->title = xasprintf("Time against size in %s", s->sizes->unit);
		chart->problem = xasprintf("the grader failed: %s", error_text());
		return;
	}
	chart->title = title_of(s);
	chart->tsv = table_of(s);
	chart->problem = xstrdup(s->problem);
}

void size_submission(struct submission *sub)
{
	struct sizing s = {.sub = sub, .sizes = &sub->job.exercise->sizes, .seed = clock_ns() >> 1};
	struct host_lock lock;

	host_lock_take(&lock, true);
	bool failed = measure_all(&s) != 0;

	fill_chart(&s, failed, outcome_add_chart(&sub->outcome));
	close_arms(&s);
	host_lock_drop(&lock);
}
